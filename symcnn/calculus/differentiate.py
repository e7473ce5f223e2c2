"""Local derivatives: what one right side passes on to each place where it reads a tensor.

``d body / d U[m]`` is the sum over the contributions of ``factor * [m = indices]``, all letters in ranges fresh: never
a derivative by an entry whose letters are bound elsewhere, which captures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch

from symcnn.expression.build import ONE, multiply, number, power
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Guard,
    Maximum,
    Multiply,
    Node,
    Number,
    Power,
    Range,
    Size,
    Sum,
    Winner,
)
from symcnn.expression.walk import freshened, tensors
from symcnn.notation.affine import Affine, constant, whole
from symcnn.notation.letters import Fresh
from symcnn.sympy_form import slope_node


@dataclass(frozen=True)
class Contribution:
    """The derivative of a right side by one reading of the tensor, for each value of the letters in the ranges."""

    ranges: tuple[Range, ...]
    guards: tuple[Guard, ...]
    factor: Node
    indices: tuple[Affine, ...]

    def times(self, *factors: Node) -> Contribution:
        """With factors in front."""
        return replace(self, factor=multiply(*factors, self.factor))


@dataclass(frozen=True)
class Request:
    """What to differentiate by, and where new letters come from."""

    tensor: str
    fresh: Fresh


def contributions(node: Node, tensor: str, fresh: Fresh, value: Access | None = None) -> list[Contribution]:
    """Every reading of the tensor in a right side; ``value`` is the entry that the whole right side gives."""
    if tensor not in tensors(node):
        return []
    if isinstance(node, Apply) and value is not None:
        slope = slope_node(node, value)
        return [c.times(freshened(slope, fresh)) for c in _local(node.argument, Request(tensor, fresh))]
    return _local(node, Request(tensor, fresh))


@singledispatch
def _local(node: Node, request: Request) -> list[Contribution]:
    raise TypeError(f"no derivative rule for {type(node).__name__}")


@_local.register(Number)
@_local.register(Size)
@_local.register(Compare)
@_local.register(Winner)
def _(node: Node, request: Request) -> list[Contribution]:
    # slopes of piecewise constant values are 0 everywhere, by convention at the jumps too
    return []


@_local.register
def _(node: Access, request: Request) -> list[Contribution]:
    return [Contribution((), (), ONE, node.indices)] if node.tensor == request.tensor else []


@_local.register
def _(node: Add, request: Request) -> list[Contribution]:
    return [c for term in node.terms for c in _local(term, request)]


@_local.register
def _(node: Multiply, request: Request) -> list[Contribution]:
    found = []
    for place, factor in enumerate(node.factors):
        for c in _local(factor, request):
            before, after = node.factors[:place], node.factors[place + 1:]
            rest = [freshened(f, request.fresh) for f in (*before, *after)]
            found.append(replace(c, factor=multiply(*rest[:place], c.factor, *rest[place:])))
    return found


@_local.register
def _(node: Power, request: Request) -> list[Contribution]:
    inner = _local(node.base, request)
    slope = multiply(number(node.exponent), power(node.base, node.exponent - 1)) if inner else ONE
    return [c.times(freshened(slope, request.fresh)) for c in inner]


@_local.register
def _(node: Apply, request: Request) -> list[Contribution]:
    inner = _local(node.argument, request)
    return [c.times(freshened(slope_node(node, node), request.fresh)) for c in inner]


@_local.register
def _(node: Sum, request: Request) -> list[Contribution]:
    if request.tensor not in tensors(node.body):
        return []
    fresh = freshened(node, request.fresh)
    assert isinstance(fresh, Sum)
    return [replace(c, ranges=fresh.ranges + c.ranges, guards=fresh.guards + c.guards)
            for c in _local(fresh.body, request)]


@_local.register
def _(node: Maximum, request: Request) -> list[Contribution]:
    if request.tensor not in tensors(node.body):
        return []
    fresh = freshened(node, request.fresh)
    assert isinstance(fresh, Maximum)
    winner = Winner(node, tuple(whole(r.letter) for r in fresh.ranges))
    return [replace(c.times(winner), ranges=fresh.ranges + c.ranges, guards=fresh.guards + c.guards)
            for c in _local(fresh.body, request)]


@_local.register
def _(node: Greatest, request: Request) -> list[Contribution]:
    return [c.times(Winner(node, (constant(place),)))
            for place, value in enumerate(node.values) for c in _local(value, request)]
