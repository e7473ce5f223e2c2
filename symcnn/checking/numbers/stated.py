"""What a writer stated for a tensor, and the ways to go on from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

Span = tuple[np.ndarray, np.ndarray]
"""How much further than its digits allow a number may be off, down and up."""


@dataclass(frozen=True)
class Stated:
    """What the writer stated for a tensor: its numbers here, how far their rounding reaches, and the claim.

    A ``root`` is wrong by itself, and not only for what it follows from. ``cut`` says that the digits are taken to be cut
    off, so that ``radius`` is a whole unit; ``formula`` that it was stated by a formula, and not in numbers. ``typed`` are
    the entries that stand on paper, ``short`` those whose digits are surely cut off: what they stand for is no nearer to
    nought. ``apiece`` says that the entries were stated one by one, or some at a time.
    """

    data: np.ndarray
    radius: np.ndarray
    claim: str
    good: bool
    root: bool = False
    cut: bool = False
    formula: bool = False
    typed: np.ndarray | None = None
    short: np.ndarray | None = None
    apiece: bool = False

    @property
    def span(self) -> tuple[np.ndarray, np.ndarray]:
        """How far below and above each entry what it stands for may be.

        >>> below, above = Stated(np.array([0.5]), np.array([0.1]), "", True, short=np.array([True])).span
        >>> below.tolist(), above.tolist()
        ([0.0], [0.1])
        """
        if self.short is None:
            return self.radius, self.radius
        return (np.where(self.short & (self.data > 0), 0.0, self.radius),
                np.where(self.short & (self.data < 0), 0.0, self.radius))

    def shortened(self) -> Stated:
        """The same by an author who surely cuts digits off: each entry typed is short by less than a unit."""
        if self.typed is None or self.formula or (self.short is not None and np.array_equal(self.short, self.typed)):
            return self
        more = 1 if self.cut else 2
        return replace(self, radius=np.where(self.typed, more * self.radius, self.radius), cut=True, short=self.typed)


@dataclass(frozen=True)
class Way:
    """One way to work a tensor out from stated values: whether gradients are taken as named, and what comes out.

    ``edged`` says that noughts and ones are moved, since nothing comes out of them.
    """

    named: bool
    stated: Mapping[str, np.ndarray]
    array: np.ndarray
    edged: bool = False


def inside(stated: Stated, most: float = 0.01) -> np.ndarray:
    """What was stated, noughts and ones moved between nought and one by less than their rounding."""
    step = np.minimum(0.1 * stated.radius, most)
    return np.where(stated.data == 0, step, np.where(stated.data == 1, 1 - step, stated.data))
