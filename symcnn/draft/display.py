"""Bound letters as they are shown: the name of their axis where that is free, else another."""

from __future__ import annotations

from collections.abc import Collection

from symcnn.draft.choices import ANY, INSTEAD
from symcnn.expression.build import total
from symcnn.expression.nodes import Maximum, Node, Range, Sum
from symcnn.expression.walk import children, rebuild, substitute, substitute_guard, substitute_range
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter, index, unused


def shown_bounds(node: Node, taken: Collection[str], avoided: Collection[str],
                 fixed: frozenset[Letter] = frozenset()) -> Node:
    """The node with bound letters that differ in name from all letters around them; ``fixed`` ones stay.

    A letter keeps its own name even where it names a tensor, since then the author chose it.
    """
    if isinstance(node, Sum | Maximum) and node.ranges:
        values: dict[Letter, Affine] = {}
        names = set(taken)
        own = {r.letter.name for r in node.ranges}
        for r in node.ranges:
            name = r.letter.name
            if r.letter in fixed:
                names.add(name)
                continue
            if name in names:
                name = unused((*INSTEAD.get(name, ()), *ANY), names | set(avoided) | own)
            names.add(name)
            values[r.letter] = whole(index(name))
        return _renamed(node, values, names, avoided, fixed)
    below = children(node)
    return rebuild(node, tuple(shown_bounds(child, taken, avoided, fixed) for child in below)) if below else node


def _renamed(node: Sum | Maximum, values: dict[Letter, Affine], names: set[str], avoided: Collection[str],
             fixed: frozenset[Letter]) -> Node:
    ranges = tuple(
        Range(values[r.letter].letter if r.letter in values else r.letter, s.lower, s.upper)  # type: ignore[arg-type]
        for r in node.ranges for s in (substitute_range(r, values),))
    guards = tuple(substitute_guard(g, values) for g in node.guards)
    body = shown_bounds(substitute(node.body, values), names, avoided, fixed)
    return total(ranges, guards, body) if isinstance(node, Sum) else Maximum(ranges, guards, body, node.tie)
