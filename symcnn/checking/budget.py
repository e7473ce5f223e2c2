"""How many steps a judgement may take."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.errors import NotSupportedYet

STEPS = 20_000


@dataclass
class Budget:
    """Steps left; running out says undecided, on a fast machine as on a slow one."""

    left: int = STEPS

    def spend(self, count: int = 1) -> None:
        """Take steps away; raises ``NotSupportedYet`` where none is left."""
        self.left -= count
        if self.left < 0:
            raise NotSupportedYet("this takes more steps than are allowed: write it in smaller parts")
