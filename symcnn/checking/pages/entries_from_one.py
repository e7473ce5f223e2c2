r"""Entries numbered from 1 beside a window that starts at 0: ``x_1`` is the first where ``o_i = \sum_p x_{i+p} f_p``.

A sum without bounds that adds its letter to that of the result begins at nought, whatever an example calls the first entry.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Name, Number, Operation, SumOver, Tree, find, has, mapped, walk


def with_entries_from_nought(items: Sequence[Item]) -> list[Item]:
    """The items of a document, entries of such arrays by numbers that are less by one, where all of them are above nought."""
    arrays = {name for c in chains_of(items) for name in slid_over(c)}
    entries = [t for tree in trees_of(items) for t in find(with_entries(tree), Entry) if name_of(t) in arrays]
    numbers = {int(i.text) for t in entries if is_numbered(t) for i in t.indices if isinstance(i, Number)}
    counted = any(isinstance(n, Number) for t in entries if not is_numbered(t) for i in t.indices for n in walk(i))
    if not numbers or min(numbers) < 1 or counted:
        return list(items)
    return with_trees(items, partial(less_by_one, arrays))


def slid_over(chain: Chain) -> set[str]:
    """The arrays of an equation with a window: its result, what it slides over and what it multiplies with."""
    if chain.kind != "claim" or len(chain.members) < 2:
        return set()
    head, *others = map(with_entries, chain.members)
    sums = [t for m in others for t in find(m, SumOver)]
    if not isinstance(head, Entry) or any(t.lower is not None or t.upper is not None for t in sums) or any(
            has(m, Derivative) for m in chain.members):
        return set()
    own, letters = {i.name for i in head.indices if isinstance(i, Name)}, {n for t in sums for n in t.letters}
    entries = [t for m in others for t in find(m, Entry)]
    slides = any(isinstance(i, Operation) and i.operator == "+" and isinstance(i.left, Name) and isinstance(i.right, Name)
                 and {i.left.name, i.right.name} & own and {i.left.name, i.right.name} & letters
                 for t in entries for i in t.indices)
    return {name_of(t) for t in (head, *entries)} - {""} if slides else set()


def name_of(entry: Entry) -> str:
    """The name of the array that an entry is of."""
    return entry.base.name if isinstance(entry.base, Name) else ""


def is_numbered(entry: Entry) -> bool:
    """Whether an entry is named by numbers alone."""
    return all(isinstance(i, Number) and i.text.isdigit() for i in entry.indices)


def less_by_one(arrays: Set[str], tree: Tree) -> Tree:
    """The tree with entries of some arrays counted from nought that are counted from 1."""
    entry = with_entries(tree) if isinstance(tree, Name) else tree
    if isinstance(entry, Entry) and name_of(entry) in arrays and is_numbered(entry):
        indices = tuple(replace(i, text=str(int(i.text) - 1)) for i in entry.indices if isinstance(i, Number))
        return Entry(entry.base, indices, span=tree.span)
    return mapped(tree, partial(less_by_one, arrays))
