"""Numbers that carry letters, array axes, and how far the rounding of what was typed may move them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from symcnn.errors import MeaninglessError, NotSupportedYet

# entries of one judged evaluation
MOST = 10_000_000
# half a unit of a number written without decimals
WHOLE = 0.5


@dataclass(frozen=True)
class Value:
    """An array whose first axes belong to letters (``names``, sorted) and whose rest are the axes of a written array.

    ``radius`` has the shape of ``data``: the rounding of typed digits, propagated to first order. ``unit`` is half a
    unit of the last digit where the value was typed as it stands, else None.
    """

    names: tuple[str, ...]
    data: np.ndarray
    radius: np.ndarray
    unit: np.ndarray | None = None
    alone: np.ndarray | None = None

    @property
    def rank(self) -> int:
        """The number of array axes."""
        return self.data.ndim - len(self.names)

    @property
    def shape(self) -> tuple[int, ...]:
        """The array axes' extents."""
        return self.data.shape[len(self.names):]


def exact(data: object, names: Sequence[str] = ()) -> Value:
    """A value without rounding."""
    array = np.asarray(data, dtype=float)
    return Value(tuple(names), array, np.zeros(array.shape))


def along(name: str, numbers: Sequence[int]) -> Value:
    """A letter as a value."""
    return exact(np.asarray(list(numbers), dtype=float), (name,))


def spread(value: Value, names: tuple[str, ...], rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Data and radius with axes for all the names, and room for a rank of array axes."""
    own = value.rank
    if own == rank and value.names == names:
        return value.data, value.radius
    shape = [1] * len(names)
    for name, extent in zip(value.names, value.data.shape, strict=False):
        shape[names.index(name)] = extent
    shape += [1] * (rank - own) + list(value.shape)
    return value.data.reshape(shape), value.radius.reshape(shape)


def union(*values: Value) -> tuple[str, ...]:
    """The letters of several values, sorted."""
    first, *others = {v.names for v in values} or {()}
    return tuple(sorted({*first, *(n for names in others for n in names)})) if others else first


def bounded(*shapes: tuple[int, ...]) -> None:
    """Refuses shapes that together make more entries than are judged, or that do not go together."""
    try:
        full = shapes[0] if len(set(shapes)) == 1 else np.broadcast_shapes(*shapes)
    except ValueError as problem:
        raise MeaninglessError(f"arrays of shapes {' and '.join(map(str, shapes))} do not go together") from problem
    if prod(full) > MOST:
        raise NotSupportedYet(f"more than {MOST} numbers would have to be worked out here")


def combine(one: Value, other: Value, operation: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Value:
    """An entrywise operation; the radius is what moving either operand by its own radius does at most.

    NumPy's warnings of what is not finite are the caller's to still: a run of a document does so once for all.
    """
    names, rank = union(one, other), max(one.rank, other.rank)
    (a, ra), (b, rb) = spread(one, names, rank), spread(other, names, rank)
    bounded(a.shape, b.shape)
    data = np.asarray(operation(a, b), dtype=float)
    radius = np.zeros(data.shape)
    if ra.any():
        radius = radius + np.maximum(abs(operation(a + ra, b) - data), abs(operation(a - ra, b) - data))
    if rb.any():
        radius = radius + np.maximum(abs(operation(a, b + rb) - data), abs(operation(a, b - rb) - data))
    return Value(names, data, radius if radius.shape == data.shape else np.broadcast_to(radius, data.shape))


def apply(value: Value, function: Callable[[np.ndarray], np.ndarray]) -> Value:
    """A function entry by entry."""
    with np.errstate(all="ignore"):
        data = np.asarray(function(value.data), dtype=float)
        radius = np.zeros(data.shape)
        if value.radius.any():
            radius = np.maximum(abs(function(value.data + value.radius) - data),
                                abs(function(value.data - value.radius) - data))
    return Value(value.names, data, radius)


def linear(one: Value, other: Value, operation: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Value:
    """A bilinear operation on the array axes, letters broadcast: matrix products, convolutions."""
    names = union(one, other)
    a, ra = _leading(one, names)
    b, rb = _leading(other, names)
    data = operation(a, b)
    radius = np.zeros(data.shape)
    if ra.any():
        radius = radius + operation(ra, abs(b))
    if rb.any():
        radius = radius + operation(abs(a) + ra, rb)
    return Value(names, data, radius)


def _leading(value: Value, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    shape = [1] * len(names)
    for name, extent in zip(value.names, value.data.shape, strict=False):
        shape[names.index(name)] = extent
    shape += list(value.shape)
    return value.data.reshape(shape), value.radius.reshape(shape)


def reshaped(value: Value, rule: Callable[[np.ndarray], np.ndarray]) -> Value:
    """The array axes rearranged by a rule that keeps the letters' axes."""
    unit = None if value.unit is None else rule(value.unit)
    return Value(value.names, rule(value.data), rule(value.radius), unit)


def summed(value: Value, name: str) -> Value:
    """The sum over a letter that the value reads."""
    axis = value.names.index(name)
    names = tuple(n for n in value.names if n != name)
    with np.errstate(all="ignore"):
        # a trial may divide by nought: its sum is no number, and fits nothing
        return Value(names, value.data.sum(axis=axis), value.radius.sum(axis=axis))


def brief(value: Value) -> str:
    """The first number of a value."""
    return f"{value.data.ravel()[0]:.4g}" if value.data.size else "nothing"
