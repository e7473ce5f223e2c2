"""Reshaping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.choices import ANY, POSITIONS
from symcnn.draft.combine import shape, whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.draft.quantities import written
from symcnn.errors import MeaninglessError, ShapeError
from symcnn.layers.row_major import indices_at, position, product_of
from symcnn.layers.window import PerAxis, quantity


@dataclass(frozen=True)
class Reshape(Layer):
    """The same entries in row-major order under other axes."""

    shape: PerAxis = ()
    operation: ClassVar[str] = "reshape"
    examples: ClassVar[tuple[str, ...]] = ("x: 4×3\ny = reshape(x, (2,6))", "x: 12\ny = reshape(x, (2,3,2))")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0], 1))
        draft.cast(inputs, "data")
        given = self.shape if isinstance(self.shape, tuple) else (self.shape,)
        extents = tuple(quantity(v, "the shape", 1) for v in given)
        if not extents:
            raise MeaninglessError("reshape is given no shape: write reshape(x, (2,3))")
        if not draft.knowledge.same(product_of(inputs.extents), product_of(extents)):
            raise ShapeError(f"{shape(inputs, draft)} does not reshape to {'×'.join(written(e) for e in extents)}: "
                             "give as many entries")
        names = draft.chosen(*POSITIONS.get(len(extents), ANY[:len(extents)]))
        axes = tuple(draft.axis(n, e) for n, e in zip(names, extents, strict=True))
        place = position(Array(axes, inputs.body).letters, extents, draft.origin)
        return Array(axes, at(inputs, indices_at(place, inputs.extents, draft.origin)), kind=inputs.kind)
