r"""Shares of classes by their numbers: ``p_1`` in ``L = -\ln p_1`` is the first of what a softmax gives."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.meaning.link import is_numeric
from symcnn.checking.own.label_runs import is_capital
from symcnn.reading.items import Item
from symcnn.reading.tree import Call, Entry, Name, Number, Tree, mapped


def with_shares_by_number(items: Sequence[Item]) -> list[Item]:
    """The items of a document, such names as entries, where no equation gives them by themselves."""
    claims = [(c.members[0], c.members[1:]) for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1]
    heads = [(head, right) for head, right in claims if isinstance(head, Name)]
    shares = {head.name for head, right in heads if not is_capital(head) and any(
        isinstance(m, Call) and m.function == "softmax" for m in right)}
    given = {head.name for head, right in heads if not is_numeric(right[0])}
    return with_trees(items, partial(by_number, shares, given)) if shares else list(items)


def by_number(shares: Set[str], given: Set[str], tree: Tree) -> Tree:
    """The tree with entries for the names of shares with numbers below them."""
    match with_entries(tree) if isinstance(tree, Name) and tree.name not in given else tree:
        case Entry(base=Name(name=name) as base, indices=(Number() as number,)) if name in shares and isinstance(tree, Name):
            return Entry(base, (number,), span=tree.span)
    return mapped(tree, partial(by_number, shares, given))
