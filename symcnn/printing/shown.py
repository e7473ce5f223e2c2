"""A printed piece of a formula, with what its surroundings must know to set brackets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """How tightly a piece holds together; a piece of lower rank is put in brackets where a higher one is called for.

    ``OPEN`` ends in the body of a big operator: what follows it would be taken into that body.
    """

    ADDITIVE = 0
    OPEN = 1
    PRODUCT = 2
    RAISED = 3
    ATOM = 4


@dataclass(frozen=True)
class Shown:
    """Text, its rank, and whether it is taller than a line."""

    text: str
    rank: Rank = Rank.ATOM
    tall: bool = False
