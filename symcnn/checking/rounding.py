"""How an author rounds: whether the last digit is rounded or the rest cut off, as far as the lines so far tell."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from symcnn.checking.compare import cut_off, within


@dataclass
class Habit:
    """What the lines so far tell: how many numbers only rounding explains, and how many only cutting off.

    ``exact`` counts those that are right to the last digit, ``loose`` those that only rounding before them explains.
    """

    rounded: int = 0
    cut: int = 0
    exact: int = 0
    loose: int = 0

    @property
    def cuts(self) -> bool:
        """Whether the author is known to cut digits off."""
        return self.cut > self.rounded

    def take(self, evidence: Evidence, loose: np.ndarray) -> None:
        """One more line, and its entries that only the rounding of lines before it explains."""
        rounded, cut = evidence.counts()
        self.rounded, self.cut = self.rounded + rounded, self.cut + cut
        self.loose += int(np.sum(loose))
        self.exact += int(np.sum((evidence.rounded | evidence.cut) & (evidence.reach > 0)))

    def likely(self, evidence: Evidence, loose: bool) -> float:
        """How likely a line is of this author: who was exact so far, or cut all digits off, goes on to do so."""
        found = 1.0
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
