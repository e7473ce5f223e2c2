"""The squared error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.expression.build import power, subtract
from symcnn.losses.loss import Loss


@dataclass(frozen=True)
class SquaredError(Loss):
    """``Sum_i (a_i - t_i)^2``, without a factor."""

    operation: ClassVar[str] = "squarederror"
    aliases: ClassVar[tuple[str, ...]] = ("sse",)
    examples: ClassVar[tuple[str, ...]] = (
        "a: 3\nt: 3\nE = squared_error(a, t)/2",
        "a: 2×3\nt: 2×3\nE = squared_error(a, t, reduction=\"mean\")",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        prediction, target = self.pair(draft, operands)
        terms = self.joined(draft, prediction, target, lambda a, t: power(subtract(a, t), 2))
        return self.gathered(draft, terms)
