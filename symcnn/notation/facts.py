"""What is known of the letters, and the proof that a quantity is never negative.

Sound and incomplete: ``proves`` answers True only where the claim holds for every allowed value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from symcnn.notation.affine import Affine, Floor, divide_exactly, floor_divide, whole
from symcnn.notation.letters import Letter

DEPTH = 7


@dataclass(frozen=True)
class Interval:
    """The bounds of an index letter: it is at least every lower and at most every upper one."""

    lower: tuple[Affine, ...]
    upper: tuple[Affine, ...]


@dataclass(frozen=True)
class Facts:
    """Least values of size letters (1 unless said), quantities known to be non-negative, and intervals of indices.

    ``divisible`` holds pairs (quantity, divisor) of which the second divides the first. Index letters are given
    outermost first: the bounds of one may hold letters before it.
    """

    least: Mapping[Letter, int] = field(default_factory=dict)
    nonnegative: tuple[Affine, ...] = ()
    intervals: Mapping[Letter, Interval] = field(default_factory=dict)
    divisible: tuple[tuple[Affine, Affine], ...] = ()
    _known: dict[Affine, bool] = field(default_factory=dict, compare=False, repr=False)

    def within(self, intervals: Mapping[Letter, Interval]) -> Facts:
        """The same with further index letters, inner to those known."""
        return Facts(self.least, self.nonnegative, {**self.intervals, **intervals}, self.divisible)

    def given(self, nonnegative: Iterable[Affine]) -> Facts:
        """The same with further quantities taken to be non-negative."""
        return Facts(self.least, self.nonnegative + tuple(nonnegative), self.intervals, self.divisible)

    def dividing(self, divisible: Iterable[tuple[Affine, Affine]]) -> Facts:
        """The same with further pairs of which the second divides the first."""
        return Facts(self.least, self.nonnegative, self.intervals, self.divisible + tuple(divisible))

    def proves(self, quantity: Affine | int) -> bool:
        """Whether the quantity is at least 0 for every allowed value of its letters."""
        return self._proves(whole(quantity), DEPTH)

    def divides(self, divisor: Affine, quantity: Affine) -> bool:
        """Whether a divisor is known to divide a quantity: up to sign, a known multiple and a whole multiple of it."""
        return any(divisor == d and (divide_exactly(quantity - n, d) is not None
                                     or divide_exactly(quantity + n, d) is not None) for n, d in self.divisible)

    def equal(self, one: Affine, other: Affine) -> bool:
        """Whether two quantities are the same for every allowed value."""
        return one == other or (self.proves(one - other) and self.proves(other - one))

    def _proves(self, quantity: Affine, depth: int) -> bool:
        if quantity.number is not None:
            return quantity.number >= 0
        if quantity in self._known:
            return self._known[quantity]
        if depth == 0:
            return False
        self._known[quantity] = False
        proved = self._search(quantity, depth - 1)
        if proved or depth == DEPTH:
            self._known[quantity] = proved
        else:
            del self._known[quantity]
        return proved

    def _search(self, quantity: Affine, depth: int) -> bool:
        letters = [v for v in self.intervals if v in quantity.letters]
        for letter in reversed(letters):
            if any(letter in f.numerator.letters or letter in f.denominator.letters for f in quantity.floors()):
                continue
            if any(m.count(letter) > 1 for m, _ in quantity.terms):
                return False
            return self._at_the_worst(quantity, letter, depth)
        if quantity.floors():
            return any(self._past_floor(quantity, f, depth) for f in reversed(quantity.floors()))
        return not letters and self._of_sizes(quantity, depth)

    def _at_the_worst(self, quantity: Affine, letter: Letter, depth: int) -> bool:
        slope = quantity.coefficient(letter)
        interval = self.intervals[letter]
        if self._proves(slope, depth):
            bounds = interval.lower
        elif self._proves(-slope, depth):
            bounds = interval.upper
        else:
            return False
        rest = quantity.without(letter)
        return any(self._proves(rest + slope * bound, depth) for bound in bounds)

    def _past_floor(self, quantity: Affine, atom: Floor, depth: int) -> bool:
        if any(m.count(atom) > 1 for m, _ in quantity.terms):
            return False
        slope, rest = quantity.coefficient(atom), quantity.without(atom)
        n, d = atom.numerator, atom.denominator
        rising = self._proves(slope, depth)
        if not rising and not self._proves(-slope, depth):
            return False
        least = n - d + 1 if rising and not self.divides(d, n) else n
        if self.divides(d, n + 1):
            # what the canonical form makes of an exact quotient that is subtracted
            least = n + 1 - d
        part = divide_exactly(slope, d)
        if self._proves(rest + part * least if part is not None else d * rest + slope * least + d - 1, depth):
            return True
        # the floor of the worst the numerator can be, whole multiples out of it
        worst = self._extreme(n, rising, depth)
        return worst is not None and self._proves(rest + slope * floor_divide(worst, d), depth)

    def _extreme(self, quantity: Affine, lowest: bool, depth: int) -> Affine | None:
        """A bound of a quantity without index letters, or None where there is none or it is the quantity itself."""
        bound = quantity
        for letter in reversed([v for v in self.intervals if v in quantity.letters]):
            if bound.floors() or any(m.count(letter) > 1 for m, _ in bound.terms):
                return None
            slope, interval = bound.coefficient(letter), self.intervals[letter]
            rising = self._proves(slope, depth)
            if not rising and not self._proves(-slope, depth):
                return None
            ends = interval.lower if rising == lowest else interval.upper
            bound = bound.without(letter) + slope * ends[0]
        return bound if bound != quantity else None

    def _of_sizes(self, quantity: Affine, depth: int) -> bool:
        if self._from_least(quantity):
            return True
        failed: set[tuple[Affine, int]] = set()
        return any(self._proves_without(quantity - scale * known, depth, failed)
                   for known in self.nonnegative for scale in _scales(quantity, known))

    def _proves_without(self, quantity: Affine, depth: int, failed: set[tuple[Affine, int]]) -> bool:
        """Whether what is left of a quantity is proved; what ``failed`` in another order is not tried again."""
        if quantity.floors() or any(v in self.intervals for v in quantity.letters):
            return self._proves(quantity, depth)
        if (quantity, depth) in failed:
            return False
        if self._from_least(quantity) or (depth > 0 and any(
                self._proves_without(quantity - scale * other, depth - 2, failed)
                for other in self.nonnegative for scale in _scales(quantity, other))):
            return True
        failed.add((quantity, depth))
        return False

    def _from_least(self, quantity: Affine) -> bool:
        """Whether all coefficients are non-negative once each size is written as its least value and a surplus."""
        shifted = {v: whole(v) + self.least.get(v, 1) for v in quantity.letters if not v.is_index}
        if len(shifted) < len(quantity.letters):
            return False
        return all(value >= 0 for _, value in quantity.substitute(shifted).terms)


def _scales(quantity: Affine, known: Affine) -> list[Affine]:
    """Multiples of a known quantity that would cancel a negative term."""
    scales: dict[Affine, None] = {}
    for monomial, value in quantity.terms:
        for other, coefficient in known.terms:
            if value < 0 and coefficient < 0 and other:
                part = divide_exactly(Affine({monomial: 1}), Affine({other: 1}))
                if part is not None and not part.floors():
                    scales[part * max(1, -value // -coefficient)] = None
    return list(scales)


def tightest(bounds: Iterable[Affine], facts: Facts, *, lower: bool) -> tuple[Affine, ...]:
    """The bounds without those that another one makes needless, in the given order."""
    kept = list(dict.fromkeys(bounds))
    for bound in list(kept):
        for other in kept:
            slack = other - bound if lower else bound - other
            if other is not bound and facts.proves(slack):
                kept.remove(bound)
                break
    return tuple(kept)


