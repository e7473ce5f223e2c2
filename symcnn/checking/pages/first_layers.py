r"""Layers as the first index of everything: ``a_{l-1,i}`` is the name that others write ``a_i^{l-1}``."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.checking.own.label_runs import below
from symcnn.notation.spelling import Parts, parts_of_name, split
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Number, Operation, SumOver, Tree, mapped, walk

LAST = {"l": "L", "\\ell": "L"}


def with_first_layers(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the layers above names where the document has them as first indices."""
    trees = trees_of(items)
    letter, names = next(((c, found) for c in LAST if (found := layered(c, trees))), ("", frozenset()))
    if not names:
        return list(items)
    rule = raised(letter, names)
    return with_trees(items, rule)


def layered(letter: str, trees: Sequence[Tree]) -> frozenset[str]:
    """The names whose first index is a layer: the letter is a first index alone, with a neighbour, and summed over nowhere."""
    nodes = [t for tree in trees for t in walk(tree)]
    entries = [t for t in nodes if isinstance(t, Entry) and isinstance(t.base, Name) and len(t.indices) > 1]
    layers: dict[str, set[str | None]] = {}
    for t in entries:
        layers.setdefault(t.base.name, set()).add(layer(t.indices[0], letter))  # type: ignore[attr-defined]
    layers = {n: found for n, found in layers.items() if found - {None, LAST[letter]}}
    if not any({letter, f"{letter}{sign}1"} <= found for found in layers.values() for sign in "+-"):
        return frozenset()
    if any(None in found for found in layers.values()):
        return frozenset()
    uses = sum(isinstance(t, Name) and (t.name == letter or below(t.name) == letter) for t in nodes)
    firsts = sum(letter in (layer(t.indices[0], letter) or "") for t in entries)
    is_summed = any(letter in t.letters for t in nodes if isinstance(t, SumOver))
    return frozenset(layers) if uses == firsts and not is_summed else frozenset()


def layer(index: Tree, letter: str) -> str | None:
    """The layer that an index means: ``l``, ``l-1``, ``L``; None where it means none."""
    if isinstance(index, Name):
        return index.name if index.name in (letter, LAST[letter]) else None
    if isinstance(index, Operation) and index.operator in ("+", "-") and index.left == Name(letter) and isinstance(
            index.right, Number):
        return f"{letter}{index.operator}{index.right.text}"
    return None


def raised(letter: str, names: Set[str]) -> Callable[[Tree], Tree]:
    """What puts first indices that are layers above the names they belong to."""
    def rule(tree: Tree) -> Tree:
        if isinstance(tree, Entry) and isinstance(tree.base, Name) and tree.base.name in names and (
                above := layer(tree.indices[0], letter)) is not None:
            return raise_first(tree, tree.base, above, tuple(map(rule, tree.indices[1:])))
        return mapped(tree, rule)

    return rule


def raise_first(tree: Entry, base: Name, above: str, rest: tuple[Tree, ...]) -> Tree:
    """An entry whose layer stands above."""
    parts = parts_of_name(base.name)
    if parts is None:
        return tree
    if parts.superscript or parts.subscript:
        return tree
    if len(rest) == 1 and isinstance(rest[0], Name):
        return replace(base, name=split(Parts(parts.base, rest[0].name, parts.primes, above).join()).join(), span=tree.span)
    return replace(tree, base=replace(base, name=Parts(parts.base, "", parts.primes, above).join()), indices=rest)
