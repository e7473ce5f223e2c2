"""The lines of a document that was read, and the document with others in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Tree


def chains_of(items: Sequence[Item]) -> list[Chain]:
    """All chains of a document."""
    return [c for item in items if isinstance(item, Mathematics) for c in item.chains]


def trees_of(items: Sequence[Item]) -> list[Tree]:
    """All members of all chains of a document."""
    return [m for c in chains_of(items) for m in c.members]


def with_chains(items: Sequence[Item], rule: Callable[[Chain], Chain]) -> list[Item]:
    """The items of a document, each chain as a rule has it."""
    return [replace(item, chains=tuple(map(rule, item.chains))) if isinstance(item, Mathematics) else item for item in items]


def with_trees(items: Sequence[Item], rule: Callable[[Tree], Tree]) -> list[Item]:
    """The items of a document, each member of each chain as a rule has it."""
    return with_chains(items, lambda c: replace(c, members=tuple(map(rule, c.members))))
