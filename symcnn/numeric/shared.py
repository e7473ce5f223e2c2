"""Winners of a window worked out once: what a backward equation asks of a forward maximum becomes a tensor to read.

``Winner(max over f of x[s*(c'-1) + f], at f')`` inside a gradient, with any c', is the entry ``[f', c']`` of one array
of shares for the equation that took the maximum at c.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symcnn.equation import Axis, Equation, Tensor
from symcnn.expression.nodes import Access, Maximum, Node, Sum, Winner
from symcnn.expression.walk import canonical, children, descend, free_letters, rebuild, substitute
from symcnn.notation.affine import Affine, constant, divide_exactly, whole
from symcnn.notation.letters import INDEX, Letter
from symcnn.numeric.boxes import Box, bounds


@dataclass(frozen=True)
class Shares:
    """The tensor of the shares of one maximum: window letters first, then the letters that the maximum leaves free."""

    tensor: Tensor
    equation: Equation
    of: Maximum
    free: tuple[Letter, ...]

    def entry(self, winner: Winner) -> Node | None:
        """What stands for the winner where it is one of this maximum, else None."""
        if not isinstance(winner.of, Maximum):
            return None
        places = _solved(self.of, winner.of, self.free)
        if places is None:
            return None
        return Access(self.tensor.key, (*winner.at, *(places[v] for v in self.free)))


def shares_of(equation: Equation, boxes: Mapping[Letter, Box], taken: Iterable[str]) -> list[Shares]:
    """A tensor of shares for every maximum that stands under no other range of a forward equation."""
    found = []
    for number, node in enumerate(dict.fromkeys(_outermost(equation.right))):
        free = tuple(sorted(v for v in free_letters(node) if v.is_index))
        window = {}
        known = dict(boxes)
        for r in node.ranges:
            low = max(bounds(q, known)[0] for q in r.lower)
            high = min(bounds(q, known)[1] for q in r.upper)
            window[r.letter] = known[r.letter] = Box(low, high - low + 1)
        if any(box.extent < 1 for box in window.values()):
            continue
        key = f"shares {number} of {equation.tensor}"
        letters = [Letter(INDEX, f"window {i}", 0) for i in range(len(node.ranges))]
        axes = [Axis("", constant(b.extent), b.first) for b in (*window.values(), *(boxes[v] for v in free))]
        left = Access(key, (*map(whole, letters), *map(whole, free)))
        right = Winner(node, tuple(map(whole, letters)))
        if key not in taken:
            found.append(Shares(Tensor(key, key, tuple(axes), "intermediate"), Equation(left, right), node, free))
    return found


def _outermost(node: Node) -> Iterable[Maximum]:
    if isinstance(node, Maximum):
        yield node
    elif not isinstance(node, Sum | Winner):
        for child in children(node):
            yield from _outermost(child)


def read_shares(node: Node, shares: Iterable[Shares]) -> Node:
    """The node with every winner that one of the tensors holds replaced by its entry."""
    shares = list(shares)
    if not shares or not any(isinstance(n, Winner) for n in descend(node)):
        return node
    if isinstance(node, Winner):
        return next((e for s in shares if (e := s.entry(node)) is not None), node)
    return rebuild(node, tuple(read_shares(child, shares) for child in children(node)))


def _solved(of: Maximum, other: Maximum, free: tuple[Letter, ...]) -> dict[Letter, Affine] | None:
    """The values of the free letters that make one maximum the other, read off indices that hold one of them."""
    if len(of.ranges) != len(other.ranges):
        return None
    names = {a.letter: whole(b.letter) for a, b in zip(of.ranges, other.ranges, strict=True)}
    places: dict[Letter, Affine] = {}
    for one, two in zip(_indices(of.body), _indices(other.body), strict=False):
        held = [v for v in free if v in one.letters]
        if len(held) != 1 or held[0] in places or any(held[0] in f.numerator.letters for f in one.floors()):
            continue
        slope = one.coefficient(held[0])
        value = divide_exactly(two - one.without(held[0]).substitute(names), slope)
        if value is not None and not value.letters & {r.letter for r in other.ranges}:
            places[held[0]] = value
    if places.keys() != set(free) or canonical(substitute(of, places)) != canonical(other):
        return None
    return places


def _indices(node: Node) -> list[Affine]:
    return [i for n in descend(node) if isinstance(n, Access) for i in n.indices]
