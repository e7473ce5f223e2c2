"""Dropout, as it acts when the network is used."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters


@dataclass(frozen=True)
class Dropout(Layer):
    """The identity: dropout changes values in training only."""

    rate: Fraction = Fraction(1, 2)
    operation: ClassVar[str] = "dropout"
    aliases: ClassVar[tuple[str, ...]] = ("identity",)
    keeps_letters: ClassVar[bool] = True
    examples: ClassVar[tuple[str, ...]] = ("x: 3\ny = dropout(x)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = whole_array(draft, operands[0], len(letters) if letters else 1)
        draft.cast(inputs, "data")
        return inputs
