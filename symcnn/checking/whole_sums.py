r"""Sums over whole axes that count some from 0, for a bias, and others from 1: ``\sum_{i=0}^{D}`` beside ``\sum_{k=1}^{K}``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.dots import with_entries
from symcnn.checking.pages import trees_of, with_trees
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Number, SumOver, Tree, find, mapped, walk


def with_whole_sums(items: Sequence[Item]) -> list[Item]:
    """The items of a document, sums over whole axes without their bounds where these begin at 0 here and at 1 there."""
    trees = trees_of(items)
    if not begins_at_both([t for m in trees for t in find(m, SumOver)]):
        return list(items)
    return with_trees(items, unbounded)


def begins_at_both(sums: Sequence[SumOver]) -> bool:
    """Whether all sums with bounds go from 0 or 1 to a letter, each index always over the same range, and some from either."""
    bounded = [t for t in sums if t.lower is not None or t.upper is not None]
    ranges = [is_whole(t) for t in bounded]
    if not ranges or not all(ranges):
        return False
    told = {(t.letters[0], t.lower.text, t.upper.name) for t in bounded}  # type: ignore[union-attr]
    alone = all(len({each[n] for each in told}) == len(told) for n in (0, 2))
    return alone and {first for _, first, _ in told} == {"0", "1"}


def is_whole(tree: SumOver) -> bool:
    """Whether a sum goes from 0 or 1 to a letter, and its index stands alone wherever it is an index."""
    if len(tree.letters) != 1 or not isinstance(tree.lower, Number) or not isinstance(tree.upper, Name):
        return False
    entries = list(find(with_entries(tree.body), Entry))
    at = [i for t in entries for i in t.indices if Name(tree.letters[0]) in walk(i)]
    return bool(at) and all(isinstance(i, Name) for i in at)


def unbounded(tree: Tree) -> Tree:
    """The tree with sums over whole axes without bounds."""
    tree = mapped(tree, unbounded)
    return replace(tree, lower=None, upper=None) if isinstance(tree, SumOver) and is_whole(tree) else tree
