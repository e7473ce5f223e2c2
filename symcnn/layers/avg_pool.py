"""Average pooling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.expression.build import ONE, divide, multiply, quantity, total
from symcnn.layers.pooling import Pooling
from symcnn.notation.affine import whole


@dataclass(frozen=True)
class AvgPool(Pooling):
    """The mean of a window; cells of padding are 0, and count unless ``count_include_pad`` is false."""

    count_include_pad: bool = True
    operation: ClassVar[str] = "avgpool"
    aliases: ClassVar[tuple[str, ...]] = ("averagepool", "meanpool")
    examples: ClassVar[tuple[str, ...]] = (
        "x: 7\ny = avg_pool(x, 3, stride=2, padding=1)",
        "x: 5×6\ny = avg_pool(x, (3,2), stride=2, padding=1, count_include_pad=False)",
        "x: 2×4×6\ny = avg_pool(x, 2)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        found = self.covered(draft, operands[0], letters)
        summed = total(found.ranges, found.guards, found.entry)
        if self.count_include_pad or not found.guards:
            cells = whole(1)
            for window in found.windows:
                cells = cells * window.kernel
            count = quantity(cells)
        else:
            count = total(found.ranges, found.guards, ONE)
        inverse = divide(ONE, count)
        return replace(found.target, body=multiply(inverse, summed))
