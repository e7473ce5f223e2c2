r"""Entries whose indices stand in brackets and below: ``w(f)_{m,n}^{l+1}`` is the entry (f, m, n) of ``w^{l+1}``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.any_layer import layer_of
from symcnn.checking.dots import mapped
from symcnn.checking.pages import trees_of, with_trees
from symcnn.errors import NameProblem
from symcnn.notation.spelling import split
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Entry, Name, Number, Operation, Tree, walk


def with_bracket_indices(items: Sequence[Item]) -> list[Item]:
    """The items of a document, with both kinds of indices of a name together and its layer above it.

    A name is taken so everywhere that stands with both somewhere.
    """
    trees = trees_of(items)
    nodes = [t for tree in trees for t in walk(tree)]
    letters = {i for t in nodes if isinstance(t, Entry) for i in t.indices}
    names = {name for t in nodes if isinstance(t, Entry) and isinstance(t.base, Application) and (name := called(t.base))
             and t.base.arguments[0] in letters}
    if not names:
        return list(items)
    layers = {at.letter for t in nodes if isinstance(t, Name) and (at := layer_of(t.name)) is not None}
    # b(f)^{l+1} beside w(f)_{m,n}^{l+1}
    names |= {name for t in nodes if isinstance(t, Operation) and t.operator == "^" and isinstance(t.left, Application)
              and layer(t.right, layers) and (name := called(t.left))}

    def rule(tree: Tree) -> Tree:
        if isinstance(tree, Operation) and tree.operator == "^" and (entry := joined(tree.left, names)) is not None:
            # w(f)^{l}_{i}: what stands below the layer belongs to the name
            inner = tree.right if isinstance(tree.right, Entry) else Entry(tree.right, ())
            if above := layer(inner.base, layers):
                return lifted(replace(entry, indices=(*entry.indices, *inner.indices)), above)
        found = joined(tree, names)
        return mapped(tree, rule) if found is None else found

    return with_trees(items, rule)


def called(tree: Application) -> str:
    """The name before a bracket that holds one letter; empty for others."""
    plain = len(tree.arguments) == 1 and isinstance(tree.arguments[0], Name) and len(tree.arguments[0].name) == 1
    return tree.base.name if plain and isinstance(tree.base, Name) else ""


def joined(tree: Tree, names: set[str]) -> Entry | None:
    """The entry at the indices in a bracket and those below it."""
    if isinstance(tree, Entry) and isinstance(tree.base, Application) and called(tree.base) in names:
        return Entry(tree.base.base, (*tree.base.arguments, *tree.indices), span=tree.span)
    if isinstance(tree, Application) and called(tree) in names:
        return Entry(tree.base, tree.arguments, span=tree.span)
    return None


def layer(tree: Tree, letters: set[str]) -> str:
    """The layer that an exponent means, ``l + 1``; empty where it means none."""
    if isinstance(tree, Name):
        return tree.name if tree.name in letters else ""
    if isinstance(tree, Operation) and tree.operator in ("+", "-") and isinstance(tree.left, Name) and isinstance(
            tree.right, Number) and tree.left.name in letters:
        return f"{tree.left.name}{tree.operator}{tree.right.text}"
    return ""


def lifted(entry: Entry, above: str) -> Entry:
    """An entry of what has a layer above it."""
    assert isinstance(entry.base, Name)
    try:
        named = replace(split(entry.base.name), superscript=above).join()
    except NameProblem:
        return entry
    return replace(entry, base=replace(entry.base, name=named))
