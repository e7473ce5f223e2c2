r"""Gradients of a loss by a last layer that is not said: ``\nabla_a C`` where layers are ``a^l`` and the last is ``a^L``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.notation.spelling import Parts, parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.tree import Nabla, Name, Tree, find, mapped

LAST = "L"


def with_last_layers(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the last layer put in where nothing is called by its letter alone."""
    trees = trees_of(items)
    signs = [t for m in trees for t in find(m, Nabla) if isinstance(t.by, Name) and t.of is not None]
    if not signs:
        return list(items)
    names = [t.name for m in trees for t in find(m, Name)]
    parts = [p for n in names if (p := parts_of_name(n)) is not None]
    layered = {p.base: Parts(p.base, superscript=p.superscript).join() for p in parts if p.superscript == LAST}
    # as often below the sign as at all
    alone = {n for n in layered if names.count(n) == sum(t.by == Name(n) for t in signs)}
    last = {n: layered[n] for n in alone}
    return with_trees(items, lambda t: put(t, last)) if last else list(items)


def put(tree: Tree, last: Mapping[str, str]) -> Tree:
    """The tree with the last layer below such signs."""
    tree = mapped(tree, lambda t: put(t, last))
    if isinstance(tree, Nabla) and tree.of is not None and isinstance(tree.by, Name) and tree.by.name in last:
        return Nabla(Name(last[tree.by.name], span=tree.by.span), tree.of, span=tree.span)
    return tree
