r"""Sizes that stand below roots and are given a number, ``\sqrt{d_k}`` with ``d_k = 2``: the number itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, trees_of, with_chains
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.replacing import put
from symcnn.reading.tree import Call, Name, Number, Tree, find


def with_sizes_below_roots(items: Sequence[Item]) -> list[Item]:
    """The items of a document, numbers for names with a letter below that only stand below roots and are given one."""
    given: dict[str, set[Tree]] = {}
    heads = []
    for head, right in (c.members for c in chains_of(items) if c.kind == "claim" and len(c.members) == 2):
        if isinstance(head, Name) and isinstance(right, Number) and len(split(head.name).subscript) == 1:
            given.setdefault(head.name, set()).add(Number(right.text))
            heads.append(head.name)
    trees = trees_of(items)
    names = [t.name for tree in trees for t in find(tree, Name)]
    roots = [t.arguments[0].name for tree in trees for t in find(tree, Call) if t.function == "sqrt" and len(t.arguments) == 1
             and isinstance(t.arguments[0], Name)]
    numbers: dict[Tree, Tree] = {Name(n): min(found, key=str) for n, found in given.items() if len(found) == 1 and n in roots
               and names.count(n) == roots.count(n) + heads.count(n)}
    return with_chains(items, lambda c: put_in(c, numbers)) if numbers else list(items)


def put_in(chain: Chain, numbers: dict[Tree, Tree]) -> Chain:
    """A chain with numbers for these names, but where it gives one."""
    return chain if chain.members[0] in numbers else replace(chain, members=tuple(put(m, numbers) for m in chain.members))
