"""How an author rounds: whether the last digit is rounded or the rest cut off, as far as the lines so far tell."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from symcnn.checking.numbers.compare import cut_off, within

# so many numbers that only cutting off explains, and none that only rounding does, settle it
SETTLED = 4
# so many lines that are right to the last digit, and not what the numbers on paper give, tell who carries all digits on
LINES = 3


@dataclass
class Habit:
    """What the lines so far tell: how many numbers only rounding explains, and how many only cutting off.

    ``exact`` counts those that are right to the last digit, ``loose`` those that only rounding before them explains.
    ``followed`` counts the lines with a number that follows from those on paper alone, ``carried`` those with one that
    follows from the right ones alone. ``finest`` is half a unit of the most decimals to which one was
    rounded.
    """

    rounded: int = 0
    cut: int = 0
    exact: int = 0
    loose: int = 0
    followed: int = 0
    carried: int = 0
    finest: float = 0.0

    @property
    def cuts(self) -> bool:
        """Whether the author is known to cut digits off."""
        return self.cut > self.rounded

    @property
    def surely_cuts(self) -> bool:
        """Whether the author has cut digits off all along, and often."""
        return not self.rounded and self.cut >= SETTLED

    @property
    def carries(self) -> bool:
        """Whether the author has gone on with all digits in every line, as far as the numbers on paper tell."""
        return not self.loose and not self.followed and self.carried >= LINES

    def take(self, evidence: Evidence, loose: np.ndarray, followed: np.ndarray, carried: np.ndarray) -> None:
        """One more line: its entries that only the rounding of lines before it explains, that only what stands on paper

        explains, and that only the right numbers explain.
        """
        self.followed, self.carried = self.followed + bool(followed.any()), self.carried + bool(carried.any())
        rounded, cut = evidence.counts()
        self.rounded, self.cut = self.rounded + rounded, self.cut + cut
        self.loose += int(np.sum(loose))
        self.exact += int(np.sum((evidence.rounded | evidence.cut) & (evidence.reach > 0)))

    def digits(self, units: np.ndarray) -> None:
        """Half a unit of some numbers that were rounded."""
        if units.size:
            self.finest = min(float(units.min()), self.finest or np.inf)

    def likely(self, evidence: Evidence, loose: bool, followed: bool = False) -> float:
        """How likely a line is of this author: who was exact so far, or cut all digits off, goes on to do so.

        ``followed`` says that only the numbers on paper explain some of the line.
        """
        # who chose line by line would have gone on with what stands on paper before
        found = 0.5 ** self.carried if followed and self.carries else 1.0
        if loose and not self.loose:
            found /= 1 + self.exact
        if self.cut and not self.rounded and evidence.counts()[0]:
            found /= 1 + self.cut
        return found

    def allows(self, evidence: Evidence) -> bool:
        """Whether a line may have its digits cut off: the author does so, or no more than chance speaks against it."""
        rounded, cut = evidence.counts()
        return self.cuts or self.cut + cut > self.rounded + rounded


@dataclass
class Evidence:
    """Which numbers of one line rounding explains, and which cutting off does; ``reach`` is half a unit."""

    written: np.ndarray
    reach: np.ndarray
    rounded: np.ndarray = field(init=False)
    cut: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.rounded = np.zeros(self.written.shape, dtype=bool)
        self.cut = np.zeros(self.written.shape, dtype=bool)

    def see(self, goal: np.ndarray) -> np.ndarray:
        """Take a goal in; the entries that cutting off explains."""
        fits = cut_off(self.written, goal, self.reach) & (self.reach > 0)
        self.rounded |= within(self.written, goal, self.reach)
        self.cut |= fits
        return fits | within(self.written, goal, np.zeros(()))

    def counts(self) -> tuple[int, int]:
        """How many entries only rounding explains, and only cutting off."""
        return int(np.sum(self.rounded & ~self.cut & (self.reach > 0))), int(np.sum(self.cut & ~self.rounded))
