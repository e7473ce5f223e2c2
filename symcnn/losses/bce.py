"""The binary cross entropy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.expression.build import ONE, add, multiply, subtract
from symcnn.expression.nodes import Apply, Node
from symcnn.losses.loss import Loss


@dataclass(frozen=True)
class Bce(Loss):
    """``-Sum_i (t_i log(p_i) + (1-t_i) log(1-p_i))`` on probabilities."""

    operation: ClassVar[str] = "bce"
    title: ClassVar[str] = "bce"
    aliases: ClassVar[tuple[str, ...]] = ("binarycrossentropy",)
    examples: ClassVar[tuple[str, ...]] = ("z: 3\np = sigmoid(z)\nE = bce(p, t)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        prediction, target = self.pair(draft, operands)
        self.needs_probabilities(prediction, "apply sigmoid first, or use bce_logits")
        return self.gathered(draft, self.joined(draft, prediction, target, _term), sign=-1)


@dataclass(frozen=True)
class BceLogits(Loss):
    """``Sum_i (softplus(z_i) - t_i z_i)``: the binary cross entropy before the sigmoid."""

    operation: ClassVar[str] = "bcelogits"
    title: ClassVar[str] = "bce_logits"
    aliases: ClassVar[tuple[str, ...]] = ("bcewithlogits",)
    examples: ClassVar[tuple[str, ...]] = ("z: 3\nE = bce_logits(z, t)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        prediction, target = self.pair(draft, operands)
        self.needs_logits(prediction, "leave the sigmoid out, or use bce")
        terms = self.joined(draft, prediction, target, lambda z, t: subtract(Apply("softplus", z), multiply(t, z)))
        return self.gathered(draft, terms)


def _term(p: Node, t: Node) -> Node:
    return add(multiply(t, Apply("log", p)), multiply(subtract(ONE, t), Apply("log", subtract(ONE, p))))
