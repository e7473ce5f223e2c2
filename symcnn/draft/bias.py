"""A bias: one number per channel, or one per entry, or one for all positions."""

from __future__ import annotations

from symcnn.draft.array import Array, Operand, Pending
from symcnn.draft.combine import combined, whole_array
from symcnn.draft.draft import Draft
from symcnn.expression.build import add
from symcnn.expression.walk import accesses


def with_bias(draft: Draft, array: Array, bias: Operand) -> Array:
    """The array plus a bias."""
    return combined(draft, array, settled_bias(draft, array, bias), add)


def settled_bias(draft: Draft, array: Array, bias: Operand) -> Array:
    """The bias as an array; one of which nothing is known is per channel, per entry of a vector, else one number."""
    if isinstance(bias, Array):
        return draft.settle(bias, (), (), "parameter")
    if bias.rank is not None and bias.rank > array.rank:
        # the array is the bias of this
        return whole_array(draft, bias)
    places = _places(array, bias)
    return draft.settle(bias, [array.names[n] for n in places], [array.axes[n].extent for n in places], "parameter")


def _places(array: Array, bias: Pending) -> tuple[int, ...]:
    if bias.letters and set(bias.letters) <= set(array.names):
        return tuple(array.names.index(n) for n in bias.letters)
    everything = tuple(range(array.rank))
    if bias.rank is not None and bias.rank == array.rank:
        return everything
    if bias.rank == 0:
        return ()
    if array.channel is not None:
        return (array.channel,)
    return everything if (array.rank == 1 and not is_slid(array)) or (bias.rank or 0) > 1 else ()


def is_slid(array: Array) -> bool:
    """Whether a window slides along the array's axes, so that its entries are positions and no units."""
    own = set(array.letters)
    return any(own & set(index.letters) and index.letter is None for use in accesses(array.body) for index in use.indices)
