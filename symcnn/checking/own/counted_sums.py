r"""Means over a letter without a range, ``\frac{1}{N} \sum_p x_p``: the letter runs over as many numbers as are divided by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.centred import first_index
from symcnn.checking.binding.samples import COUNTS
from symcnn.reading.claims import Chain
from symcnn.reading.tree import PRODUCTS, Name, Negation, Number, Operation, SumOver, Tree, find, has, mapped


def counts_of_sums(chains: Sequence[Chain]) -> set[str]:
    """The letters that divide sums over one letter without a range, and that nothing gives or sums up to."""
    trees = [m for c in chains for m in c.members]
    told = {c.members[0].name for c in chains if len(c.members) > 1 and isinstance(c.members[0], Name)} | {
        n.name for t in trees for s in find(t, SumOver) if s.upper is not None for n in find(s.upper, Name)}
    divided = [pair for t in trees for o in find(t, Operation) if (pair := mean_in(o)) is not None]
    # one that divides a sum over more than one letter counts more than either
    several = {name for name, term in divided if is_nested(term)}
    return {name for name, term in divided if is_open(term)} - told - several


def with_counted_ends(tree: Tree, counts: set[str], first: int) -> Tree:
    """The tree with the range of every mean by one of these written at its sum, from the ``first`` index on."""
    tree = mapped(tree, lambda t: with_counted_ends(t, counts, first))
    if not isinstance(tree, Operation) or (pair := mean_in(tree)) is None or pair[0] not in counts or not is_open(pair[1]):
        return tree
    last = Name(pair[0]) if first else Operation("-", Name(pair[0]), Number("1"))
    ended = replace(pair[1], lower=Number(str(first)), upper=last)
    return replace(tree, left=ended) if tree.operator == "/" else replace(tree, right=ended)


def mean_in(tree: Operation) -> tuple[str, SumOver] | None:
    """The letter that a sum is divided by, and the sum: ``(1/N) sum``, ``sum / N``."""
    if tree.operator in PRODUCTS and isinstance(tree.right, SumOver):
        above, sum_ = tree.left, tree.right
        if isinstance(above, Negation):
            above = above.argument
        by = above.right if isinstance(above, Operation) and above.operator == "/" and not has(above.left, Name) else None
    elif tree.operator == "/" and isinstance(tree.left, SumOver):
        by, sum_ = tree.right, tree.left
    else:
        return None
    if isinstance(by, Operation) and by.operator in PRODUCTS and isinstance(by.left, Number):
        by = by.right
    return (by.name, sum_) if isinstance(by, Name) and by.name in COUNTS else None


def is_open(term: SumOver) -> bool:
    """Whether a sum runs over one letter that has no range."""
    return len(term.letters) == 1 and term.lower is None and term.upper is None and not term.conditions and not is_nested(term)


def is_nested(term: SumOver) -> bool:
    """Whether a sum runs over several letters, by itself or by the sum behind it."""
    return len(term.letters) > 1 or isinstance(term.body, SumOver)


def of_means(chains: Sequence[Chain]) -> tuple[set[str], int]:
    """The letters that count the terms of means, and the index that their sums start at."""
    return counts_of_sums(chains), first_index([m for c in chains for m in c.members])
