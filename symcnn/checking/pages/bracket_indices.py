r"""Entries whose indices stand in brackets and below: ``w(f)_{m,n}^{l+1}`` is the entry (f, m, n) of ``w^{l+1}``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.checking.own.any_layer import layer_of
from symcnn.errors import NameProblem
from symcnn.notation.spelling import split
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Entry, Name, Number, Operation, SumOver, Tree, Tuple, mapped, walk


def with_bracket_indices(items: Sequence[Item]) -> list[Item]:
    """The items of a document, with both kinds of indices of a name together and its layer above it.

    A name is taken so everywhere that stands with both somewhere.
    """
    nodes = [t for tree in trees_of(items) for t in walk(tree)]
    if any(is_convolution_at(t) for t in nodes):
        items = with_trees(items, at_letters)
        nodes = [t for tree in trees_of(items) for t in walk(tree)]
    if below := letters_below(nodes):
        return with_trees(items, lambda t: in_one(t, below))
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


def is_convolution_at(tree: Tree) -> bool:
    """Whether two names with the sign of a convolution between them stand before letters in brackets: ``(I * K)(i, j)``."""
    if not isinstance(tree, Operation) or tree.operator != "juxtapose" or not isinstance(tree.right, Tuple):
        return False
    signed = isinstance(tree.left, Operation) and tree.left.operator in ("*", "star")
    return signed and all(isinstance(t, Name) for t in (tree.left.left, tree.left.right, *tree.right.items))  # type: ignore[attr-defined]


def at_letters(tree: Tree) -> Tree:
    """The tree with the entries of convolutions for their products with brackets."""
    tree = mapped(tree, at_letters)
    if not is_convolution_at(tree):
        return tree
    return Entry(tree.left, tree.right.items, span=tree.span)  # type: ignore[attr-defined]


def letters_below(nodes: Sequence[Tree]) -> set[str]:
    """The letters below names with brackets, ``W_k[u,v]``, that something runs over or that stand below several names."""
    found = [e for t in nodes if isinstance(t, Entry) and isinstance(t.base, Name) and isinstance(
        e := with_entries(t.base), Entry) and len(e.indices) == 1 and is_index(e.indices[0])]
    letters = [i.name for e in dict.fromkeys(found) for i in e.indices if isinstance(i, Name)]
    run_over = {n for t in nodes if isinstance(t, SumOver) for n in t.letters}
    return {n for n in letters if letters.count(n) > 1 or n in run_over}


def is_index(tree: Tree) -> bool:
    """Whether a tree is a small letter."""
    return isinstance(tree, Name) and len(tree.name) == 1 and tree.name.islower()


def in_one(tree: Tree, letters: set[str]) -> Tree:
    """The tree with an index below a name before those in its brackets: ``W_k[u,v]`` as the entry (k, u, v) of W."""
    tree = mapped(tree, lambda t: in_one(t, letters))
    first = with_entries(tree.base) if isinstance(tree, Entry) and isinstance(tree.base, Name) else None
    if isinstance(first, Entry) and len(first.indices) == 1 and is_index(first.indices[0]) and first.indices[0].name in letters:  # type: ignore[attr-defined]
        return replace(tree, base=first.base, indices=(*first.indices, *tree.indices))  # type: ignore[call-arg, attr-defined]
    return tree


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
