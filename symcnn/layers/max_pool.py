"""Maximum pooling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.draft.quantities import written
from symcnn.expression.nodes import Maximum
from symcnn.layers.pooling import Pooling
from symcnn.layers.window import PerAxis


@dataclass(frozen=True)
class MaxPool(Pooling):
    """The greatest entry of a window; cells of padding never win."""

    dilation: PerAxis = 1
    operation: ClassVar[str] = "maxpool"
    examples: ClassVar[tuple[str, ...]] = (
        "x: 7\ny = max_pool(x, 3, stride=2, padding=1)",
        "x: 6×5\ny = max_pool(x, (3,2), stride=1)",
        "x: 2×6×7\ny = max_pool(x, 2, stride=3, dilation=2, padding=1)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        found = self.covered(draft, operands[0], letters, self.dilation)
        for window in found.windows:
            reach = window.dilation * (window.kernel - 1) + 1
            for side in (window.before, window.after):
                draft.knowledge.require(
                    reach - 2 * side, f"padding {written(side)} is more than half of what the maximum covers, "
                    f"{written(reach)}: a window would hold no entry; give less padding")
        return replace(found.target, body=Maximum(found.ranges, found.guards, found.entry, draft.ties))
