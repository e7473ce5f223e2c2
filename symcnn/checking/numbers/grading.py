"""Numbers graded entry by entry: right, right by the writer's rounding, right on the writer's wrong values, or wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from symcnn.checking.numbers.compare import between, cut_between, tolerance, within
from symcnn.checking.numbers.rounding import Evidence, Habit
from symcnn.checking.numbers.stated import Span
from symcnn.checking.numbers.value import WHOLE, Value, spread, union
from symcnn.errors import NotSupportedYet

WRONG = 3
Seen = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]
MILLIONTH = 1e-6
# 0.5346 for 0.53455 is then 0.535 to three digits, and not 0.534
TWICE_ROUNDED = 1.1
# how much of the room that rounding gives is left, over some lines, to who goes on with a digit more than on paper
DIGIT_MORE = 0.15
# half a unit of three decimals: a nought with more says how small it is
NOUGHT = 5e-4
# half a unit of seven digits or so, beside the number, and what a few steps in single precision are off
FINE, SINGLE = 1e-6, 2.5e-7
# so many digits no whole number has that was rounded
MANY = 1e15


@dataclass
class Grading:
    """What was written beside what it may be; ``exactly`` where whole numbers are not rounded ones, ``cuts`` where
    digits are surely cut off; a bare nought may stand for less than ``least``.

    ``grades`` holds the best rank of a goal that each entry fits, 0 to 2, or 3; ``cut`` the same for digits cut off.
    ``exact`` are the entries that fit a goal by their digits alone, whatever the rounding of earlier lines does; ``once``
    those that fit one without being rounded twice. ``width`` is how much room the rounding of earlier lines gives, and
    ``bent`` how much more than all moves added up. ``fitted`` are the entries that fit the right numbers, or (False) what
    follows from those on paper, by digits cut off, or (False) rounded.
    """

    written: Value
    target: Value
    exactly: bool = False
    cuts: bool = False
    least: float = MILLIONTH
    ancestors: tuple[str, ...] = ()
    reach: np.ndarray = field(init=False)
    grades: np.ndarray = field(init=False)
    cut: np.ndarray = field(init=False)
    exact: np.ndarray = field(init=False)
    once: np.ndarray = field(init=False)
    width: np.ndarray = field(init=False)
    bent: np.ndarray = field(init=False)
    fitted: dict[tuple[bool, bool], np.ndarray] = field(init=False, default_factory=dict)
    evidence: Evidence = field(init=False)

    def __post_init__(self) -> None:
        self.written = filled(self.written, self.target)
        self.reach = single(self.written.data, np.broadcast_to(tolerance(self.written), self.written.data.shape))
        self.grades = np.full(self.written.data.shape, WRONG)
        self.cut = np.full(self.written.data.shape, WRONG)
        self.exact = np.zeros(self.written.data.shape, dtype=bool)
        self.once = np.zeros(self.written.data.shape, dtype=bool)
        self.width = np.zeros(self.written.data.shape)
        self.bent = np.zeros(self.written.data.shape)
        self.evidence = Evidence(self.written.data, np.maximum(self.reach, self._coarse(self._like(self.target))))

    def _like(self, goal: Value) -> np.ndarray:
        return filled(goal, self.written).data

    def _coarse(self, goal: np.ndarray, rank: int = 0) -> np.ndarray:
        if self.exactly or goal.shape != self.written.data.shape:
            return np.zeros(())
        # what follows from a wrong number is not blamed for a bare nought
        return coarse(self.written, goal, max(NOUGHT if rank == 2 else MILLIONTH, self.least))

    def see(self, rank: int, goal: Value, said: tuple[str, ...]) -> None:
        """Take in a goal of a rank, and the claims it follows from."""
        data = self._like(goal)
        if self._fits_shape(rank, data):
            fits = within(self.written.data, data, self.reach + self._coarse(data, rank))
            self.exact = self.exact | fits
            self.once = self.once | fits
            short = self.evidence.see(data)
            for cut, found in ((False, fits), (True, short)):
                self.fitted[not rank, cut] = self.fitted.get((not rank, cut), np.zeros(fits.shape, dtype=bool)) | found
            self._take(rank, fits, short, said)

    def see_span(self, rank: int, goal: Value, span: Callable[[], Span], said: tuple[str, ...]) -> None:
        """Take in a goal that a number may be further off, how far worked out where it makes a difference."""
        if self.grades.max(initial=0) > rank:
            self.see_further(rank, goal, span(), said)

    def see_result(self, rank: int, goal: Value, said: tuple[str, ...]) -> None:
        """Take in numbers that were worked out from what is typed in the line itself."""
        if goal.radius.any():
            self.exact = self.exact | self.see_further(rank, goal, (goal.radius, goal.radius), said)
        else:
            self.see(rank, goal, said)

    def see_further(self, rank: int, goal: Value, span: Span, said: tuple[str, ...]) -> np.ndarray:
        """The same where that is known; the entries that fit."""
        data = self._like(goal)
        if not self._fits_shape(rank, data):
            return np.zeros(self.exact.shape, dtype=bool)
        below, above = (np.broadcast_to(more, data.shape) for more in span)
        if rank == 1:
            self.width = np.maximum(self.width, below + above)
        # what follows from a wrong line may hide how its author rounds
        times = 2 if rank == 2 and (below.any() or above.any()) else 1
        reach = TWICE_ROUNDED * self.reach
        less, more = times * (reach + below), times * (reach + above)
        coarse = self._coarse(data, rank)
        fits = between(self.written.data, data, less + coarse, more + coarse)
        once = (self.reach - reach) * times + coarse
        self.once = self.once | between(self.written.data, data, less + once, more + once)
        if self.cuts and (below.any() or above.any()):
            shorter = cut_between(self.written.data, data, (below, above), self.reach)
        elif below.any() or above.any():
            shorter = between(self.written.data, data, 2 * (self.reach + below), 2 * (self.reach + above))
        else:
            shorter = self.evidence.see(data)
        self._take(rank, fits, shorter, said)
        return fits

    def is_all(self, goal: Value, span: Span, habit: Habit) -> bool:
        """Whether a goal explains every number, all rounded or all cut off; digits are cut off where more speaks for it."""
        data = self._like(goal)
        if data.shape != self.written.data.shape:
            return False
        below, above = (np.broadcast_to(more, data.shape) for more in span)
        if between(self.written.data, data, self.reach + below, self.reach + above).all():
            return True
        seen = Evidence(self.written.data, self.reach)
        seen.see(data)
        return habit.allows(seen) and bool(cut_between(self.written.data, data, (below, above), self.reach).all())

    def see_corner(self, rank: int, entry: int, ends: tuple[float, float], more: float, said: tuple[str, ...]) -> None:
        """Take in what one entry, numbered through, may be: anything between two ends; ``more`` than moves add up to."""
        written, reach = self.written.data.ravel()[entry], (2 if self.cuts else TWICE_ROUNDED) * self.reach.ravel()[entry]
        if min(ends) - reach <= written <= max(ends) + reach:
            at = np.unravel_index(entry, self.grades.shape)
            fits = np.zeros(self.grades.shape, dtype=bool)
            fits[at] = True
            self.bent[at] = max(self.bent[at], more)
            self._take(rank, fits, fits, said)

    @property
    def seen(self) -> Seen:
        """What was seen so far, to go back to."""
        return self.grades, self.cut, self.exact, self.once, self.ancestors

    @seen.setter
    def seen(self, before: Seen) -> None:
        self.grades, self.cut, self.exact, self.once, self.ancestors = before

    def _fits_shape(self, rank: int, data: np.ndarray) -> bool:
        if data.shape != self.written.data.shape:
            return False
        if rank == 2 and not np.all(np.isfinite(data)):
            raise NotSupportedYet("your earlier value makes this impossible to work out")
        return True

    def _take(self, rank: int, fits: np.ndarray, shorter: np.ndarray, said: tuple[str, ...]) -> None:
        self.cut = np.where(shorter, np.minimum(self.cut, max(rank, 1)), self.cut)
        if rank == 2 and np.any(fits & (self.grades > 2)):
            self.ancestors = said
        self.grades = np.where(fits, np.minimum(self.grades, rank), self.grades)

    @property
    def loose(self) -> np.ndarray:
        """The entries that only the rounding of earlier lines explains."""
        return (self.grades == 1) & ~self.exact & ~self.evidence.cut & (self.reach > 0)

    def unlike(self, habit: Habit) -> bool:
        """Whether some entries are worked out unlike those of all lines before, as far as these tell.

        Who goes on from paper in some lines is not told from one who does so in all: the numbers of both stray from the
        right ones alike.
        """
        return habit.carries and bool(((self.unless_cut(habit) | self.alone(False, habit)) & self.off).any())

    @property
    def off(self) -> np.ndarray:
        """The entries that no number with a digit more on paper stands for, which is all but right and is rounded again."""
        near = TWICE_ROUNDED * self.reach + DIGIT_MORE * self.width
        return ~within(self.written.data, self._like(self.target), near)

    def alone(self, right: bool, habit: Habit) -> np.ndarray:
        """The entries that the right numbers explain, and those on paper do not; or the other way round."""
        none = np.zeros(self.grades.shape, dtype=bool)
        if (False, habit.cuts) not in self.fitted or (True, habit.cuts) not in self.fitted:
            return none
        return self.fitted[right, habit.cuts] & ~self.fitted[not right, habit.cuts] & (self.reach > 0)

    @property
    def units(self) -> np.ndarray:
        """Half a unit of each number that was rounded to decimals."""
        data, goal = self.written.data, self._like(self.target)
        if goal.shape != data.shape:
            return np.zeros(0)
        return self.reach[self.exact & (self.reach > 0) & (data != np.rint(data)) & ~within(data, goal, np.zeros(()))]

    def unless_cut(self, habit: Habit) -> np.ndarray:
        """The same; and what only cutting digits off explains, where the author carries all digits on and cuts none off."""
        if habit.allows(self.evidence) or not habit.carries:
            return self.loose
        return self.loose | ((self.grades == 1) & ~self.exact & (self.reach > 0) & self.off)

    def chance(self, habit: Habit) -> float:
        """How likely the numbers written are by the author's rounding alone, where that is a bit out of the way."""
        loose = self.unless_cut(habit)
        share = 2 * self.reach / (2 * self.reach + self.width)
        # equal numbers in place of equal ones are one and the same
        found = {(float(w), float(t)): float(s) for w, t, s in zip(
            self.written.data[loose], self._like(self.target)[loose], share[loose], strict=True)}
        return float(np.prod(list(found.values()))) * habit.likely(self.evidence, bool(loose.any()),
                                                                        bool(self.alone(False, habit).any()))

    def graded(self, habit: Habit) -> np.ndarray:
        """The grades; with digits cut off where that is better and may be the author's habit."""
        # who cuts digits off rounds nothing twice
        better = np.minimum(np.where(self.once, self.grades, WRONG), self.cut)
        if self.cuts:
            # nor does anything but what is cut off explain it, where nothing else did so far
            rounded = (better == 1) & ~self.exact & (self.reach > 0) & (self._coarse(self._like(self.target)) == 0)
            better = np.where(rounded, self.cut, better)
            return self.grades if np.array_equal(better, self.grades) else better
        cuts = better.max(initial=0) < self.grades.max(initial=0) and habit.allows(self.evidence)
        return better if cuts else self.grades


