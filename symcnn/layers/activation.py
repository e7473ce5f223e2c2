"""Activations: a scalar function of every entry."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from symcnn.draft.array import Array, Operand, elementwise
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters


@dataclass(frozen=True)
class Activation(Layer):
    """A function by its name in the table of functions; ``given`` are its parameters."""

    function: str = ""
    given: tuple[Fraction, ...] = ()
    operation: ClassVar[str] = "activation"
    keeps_letters: ClassVar[bool] = True
    examples: ClassVar[tuple[str, ...]] = (
        "x: 3×2\ny = sigmoid(x)",
        "x: 4\ny = tanh(x)",
        "x: 2×3\ny = relu(x)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = whole_array(draft, operands[0], len(letters) if letters else 1)
        draft.cast(inputs, "data")
        kind = "probabilities" if self.function == "sigmoid" else ""
        return elementwise(inputs, self.function, self.given, kind)


@dataclass(frozen=True)
class Sigmoid(Activation):
    """``1/(1+exp(-u))`` of every entry."""

    function: str = "sigmoid"


@dataclass(frozen=True)
class Relu(Activation):
    """``max(0, u)`` of every entry."""

    function: str = "relu"


@dataclass(frozen=True)
class Tanh(Activation):
    """The hyperbolic tangent of every entry."""

    function: str = "tanh"
