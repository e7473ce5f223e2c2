"""Whether what was written is what it should be: entry by entry, with the tolerance that the written digits allow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from math import prod

import numpy as np

from symcnn.checking.numbers.value import WHOLE, Value, bounded, spread, union
from symcnn.errors import MeaninglessError

SAME = 1e-9
# a unit of the last digit beside the number, from which on nobody loses one by cutting digits off
COARSE = 0.005


def same(one: Value, other: Value, where: np.ndarray | None = None) -> bool:
    """Whether two values are the same up to floating point, shapes laid over each other; ``where`` is laid on other."""
    for a, b in overlaid(one, other):
        if where is not None and where.shape == b.shape:
            a, b = a[where], b[where]
        if close(a, b):
            return True
    return False


def close(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether all entries agree to a part in 10**9 of the larger array's size."""
    # beside what is infinite the finite entries are to agree all the same
    scale = max(1e-6, float(np.max(np.abs(other), initial=0.0, where=np.isfinite(other))))
    with np.errstate(invalid="ignore"):
        return bool(np.all((np.abs(one - other) <= SAME * scale) | (one == other)))


def overlaid(one: Value, other: Value) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The two arrays in one shape, for each way their axes may be laid over each other; raises where these are too large."""
    for shaped in laid(one, other):
        names = union(shaped, other)
        a, _ = spread(shaped, names, other.rank)
        b, _ = spread(other, names, other.rank)
        with suppress(MeaninglessError):
            bounded(a.shape, b.shape)
            yield tuple(np.broadcast_arrays(a, b))  # type: ignore[misc]


ACROSS = "transposed: the other layout"


def across(value: Value, like: Value) -> tuple[str, ...]:
    """What is said where a matrix lies across another: rows for columns, as in the other layout of gradients."""
    one, other = (tuple(n for n in v.shape if n != 1) for v in (value, like))
    return (ACROSS,) if len(one) == 2 and one != other and one[::-1] == other else ()


def laid(value: Value, like: Value) -> Iterator[Value]:
    """The value with the array shape of another: as it is, without axes of one, turned, or as a list."""
    lead = value.data.shape[:len(value.names)]
    shape = like.shape
    if value.shape == shape:
        yield value
        return
    if not value.rank and not shape:
        yield value
        return
    squeezed = tuple(n for n in value.shape if n != 1)
    wanted = tuple(n for n in shape if n != 1)
    if squeezed == wanted:
        yield _as(value, lead + shape)
    elif len(squeezed) == 2 and squeezed[::-1] == wanted:
        turned = Value(value.names, np.swapaxes(value.data.reshape(lead + squeezed), -1, -2),
                       np.swapaxes(value.radius.reshape(lead + squeezed), -1, -2))
        yield _as(turned, lead + shape)
    elif prod(value.shape) == prod(shape) and min(len(squeezed), len(wanted)) <= 1:
        yield _as(value, lead + shape)
    elif not squeezed and wanted:
        # one number for a whole array: only where all entries are meant
        yield _as(value, lead + (1,) * len(shape))


def _as(value: Value, shape: tuple[int, ...]) -> Value:
    unit = None if value.unit is None else value.unit.reshape(shape[len(value.names):])
    return Value(value.names, value.data.reshape(shape), value.radius.reshape(shape), unit)


def tolerance(written: Value) -> np.ndarray:
    """How far a written number may be from what it stands for: half a unit of its last digit, or its radius."""
    if written.unit is not None:
        exact = (written.radius == 0) & (written.unit >= WHOLE)
        return np.where(exact, 0.0, written.unit)
    return written.radius


def within(written: np.ndarray, target: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Entry by entry, whether a written number lies within reach of its target."""
    return np.abs(written - target) <= reach * (1 + 1e-9) + 1e-9 * np.maximum(1.0, np.abs(target)) * 1e-1


def between(written: np.ndarray, target: np.ndarray, below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Entry by entry, whether a written number is no further below and above its target than may be."""
    return within(np.maximum(written, target), target, above) & within(np.minimum(written, target), target, below)


def cut_between(written: np.ndarray, target: np.ndarray, span: tuple[np.ndarray, np.ndarray], unit: np.ndarray
                ) -> np.ndarray:
    """Entry by entry, whether cutting digits off explains a number for a target that may be further down and up.

    The ends of the span and of a unit, which is twice ``unit``, are out of reach.

    >>> [bool(cut_between(np.array(0.5), np.array(n), (np.array(0.0), np.array(0.06)), np.array(0.05))) for n in (0.45, 0.6)]
    [True, False]
    """
    slack = 1e-9 * np.maximum(1e-3, np.abs(target))
    below, above = span
    low, high = np.where(written > 0, written, written - 2 * unit), np.where(written < 0, written, written + 2 * unit)
    up = np.where((above > 0) | (written <= 0), slack, -slack)
    down = np.where((below > 0) | (written >= 0), slack, -slack)
    inside = (target + above > low + up) & (target - below < high - down)
    return np.where(unit > 0, inside, between(written, target, below, above))


def cut_off(written: np.ndarray, target: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Entry by entry, whether digits were cut off instead of rounded; ``unit`` is half a unit of the last one.

    A number may be a whole unit off: 0.97 worked out as 0.96999 is cut to 0.9699. One of few digits is none by far: who
    works out 1.7 does not see 1.69999.

    >>> [bool(cut_off(np.array(w), np.array(t), np.array(u))) for w, t, u in ((0.9699, 0.97, 0.00005), (1.6, 1.7, 0.05))]
    [True, False]
    """
    slack = 1e-9 * np.maximum(1e-3, np.abs(target))
    most = 2 * unit + np.where(2 * unit > COARSE * np.abs(target), -slack, slack)
    return (np.abs(target) - np.abs(written) >= -slack) & (np.abs(target - written) < most)
