"""Whole arrays in capitals beside their entries in small letters: ``Y = g X + b`` where ``y_i = g x_i + b``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.notation.spelling import enlarged
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.replacing import renamed
from symcnn.reading.tree import ENTRYWISE_PRODUCTS, Entry, Name, Operation, Tree, find, mapped


def with_entries_of_batches(items: Sequence[Item]) -> list[Item]:
    """The items of a document, such arrays under the names of their entries where both equations say the same."""
    claims = [c for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1 and c.relations[0] in ("=", ":=")]
    whole = {c.members[0].name: c.members[1] for c in claims if isinstance(c.members[0], Name)}
    names: dict[str, str] = {}
    for chain in claims:
        names |= letters_of(chain, whole)
    return with_trees(items, partial(renamed, names=names)) if names else list(items)


def letters_of(chain: Chain, whole: Mapping[str, Tree]) -> dict[str, str]:
    """The capitals of arrays, each with the letter of its entries, if a chain gives an entry as an equation gives the whole."""
    head = with_entries(chain.members[0])
    if not isinstance(head, Entry) or not isinstance(head.base, Name) or len(head.indices) != 1 or not isinstance(
            head.indices[0], Name):
        return {}
    right = with_entries(chain.members[1])
    entries = [t for t in (head, *find(right, Entry)) if t.indices == head.indices and isinstance(t.base, Name)]
    small = {enlarged(t.base.name): t.base.name for t in entries if isinstance(t.base, Name)}
    other = whole.get(enlarged(head.base.name))
    same = other is not None and enlarged(head.base.name) != head.base.name and without(head.indices, right) == without(
        head.indices, renamed(other, small))
    return small if same else {}


def without(indices: tuple[Tree, ...], tree: Tree) -> Tree:
    """A tree with whole arrays for entries at these indices, and one sign for all products entry by entry."""
    if isinstance(tree, Entry) and tree.indices == indices:
        return tree.base
    tree = mapped(tree, partial(without, indices))
    return replace(tree, operator="odot") if isinstance(tree, Operation) and tree.operator in ENTRYWISE_PRODUCTS else tree
