"""Padding with zeros."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.expression.build import total
from symcnn.layers.spatial import spatial_axes
from symcnn.layers.window import PerAxis, padded
from symcnn.notation.affine import Affine, whole


@dataclass(frozen=True)
class Pad(Layer):
    """Zeros around every axis but the channel: a number, one for each axis, or one for each side."""

    padding: PerAxis = 1
    operation: ClassVar[str] = "pad"
    aliases: ClassVar[tuple[str, ...]] = ("zeropad",)
    examples: ClassVar[tuple[str, ...]] = ("x: 4\ny = pad(x, 2)", "x: 2×3×4\ny = pad(x, ((1,0),(0,2)))")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0], 2))
        draft.cast(inputs, "data")
        spatial = spatial_axes(draft, inputs, self.padding)
        count = len(spatial)
        pairs = padded(draft, self.padding, count, (whole(0),) * count, (whole(1),) * count)
        sides = dict(zip(spatial, pairs, strict=True))
        axes = tuple(replace(a, letter=v, extent=a.extent + sum(sides.get(n, ()), whole(0))) for n, (a, v) in
                     enumerate(zip(inputs.axes, draft.distinct(inputs.names), strict=True)))
        target = replace(inputs, axes=axes, kind="", pieces=())
        places, bounds = [], []
        for n, letter in enumerate(target.letters):
            place = whole(letter) - (sides[n][0] if n in sides else 0)
            places.append(place)
            if n in sides:
                bounds += [place - draft.origin, inputs.axes[n].last - place]
        guards = draft.guards(bounds, zip(target.letters, axes, strict=True), ())
        return replace(target, body=total((), guards, at(inputs, places)), pieces=self._pieces(inputs, sides))

    def _pieces(self, inputs: Array, sides: dict[int, tuple[Affine, Affine]]) -> tuple:
        return tuple((a.extent, "+", sides[n][0], "+", sides[n][1]) if n in sides else ()
                     for n, a in enumerate(inputs.axes))
