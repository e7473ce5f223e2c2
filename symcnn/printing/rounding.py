"""Quotients made legible: what canonical form pulled out of a floor goes back in, ceilings and remainders are seen.

The quantities made here are for the eye only: their quotients are not in canonical form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symcnn.notation.affine import Affine, Floor, constant, divide_exactly
from symcnn.notation.letters import FLOOR

CEILING, REMAINDER, EXACT = FLOOR + 1, FLOOR + 2, FLOOR + 3


def legible(quantity: Affine, divisible: Iterable[tuple[Affine, Affine]] = (), side: str = "") -> Affine:
    """The quantity with its floors as an author would write them.

    As a bound (``side`` "lower" or "upper") it is rounded to the inside of the range; elsewhere an index is rounded up
    where that saves a number, ceil(i/2) for floor((i+1)/2).
    """
    for part in _parts(quantity):
        plain = _as_remainder(part) or _as_remainder(part.turned())
        if (seen := _shorter(plain, _taken_off(part), _taken_off(part.turned()))) is not None:
            return legible(seen, divisible, side)
    for part in _parts(quantity):
        part = part.within(quantity)
        if not (slope := part.slope.number):
            continue
        part = part.turned() if slope < 0 and _reads_backwards(part) else part
        rounded = _absorbed(part, CEILING if side == "lower" and part.slope == 1 else FLOOR)
        quantity = rounded if side and part.slope == 1 else _rounded_up(part, rounded)
    quantity = _forwards(quantity)
    return _with_whole_quotients(quantity, tuple(divisible))


def _forwards(quantity: Affine) -> Affine:
    """``floor(K/2)`` for the size ``-floor((1-K)/2)``."""
    for part in _parts(quantity):
        backwards = all(value < 0 for monomial, value in part.numerator.terms if monomial)
        if part.slope == -1 and backwards and not _is_indexed(part.numerator) and part.denominator.number:
            quantity = _absorbed(part.turned(), FLOOR)
    return quantity


def _parts(quantity: Affine) -> list[Part]:
    """The floors that stand alone in their terms, but for factors."""
    alone = [f for f in quantity.floors() if f.kind == FLOOR and all(m.count(f) < 2 for m, _ in quantity.terms)]
    return [Part(quantity.without(f), quantity.coefficient(f), f.numerator, f.denominator) for f in alone]


def _with_whole_quotients(quantity: Affine, divisible: tuple[tuple[Affine, Affine], ...]) -> Affine:
    """With nothing rounded, and no remainder, where the divisor is known to divide."""
    for atom in quantity.floors():
        for numerator, denominator in divisible:
            off = (atom.numerator - numerator, atom.numerator + numerator)
            if atom.denominator == denominator and any(divide_exactly(o, denominator) is not None for o in off):
                whole = constant(0) if atom.kind == REMAINDER else _atom(EXACT, atom.numerator, denominator)
                quantity = quantity.without(atom) + quantity.coefficient(atom) * whole
                break
    return quantity


def _rounded_up(part: Part, otherwise: Affine) -> Affine:
    """The quotient of an index as a ceiling where its number vanishes, else the other form."""
    above = _absorbed(part, CEILING)
    quotients = [f for f in above.floors() if f.kind == CEILING]
    plain = len(quotients) == 1 and quotients[0].numerator.constant == 0 and _is_indexed(quotients[0].numerator)
    return above if plain and abs(above.constant) <= abs(otherwise.constant) else otherwise


@dataclass(frozen=True)
class Part:
    """``rest + slope*floor(numerator/denominator)``."""

    rest: Affine
    slope: Affine
    numerator: Affine
    denominator: Affine

    def within(self, quantity: Affine) -> Part:
        """The same part of a quantity in which other parts have changed."""
        atom = Floor(FLOOR, self.numerator, self.denominator)
        return Part(quantity.without(atom), quantity.coefficient(atom), self.numerator, self.denominator)

    def turned(self) -> Part:
        """The same with the other sign: ``floor(n/d) = -floor((-n-1)/d) - 1``."""
        return Part(self.rest - self.slope, -self.slope, -self.numerator - 1, self.denominator)


def _reads_backwards(part: Part) -> bool:
    """The sign was chosen for canonical form alone: nothing but a number stands before it, or its terms have both."""
    signs = {value > 0 for monomial, value in part.numerator.terms if monomial}
    return part.rest.number is not None or len(signs) > 1


def _as_remainder(part: Part) -> Affine | None:
    """``n - d*floor(n/d)`` as ``n mod d``, where n may be a floor itself; its number is put between -d and 0."""
    divisor = -part.slope
    if (divided := _divided(part, divisor)) is None:
        return None
    outside = part.rest - divided
    if _lettered(outside) >= _lettered(part.rest):
        return None
    if divisor.number is not None:
        divided = divided - divided.constant - (-divided.constant % divisor.number)
    return outside + _atom(REMAINDER, divided, divisor)


def _taken_off(part: Part) -> Affine | None:
    """``d*floor(n/d) - n`` as minus ``n mod d``."""
    if part.slope != part.denominator or part.denominator.number is not None:
        return None
    outside = part.rest + part.numerator
    return outside - _atom(REMAINDER, part.numerator, part.denominator) if _lettered(outside) < _lettered(
        part.rest) else None


def _shorter(*several: Affine | None) -> Affine | None:
    """The first of those with the fewest terms."""
    return min((q for q in several if q is not None), key=lambda q: len(q.terms), default=None)


def _divided(part: Part, divisor: Affine) -> Affine | None:
    """The n of which the floor is ``floor(n/divisor)``; ``floor(a/(PQ))`` is ``floor(floor(a/Q)/P)``."""
    if part.denominator == divisor:
        return part.numerator
    if divisor == constant(0) or (inner := divide_exactly(part.denominator, divisor)) is None:
        return None
    for other in part.rest.floors():
        if other.kind == FLOOR and other.denominator == inner:
            steps = divide_exactly(part.numerator - other.numerator, inner)
            if steps is not None and steps.number is not None:
                return _atom(FLOOR, other.numerator, inner) + steps
    return None


def _lettered(quantity: Affine) -> int:
    return sum(1 for monomial, _ in quantity.terms if monomial)


def _absorbed(part: Part, kind: int) -> Affine:
    """The part with the terms and the number outside taken into the quotient where they belong there."""
    rest, numerator, denominator = part.rest, part.numerator, part.denominator
    slope, divisor = part.slope.number or 1, part.denominator.number
    if divisor is None:
        if kind == CEILING:
            numerator, rest = numerator + 1, rest - slope
        return rest + slope * _atom(kind, numerator, denominator)
    if kind == CEILING:
        numerator = numerator - (divisor - 1)
    inside = {m for m, _ in numerator.terms if m}
    back = Affine({m: c // slope for m, c in rest.terms if m in inside and c % slope == 0})
    numerator, rest = numerator + divisor * back, rest - slope * back
    shift = _shift(rest, numerator, slope, divisor, bool(back.terms))
    return rest - slope * shift + slope * _atom(kind, numerator + divisor * shift, denominator)


def _shift(rest: Affine, numerator: Affine, slope: int, divisor: int, moved: bool) -> int:
    """How many times the divisor goes into the numerator, from the number outside.

    A position keeps its number inside, floor((m-1)/2); an extent has whole steps outside, floor((N-K)/2) + 1.
    """
    outside = rest.constant // slope if rest.constant % slope == 0 else 0
    if _is_indexed(numerator):
        return outside if moved or numerator.constant else 0
    whole_steps = abs(numerator.constant + divisor * outside) // divisor
    return outside - (whole_steps if numerator.constant + divisor * outside > 0 else -whole_steps)


def _is_indexed(quantity: Affine) -> bool:
    return any(v.is_index for v in quantity.letters)


def _atom(kind: int, numerator: Affine, denominator: Affine) -> Affine:
    if numerator.number == 0:
        return constant(0)
    return Affine({(Floor(kind, numerator, denominator),): 1})
