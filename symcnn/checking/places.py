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
    """The tree with one part replaced wherever it stands, what is put in left as it is."""
    if tree == old:
        return new
    changed = {}
    for part in fields(tree):
        if part.name != "span":
            value = getattr(tree, part.name)
            other = _everywhere(value, old, new)
            if other is not value:
                changed[part.name] = other
    return replace(tree, **changed) if changed else tree  # type: ignore[arg-type]


def _everywhere(value: object, old: Tree, new: Tree) -> object:
    if isinstance(value, Tree):
        return everywhere(value, old, new)
    if isinstance(value, tuple):
        items = tuple(_everywhere(v, old, new) for v in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    return value
