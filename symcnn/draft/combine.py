"""Two arrays made one, entry by entry, where their axes meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symcnn.draft.array import Array, Operand, Pending, at
from symcnn.draft.choices import VECTOR, VECTOR_SIZES
from symcnn.draft.draft import Draft
from symcnn.draft.quantities import written
from symcnn.errors import ShapeError
from symcnn.expression.nodes import Node

Join = Callable[[Node, Node], Node]


def shape(array: Array, draft: Draft | None = None) -> str:
    """The shape of an array in text, for messages."""
    halves = draft.knowledge.halves if draft else {}
    solved = draft.knowledge.solved if draft else {}
    return "×".join(written(a.extent.substitute(solved), halves) for a in array.axes) or "scalar"


def whole_array(draft: Draft, operand: Operand, rank: int = 1, role: str = "data") -> Array:
    """The operand as an array; a leaf of which nothing is known is a vector."""
    if isinstance(operand, Array):
        return operand
    known = operand.rank if operand.rank is not None else rank
    names = draft.chosen(*(("i", "j", "k", "l", "m", "n", "p", "q")[:known] if known != 1 else (VECTOR,)))
    extents = operand.extents or _sizes(draft, known)
    return draft.settle(operand, names, extents, role)


def _sizes(draft: Draft, rank: int) -> tuple:
    if rank == 0:
        return ()
    return sum((draft.knowledge.choose(VECTOR_SIZES) for _ in range(rank)), ())


def like(draft: Draft, operand: Operand, model: Array, role: str) -> Array:
    """The operand as an array; a leaf of which nothing is known has the axes of the model."""
    if isinstance(operand, Pending) and operand.rank not in (None, model.rank):
        return whole_array(draft, operand, role=role)
    return draft.settle(operand, model.names, model.extents, role)


def combined(draft: Draft, left: Array, right: Array, join: Join) -> Array:
    """Entry by entry; an array with fewer axes is laid along the axes of its letters, or along the channel axis."""
    if left.rank >= right.rank:
        return _laid(draft, left, right, join)
    return _laid(draft, right, left, lambda one, other: join(other, one))


def _laid(draft: Draft, wide: Array, narrow: Array, join: Join) -> Array:
    axes = _meeting(draft, wide, narrow)
    unique = relettered_apart(draft, wide)
    body = join(unique.body, at(narrow, [unique.letters[n] for n in axes]))
    kind = wide.kind if wide.kind == "logits" else ""
    return replace(unique, body=body, kind=kind)


def relettered_apart(draft: Draft, array: Array) -> Array:
    """The array with letters that differ from axis to axis."""
    from_draft = draft.distinct(array.names)
    axes = tuple(replace(a, letter=n) for a, n in zip(array.axes, from_draft, strict=True))
    target = replace(array, axes=axes)
    return replace(target, body=at(array, target.letters))


def _meeting(draft: Draft, wide: Array, narrow: Array) -> tuple[int, ...]:
    """The axes of the wide array that those of the narrow one lie along."""
    def agree(axes: tuple[int, ...]) -> bool:
        return all(draft.knowledge.same(wide.axes[n].extent, a.extent) for n, a in zip(axes, narrow.axes, strict=True))

    if wide.rank == narrow.rank:
        candidates = [tuple(range(wide.rank))]
    else:
        candidates = []
        if narrow.lettered and set(narrow.names) <= set(wide.names):
            candidates.append(tuple(wide.names.index(n) for n in narrow.names))
        if narrow.rank == 1 and wide.channel is not None:
            candidates.append((wide.channel,))
        if narrow.rank == 0:
            candidates.append(())
    for axes in candidates:
        if agree(axes):
            return axes
    raise ShapeError(
        f"{shape(wide, draft)} and {shape(narrow, draft)} meet entry by entry: "
        "give both one shape, or the smaller one the letters of the axes it lies along")
