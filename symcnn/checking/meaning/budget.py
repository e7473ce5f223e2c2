"""How many steps a judgement may take."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.errors import NotSupportedYet

STEPS = 20_000
# steps for all searches of one page, and what each of its lines adds to them
PAGE_STEPS, LINE_STEPS = 40_000, 400


@dataclass
class Budget:
    """Steps left; running out says undecided, on a fast machine as on a slow one."""

    left: int = STEPS

    def spend(self, count: int = 1) -> None:
        """Take steps away; raises ``NotSupportedYet`` where none is left."""
        self.left -= count
        if self.left < 0:
            raise NotSupportedYet("this takes more steps than are allowed: write it in smaller parts")


@dataclass
class Effort:
    """Steps left for the edits tried on the wrong lines of a page, so that many of them that nothing explains take not long."""

    left: int = PAGE_STEPS

    def share(self, most: int) -> int:
        """How many steps one search may take: the ``most`` it wants, or half of those left."""
        return min(most, self.left // 2)

    def spend(self, count: int) -> None:
        """Take steps away."""
        self.left = max(0, self.left - count)
