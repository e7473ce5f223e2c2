"""Positions in row-major order: the last index runs fastest."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.notation.affine import ONE, ZERO, Affine, Whole, floor_divide, remainder, whole


def product_of(extents: Sequence[Affine]) -> Affine:
    """How many entries there are."""
    cells = ONE
    for extent in extents:
        cells = cells * extent
    return cells


def position(indices: Sequence[Whole], extents: Sequence[Affine], origin: int) -> Affine:
    """The position, counted from 0, of an entry."""
    place = ZERO
    for index, extent in zip(indices, extents, strict=True):
        place = place * extent + whole(index) - origin
    return place


def indices_at(place: Affine, extents: Sequence[Affine], origin: int) -> tuple[Affine, ...]:
    """The indices of the entry at a position counted from 0, by quotient and remainder."""
    found: list[Affine] = []
    for axis, extent in enumerate(extents):
        step = floor_divide(place, product_of(extents[axis + 1:]))
        found.append((step if axis == 0 else remainder(step, extent)) + origin)
    return tuple(found)
