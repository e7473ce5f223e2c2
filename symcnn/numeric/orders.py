"""Arrays with their axes in the order that a function wants, and results with the axes of their tensor again."""

from __future__ import annotations

from symcnn.numeric.homes import Axes, Home, row_major

Order = tuple[int | None, ...]


def filled(order: Order, rank: int) -> Order:
    """The order with axes of extent one, which it leaves out, in the places that are None.

    >>> filled((None, 1, 2), 3)
    (0, 1, 2)
    """
    spare = [axis for axis in range(rank) if axis not in order]
    return tuple(spare.pop(0) if axis is None and spare else axis for axis in order)


def ordered(name: str, rank: int, order: Order) -> str:
    """The source of an array with these of its axes, and an axis of extent one where the order has None.

    >>> ordered("v1", 3, (None, 2, 0, 1))
    'v1.transpose(2, 0, 1)[None, :, :, :]'
    """
    order = filled(order, rank)
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
    order = filled(order, len(axes))
    shape = tuple(1 if axis is None else axes[axis].extent for axis in order)
    strides = [1] * len(axes)
    for axis, stride in zip(order, row_major(shape), strict=True):
        if axis is not None:
            strides[axis] = stride
    return Home(name, shape, axes, tuple(strides))
