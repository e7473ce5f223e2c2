"""Softmax and its logarithm, over the channel axis, else the last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.draft.logarithms import exponentials, log_softmax
from symcnn.expression.build import divide
from symcnn.expression.nodes import Apply
from symcnn.layers.window import Quantity


@dataclass(frozen=True)
class Softmax(Layer):
    """``exp(z[i]) / Sum_j exp(z[j])``; ``axis`` counts from 0."""

    axis: Quantity | None = None
    operation: ClassVar[str] = "softmax"
    keeps_letters: ClassVar[bool] = True
    examples: ClassVar[tuple[str, ...]] = ("z: 4\ny = softmax(z)", "z: 3×2\ny = softmax(z)")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs, summed = exponentials(draft, operands[0], self.axis)
        return replace(inputs, body=divide(Apply("exp", inputs.body), summed), kind="probabilities")


@dataclass(frozen=True)
class LogSoftmax(Layer):
    """``z[i] - log(Sum_j exp(z[j]))``; ``axis`` counts from 0."""

    axis: Quantity | None = None
    operation: ClassVar[str] = "logsoftmax"
    keeps_letters: ClassVar[bool] = True
    examples: ClassVar[tuple[str, ...]] = ("z: 4\ny = log_softmax(z)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        return log_softmax(draft, operands[0], self.axis)
