"""Flattening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.choices import VECTOR
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.layers.row_major import indices_at, product_of
from symcnn.notation.affine import whole


@dataclass(frozen=True)
class Flatten(Layer):
    """All entries in a row, the last index fastest: ``y[n] = x[floor((n-1)/W)+1, (n-1) mod W + 1]``."""

    operation: ClassVar[str] = "flatten"
    examples: ClassVar[tuple[str, ...]] = ("x: 3×4\ny = flatten(x)", "x: 2×3×5\ny = flatten(x)")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0], 2))
        draft.cast(inputs, "data")
        if inputs.rank == 1:
            return inputs
        cells = product_of(inputs.extents)
        target = Array((draft.axis(draft.letter(VECTOR), cells),), inputs.body)
        places = indices_at(whole(target.letters[0]) - draft.origin, inputs.extents, draft.origin)
        pieces: list = []
        for extent in inputs.extents:
            pieces += ["*", extent] if pieces else [extent]
        return Array(target.axes, at(inputs, places), kind=inputs.kind, pieces=(tuple(pieces),))
