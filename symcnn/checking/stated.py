"""What a writer stated for a tensor, and the ways to go on from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Stated:
    """What the writer stated for a tensor: its numbers here, how far their rounding reaches, and the claim.

    A ``root`` is wrong by itself, and not only for what it follows from. ``cut`` says that the digits are taken to be cut
    off, so that ``radius`` is a whole unit; ``formula`` that it was stated by a formula, and not in numbers.
    """

    data: np.ndarray
    radius: np.ndarray
    claim: str
    good: bool
    root: bool = False
    cut: bool = False
    formula: bool = False


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
