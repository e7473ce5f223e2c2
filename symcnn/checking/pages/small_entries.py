"""Entries in small letters of arrays in capitals: ``k_{11}`` of the ``K`` in ``dL/dK = X * dL/dY``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.notation.spelling import enlarged, parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import (
    Application,
    Call,
    Convolved,
    Entry,
    Matrix,
    Name,
    Operation,
    Tree,
    children,
    find,
    has,
    mapped,
)

LEAST = 2
# axes
TABLE = 2


def with_arrays_by_their_entries(items: Sequence[Item]) -> list[Item]:
    """The items of a document without layers of matrices, such arrays under the letters of their entries.

    So it is where two arrays or more are written in both ways, each in one letter alone where it is whole and in the other
    where it is an entry.
    """
    chains = [c for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1]
    found = [t for tree in trees_of(items) for t in spoken_of(with_entries(tree))]
    whole = {t.name for t in found if isinstance(t, Name)}
    entries: dict[str, set[int]] = {}
    for t in (t for t in found if isinstance(t, Entry) and isinstance(t.base, Name)):
        entries.setdefault(t.base.name, set()).add(len(t.indices))  # type: ignore[attr-defined]
    small = {n for n, axes in entries.items() if axes == {TABLE} and enlarged(n) != n and n not in whole
             and enlarged(n) in whole and entries.get(enlarged(n), axes) == axes}
    given = any(is_entry_of(c.members[0], small) for c in chains)
    if len(small) < LEAST or not given or any(map(multiplies, chains)):
        return list(items)
    return with_trees(items, partial(in_one_letter, {enlarged(n): n for n in small}))


def spoken_of(tree: Tree) -> Iterator[Name | Entry]:
    """The entries in a tree, and the names that stand in none."""
    if isinstance(tree, Name | Entry):
        yield tree
    else:
        for part in children(tree):
            yield from spoken_of(part)


def is_entry_of(tree: Tree, names: set[str]) -> bool:
    """Whether the left side of an equation is an entry of one of some arrays."""
    entry = with_entries(tree)
    return isinstance(entry, Entry) and isinstance(entry.base, Name) and entry.base.name in names


def multiplies(chain: Chain) -> bool:
    """Whether an equation gives a whole array by others, and not by a convolution: a layer of matrices."""
    head, right = chain.members[:2]
    if not isinstance(head, Name) or isinstance(with_entries(head), Entry) or isinstance(right, Matrix):
        return False
    slides = has(right, Convolved, Call, Application) or any(t.operator in ("*", "star") for t in find(right, Operation))
    return not slides and any(len(t.name) == 1 and t.name.isupper() for t in find(right, Name))


def in_one_letter(letters: Mapping[str, str], tree: Tree) -> Tree:
    """The tree with the letters of their entries for the names of some arrays."""
    if isinstance(tree, Name) and (parts := parts_of_name(tree.name)) is not None and parts.base in letters:
        return replace(tree, name=replace(parts, base=letters[parts.base]).join())
    return mapped(tree, partial(in_one_letter, letters))