def filled(value: Value, like: Value) -> Value:
    """A value with the letters and array axes of another too, repeated along those it does not have."""
    names = union(value, like)
    rank = max(value.rank, like.rank)
    data, radius = spread(value, names, rank)
    other, _ = spread(like, names, rank)
    try:
        shape = np.broadcast_shapes(data.shape, other.shape)
    except ValueError:
        return value
    unit = None
    if value.unit is not None:
        unit = np.broadcast_to(spread(Value(value.names, value.unit, value.unit), names, rank)[0], shape)
    return Value(names, np.broadcast_to(data, shape), np.broadcast_to(radius, shape), unit)


def single(written: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """How far a number may be off where more digits are written than single precision has.

    >>> [float(n) for n in single(np.array([2.0, 393.3522]), np.array([0.05, 0.00005])).round(5)]
    [0.05, 0.00015]
    """
    size = np.abs(written)
    return np.where((reach > 0) & (reach < FINE * size), reach + SINGLE * size, reach)


def coarse(written: Value, goal: np.ndarray, least: float = MILLIONTH) -> np.ndarray:
    """How much further than its digits say a whole number may be from a goal that is none.

    23 for 22.71 is rounded, 1 for 0.71 is not; 160 for 163.8 is rounded to two digits, 16380 for 16377.2 to four; a bare
    nought may stand for less than ``least``.
    """
    if written.unit is None:
        return np.zeros(())
    numbers = np.abs(written.data)
    whole = (written.unit >= WHOLE) & (numbers >= 10) & (goal != np.rint(goal))
    tens = np.full(numbers.shape, WHOLE)
    largest = np.max(numbers, where=numbers < MANY, initial=1.0)
    for step in 10.0 ** np.arange(1, np.log10(largest)):
        # the noughts at the end, but for two digits that count
        tens = np.where((numbers >= 10 * step) & (np.abs(numbers / step - np.rint(numbers / step)) < 1e-9), step / 2, tens)
    nothing = (written.unit >= NOUGHT) & (numbers == 0) & (np.abs(goal) < least)
    more = np.where(whole, tens, np.where(nothing, least, 0.0))
    return np.maximum(more - tolerance(written), 0.0)
