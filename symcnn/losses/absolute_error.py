"""The absolute error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.expression.build import subtract
from symcnn.expression.nodes import Apply
from symcnn.losses.loss import Loss


@dataclass(frozen=True)
class AbsoluteError(Loss):
    """``Sum_i |a_i - t_i|``, or its mean; its slope is 0 where the two are equal."""

    operation: ClassVar[str] = "absoluteerror"
    aliases: ClassVar[tuple[str, ...]] = ("sae", "l1loss")
    examples: ClassVar[tuple[str, ...]] = (
        "a: 3\nt: 3\nE = absolute_error(a, t)",
        "a: 2×3\nE = absolute_error(a, t, reduction=\"mean\")",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        prediction, target = self.pair(draft, operands)
        return self.gathered(draft, self.joined(draft, prediction, target, lambda a, t: Apply("abs", subtract(a, t))))


@dataclass(frozen=True)
class MeanAbsoluteError(AbsoluteError):
    """``1/N*Sum_i |a_i - t_i|`` over all N entries, as ``torch.nn.L1Loss``."""

    reduction: str = "mean"
    operation: ClassVar[str] = "mae"
    aliases: ClassVar[tuple[str, ...]] = ("meanabsoluteerror",)
    examples: ClassVar[tuple[str, ...]] = ("a: 3\nt: 3\nE = mae(a, t)",)
