"""Edits of the bounds of sums and of maxima: one that starts or ends one too early or too late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.causes.places import places
from symcnn.checking.report.wording import say
from symcnn.reading.tree import All, Extremum, Number, Operation, SumOver, Tree

ONE = Number("1")
BELOW = ("<", "<=", ">", ">=")


def other_bounds(node: SumOver | Extremum) -> Iterator[tuple[str, str, float, Tree]]:
    """A sum, or a maximum, over a range that is one longer or shorter; both sums of a window alike."""
    if isinstance(node, Extremum):
        yield from _other_ranges(node)
        return
    inner = node.body
    if isinstance(inner, SumOver):
        # both sums of a window alike
        for one, other in zip(_moved_bounds(node), _moved_bounds(inner), strict=False):
            yield one[0], one[1] + ", and so does the next", 0.95, replace(one[2], body=other[2])  # type: ignore[type-var]
    for tag, message, new in _moved_bounds(node):
        yield tag, message, 0.9, new


def _other_ranges(node: Extremum) -> Iterator[tuple[str, str, float, Tree]]:
    """``max over 1 <= i <= n-h+1`` for ``max over 1 <= i <= n-h``."""
    relations = [(r, put) for r, put, above in places(node) if isinstance(r, Operation) and r.operator in BELOW and all(
        a is node or isinstance(a, All) for a in above)]
    for relation, put in relations:
        said = f"the {node.function} is taken over the range to"
        for new in _moved(relation.left) if _is_bound(relation.left) else ():
            yield "index-off-by-one", f"{said} {say(relation.left)}, not {say(new)}", 0.9, put(replace(relation, left=new))
        for new in _moved(relation.right) if _is_bound(relation.right) else ():
            yield "index-off-by-one", f"{said} {say(relation.right)}, not {say(new)}", 0.9, put(replace(relation, right=new))


def _is_bound(tree: Tree) -> bool:
    """Whether a side of a relation is a number or a sum, and no letter of the range."""
    return isinstance(tree, Number) or (isinstance(tree, Operation) and tree.operator in ("+", "-"))


def _moved(bound: Tree) -> Iterator[Tree]:
    """A bound that is one more, and one less."""
    for by, sign in ((1, "+"), (-1, "-")):
        yield Number(str(int(bound.text) + by)) if isinstance(bound, Number) and bound.text.isdigit() else Operation(
            sign, bound, ONE)


def _moved_bounds(node: SumOver) -> Iterator[tuple[str, str, SumOver]]:
    said, lower, upper = f"the sum over {', '.join(node.letters)}", node.lower, node.upper
    if lower is not None:
        for new in _moved(lower):
            yield "index-off-by-one", f"{said} starts at {say(new)}, not at {say(lower)}", replace(node, lower=new)
    if upper is not None:
        for new in _moved(upper):
            yield "index-off-by-one", f"{said} ends at {say(new)}, not at {say(upper)}", replace(node, upper=new)
