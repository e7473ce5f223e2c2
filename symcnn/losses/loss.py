"""What losses have in common: a prediction, a target, and how entries are gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand, scalar
from symcnn.draft.combine import combined, like, whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer
from symcnn.errors import MeaninglessError
from symcnn.expression.build import ONE, divide, multiply, quantity, total
from symcnn.expression.nodes import Node
from symcnn.notation.affine import Affine, whole


@dataclass(frozen=True)
class Loss(Layer):
    """A loss: the sum of its terms, or their mean."""

    target: str = ""
    reduction: str = "sum"
    operands: ClassVar[tuple[str, ...]] = ("input", "target")

    def pair(self, draft: Draft, operands: tuple[Operand, ...]) -> tuple[Array, Array]:
        """The prediction and the target, both fit to stand below a sum."""
        prediction = draft.inline(whole_array(draft, operands[0]))
        target = draft.inline(like(draft, operands[1], prediction, "target"))
        draft.cast(target, "target")
        return prediction, target

    def gathered(self, draft: Draft, terms: Array, count: Affine | None = None) -> Array:
        """The sum or the mean of the terms over all axes and, where there is one, the batch."""
        if self.reduction not in ("sum", "mean"):
            raise MeaninglessError(f"the reduction {self.reduction!r} is not known: give 'sum' or 'mean'")
        ranges = [draft.span(a.letter, a.extent) for a in terms.axes]
        entry = draft.entry(terms, *(r.letter for r in ranges)).body
        if draft.batch is not None:
            ranges.insert(0, draft.batch)
        summed = total(ranges, (), entry)
        if self.reduction == "sum":
            return scalar(summed)
        cells = whole(1) if count is None else count
        if count is None:
            for axis in terms.axes:
                cells = cells * axis.extent
        if draft.batch is not None:
            cells = cells * draft.batch_size
        return scalar(summed if cells == 1 else multiply(divide(ONE, quantity(cells)), summed))

    def joined(self, draft: Draft, one: Array, other: Array, join: Callable[[Node, Node], Node]) -> Array:
        """Entry by entry; a scalar goes with a vector of one entry."""
        return combined(draft, one, other, join)
