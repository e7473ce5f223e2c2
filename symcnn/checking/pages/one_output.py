r"""The one output of a network under two names: ``\hat{y_1}`` in its equation, and ``\hat{y}`` where the loss reads it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.notation.spelling import ACCENTS, split
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Number, Tree, find, mapped

ACCENTED = tuple(f"\\{accent}{{" for accent in ACCENTS)


def with_one_output(items: Sequence[Item]) -> list[Item]:
    """The items of a document, names with an accent that have one number below them, or none, without it."""
    trees = trees_of(items)
    below: dict[str, set[str]] = {}
    for base, index in (pair for tree in trees for n in (*find(tree, Name), *find(tree, Entry)) if (pair := parts(n))[0]):
        below.setdefault(base, set()).add(index)
    claims = [c.members for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1]
    given = {parts(head) for head, *others in claims if any(map(names_in, others))}
    found = {base for base, indices in below.items() if len(indices) == 2 and "" in indices and (base, "") not in given and any(
        (base, index) in given and index.isdigit() for index in indices)}
    return with_trees(items, lambda t: bare(t, found)) if found else list(items)


def parts(tree: Tree) -> tuple[str, str]:
    """A letter with an accent, with what stands above it, and what stands below it; nothing for others."""
    entry = with_entries(tree) if isinstance(tree, Name) else tree
    whole = entry.base if isinstance(entry, Entry) else entry
    if not isinstance(whole, Name) or not split(whole.name).base.startswith(ACCENTED):
        return "", ""
    number = entry.indices[0] if isinstance(entry, Entry) and len(entry.indices) == 1 else None
    index = number.text if isinstance(number, Number) else split(whole.name).subscript if whole is entry else "?"
    return replace(split(whole.name), subscript="").join(), index


def bare(tree: Tree, names: Set[str]) -> Tree:
    """The tree, these names without what stands below them."""
    if isinstance(tree, Name | Entry) and (base := parts(tree)[0]) in names:
        return Name(base, span=tree.span)
    return mapped(tree, lambda t: bare(t, names))
