"""Transposition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.errors import ShapeError
from symcnn.layers.window import Quantity
from symcnn.notation.affine import Affine


@dataclass(frozen=True)
class Transpose(Layer):
    """The axes in another order, counted from 0; without one, in reverse."""

    axes: tuple[Quantity, ...] | None = None
    operation: ClassVar[str] = "transpose"
    examples: ClassVar[tuple[str, ...]] = ("x: 3×2\ny = transpose(x)", "x: 2×3×4\ny = transpose(x, (1,2,0))")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0], 2))
        draft.cast(inputs, "data")
        order = tuple(range(inputs.rank))[::-1]
        if self.axes is not None:
            order = tuple(n.number if isinstance(n, Affine) else n for n in self.axes)  # type: ignore[misc]
        if sorted(order) != list(range(inputs.rank)):
            raise ShapeError(f"the order {order} is not one of {inputs.rank} axes: "
                             f"give each of 0 to {inputs.rank - 1} once")
        return draft.permuted(inputs, order)
