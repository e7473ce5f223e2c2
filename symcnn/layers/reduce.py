"""The sum and the mean of all entries, and the mean over positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.expression.build import ONE, divide, multiply, quantity, total
from symcnn.layers.row_major import product_of
from symcnn.layers.spatial import spatial_axes
from symcnn.notation.affine import Affine, whole


@dataclass(frozen=True)
class Sum(Layer):
    """The sum of all entries."""

    operation: ClassVar[str] = "sum"
    examples: ClassVar[tuple[str, ...]] = ("x: 3×2\ny = sum(x)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = whole_array(draft, operands[0])
        return summed(draft, inputs, range(inputs.rank))[0]


@dataclass(frozen=True)
class Mean(Layer):
    """The mean of all entries."""

    operation: ClassVar[str] = "mean"
    examples: ClassVar[tuple[str, ...]] = ("x: 3×2\ny = mean(x)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = whole_array(draft, operands[0])
        return averaged(*summed(draft, inputs, range(inputs.rank)))


@dataclass(frozen=True)
class GlobalAvgPool(Layer):
    """The mean over all positions of every channel."""

    operation: ClassVar[str] = "globalavgpool"
    examples: ClassVar[tuple[str, ...]] = ("x: 2×3×4\ny = global_avg_pool(x)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = whole_array(draft, operands[0], 3)
        draft.cast(inputs, "data")
        return averaged(*summed(draft, inputs, spatial_axes(draft, inputs)))


def summed(draft: Draft, operand: Array, places: Sequence[int]) -> tuple[Array, Affine]:
    """The sum over some axes, and how many entries go into one."""
    inputs = draft.inline(operand)
    kept = [n for n in range(inputs.rank) if n not in places]
    names = draft.distinct([inputs.names[n] for n in kept])
    axes = tuple(replace(inputs.axes[n], letter=v) for n, v in zip(kept, names, strict=True))
    target = Array(axes, inputs.body, 0 if len(axes) == 1 and inputs.channel is not None else None)
    indices = dict(zip(kept, (whole(v) for v in target.letters), strict=True))
    ranges = {n: draft.span(inputs.axes[n].letter, inputs.axes[n].extent) for n in places}
    indices |= {n: whole(r.letter) for n, r in ranges.items()}
    body = total(list(ranges.values()), (), at(inputs, [indices[n] for n in range(inputs.rank)]))
    return replace(target, body=body), product_of([inputs.axes[n].extent for n in places])


def averaged(array: Array, count: Affine) -> Array:
    """The array divided by a count."""
    return replace(array, body=multiply(divide(ONE, quantity(count)), array.body))
