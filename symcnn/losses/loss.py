"""What losses have in common: a prediction, a target, and how entries are gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand, scalar
from symcnn.draft.combine import combined, like, shape, whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer
from symcnn.errors import MeaninglessError, ShapeError
from symcnn.expression.build import multiply, number, power, quantity, total
from symcnn.expression.nodes import Compare, Node, Size
from symcnn.notation.affine import Affine, whole

Join = Callable[[Node, Node], Node]


@dataclass(frozen=True)
class Loss(Layer):
    """A loss: the sum of its terms, or their mean."""

    target: str = ""
    reduction: str = "sum"
    operands: ClassVar[tuple[str, ...]] = ("input", "target")
    title: ClassVar[str] = ""

    def pair(self, draft: Draft, operands: tuple[Operand, ...]) -> tuple[Array, Array]:
        """The prediction and the target, both fit to stand below a sum."""
        prediction = draft.inline(whole_array(draft, operands[0]))
        draft.cast(prediction, "data")
        target = draft.inline(like(draft, operands[1], prediction, "target"))
        return prediction, target

    def needs_probabilities(self, prediction: Array, remedy: str) -> None:
        if prediction.kind in ("logits", "log-probabilities"):
            raise MeaninglessError(f"{self.title} takes probabilities and is given {prediction.kind}: {remedy}")

    def needs_logits(self, prediction: Array, remedy: str) -> None:
        if prediction.kind in ("probabilities", "log-probabilities"):
            raise MeaninglessError(f"{self.title} takes logits and is given {prediction.kind}: {remedy}")

    def selector(self, prediction: Array, target: Array) -> Array:
        """The target entry by entry; a class is 1 where the index is that class."""
        if target.rank or prediction.rank != 1:
            return target
        return Array(prediction.axes, Compare("==", Size(whole(prediction.letters[0])), target.body))

    def samples(self, prediction: Array) -> Affine:
        """How many classifications there are: all entries but for the axis of the classes."""
        classes = prediction.rank - 1 if prediction.channel is None else prediction.channel
        cells = whole(1)
        for place, axis in enumerate(prediction.axes):
            if place != classes:
                cells = cells * axis.extent
        return cells

    def joined(self, draft: Draft, one: Array, other: Array, join: Join) -> Array:
        """Entry by entry; a number goes with an array of one entry."""
        if bool(one.rank) != bool(other.rank):
            wide = one if one.rank else other
            if any(a.extent.number != 1 for a in wide.axes):
                raise ShapeError(f"the prediction is {shape(one, draft)} and the target {shape(other, draft)}: "
                                 "give both one shape")
        return combined(draft, one, other, join)

    def gathered(self, draft: Draft, terms: Array, count: Affine | None = None, sign: int = 1) -> Array:
        """The sum or the mean of the terms over all axes and, where there is one, the batch."""
        if self.reduction not in ("sum", "mean"):
            raise MeaninglessError(f"the reduction {self.reduction!r} is not known: give 'sum' or 'mean'")
        ranges = [draft.span(a.letter, a.extent) for a in terms.axes]
        entry = draft.entry(terms, *(r.letter for r in ranges)).body
        if draft.batch is not None:
            ranges.insert(0, draft.batch)
        summed = multiply(number(sign), total(ranges, (), entry))
        if self.reduction == "sum":
            return scalar(summed)
        cells = whole(1)
        for axis in terms.axes:
            cells = cells * axis.extent
        cells = cells if count is None else count
        if draft.batch is not None:
            cells = cells * draft.batch_size
        return scalar(multiply(power(quantity(cells), -1), summed))
