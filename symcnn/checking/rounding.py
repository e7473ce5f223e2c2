"""How an author rounds: whether the last digit is rounded or the rest cut off, as far as the lines so far tell."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from symcnn.checking.compare import cut_off, within

# numbers that have to speak for one habit before a line is held against it
ENOUGH = 10


@dataclass
class Habit:
    """What the lines so far tell: how many numbers only rounding explains, and how many only cutting off."""

    rounded: int = 0
    cut: int = 0
    sources: Sources = field(default_factory=lambda: Sources())

    @property
    def cuts(self) -> bool:
        """Whether the author is known to cut digits off."""
        return self.cut > self.rounded

    def take(self, evidence: Evidence) -> None:
        """One more line."""
        rounded, cut = evidence.counts()
        self.rounded, self.cut = self.rounded + rounded, self.cut + cut

    def allows(self, evidence: Evidence) -> bool:
        """Whether a line may have its digits cut off: the author does so, or no more than chance speaks against it."""
        rounded, cut = evidence.counts()
        return self.cuts or self.cut + cut > self.rounded + rounded


@dataclass
class Sources:
    """What an author goes on with: how many numbers only full digits explain, only those written, and neither."""

    full: int = 0
    written: int = 0
    neither: int = 0

    def take(self, full: np.ndarray, written: np.ndarray) -> None:
        """One more line: which numbers follow from full digits, and which from those written."""
        self.full += int(np.sum(full & ~written))
        self.written += int(np.sum(written & ~full))
        self.neither += int(np.sum(~full & ~written))

    @property
    def only(self) -> str:
        """``full`` or ``written`` where every number so far is explained by the one, and many by it alone; else nothing."""
        if self.neither or (self.full and self.written) or max(self.full, self.written) < ENOUGH:
            return ""
        return "full" if self.full else "written"


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
