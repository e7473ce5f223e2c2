"""Guards as arrays: which of them matter, where they hold, and factors that must not be looked at elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from symcnn.errors import NotSupportedYet
from symcnn.expression.nodes import Access, Apply, Guard, Maximum, Node, Power
from symcnn.expression.walk import descend
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import TABLE_LIMIT, Box, Boxes, in_order, values_on, volume, written
from symcnn.numeric.source import Array, Source, aligned, common_order

Tensors = Mapping[str, tuple[str, tuple[Box, ...]]]


def conditions(source: Source, guards: Iterable[Guard], *, as_numbers: bool = True) -> list[Array]:
    """Each guard as a constant array of 1 and 0, or of truth values."""
    arrays = []
    for guard in guards:
        letters = guard_letters(guard)
        text = condition_text(guard, letters, source.boxes)
        arrays.append(Array(source.constant(f"({text}).astype({source.dtype})" if as_numbers else text), letters))
    return arrays


def guard_letters(guard: Guard) -> tuple[Letter, ...]:
    """The letters of a guard."""
    return in_order([guard.quantity] if guard.modulus is None else [guard.quantity, guard.modulus])


def condition_text(guard: Guard, letters: Sequence[Letter], boxes: Boxes) -> str:
    """NumPy source for where a guard holds, one axis for each letter."""
    quantity = written(guard.quantity, letters, boxes)
    if guard.modulus is None:
        return f"{quantity} {guard.relation} 0"
    return f"({quantity}) % ({written(guard.modulus, letters, boxes)}) == 0"


def holds_on(guard: Guard, letters: Sequence[Letter], boxes: Boxes) -> np.ndarray:
    """Where a guard holds, one axis for each letter."""
    quantity = values_on(guard.quantity, letters, boxes)
    match guard.relation:
        case ">=":
            return quantity >= 0
        case "==":
            return quantity == 0
        case "|" if guard.modulus is not None:
            return quantity % values_on(guard.modulus, letters, boxes) == 0
    raise NotSupportedYet(f"a guard with the relation {guard.relation!r} has no rule: use >=, == or |")


def needed(guards: Iterable[Guard], factors: Iterable[Node], tensors: Tensors, boxes: Boxes) -> list[Guard]:
    """The guards that exclude more than what lies outside a tensor anyway, where it reads as 0."""
    reads = [(index, axis) for f in factors if isinstance(f, Access)
             for index, axis in zip(f.indices, tensors[f.tensor][1], strict=True)]
    return [g for g in guards if not any(_implied(g, index, axis, boxes) for index, axis in reads)]


def _implied(guard: Guard, index: Affine, axis: Box, boxes: Boxes) -> bool:
    letters = sorted({*guard_letters(guard), *index.letters})
    if not set(guard_letters(guard)) & index.letters or volume(letters, boxes) > TABLE_LIMIT:
        return False
    place = values_on(index, letters, boxes)
    inside = (place >= axis.first) & (place < axis.first + axis.extent)
    return not np.any(inside & ~holds_on(guard, letters, boxes))


def is_risky(node: Node) -> bool:
    """Whether a node may be infinite, or no number, at places that a guard excludes."""
    return any((isinstance(n, Power) and (n.exponent < 0 or n.exponent.denominator > 1))
               or (isinstance(n, Apply) and n.function == "log")
               or (isinstance(n, Maximum) and bool(n.guards)) for n in descend(node))


def live(source: Source, array: Array, guards: Sequence[Guard]) -> Array:
    """The array with 0 at every place that the guards exclude whatever the letters it lacks are."""
    masks = [m for m in conditions(source, guards, as_numbers=False) if set(m.letters) & set(array.letters)]
    if not masks:
        return array
    order = common_order(masks)
    text = " & ".join(aligned(m, order) for m in masks)
    lacking = tuple(i for i, v in enumerate(order) if v not in array.letters)
    kept = Array(source.constant(f"({text}).any(axis={lacking})"), tuple(v for v in order if v in array.letters))
    return source.assign(f"np.where({aligned(kept, array.letters)}, {array.source}, 0.0)", array.letters)
