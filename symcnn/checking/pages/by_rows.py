r"""Derivatives by lists, ``\partial z / \partial (\text{vec}(F)^T)``: by the list itself where it is laid down as a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Application, Call, Derivative, Name, Transposed, Tree, mapped
from symcnn.reading.words import function_key

LIST = "vec"


def with_columns_for_rows(items: Sequence[Item]) -> list[Item]:
    """The items of a document, derivatives of and by lists of entries by these."""
    return [replace(item, chains=tuple(replace(c, members=tuple(map(by_columns, c.members))) for c in item.chains))
            if isinstance(item, Mathematics) and LIST in item.source else item for item in items]


def by_columns(tree: Tree) -> Tree:
    """A tree whose derivatives are of and by lists, as functions of arrays, and by no row."""
    tree = mapped(tree, by_columns)
    if not isinstance(tree, Derivative):
        return tree
    by = tree.by.argument if isinstance(tree.by, Transposed) and listed(tree.by.argument) != tree.by.argument else tree.by
    return replace(tree, of=listed(tree.of), by=listed(by))


def listed(tree: Tree) -> Tree:
    """``vec(F)`` as a function of an array."""
    named = isinstance(tree, Application) and isinstance(tree.base, Name) and function_key(tree.base.name) == LIST
    return Call(LIST, tree.arguments, span=tree.span) if named else tree  # type: ignore[attr-defined]
