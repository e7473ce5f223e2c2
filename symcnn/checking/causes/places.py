"""Every place of a syntax tree, with the tree that another part there would make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from symcnn.reading.node import parts_of
from symcnn.reading.tree import Tree, has

Rebuild = Callable[[Tree], Tree]


def places(tree: Tree) -> Iterator[tuple[Tree, Rebuild, tuple[Tree, ...]]]:
    """Each node, how to put another in its place, and the nodes above it, outermost first."""
    waiting: list[tuple[Tree, Rebuild, tuple[Tree, ...]]] = [(tree, _itself, ())]
    while waiting:
        node, rebuild, parents = waiting.pop()
        yield node, rebuild, parents
        above = (*parents, node)
        below = [(child, put, above) for name in parts_of(type(node))
                 for child, put in _inside(getattr(node, name), _in_part(node, name, rebuild))]
        waiting.extend(reversed(below))


def _itself(tree: Tree) -> Tree:
    return tree


def _in_part(node: Tree, name: str, rebuild: Rebuild) -> Callable[[object], Tree]:
    return lambda new: rebuild(replace(node, **{name: new}))  # type: ignore[arg-type]


def _inside(value: object, outer: Callable[[object], Tree]) -> Iterator[tuple[Tree, Rebuild]]:
    """The nodes that a part of a node holds, with how to put another in the place of each."""
    if isinstance(value, Tree):
        yield value, outer
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _inside(item, _at(value, position, outer))


def _at(items: tuple[object, ...], position: int, outer: Callable[[object], Tree]) -> Callable[[object], Tree]:
    return lambda new: outer((*items[:position], new, *items[position + 1:]))


def everywhere(tree: Tree, old: Tree, new: Tree) -> Tree:
    """The tree with one part replaced wherever it stands, what is put in left as it is."""
    return exchanged(tree, {old: new})


def exchanged(tree: Tree, put: Mapping[Tree, Tree]) -> Tree:
    """The tree with parts replaced wherever they stand, all at once, what is put in left as it is."""
    return _exchanged(tree, put, tuple({type(t) for t in put}))


def _exchanged(tree: Tree, put: Mapping[Tree, Tree], kinds: tuple[type[Tree], ...]) -> Tree:
    if type(tree) in kinds and tree in put:
        return put[tree]
    if not has(tree, *kinds):
        return tree
    changed = {}
    for part in parts_of(type(tree)):
        value = getattr(tree, part)
        if isinstance(value, Tree):
            other: object = _exchanged(value, put, kinds)
        elif isinstance(value, tuple):
            other = _in_each(value, put, kinds)
        else:
            continue
        if other is not value:
            changed[part] = other
    return replace(tree, **changed) if changed else tree  # type: ignore[arg-type]


def _in_each(value: tuple[object, ...], put: Mapping[Tree, Tree], kinds: tuple[type[Tree], ...]) -> tuple[object, ...]:
    items = tuple([_exchanged(v, put, kinds) if isinstance(v, Tree) else _in_each(v, put, kinds) if isinstance(v, tuple)
                   else v for v in value])
    return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
