"""Arrays with their axes in the order that a function wants, and results with the axes of their tensor again."""

from __future__ import annotations

from symcnn.numeric.homes import Axes, Home, row_major

Order = tuple[int | None, ...]


def ordered(name: str, rank: int, order: Order) -> str:
    """The source of an array with these of its axes, and an axis of extent one where the order has None.

    >>> ordered("v1", 3, (None, 2, 0))
    'v1[:, 0, :].transpose(1, 0)[None, :, :]'
    """
    left = [axis for axis in range(rank) if axis in order]
    text = name
    if len(left) < rank:
        text += "[" + ", ".join(":" if axis in left else "0" for axis in range(rank)) + "]"
    places = [left.index(axis) for axis in order if axis is not None]
    if places != sorted(places):
        text += f".transpose({', '.join(map(str, places))})"
    if None in order:
        text += "[" + ", ".join("None" if axis is None else ":" for axis in order) + "]"
    return text


def home(name: str, order: Order, axes: Axes) -> Home:
    """Where a tensor with these axes lives, in an array with its axes in that order."""
    shape = tuple(1 if axis is None else axes[axis].extent for axis in order)
    strides = [1] * len(axes)
    for axis, stride in zip(order, row_major(shape), strict=True):
        if axis is not None:
            strides[axis] = stride
    return Home(name, shape, axes, tuple(strides))
