"""The greatest and the least of several arrays, entry by entry, or of all entries of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand, scalar
from symcnn.draft.combine import combined, like, whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.expression.build import negate
from symcnn.expression.nodes import Greatest, Maximum, Node


@dataclass(frozen=True)
class Max(Layer):
    """``max(a, b)`` entry by entry; ``max(a)`` over all entries."""

    operation: ClassVar[str] = "max"
    operands: ClassVar[tuple[str, ...]] = ("values*",)
    keeps_letters: ClassVar[bool] = True
    examples: ClassVar[tuple[str, ...]] = ("a: 3×2\nb: 3×2\ny = max(a, b)", "a: 4\ny = max(a)")

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        return greatest(draft, operands, lambda node: node)


@dataclass(frozen=True)
class Min(Layer):
    """``min(a, b)`` entry by entry; ``min(a)`` over all entries."""

    operation: ClassVar[str] = "min"
    operands: ClassVar[tuple[str, ...]] = ("values*",)
    keeps_letters: ClassVar[bool] = True
    examples: ClassVar[tuple[str, ...]] = ("a: 3×2\nb: 3×2\ny = min(a, b)",)

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        result = greatest(draft, operands, negate)
        return replace(result, body=negate(result.body))


def greatest(draft: Draft, operands: tuple[Operand, ...], turn: Callable[[Node], Node]) -> Array:
    """The greatest of the operands, each turned first."""
    model = max((o for o in operands if isinstance(o, Array)), key=lambda a: a.rank, default=None)
    if model is None:
        model = whole_array(draft, operands[0])
    arrays = [like(draft, o, model, "data") for o in operands]
    arrays = [replace(a, body=turn(a.body)) for a in arrays]
    if len(arrays) == 1:
        inner = draft.inline(arrays[0])
        ranges = tuple(draft.span(a.letter, a.extent) for a in inner.axes)
        return scalar(Maximum(ranges, (), draft.entry(inner, *(r.letter for r in ranges)).body, draft.ties))
    result = arrays[0]
    for other in arrays[1:]:
        result = combined(draft, result, other, lambda a, b: Greatest((*_values(a), b), draft.ties))
    return result


def _values(node: Node) -> tuple[Node, ...]:
    return node.values if isinstance(node, Greatest) else (node,)
