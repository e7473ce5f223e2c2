"""Exponentials along an axis, and the logarithm of the softmax."""

from __future__ import annotations

from dataclasses import replace

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.errors import ShapeError
from symcnn.expression.build import subtract, total
from symcnn.expression.nodes import Apply, Node
from symcnn.notation.affine import Affine, whole


def log_softmax(draft: Draft, operand: Operand, axis: int | str | Affine | None = None) -> Array:
    """``z[i] - log(Sum_j exp(z[j]))``."""
    inputs, summed = exponentials(draft, operand, axis)
    return replace(inputs, body=subtract(inputs.body, Apply("log", summed)), kind="log-probabilities")


def exponentials(draft: Draft, operand: Operand, axis: int | str | Affine | None = None) -> tuple[Array, Node]:
    """The operand, fit to stand twice, and the sum of its exponentials along an axis."""
    inputs = draft.inline(whole_array(draft, operand))
    draft.cast(inputs, "data")
    place = feature_axis(inputs) if axis is None else axis.number if isinstance(axis, Affine) else axis
    if not inputs.rank or not isinstance(place, int) or not -inputs.rank <= place < inputs.rank:
        raise ShapeError(f"softmax over axis {place} of {inputs.rank}: give an input with that axis")
    names = draft.distinct(inputs.names)
    target = replace(inputs, axes=tuple(replace(a, letter=v) for a, v in zip(inputs.axes, names, strict=True)))
    target = replace(target, body=at(inputs, target.letters))
    chosen = target.axes[place]
    span = draft.span(chosen.letter, chosen.extent)
    indices = [whole(v) for v in target.letters]
    indices[place] = whole(span.letter)
    return target, total((span,), (), Apply("exp", at(target, indices)))


def feature_axis(array: Array) -> int:
    """The channel axis, else the last."""
    return array.rank - 1 if array.channel is None else array.channel
