r"""Pools called by a word with their sizes below it, ``\text{MaxPool}_{2 \times 2}(A)``, as pools of networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from symcnn.checking.binding.dots import with_entries
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Application, Call, Entry, Name, Number, Operation, Tree, mapped
from symcnn.reading.words import function_key

KINDS = MappingProxyType({"max": "maxpool", "avg": "avgpool", "average": "avgpool", "mean": "avgpool", "sum": "sumpool",
                          "globalavg": "globalavgpool", "globalaverage": "globalavgpool"})
SHORT = MappingProxyType({"gap": "globalavgpool"})


def with_known_pools(items: Sequence[Item]) -> list[Item]:
    """The items of a document, pools that have a name of several words, or sizes below it, by the names networks use."""
    return [replace(item, chains=tuple(replace(c, members=tuple(map(pooled, c.members))) for c in item.chains))
            if isinstance(item, Mathematics) and any(w in item.source.casefold() for w in ("pool", "gap")) else item
            for item in items]


def pooled(tree: Tree) -> Tree:
    """A tree with its pools as functions of an array and sizes."""
    tree = mapped(tree, pooled)
    arguments: tuple[Tree, ...]
    if isinstance(tree, Operation) and tree.operator == "juxtapose" and isinstance(tree.left, Entry):
        head, arguments = tree.left, (tree.right,)
    elif isinstance(tree, Application) and isinstance(tree.base, Name):
        named = with_entries(tree.base)
        head, arguments = named if isinstance(named, Entry) else Entry(tree.base, ()), tree.arguments
    else:
        return tree
    kind = kind_of(head.base)
    sizes = [sides(i) for i in head.indices]
    if not kind or any(s is None for s in sizes) or len(sizes) > 2:
        return tree
    return Call(kind, (*arguments, *(s for s in sizes if s is not None)), span=tree.span)


def kind_of(tree: Tree) -> str:
    """What networks call a pool; empty for what is none."""
    word = function_key(tree.name) if isinstance(tree, Name) else ""
    for end in ("1d", "2d", "3d", "ing"):
        word = word.removesuffix(end)
    return SHORT.get(word, "") or KINDS.get(word.removesuffix("pool") if word.endswith("pool") else "", "")


def sides(tree: Tree) -> Tree | None:
    """The size of a square window, ``2`` or ``2 \\times 2``."""
    if isinstance(tree, Operation) and tree.operator == "*" and tree.left == tree.right:
        return sides(tree.left)
    return tree if isinstance(tree, Number) or (isinstance(tree, Name) and len(tree.name) == 1) else None
