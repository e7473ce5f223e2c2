"""Arrays with their axes in the order that a function wants, and results with the axes of their tensor again."""

from __future__ import annotations

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


def given_back(name: str, rank: int, order: Order) -> str:
    """The source of an array in that order with its axes as the tensor has them: the inverse of ``ordered``.

    >>> given_back("v2", 3, (None, 2, 0))
    'v2[0, :, :].transpose(1, 0)[:, None, :]'
    """
    text = name
    if None in order:
        text += "[" + ", ".join("0" if axis is None else ":" for axis in order) + "]"
    kept = [axis for axis in order if axis is not None]
    places = [kept.index(axis) for axis in sorted(kept)]
    if places != sorted(places):
        text += f".transpose({', '.join(map(str, places))})"
    if len(kept) < rank:
        text += "[" + ", ".join(":" if axis in kept else "None" for axis in range(rank)) + "]"
    return text
