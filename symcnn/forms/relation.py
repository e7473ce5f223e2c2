"""How the places that two factors are read at hang together along an axis, found by trying the coefficients at hand.

In offsets from the first entry, u being the place of the result:

* slide: ``p = stride*u + step*q - shift``: the first is slid over by the second;
* meet: ``u = stride*p + step*q - shift``: the two meet in a full convolution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from symcnn.expression.nodes import Guard
from symcnn.notation.affine import Affine, divide_exactly, whole
from symcnn.notation.letters import Letter

SLIDE, MEET = "slide", "meet"


@dataclass(frozen=True)
class Relation:
    """One axis: its kind, the coefficients of the two places in turn, and the shift."""

    kind: str
    stride: Affine
    step: Affine
    shift: Affine


def relations(one: Affine, other: Affine, result: Letter, origin: int, guards: Sequence[Guard]) -> list[Relation]:
    """Every relation of the two places and the letter of the result."""
    p, q, u = one - origin, other - origin, whole(result) - origin
    found: dict[Relation, None] = {}
    factors = coefficients((one, other), guards)
    for stride in factors:
        for step in factors:
            slid = _settled(stride * u + step * q - p, guards)
            met = _settled(stride * p + step * q - u, guards)
            if _fixed(slid):
                found[Relation(SLIDE, stride, step, slid)] = None
            if _fixed(met):
                found[Relation(MEET, stride, step, met)] = None
    return list(found)


def coefficients(places: Iterable[Affine], guards: Iterable[Guard]) -> list[Affine]:
    """What may multiply a place: 1, what multiplies an index letter, what is divided by, and their opposites."""
    found = dict.fromkeys([whole(1)])
    for place in places:
        for quantity in _parts(place):
            for letter in sorted(v for v in quantity.letters if v.is_index):
                if any(letter in m for m, _ in quantity.terms):
                    slope = quantity.coefficient(letter)
                    found[slope if _leads(slope) else -slope] = None
        found |= dict.fromkeys(f.denominator for f in place.floors())
    found |= dict.fromkeys(g.modulus for g in guards if g.modulus is not None)
    usable = [f for f in found if _fixed(f)]
    return usable + [-f for f in usable]


def _parts(place: Affine) -> Iterator[Affine]:
    yield place
    for floor in place.floors():
        yield floor.numerator


def _leads(slope: Affine) -> bool:
    return bool(slope.terms) and slope.terms[-1][1] > 0


def _fixed(quantity: Affine) -> bool:
    return not any(v.is_index for v in quantity.letters)


def _settled(quantity: Affine, guards: Sequence[Guard]) -> Affine:
    """With quotients multiplied out that a bracket says come out even."""
    for guard in guards:
        if guard.relation != "|" or guard.modulus is None:
            continue
        for floor in quantity.floors():
            times = divide_exactly(quantity.coefficient(floor), guard.modulus)
            even = divide_exactly(floor.numerator - guard.quantity, guard.modulus) if floor.denominator == guard.modulus \
                else None
            if times is not None and even is not None:
                quantity = quantity.without(floor) + times * floor.numerator
    return quantity
