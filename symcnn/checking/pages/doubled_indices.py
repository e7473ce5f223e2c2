r"""Indices that are twice a letter: ``a_{2j}`` beside ``a_{2j-1}`` is an entry of a list, and no entry in row 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Number, Operation, Tree, find, mapped

TIMES = re.compile("([2-9])([a-z])")


def with_doubled_indices(items: Sequence[Item]) -> list[Item]:
    """The items of a document with such names as entries, where the array has one index elsewhere and nowhere two."""
    trees = trees_of(items)
    bases = {base for tree in trees for base, _, _ in doubled(tree)}
    if not bases:
        return list(items)
    ranks: dict[str, set[int]] = {}
    for tree in trees:
        for entry in find(with_entries(tree), Entry):
            if isinstance(entry.base, Name) and not is_run(entry):
                ranks.setdefault(entry.base.name, set()).add(len(entry.indices))
    lists = {b for b in bases if ranks.get(b) == {1}}
    return with_trees(items, lambda t: put(t, lists)) if lists else list(items)


def doubled(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """The names with such an index below: what they are without it, the number and the letter."""
    for name in find(tree, Name):
        parts = parts_of_name(name.name) if "_" in name.name else None
        found = TIMES.fullmatch(parts.subscript) if parts is not None else None
        if parts is not None and found is not None:
            yield replace(parts, subscript="").join(), found[1], found[2]


def is_run(entry: Entry) -> bool:
    """Whether an entry in a row with a number and a column with a letter may be one index, ``2j``."""
    first, last = (entry.indices[0], entry.indices[-1])
    return len(entry.indices) == 2 and isinstance(first, Number) and isinstance(last, Name)


def put(tree: Tree, lists: set[str]) -> Tree:
    """A tree with the names of these arrays as entries."""
    if isinstance(tree, Name):
        for base, number, letter in doubled(tree):
            if base in lists:
                return Entry(Name(base), (Operation("juxtapose", Number(number), Name(letter)),), span=tree.span)
        return tree
    return mapped(tree, lambda t: put(t, lists))
