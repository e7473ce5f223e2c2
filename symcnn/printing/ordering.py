"""The order in which an author writes the terms of a quantity: ``i+k-h-1``, ``N-K+1``, ``N+h+1-k``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symcnn.notation.affine import Affine, Floor
from symcnn.notation.letters import Letter
from symcnn.printing.collect import Factor, Group, Piece, collected, is_index
from symcnn.printing.halves import with_odd_sizes
from symcnn.printing.rounding import legible
from symcnn.system import System


@dataclass(frozen=True)
class Custom:
    """What the order depends on: names of index letters that go first, odd sizes, and quotients known to be whole."""

    first: frozenset[str] = frozenset()
    halves: Mapping[Letter, Letter] = field(default_factory=dict)
    divisible: tuple[tuple[Affine, Affine], ...] = ()


def custom_of(system: System) -> Custom:
    """Positions go before kernel offsets: a letter of a tensor that is no parameter goes first."""
    first = {a.letter for t in system.tensors.values() if t.role not in ("parameter", "gradient") for a in t.axes}
    return Custom(frozenset(first), system.halves, system.facts.divisible)


def arranged(quantity: Affine, custom: Custom, side: str = "") -> tuple[Piece, ...]:
    """The pieces of a quantity in the order they are written; ``side`` says which bound it is, if one."""
    whole_sizes = with_odd_sizes(quantity, custom.halves)
    return in_order(collected(legible(whole_sizes, custom.divisible, side)), custom)


def in_order(pieces: tuple[Piece, ...], custom: Custom) -> tuple[Piece, ...]:
    """Positive before negative, index letters before sizes; a number goes last, or between the two in a bound.

    A bound such as ``h+2-k`` begins with a size and ends with the index taken off; an index such as ``i-k+1``
    begins with an index letter.
    """
    number = [p for p in pieces if not p.factors]
    kinds: dict[tuple[bool, bool], list[Piece]] = {(s, i): [] for s in (True, False) for i in (True, False)}
    for piece in pieces:
        if piece.factors:
            kinds[piece.coefficient > 0, has_index(piece)].append(piece)

    def kind(positive: bool) -> list[Piece]:
        indexed = sorted(kinds[positive, True], key=lambda p: _index_key(p, custom))
        return indexed + sorted(kinds[positive, False], key=_size_key)

    positive, negative = kind(True), kind(False)
    between = number and number[0].coefficient > 0 and (
        not positive or (kinds[False, True] and not kinds[True, True]))
    return tuple(positive + number + negative if between else positive + negative + number)


def has_index(piece: Piece) -> bool:
    """Whether an index letter stands in the piece."""
    return any(is_index(f) for f in piece.factors)


def _index_key(piece: Piece, custom: Custom) -> tuple[object, ...]:
    letter = next(_letters(f) for f in piece.factors if is_index(f))
    scaled = len(piece.factors) > 1 or abs(piece.coefficient) > 1
    return letter[0] not in custom.first, not scaled, letter


def _size_key(piece: Piece) -> tuple[object, ...]:
    name = _letters(piece.factors[-1])[0]
    return -len(piece.factors), name.lstrip("\\")[:1].islower(), name


def _letters(factor: Factor) -> tuple[str, int]:
    """The name and mark of the first letter in a factor, an index letter where there is one."""
    match factor:
        case Letter():
            return factor.name, factor.mark
        case Floor():
            found = sorted(factor.numerator.letters, key=lambda v: (not v.is_index, v.name, v.mark))
            return (found[0].name, found[0].mark) if found else ("", 0)
        case Group():
            parts = [f for p in factor.pieces for f in p.factors]
            return min((not is_index(f), *_letters(f)) for f in parts)[1:]
