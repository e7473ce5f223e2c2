r"""Sums over whole axes that count some from 0, for a bias, and others from 1: ``\sum_{i=0}^{D}`` beside ``\sum_{k=1}^{K}``."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, trees_of, with_chains, with_trees
from symcnn.checking.pages.repeated_indices import letters
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Number, Operation, SumOver, Tree, find, mapped, walk

# what a letter is said to be in: V, \mathcal{V}, Vocab
_SET = re.compile(r"[A-Z][A-Za-z]*|\\(?:mathcal|mathbb|mathrm|text)\{[A-Z][A-Za-z]*\}")


def with_whole_sums(items: Sequence[Item]) -> list[Item]:
    """The items of a document, sums over whole axes without their bounds where these begin at 0 here and at 1 there."""
    trees = trees_of(items)
    if not begins_at_both([t for m in trees for t in find(m, SumOver)]):
        return list(items)
    return with_trees(items, unbounded)


def begins_at_both(sums: Sequence[SumOver]) -> bool:
    """Whether all sums with bounds go from 0 or 1 to a letter, each index always over the same range, and some from either."""
    bounded = [t for t in sums if t.lower is not None or t.upper is not None]
    ranges = [is_whole(t) for t in bounded]
    if not ranges or not all(ranges):
        return False
    told = {(t.letters[0], t.lower.text, t.upper.name) for t in bounded}  # type: ignore[union-attr]
    alone = all(len({each[n] for each in told}) == len(told) for n in (0, 2))
    return alone and {first for _, first, _ in told} == {"0", "1"}


def is_whole(tree: SumOver) -> bool:
    """Whether a sum goes from 0 or 1 to a letter, and its index stands alone wherever it is an index."""
    if len(tree.letters) != 1 or not isinstance(tree.lower, Number) or not isinstance(tree.upper, Name):
        return False
    entries = list(find(with_entries(tree.body), Entry))
    at = [i for t in entries for i in t.indices if Name(tree.letters[0]) in walk(i)]
    return bool(at) and all(isinstance(i, Name) for i in at)


def unbounded(tree: Tree) -> Tree:
    """The tree with sums over whole axes without bounds."""
    tree = mapped(tree, unbounded)
    return replace(tree, lower=None, upper=None) if isinstance(tree, SumOver) and is_whole(tree) else tree


def with_sums_over_all(items: Sequence[Item]) -> list[Item]:
    r"""The items of a document, sums over what a capital letter counts, ``\sum_{n \in N}``, without the condition.

    A letter that the document gives something for may be a part of them.
    """
    trees = trees_of(items)
    if not any(each for m in trees for t in find(m, SumOver) for each in map(set_of, t.conditions)):
        return list(items)
    given = {c.members[0].name for c in chains_of(items) if len(c.members) > 1 and isinstance(c.members[0], Name)}
    return with_trees(items, lambda t: over_all(t, given))


def with_letters_summed(items: Sequence[Item]) -> list[Item]:
    r"""The items of a document, sums that name no letter over those in them: ``S = \sum e^{a_i}``."""
    def rule(chain: Chain) -> Chain:
        free = set(letters(chain.members[0]))
        return replace(chain, members=(*chain.members[:1], *(over_own(m, free) for m in chain.members[1:])))
    return with_chains(items, rule)


def over_own(tree: Tree, free: Set[str]) -> Tree:
    """The tree with sums that name no letter over the letters in them that are not ``free``."""
    if not isinstance(tree, SumOver):
        return mapped(tree, lambda t: over_own(t, free))
    body = over_own(tree.body, {*free, *tree.letters})
    found = () if tree.letters else tuple(dict.fromkeys(n for n in letters(body) if n not in free))
    return replace(tree, body=body, letters=found or tree.letters)


def set_of(condition: Tree) -> str:
    """The set that a letter is said to be in, a capital letter or a word with one; empty for other conditions."""
    match condition:
        case Operation(operator="in", left=Name(), right=Name(name=name)) if _SET.fullmatch(name):
            return name
    return ""


def over_all(tree: Tree, given: Set[str]) -> Tree:
    """The tree with sums over all for those over such sets, but for the ``given`` ones."""
    tree = mapped(tree, lambda t: over_all(t, given))
    if not isinstance(tree, SumOver):
        return tree
    return replace(tree, conditions=tuple(c for c in tree.conditions if set_of(c) in given | {""}))
