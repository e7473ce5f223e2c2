"""What is sent back through a maximum as one tensor: ``da[i] = Sum_c (p[c] - t[c])*share[i, c]`` reads ``g = p - t``."""

from __future__ import annotations

from dataclasses import replace

from symcnn.expression.build import multiply
from symcnn.expression.nodes import Access, Multiply, Node, Number, Sum
from symcnn.expression.walk import accesses, descend, transform
from symcnn.notation.affine import Affine, whole
from symcnn.numeric.lines import STEPS, Line, Parts

Belongs = dict[str, tuple[str, tuple[int, ...]]]


def name_sent_back(parts: Parts, belongs: Belongs) -> None:
    """Gives the factors beside the shares of a maximum a line of their own, over the places of the maximum."""
    for place in reversed(range(len(parts.lines))):
        line = parts.lines[place]
        body = sent_back(line.right)
        at = places_of(body, belongs) if body is not None else None
        if body is None or at is None:
            continue
        beside = [f for f in body.factors if not isinstance(f, Number) and not _is_share(f, belongs)]
        of = belongs[next(f.tensor for f in body.factors if isinstance(f, Access) and f.tensor in belongs)][0]
        if len(beside) > 1 or not all(isinstance(f, Access) for f in beside):
            _name(place, beside, at, of, parts)


def sent_back(right: Node) -> Multiply | None:
    """The product on the right side of a line, within its sum or alone."""
    node = right
    if isinstance(node, Multiply) and len(node.factors) == 2 and isinstance(node.factors[0], Number):
        node = node.factors[1]
    body = node.body if isinstance(node, Sum) else node
    return body if isinstance(body, Multiply) else None


def places_of(body: Multiply, belongs: Belongs) -> tuple[Affine, ...] | None:
    """The indices of the maximum whose shares a product reads, in the order of its axes; None where it reads none, or two."""
    shares = [f for f in body.factors if _is_share(f, belongs)]
    if len(shares) != 1 or not isinstance(shares[0], Access):
        return None
    order = belongs[shares[0].tensor][1]
    free = shares[0].indices[len(shares[0].indices) - len(order):]
    return tuple(free[order.index(axis)] for axis in range(len(order)))


def _is_share(node: Node, belongs: Belongs) -> bool:
    return isinstance(node, Access) and node.tensor in belongs


def _name(place: int, beside: list[Node], at: tuple[Affine, ...], of: str, parts: Parts) -> None:
    """Writes the factors as a tensor over the maximum's places, where that is all they read."""
    line, axes = parts.lines[place], parts.axes[of]
    plain = all(isinstance(n, (Access, Number, *STEPS)) for f in beside for n in descend(f))
    same = all(a.indices == at and parts.axes[a.tensor] == axes for f in beside for a in accesses(f) if a.indices)
    if not beside or not plain or not same:
        return
    name = f"what {line.tensor} is sent"
    letters = tuple(parts.layout.letter(b.first, b.extent) for b in axes)
    here = tuple(map(whole, letters))
    moved = [transform(f, lambda n: Access(n.tensor, here) if isinstance(n, Access) and n.indices else n) for f in beside]
    parts.axes[name] = axes

    def rule(node: Node) -> Node:
        if not isinstance(node, Multiply) or not all(f in node.factors for f in beside):
            return node
        return multiply(Access(name, at), *(f for f in node.factors if f not in beside))
    parts.lines[place:place + 1] = [Line(name, letters, multiply(*moved), part=True),
                                    replace(line, right=transform(line.right, rule))]
