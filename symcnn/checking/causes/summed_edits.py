"""A sum that is missing altogether: where two factors have one letter, one of them has another that is summed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.causes.edits import Edit
from symcnn.checking.causes.shape_edits import sum_tag, terms
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Entry, Name, SumOver, Tree, find, has, mapped

MOST = 4
FRESH = ("r", "s", "t", "q", "p", "u", "v")


def summed_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """``sum_r dL/ds_r ds_r/dz_c`` for ``dL/ds_c ds_c/dz_c``: what hangs on the letter in several ways is added up."""
    used = {t.name for side in (tree, head) for t in find(whole(side), Name)}
    fresh = next((n for n in FRESH if n not in used), None)
    own = {i.name for t in find(whole(head), Entry) for i in t.indices if isinstance(i, Name)}
    if fresh is None:
        return
    for node, rebuild in terms(tree) or [(tree, lambda new: new)]:
        if has(node, SumOver):
            continue
        for letter in sorted(own):
            count = len(places_of(whole(node), letter))
            if not 1 < count <= MOST:
                continue
            tag = sum_tag(reading, head, tree, letter)
            for chosen in product((False, True), repeat=count):
                if any(chosen) and not all(chosen):
                    body = renamed(whole(node), letter, fresh, list(chosen))
                    yield Edit(tag, f"a sum is missing in {say(node)}: {letter} may differ in its factors", 0.95,
                               rebuild(SumOver((fresh,), None, None, body)))


def whole(tree: Tree) -> Tree:
    """The tree with entries for names that carry indices."""
    if isinstance(tree, Name):
        return with_entries(tree)
    return tree if isinstance(tree, Entry) else mapped(tree, whole)


def places_of(tree: Tree, letter: str) -> list[Tree]:
    """The entries at a letter, from left to right."""
    return [t for t in find(tree, Entry) if Name(letter) in t.indices]


def renamed(tree: Tree, letter: str, fresh: str, chosen: list[bool]) -> Tree:
    """The tree with another letter in those of its entries that are chosen, from left to right."""
    if isinstance(tree, Entry):
        if Name(letter) not in tree.indices or not chosen.pop(0):
            return tree
        return replace(tree, indices=tuple(Name(fresh) if i == Name(letter) else i for i in tree.indices))
    return mapped(tree, lambda t: renamed(t, letter, fresh, chosen))
