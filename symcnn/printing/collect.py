"""A quantity as a sum of signed products, common factors in front: ``s*i - s + k - p`` as ``s(i - 1) + k - p``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

from symcnn.notation.affine import ZERO, Affine, Atom, Floor
from symcnn.notation.letters import Letter


@dataclass(frozen=True)
class Group:
    """A sum that stands in brackets."""

    pieces: tuple[Piece, ...]


Factor = Union[Letter, Floor, Group]


@dataclass(frozen=True)
class Piece:
    """A number times factors."""

    coefficient: int
    factors: tuple[Factor, ...] = ()

    def times(self, scale: int, factors: tuple[Factor, ...]) -> Piece:
        """The product, the new factors in front."""
        return Piece(self.coefficient * scale, factors + self.factors)


def collected(quantity: Affine) -> tuple[Piece, ...]:
    """The pieces of a quantity, in no particular order."""
    pieces: list[Piece] = []
    for atom in dict.fromkeys(quantity.atoms()):
        if is_index(atom) and atom in quantity.atoms() and _linear(quantity, atom):
            size = quantity.coefficient(atom)
            if size.number is None and not any(is_index(a) for a in size.atoms()):
                inner, quantity = _multiple(quantity, size)
                pieces.append(_factored(size, inner))
    for letter in sorted(quantity.letters):
        if _is_step(quantity, letter):
            inner = quantity.coefficient(letter)
            quantity = quantity.without(letter)
            pieces.append(_factored(Affine({(letter,): 1}), inner))
    return (*pieces, *plain(quantity))


def plain(quantity: Affine) -> tuple[Piece, ...]:
    """The terms as they are."""
    return tuple(Piece(value, monomial) for monomial, value in quantity.terms)


def is_index(part: Factor | Atom) -> bool:
    """Whether an index letter stands in it."""
    match part:
        case Letter():
            return part.is_index
        case Floor():
            return any(v.is_index for v in part.numerator.letters | part.denominator.letters)
        case Group():
            return any(is_index(f) for p in part.pieces for f in p.factors)


def _linear(quantity: Affine, atom: Atom) -> bool:
    return all(m.count(atom) < 2 for m, _ in quantity.terms)


def _is_step(quantity: Affine, letter: Letter) -> bool:
    """A size in small print that multiplies a sum with a number in it, as d in ``d(K - 1) + 1``."""
    if letter.is_index or not letter.name.lstrip("\\")[0].islower() or not _linear(quantity, letter):
        return False
    cofactor = quantity.coefficient(letter)
    return len(cofactor.terms) > 1 and cofactor.constant != 0 and not any(is_index(a) for a in cofactor.atoms())


def _multiple(quantity: Affine, size: Affine) -> tuple[Affine, Affine]:
    """All that ``size`` multiplies, and the rest; a number is taken along where that makes the rest shorter."""
    inner, rest = ZERO, quantity
    for atom in _index_atoms(quantity):
        sign = {size: 1, -size: -1}.get(quantity.coefficient(atom))
        if sign:
            inner += Affine({(atom,): sign})
            rest = rest - sign * size * Affine({(atom,): 1})
    monomial, value = size.terms[-1]
    ratio = dict(rest.terms).get(monomial, 0) // value
    shorter = rest - ratio * size
    if len(shorter.terms) < len(rest.terms):
        return inner + ratio, shorter
    return inner, rest


def _index_atoms(quantity: Affine) -> Iterator[Atom]:
    return (a for a in dict.fromkeys(quantity.atoms()) if is_index(a) and _linear(quantity, a))


def _factored(size: Affine, inner: Affine) -> Piece:
    """``size * inner`` as one piece, signs pulled to the front."""
    result = Piece(1)
    for part in (inner, size):
        sign = -1 if _is_negative(part) else 1
        pieces = collected(sign * part)
        alone = len(pieces) == 1
        result = result.times(pieces[0].coefficient * sign, pieces[0].factors) if alone else result.times(
            sign, (Group(pieces),))
    return result


def _is_negative(quantity: Affine) -> bool:
    signs = {value > 0 for monomial, value in quantity.terms if monomial}
    return signs == {False} or (len(signs) == 2 and quantity.constant < 0)
