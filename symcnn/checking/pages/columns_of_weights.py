r"""Weights whose entries name the input first, ``\partial L / \partial w_{jk} = e_k x_j`` where ``z_k = w_k^T x``.

The equations say which weights are a unit's, and nothing of the order of two indices: the lines for single entries tell it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.notation.spelling import without_font
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import PRODUCTS, Derivative, Entry, Name, Operation, Transposed, Tree, find, has, mapped


def with_columns_of_weights(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the indices of such weights in the order of the network's, the unit's before the input's."""
    chains = [replace(c, members=tuple(map(with_entries, c.members))) for c in chains_of(items)
              if c.kind == "claim" and len(c.members) > 1]
    forward = [c for c in chains if isinstance(c.members[0], Entry) and not any(has(m, Derivative) for m in c.members)]
    units = {name for c in forward for name in units_in(c)}
    units -= {base_of(t) for c in forward for m in c.members for t in find(m, Entry) if len(t.indices) == 2}
    votes = {name: sum(vote_of(c, name) for c in chains) for name in units}
    turned = {name for name, vote in votes.items() if vote > 0}
    return with_trees(items, partial(with_indices_turned, turned)) if turned else list(items)


def units_in(chain: Chain) -> set[str]:
    """The arrays of which a unit's weights are multiplied with a list, in the equation for that unit."""
    head = chain.members[0]
    found: set[str] = set()
    for tree in (t for m in chain.members[1:] for t in find(m, Operation) if t.operator in PRODUCTS):
        left = tree.left.argument if isinstance(tree.left, Transposed) else tree.left
        if isinstance(left, Entry) and isinstance(head, Entry) and left.indices == head.indices and len(
                left.indices) == 1 and isinstance(tree.right, Name):
            found.add(base_of(left))
    return found


def vote_of(chain: Chain, name: str) -> int:
    """1 for a gradient by an entry whose first index is that of a factor by itself, the input; -1 for the second one.

    The other index is that of the unit, and stands in the line too.
    """
    head = chain.members[0]
    by = head.by if isinstance(head, Derivative) else None
    if not isinstance(by, Entry) or base_of(by) != name or len(by.indices) != 2 or by.indices[0] == by.indices[1]:
        return 0
    right = chain.members[1:]
    factors = {t for m in right for o in find(m, Operation) if o.operator in PRODUCTS for t in (o.left, o.right)} | set(right)
    inputs = {t.indices[0] for t in factors if isinstance(t, Entry) and len(t.indices) == 1}
    said = {i for t in (head.of, *right) for e in find(t, Entry) for i in e.indices}  # type: ignore[attr-defined]
    first, second = by.indices
    return int(first in inputs) - int(second in inputs) if {first, second} <= said else 0


def base_of(entry: Entry) -> str:
    """The array of an entry, in no font of its own."""
    return without_font(entry.base.name) if isinstance(entry.base, Name) else ""


def with_indices_turned(names: Set[str], tree: Tree) -> Tree:
    """The tree with the two indices of entries of some arrays exchanged."""
    entry = with_entries(tree) if isinstance(tree, Name) else tree
    if isinstance(entry, Entry) and len(entry.indices) == 2 and base_of(entry) in names:
        return Entry(entry.base, entry.indices[::-1], span=tree.span)
    return mapped(tree, partial(with_indices_turned, names))
