"""Exact numbers as floating point."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite

from symcnn.errors import ValueProblem


def checked_float(value: Fraction) -> float:
    """The nearest float; raises ``ValueProblem`` where there is none.

    >>> checked_float(Fraction(1, 4))
    0.25
    """
    try:
        found = float(value)
    except OverflowError:
        found = float("inf")
    if not isfinite(found):
        raise ValueProblem("a number in a right side is too large for floating point: use exact evaluation")
    return found
