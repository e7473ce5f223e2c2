"""A system with every index counted from 0, as arrays are: letters, bounds and indices moved by the origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Access, Guard, Maximum, Node, Range, Size, Sum, Winner
from symcnn.expression.walk import children, rebuild
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter


def from_zero(tensor: Tensor) -> Tensor:
    """The tensor with axes that begin at 0."""
    return replace(tensor, axes=tuple(replace(a, origin=0) for a in tensor.axes))


def equation_from_zero(equation: Equation, origin: int, tensors: Mapping[str, Tensor]) -> Equation:
    """The equation with letters that begin at 0 where they began at ``origin``."""
    return Equation(equation.left, node_from_zero(equation.right, origin, tensors)) if origin else equation


def node_from_zero(node: Node, origin: int, tensors: Mapping[str, Tensor]) -> Node:
    """A right side in letters that begin at 0."""
    if not origin:
        return node
    match node:
        case Access():
            axes = tensors[node.tensor].axes
            return Access(node.tensor, tuple(moved(i, origin) - a.origin for i, a in zip(node.indices, axes, strict=True)))
        case Size():
            return Size(moved(node.quantity, origin))
        case Sum() | Maximum():
            return replace(node, ranges=tuple(range_from_zero(r, origin) for r in node.ranges),
                           guards=tuple(guard_from_zero(g, origin) for g in node.guards),
                           body=node_from_zero(node.body, origin, tensors))
        case Winner():
            of = node_from_zero(node.of, origin, tensors)
            at = node.at if not isinstance(node.of, Maximum) else tuple(moved(q, origin) - origin for q in node.at)
            return Winner(of, at)  # type: ignore[arg-type]
    return rebuild(node, tuple(node_from_zero(c, origin, tensors) for c in children(node)))


def range_from_zero(r: Range, origin: int) -> Range:
    """A range in letters that begin at 0."""
    lower, upper = (tuple(moved(q, origin) - origin for q in side) for side in (r.lower, r.upper))
    return Range(r.letter, lower, upper)


def guard_from_zero(guard: Guard, origin: int) -> Guard:
    """A guard in letters that begin at 0."""
    return replace(guard, quantity=moved(guard.quantity, origin))


def moved(value: Affine, origin: int) -> Affine:
    """The quantity with ``letter + origin`` for each index letter."""
    letters: dict[Letter, Affine] = {v: whole(v) + origin for v in value.letters if v.is_index}
    return value.substitute(letters) if letters else value
