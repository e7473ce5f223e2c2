"""Products in which an entrywise product binds before those beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from symcnn.reading.tree import Operation, Tree


def paired_first(left: Tree, right: Tree) -> Iterator[Tree]:
    """The products that an entrywise product makes when it binds its neighbours before the products beside them."""
    for inner, rebuild in _ends(right, first=True):
        yield rebuild(Operation("odot", left, inner))
    for inner, rebuild in _ends(left, first=False):
        yield rebuild(Operation("odot", inner, right))


def _ends(tree: Tree, first: bool) -> Iterator[tuple[Tree, Callable[[Tree], Tree]]]:
    """The outermost factor of a product of whole arrays on one side, with what puts another there."""
    if not isinstance(tree, Operation) or tree.operator not in ("juxtapose", "*"):
        return
    part = "left" if first else "right"
    inner = getattr(tree, part)
    farther = list(_ends(inner, first))
    for node, rebuild in farther or [(inner, lambda t: t)]:
        yield node, lambda t, rebuild=rebuild: replace(tree, **{part: rebuild(t)})  # type: ignore[misc]
