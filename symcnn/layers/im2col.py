"""Windows as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.choices import OUTPUT, VECTOR
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.expression.build import total
from symcnn.expression.nodes import Range
from symcnn.expression.walk import substitute, substitute_guard
from symcnn.layers.row_major import indices_at, product_of
from symcnn.layers.spatial import spatial_axes
from symcnn.layers.window import PerAxis, Window, per_axis, windows
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter


@dataclass(frozen=True)
class Im2col(Layer):
    """A matrix with a row for each channel and offset and a column for each position, both in row-major order."""

    kernel_size: PerAxis = 2
    stride: PerAxis = 1
    padding: PerAxis = 0
    dilation: PerAxis = 1
    operation: ClassVar[str] = "im2col"
    aliases: ClassVar[tuple[str, ...]] = ("unfold",)
    examples: ClassVar[tuple[str, ...]] = (
        "x: 4×5\ny = im2col(x, (2,3))",
        "x: 2×5×4\ny = im2col(x, 2, stride=2, padding=1)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0], 2))
        draft.cast(inputs, "data")
        tuples = [v for v in (self.kernel_size, self.stride, self.padding, self.dilation) if isinstance(v, tuple)]
        spatial = spatial_axes(draft, inputs, tuples[0] if tuples else None)
        kernel = per_axis(self.kernel_size, len(spatial), "kernel_size")
        slides = windows(draft, tuple(inputs.axes[n].extent for n in spatial), kernel, self.stride, self.padding,
                         self.dilation)
        channel = next((n for n in range(inputs.rank) if n not in spatial), None)
        heads = () if channel is None else (inputs.axes[channel].extent,)
        rows, columns = (*heads, *kernel), tuple(w.extent for w in slides)
        row, column = draft.chosen(OUTPUT, VECTOR)
        target = Array((draft.axis(row, product_of(rows)), draft.axis(column, product_of(columns))), inputs.body)
        row_spans, column_spans = [draft.span(row, e) for e in rows], [draft.span(column, e) for e in columns]
        body = self._body(draft, inputs, slides, channel, row_spans, column_spans)
        values: dict[Letter, Affine] = {}
        for letter, spans, extents in zip(target.letters, (row_spans, column_spans), (rows, columns), strict=True):
            places = indices_at(whole(letter) - draft.origin, extents, draft.origin)
            values |= {s.letter: p for s, p in zip(spans, places, strict=True)}
        guards = tuple(substitute_guard(g, values) for g in body[1])
        return Array(target.axes, total((), guards, substitute(body[0], values)))

    def _body(self, draft: Draft, inputs: Array, slides: tuple[Window, ...], channel: int | None,
              rows: list[Range], columns: list[Range]) -> tuple:
        """The entry and its guards, in letters for each offset and each position."""
        offsets = rows[len(rows) - len(slides):]
        covered: list[Affine] = []
        bounds: list[Affine] = []
        for window, offset, position in zip(slides, offsets, columns, strict=True):
            covered.append(window.covers(position.letter, offset.letter, draft.origin))
            bounds += window.inside(covered[-1], draft.origin)
        if channel is not None:
            covered.insert(channel, whole(rows[0].letter))
        return at(inputs, covered), draft.guards(bounds, (), (*rows, *columns))
