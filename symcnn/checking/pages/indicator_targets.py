r"""Labels that brackets compare with classes, ``\sum_j 1\{y_i = j\} \log p_{ij}``: entries of unit vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import partial

from symcnn.checking.binding.class_vectors import ONE, UNIT
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.notation.spelling import Parts, parts_of_name, split
from symcnn.reading.items import Item, NetworkBlock
from symcnn.reading.tree import Bracket, Call, Entry, Name, Number, Operation, SumOver, Tree, find, mapped


def with_indicator_targets(items: Sequence[Item]) -> list[Item]:
    """The items of a document without blocks, such brackets as entries where a sum over classes has a logarithm beside."""
    if any(isinstance(item, NetworkBlock) for item in items):
        return list(items)
    trees = trees_of(items)
    labels = {name for tree in trees for name in compared(tree)}
    return with_trees(items, partial(put, labels=labels)) if labels else list(items)


def compared(tree: Tree) -> Iterator[str]:
    """The letters of labels that are compared with what a sum runs over, beside a logarithm."""
    for total in find(tree, SumOver):
        if any(t.function in ("log", "ln") for t in find(total.body, Call)):
            for bracket in find(total.body, Bracket):
                label, index = sides(bracket)
                if isinstance(index, Name) and index.name in total.letters and label:
                    yield split(label).base


def sides(bracket: Bracket) -> tuple[str, Tree | None]:
    """The name of the label that a bracket compares, and the letter or number of the class; nothing of another bracket."""
    condition = bracket.condition
    if isinstance(condition, Operation) and condition.operator in ("=", "==", "!="):
        for one, two in ((condition.left, condition.right), (condition.right, condition.left)):
            name = name_of(one)
            if name and (isinstance(two, Number) or (isinstance(two, Name) and len(two.name) == 1)):
                return name, two
    return "", None


def name_of(tree: Tree) -> str:
    """A name of the grammar, with what it wears; an entry at one letter is one too."""
    if isinstance(tree, Entry) and isinstance(tree.base, Name) and len(tree.indices) == 1 and isinstance(tree.indices[0], Name):
        parts = parts_of_name(tree.base.name)
        return "" if parts is None or parts.subscript else Parts(
            parts.base, tree.indices[0].name, parts.primes, parts.superscript).join()
    return tree.name if isinstance(tree, Name) and parts_of_name(tree.name) is not None else ""


def put(tree: Tree, labels: Set[str]) -> Tree:
    """The tree with an entry of a unit vector for every bracket on a label."""
    if isinstance(tree, Bracket):
        label, index = sides(tree)
        if label and index is not None and split(label).base in labels:
            parts = split(label)
            entry = with_entries(Name(Parts("x", parts.subscript, 0, "").join()))
            samples = entry.indices if isinstance(entry, Entry) else ()
            vector = Name(Parts(UNIT, parts.base, 0, parts.superscript).join())
            found = Entry(vector, (*samples, index), span=tree.span)
            unlike = isinstance(tree.condition, Operation) and tree.condition.operator == "!="
            return Operation("-", ONE, found, span=tree.span) if unlike else found
    return mapped(tree, partial(put, labels=labels))
