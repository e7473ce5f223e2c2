"""Zeros between the entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.expression.build import total
from symcnn.expression.nodes import Guard
from symcnn.layers.spatial import spatial_axes
from symcnn.layers.window import PerAxis, per_axis
from symcnn.notation.affine import floor_divide, whole


@dataclass(frozen=True)
class Dilate(Layer):
    """``step - 1`` zeros between neighbours on every axis but the channel."""

    step: PerAxis = 2
    operation: ClassVar[str] = "dilate"
    examples: ClassVar[tuple[str, ...]] = ("x: 4\ny = dilate(x, 3)", "x: 2×3×2\ny = dilate(x, (2,3))")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0], 2))
        draft.cast(inputs, "data")
        spatial = spatial_axes(draft, inputs, self.step)
        steps = dict(zip(spatial, per_axis(self.step, len(spatial), "the step"), strict=True))
        axes = tuple(replace(a, letter=v, extent=(a.extent - 1) * steps.get(n, whole(1)) + 1) for n, (a, v) in
                     enumerate(zip(inputs.axes, draft.distinct(inputs.names), strict=True)))
        target = replace(inputs, axes=axes, kind="", pieces=())
        places, guards = [], []
        for n, letter in enumerate(target.letters):
            step = steps.get(n, whole(1))
            places.append(floor_divide(whole(letter) - draft.origin, step) + draft.origin)
            if step != 1:
                guards.append(Guard("|", whole(letter) - draft.origin, step))
        pieces = tuple(("(", a.extent, "-1)*", steps[n], "+1") if n in steps else () for n, a in enumerate(inputs.axes))
        return replace(target, body=total((), guards, at(inputs, places)), pieces=pieces)
