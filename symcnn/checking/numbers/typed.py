"""Numbers as they were typed: their value, and how far their last digit lets them be off."""

from __future__ import annotations

from typing import Any

import numpy as np

from symcnn.checking.numbers.grading import MILLIONTH
from symcnn.checking.numbers.value import WHOLE, Value, bounded, spread, union
from symcnn.errors import NotSupportedYet, SymcnnError

# how much of the largest entry a bare nought may hide
NOUGHT = 3e-4


def typed(text: str) -> Value:
    """A number with the rounding of its digits: none for a whole number."""
    plain = text.replace(",", "").replace("{", "").replace("}", "")
    value = float(plain)
    mantissa, _, exponent = plain.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    if not np.isfinite(value) or len(exponent) > 4 or not -300 < int(exponent or 0) - digits < 300:
        raise NotSupportedYet("a number with more than 300 digits is not reckoned with here")
    unit = 0.5 * 10.0 ** (int(exponent or 0) - digits)
    radius = unit if "." in mantissa or exponent else 0.0
    return Value((), np.asarray(value), np.asarray(radius), np.asarray(unit))


def as_significant(data: np.ndarray, unit: np.ndarray, decimals: np.ndarray) -> np.ndarray:
    """The whole numbers that show as many digits as the decimals beside them: 11 beside 4.3 and 0.25, not beside 0.250."""
    with np.errstate(divide="ignore"):
        digits = np.floor(np.log10(np.abs(data))) - np.floor(np.log10(2 * unit) + 1e-9) + 1
    shown = digits[decimals & (data != 0)]
    return ~decimals & (digits >= max(2.0, float(shown.min()))) if shown.size else np.zeros(data.shape, dtype=bool)


def beside(parts: list[Any], full: tuple[int, ...], axis: int) -> np.ndarray:
    """Arrays of one shape, or spread to it, along a new axis; plain numbers without a detour."""
    if not full:
        return np.array([float(p) for p in parts])
    return np.stack([np.broadcast_to(p, full) for p in parts], axis=axis)


def stacked(values: list[Value]) -> Value:
    """Values side by side as one array; whole numbers beside decimals take the finest digits there are."""
    names, rank = union(*values), max(v.rank for v in values)
    if any(v.rank != rank for v in values):
        raise SymcnnError("the rows of an array have different lengths")
    parts = [spread(v, names, rank) for v in values]
    bounded(*(d.shape for d, _ in parts))
    full = np.broadcast_shapes(*(d.shape for d, _ in parts))
    data = beside([d for d, _ in parts], full, len(names))
    radius = beside([r for _, r in parts], full, len(names))
    unit = alone = None
    if not names and all(v.unit is not None for v in values):
        # the digits of a row say less than those of all rows
        unit = alone = beside([v.unit if v.alone is None else v.alone for v in values], full, 0)
        decimals = unit < WHOLE
        if decimals.any():
            # numbers known exactly keep no radius, but the digits they were written with
            finest = np.max(np.where(decimals, unit, 0.0))
            unit = np.where(as_significant(data, unit, decimals), unit, np.minimum(unit, finest))
            # a bare nought beside decimals says that nothing is left beside them
            unit = np.where(~decimals & (data == 0), np.maximum(unit, max(NOUGHT * np.abs(data).max(), MILLIONTH)),
                            unit)
            radius = np.where((radius == 0) & decimals, 0.0, unit)
    return Value(names, data, radius, unit, alone)
