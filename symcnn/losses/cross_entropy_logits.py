"""The cross entropy of the softmax, from the logits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.draft.logarithms import log_softmax
from symcnn.expression.build import multiply
from symcnn.losses.loss import Loss


@dataclass(frozen=True)
class CrossEntropyLogits(Loss):
    """``-Sum_i t_i (z_i - log(Sum_j exp(z_j)))``; ``t`` is one-hot or the class itself."""

    operation: ClassVar[str] = "crossentropylogits"
    title: ClassVar[str] = "cross_entropy_logits"
    aliases: ClassVar[tuple[str, ...]] = ("softmaxcrossentropy",)
    examples: ClassVar[tuple[str, ...]] = (
        "z: 4\nE = cross_entropy_logits(z, t)",
        "z: 4\nc: scalar\nE = cross_entropy_logits(z, c)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        prediction, target = self.pair(draft, operands)
        self.needs_logits(prediction, "leave the softmax out, or use cross_entropy")
        terms = self.joined(draft, log_softmax(draft, prediction), self.selector(prediction, target),
                            lambda z, t: multiply(t, z))
        return self.gathered(draft, terms, self.samples(prediction), sign=-1)
