"""A half turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.notation.affine import whole


@dataclass(frozen=True)
class Rot180(Layer):
    """The kernel turned around: both its axes reversed; channels stay."""

    operation: ClassVar[str] = "rot180"
    aliases: ClassVar[tuple[str, ...]] = ("flip",)
    examples: ClassVar[tuple[str, ...]] = ("w: 3×2\ny = rot180(w)", "w: 2×3×2×4\ny = rot180(w)")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0], 2))
        draft.cast(inputs, "parameter")
        turned = min(inputs.rank, 2)
        first = 0 if draft.channels_last else inputs.rank - turned
        axes = tuple(replace(a, letter=v) for a, v in zip(inputs.axes, draft.distinct(inputs.names), strict=True))
        target = replace(inputs, axes=axes)
        places = [a.last + a.origin - v if first <= n < first + turned else whole(v)
                  for n, (a, v) in enumerate(zip(axes, target.letters, strict=True))]
        return replace(target, body=at(inputs, places), pieces=())
