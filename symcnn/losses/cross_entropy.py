"""The cross entropy of probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Letters
from symcnn.errors import ShapeError
from symcnn.expression.build import multiply
from symcnn.expression.nodes import Apply
from symcnn.losses.loss import Loss


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """``-Sum_i t_i log(p_i)``; ``t`` is one-hot or the class itself; one operand ``p[c]`` is that probability."""

    operation: ClassVar[str] = "crossentropy"
    title: ClassVar[str] = "cross_entropy"
    aliases: ClassVar[tuple[str, ...]] = ("categoricalcrossentropy", "nll")
    operands: ClassVar[tuple[str, ...]] = ("input", "target?")
    examples: ClassVar[tuple[str, ...]] = (
        "z: 4\np = softmax(z)\nE = cross_entropy(p, t)",
        "z: 4\nc: scalar\np = softmax(z)\nE = cross_entropy(p, c)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        if len(operands) == 1:
            inputs = whole_array(draft, operands[0])
            inputs = inputs if draft.batch is None else draft.inline(inputs)
            self.needs_probabilities(inputs, REMEDY)
            if inputs.rank:
                raise ShapeError("a cross entropy without a target takes one probability: write cross_entropy(p[c])")
            return self.gathered(draft, Array((), Apply("log", inputs.body)), sign=-1)
        prediction, target = self.pair(draft, operands)
        self.needs_probabilities(prediction, REMEDY)
        log = Array(prediction.axes, Apply("log", prediction.body))
        terms = self.joined(draft, log, self.selector(prediction, target), lambda p, t: multiply(t, p))
        return self.gathered(draft, terms, self.samples(prediction), sign=-1)


REMEDY = "apply softmax first, or use cross_entropy_logits"
