"""Einstein's convention: where a page says so, an index that stands twice in a product is summed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import with_chains
from symcnn.reading.items import Item
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Entry,
    Name,
    Negation,
    Operation,
    Slope,
    SumOver,
    Tree,
    find,
    mapped,
)

SAID = re.compile(r"einstein|repeated ind(?:ex|ices)|indices that (?:are repeated|stand twice)|summation convention",
                  re.IGNORECASE)


def with_repeated_sums(items: Sequence[Item], source: str) -> list[Item]:
    """The items of a document, with the sums that its convention leaves unsaid; as they are where it has none."""
    if not SAID.search(source):
        return list(items)
    return with_chains(items, lambda c: replace(c, members=summed_up(c.members)))


def summed_up(members: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The members of a chain, each behind the head with its sums."""
    free = set(letters(members[0])) if members else set()
    return (*members[:1], *(summed(m, free) for m in members[1:]))


def summed(tree: Tree, free: set[str]) -> Tree:
    """A side with a sum over every letter that stands twice in one of its terms and not in the head."""
    if isinstance(tree, Operation) and tree.operator in ("+", "-"):
        return replace(tree, left=summed(tree.left, free), right=summed(tree.right, free))
    if isinstance(tree, Negation):
        return replace(tree, argument=summed(tree.argument, free))
    if not isinstance(tree, Operation):
        # within a function, or a sum that is written
        return tree if isinstance(tree, SumOver | Entry | Name | Derivative) else mapped(tree, lambda t: summed(t, free))
    twice = [n for n, count in Counter(letters(tree)).items() if count > 1 and n not in free]
    return SumOver(tuple(twice), None, None, tree, span=tree.span) if twice else tree


def letters(tree: Tree) -> Iterator[str]:
    """The letters that stand in indices, once for every place; those of a written sum are its own."""
    tree = with_entries(tree)
    if isinstance(tree, Entry):
        names = (n.name for i in tree.indices for n in find(i, Name))
        yield from (n for n in names if len(n) == 1 and n.islower())
    elif isinstance(tree, Application | Call):
        yield from (n for t in tree.arguments for n in letters(t))
    elif isinstance(tree, Slope):
        yield from letters(tree.argument)
    elif isinstance(tree, Derivative):
        yield from (*letters(tree.of), *letters(tree.by))
    elif isinstance(tree, SumOver):
        yield from (n for n in letters(tree.body) if n not in tree.letters)
    elif isinstance(tree, Operation):
        yield from (*letters(tree.left), *letters(tree.right))
    elif isinstance(tree, Negation):
        yield from letters(tree.argument)
