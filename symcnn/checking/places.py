"""Every place of a syntax tree, with the tree that another part there would make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace

from symcnn.reading.tree import Tree

Rebuild = Callable[[Tree], Tree]


def places(tree: Tree, rebuild: Rebuild = lambda t: t, parents: tuple[Tree, ...] = ()) -> Iterator[
        tuple[Tree, Rebuild, tuple[Tree, ...]]]:
    """Each node, how to put another in its place, and the nodes above it, outermost first."""
    yield tree, rebuild, parents
    above = (*parents, tree)
    for part in fields(tree):
        if part.name == "span":
            continue
        value = getattr(tree, part.name)

        def outer(new: object, name: str = part.name) -> Tree:
            return rebuild(replace(tree, **{name: new}))  # type: ignore[arg-type]
        yield from _inside(value, outer, above)


def _inside(value: object, outer: Callable[[object], Tree], above: tuple[Tree, ...]) -> Iterator[
        tuple[Tree, Rebuild, tuple[Tree, ...]]]:
    if isinstance(value, Tree):
        yield from places(value, outer, above)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            def inner(new: object, position: int = position, value: tuple[object, ...] = value) -> Tree:
                return outer((*value[:position], new, *value[position + 1:]))
            yield from _inside(item, inner, above)


def everywhere(tree: Tree, old: Tree, new: Tree) -> Tree:
    """The tree with one part replaced wherever it stands."""
    while True:
        found = next((rebuild for node, rebuild, _ in places(tree) if node == old), None)
        if found is None:
            return tree
        other = found(new)
        if other == tree:
            return tree
        tree = other
