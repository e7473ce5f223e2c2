"""Whole-number quantities: polynomials in letters and floors, with integer coefficients.

An index such as ``s*(i-1) + k - p`` is linear in its index letters with sizes as coefficients; an extent is a
polynomial in sizes alone. A quotient ``floor(n/d)`` stands in a polynomial as an atom of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import gcd
from typing import NamedTuple, Union

from symcnn.errors import MeaninglessError
from symcnn.notation.letters import FLOOR, Letter

Atom = Union[Letter, "Floor"]
Monomial = tuple[Atom, ...]
Whole = Union["Affine", Letter, int]


class Floor(NamedTuple):
    """The atom ``floor(numerator/denominator)``; the denominator is at least 1."""

    kind: int
    numerator: Affine
    denominator: Affine


class Affine:
    """A polynomial in letters and floors; a frozen value with one canonical form."""

    __slots__ = ("_hash", "_letters", "terms")
    terms: tuple[tuple[Monomial, int], ...]

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        object.__setattr__(self, "terms", tuple(sorted((m, c) for m, c in terms.items() if c)))
        object.__setattr__(self, "_hash", hash(self.terms))
        object.__setattr__(self, "_letters", None)

    _hash: int
    _letters: frozenset[Letter] | None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an Affine is frozen")

    def __reduce__(self) -> tuple[object, ...]:
        return Affine, (dict(self.terms),)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            other = constant(other)
        return isinstance(other, Affine) and self.terms == other.terms

    def __lt__(self, other: Affine) -> bool:
        return self.terms < other.terms

    def __add__(self, other: Whole) -> Affine:
        total = dict(self.terms)
        for monomial, coefficient in whole(other).terms:
            total[monomial] = total.get(monomial, 0) + coefficient
        return Affine(total)

    __radd__ = __add__

    def __neg__(self) -> Affine:
        return Affine({m: -c for m, c in self.terms})

    def __sub__(self, other: Whole) -> Affine:
        return self + -whole(other)

    def __rsub__(self, other: Whole) -> Affine:
        return whole(other) + -self

    def __mul__(self, other: Whole) -> Affine:
        if isinstance(other, int):
            return Affine({m: c * other for m, c in self.terms})
        total: dict[Monomial, int] = {}
        for m1, c1 in self.terms:
            for m2, c2 in whole(other).terms:
                monomial = tuple(sorted(m1 + m2)) if m1 and m2 else m1 or m2
                total[monomial] = total.get(monomial, 0) + c1 * c2
        return Affine(total)

    __rmul__ = __mul__

    def __repr__(self) -> str:
        return "Affine(" + (" + ".join(f"{c}*{[a[1] for a in m]}" for m, c in self.terms) or "0") + ")"

    @property
    def number(self) -> int | None:
        """The value where no letter is in it, else None."""
        if not self.terms:
            return 0
        if len(self.terms) == 1 and self.terms[0][0] == ():
            return self.terms[0][1]
        return None

    @property
    def constant(self) -> int:
        """The term without a letter."""
        return self.terms[0][1] if self.terms and self.terms[0][0] == () else 0

    @property
    def letter(self) -> Letter | None:
        """The letter, where the quantity is one bare letter, else None."""
        if len(self.terms) == 1 and self.terms[0][1] == 1 and len(self.terms[0][0]) == 1:
            atom = self.terms[0][0][0]
            return atom if isinstance(atom, Letter) else None
        return None

    @property
    def letters(self) -> frozenset[Letter]:
        """All letters in it, those inside floors included."""
        known = self._letters
        if known is None:
            found: set[Letter] = set()
            for atom in self.atoms():
                found |= {atom} if isinstance(atom, Letter) else atom.numerator.letters | atom.denominator.letters
            known = frozenset(found)
            object.__setattr__(self, "_letters", known)
        return known

    def atoms(self) -> Iterator[Atom]:
        """The letters and floors that stand in its terms, with repetitions, in order."""
        for monomial, _ in self.terms:
            yield from monomial

    def floors(self) -> list[Floor]:
        """The floors that stand in its terms, each once, in order."""
        return list(dict.fromkeys(a for a in self.atoms() if isinstance(a, Floor)))

    def coefficient(self, atom: Atom) -> Affine:
        """What multiplies ``atom``, which must stand in no term twice."""
        total: dict[Monomial, int] = {}
        for monomial, value in self.terms:
            if atom in monomial:
                if monomial.count(atom) > 1:
                    raise MeaninglessError(f"an index is not linear in {atom[1]}: write it as a sum of multiples")
                total[tuple(a for a in monomial if a != atom)] = value
        return Affine(total)

    def without(self, atom: Atom) -> Affine:
        """The terms in which ``atom`` does not stand."""
        return Affine({m: c for m, c in self.terms if atom not in m})

    def substitute(self, values: Mapping[Letter, Affine]) -> Affine:
        """With the letters replaced all at once, inside floors too."""
        if not values or self.letters.isdisjoint(values):
            return self
        total: dict[Monomial, int] = {}
        for monomial, coefficient in self.terms:
            if len(monomial) == 1 and isinstance(monomial[0], Letter):
                value = values.get(monomial[0])
                parts = ((monomial, 1),) if value is None else value.terms
            else:
                parts = _product(substituted(atom, values) for atom in monomial).terms
            for part, count in parts:
                total[part] = total.get(part, 0) + coefficient * count
        return Affine(total)

    def value(self, values: Mapping[Letter, int]) -> int:
        """The number it is when every letter has a number."""
        total = 0
        for monomial, coefficient in self.terms:
            for atom in monomial:
                if isinstance(atom, Letter):
                    coefficient *= values[atom]
                else:
                    coefficient *= atom.numerator.value(values) // atom.denominator.value(values)
            total += coefficient
        return total


def _product(factors: Iterable[Affine]) -> Affine:
    found = ONE
    for factor in factors:
        found = found * factor
    return found


def substituted(atom: Atom, values: Mapping[Letter, Affine]) -> Affine:
    """One atom with its letters replaced."""
    if isinstance(atom, Letter):
        return values[atom] if atom in values else Affine({(atom,): 1})
    return floor_divide(atom.numerator.substitute(values), atom.denominator.substitute(values))


@lru_cache(maxsize=1024)
def constant(value: int) -> Affine:
    """A plain number as a quantity."""
    return Affine({(): value})


def whole(value: Whole) -> Affine:
    """An int, a letter or a quantity as a quantity."""
    if isinstance(value, Affine):
        return value
    return constant(value) if isinstance(value, int) else Affine({(value,): 1})


ZERO, ONE = constant(0), constant(1)


def divide_exactly(numerator: Affine, denominator: Affine) -> Affine | None:
    """The quotient where every term of the numerator is a multiple of a one-term denominator, else None."""
    if len(denominator.terms) != 1:
        return ONE if numerator == denominator else ZERO if numerator == ZERO else None
    (divisor, scale), = denominator.terms
    total: dict[Monomial, int] = {}
    for monomial, value in numerator.terms:
        rest = list(monomial)
        for atom in divisor:
            if atom not in rest:
                return None
            rest.remove(atom)
        if value % scale:
            return None
        total[tuple(rest)] = value // scale
    return Affine(total)


def floor_divide(numerator: Whole, denominator: Whole) -> Affine:
    """``floor(numerator/denominator)``; whole multiples of the denominator come out of the floor.

    Raises ``MeaninglessError`` for a denominator that is a number below 1.
    """
    numerator, denominator = whole(numerator), whole(denominator)
    if denominator.number is not None and denominator.number < 1:
        raise MeaninglessError(f"a quotient by {denominator.number}: give a size of at least 1")
    outside, inside = ZERO, ZERO
    for monomial, value in numerator.terms:
        part, left = _split(Affine({monomial: value}), denominator)
        outside, inside = outside + part, inside + left
    if len(denominator.terms) > 1 and (exact := divide_exactly(inside, denominator)) is not None:
        return outside + exact
    if inside == ZERO:
        return outside
    if denominator.number is not None and inside.number is not None:
        return outside + inside.number // denominator.number
    turned = denominator - 1 - inside
    # one form for floor(-n/d) and -ceiling(n/d); with letters in d both may begin with a minus
    settled = _leading(turned) < 0 and inside.terms <= turned.terms
    if (_leading(inside) < 0 or (inside.number or 0) < 0) and not settled:
        return outside - floor_divide(turned, denominator)
    if (merged := _of_a_floor(inside, denominator)) is not None:
        return outside + merged
    inside, denominator = _reduced(inside, denominator)
    return outside + Affine({(Floor(FLOOR, inside, denominator),): 1})


def _of_a_floor(numerator: Affine, denominator: Affine) -> Affine | None:
    """``floor((floor(n/e) + r)/d)`` as ``floor((n + e*r)/(d*e))``, where the numerator has that form."""
    floors = numerator.floors()
    if len(floors) != 1 or numerator.coefficient(floors[0]) != ONE:
        return None
    inner = floors[0]
    rest = numerator.without(inner)
    return floor_divide(inner.numerator + inner.denominator * rest, denominator * inner.denominator)


def _leading(quantity: Affine) -> int:
    """The coefficient of the first term that has a letter."""
    return next((value for monomial, value in quantity.terms if monomial), 0)


def _split(term: Affine, denominator: Affine) -> tuple[Affine, Affine]:
    """A term as a multiple of the denominator and the rest."""
    if denominator.number is None:
        part = divide_exactly(term, denominator) if len(denominator.terms) == 1 else None
        return (part, ZERO) if part is not None else (ZERO, term)
    (monomial, value), = term.terms
    quotient, rest = divmod(value, denominator.number)
    if monomial and value < 0 and rest:
        quotient, rest = quotient + 1, rest - denominator.number
    return Affine({monomial: quotient}), Affine({monomial: rest})


def _reduced(numerator: Affine, denominator: Affine) -> tuple[Affine, Affine]:
    """With a common factor of the denominator and every letter term taken out: floor((6i+3)/4) = floor((3i+1)/2)."""
    if (scale := denominator.number) is None:
        return numerator, denominator
    divisor = gcd(scale, *(value for monomial, value in numerator.terms if monomial))
    if divisor == 1:
        return numerator, denominator
    return Affine({m: c // divisor for m, c in numerator.terms}), constant(scale // divisor)


def remainder(numerator: Whole, denominator: Whole) -> Affine:
    """``numerator mod denominator``, from 0 to ``denominator - 1``."""
    return whole(numerator) - whole(denominator) * floor_divide(numerator, denominator)


def ceiling_divide(numerator: Whole, denominator: Whole) -> Affine:
    """``ceil(numerator/denominator)``, as a floor."""
    return floor_divide(whole(numerator) + whole(denominator) - 1, denominator)
