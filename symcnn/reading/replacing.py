"""Trees with other names, or other parts, in place of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symcnn.reading.tree import Name, Number, SumOver, Tree, mapped


def put(tree: Tree, known: Mapping[Tree, Tree]) -> Tree:
    """The tree with parts in place of others, where these stand."""
    if tree in known:
        return replace(known[tree], span=tree.span)
    return tree if isinstance(tree, Name | Number) else mapped(tree, lambda t: put(t, known))


def renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """The tree with other names for these, letters of sums among them."""
    if isinstance(tree, Name):
        return replace(tree, name=names[tree.name]) if tree.name in names else tree
    if isinstance(tree, SumOver):
        tree = replace(tree, letters=tuple(names.get(n, n) for n in tree.letters))
    return mapped(tree, lambda t: renamed(t, names))
