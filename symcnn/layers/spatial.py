"""Which axes of an array are slid along, padded and dilated: all but the channel."""

from __future__ import annotations

from symcnn.draft.array import Array
from symcnn.draft.draft import Draft


def spatial_axes(draft: Draft, array: Array, given: object = None) -> tuple[int, ...]:
    """Three axes or more have a channel, unless a per-axis tuple says otherwise."""
    length = len(given) if isinstance(given, tuple) else None
    if array.rank == length or (array.rank < 3 and length is None):
        return tuple(range(array.rank))
    channel = array.channel if array.channel is not None else array.rank - 1 if draft.channels_last else 0
    return tuple(n for n in range(array.rank) if n != channel)
