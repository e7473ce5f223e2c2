"""Sum pooling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.expression.build import total
from symcnn.layers.pooling import Pooling


@dataclass(frozen=True)
class SumPool(Pooling):
    """The sum of a window; cells of padding are 0."""

    operation: ClassVar[str] = "sumpool"
    examples: ClassVar[tuple[str, ...]] = (
        "x: 7\ny = sum_pool(x, 3, stride=2)",
        "x: 6×5\ny = sum_pool(x, (3,2), stride=1, padding=((1,0),(0,1)))",
        "x: 2×6×7\ny = sum_pool(x, 2)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        found = self.covered(draft, operands[0], letters)
        return replace(found.target, body=total(found.ranges, found.guards, found.entry))
