"""Axes of one entry, which numbers for sizes have made vanish from a right side, written back in.

Where ``W`` is 1×4, the closed form of its gradient reads ``yhat[1]``: no letter says any more that it is a column that is
multiplied by a row.
"""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.equation import Equation
from symcnn.expression.build import total
from symcnn.expression.nodes import Access, Multiply, Node, Sum
from symcnn.expression.walk import accesses, free_letters, substitute, transform
from symcnn.forms.scene import Scene
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter


def with_units(equation: Equation, scene: Scene) -> Iterator[tuple[Node, frozenset[Letter]]]:
    """The right side with a letter at axes of one entry, and the letters that are summed for that; then as it is."""
    right = without_single(equation.right)
    if any(_units(a, scene) for a in accesses(right)):
        spare = [r.letter for r in scene.ranges if r.letter not in free_letters(right) and scene.extent(r.letter) == 1]
        if spare:
            yield _lettered(right, spare[0], scene), frozenset()
        elif isinstance(right, Multiply):
            letter = scene.fresh.named("q")
            summed = total([scene.axis(letter, whole(1))], (), _lettered(right, letter, scene))
            yield summed, frozenset([letter])
    yield right, frozenset()


def without_single(node: Node) -> Node:
    """The right side without sums over one value: that value is put in."""
    def rule(n: Node) -> Node:
        if not isinstance(n, Sum):
            return n
        single = {r.letter: r.lower[0] for r in n.ranges if r.lower == r.upper and len(r.lower) == 1}
        if not single:
            return n
        kept = tuple(r for r in n.ranges if r.letter not in single)
        return substitute(total(kept, n.guards, n.body), single)

    return transform(node, rule)


def _units(access: Access, scene: Scene) -> list[int]:
    """The places of indices that are numbers at axes of one entry."""
    axes = scene.system.tensors[access.tensor].axes
    return [n for n, (i, a) in enumerate(zip(access.indices, axes, strict=True)) if i.number is not None and a.extent == 1]


def _lettered(node: Node, letter: Letter, scene: Scene) -> Node:
    def rule(n: Node) -> Node:
        if not isinstance(n, Access) or not (units := _units(n, scene)):
            return n
        return Access(n.tensor, tuple(whole(letter) if place == units[0] else i for place, i in enumerate(n.indices)))

    return transform(node, rule)
