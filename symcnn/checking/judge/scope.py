"""How far a sum reaches: a term behind it that uses its letter belongs to it, brackets or none."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.reading.tree import Entry, Name, Negation, Operation, SumOver, Tree, find, mapped


def widened(tree: Tree, free: Set[str] = frozenset()) -> Tree:
    """The tree with sums reaching over the terms behind them that use their letters, those that are ``free`` apart."""
    tree = mapped(tree, lambda t: widened(t, free))
    if isinstance(tree, Operation) and tree.operator in ("+", "-"):
        letters = open_letters(tree.left) - free
        if letters and letters & used(tree.right):
            return into_the_sum(tree.left, tree.operator, tree.right)
    return tree


def with_letters(tree: Tree, free: Set[str]) -> Tree:
    """The tree with the one index below a sum without letters as its letter: the sum of ``e^{x_j}`` is over j."""
    if not any(not t.letters for t in find(tree, SumOver)):
        return tree
    tree = mapped(tree, lambda t: with_letters(t, free))
    if isinstance(tree, SumOver) and not tree.letters and not tree.conditions:
        found = indices_in(tree.body) - free
        return replace(tree, letters=tuple(found)) if len(found) == 1 else tree
    return tree


def indices_in(tree: Tree) -> set[str]:
    """The letters that stand as an index of their own in a tree."""
    entries = list(find(with_entries(tree), Entry))
    bound = {n for t in find(tree, SumOver) for n in t.letters}
    return {i.name for t in entries for i in t.indices if isinstance(i, Name) and is_letter(i.name)} - bound


def open_letters(tree: Tree) -> set[str]:
    """The letters of the sum that a tree ends in."""
    if isinstance(tree, SumOver):
        return set(tree.letters) | open_letters(tree.body)
    if isinstance(tree, Negation):
        return open_letters(tree.argument)
    if isinstance(tree, Operation):
        return open_letters(tree.right)
    return set()


def used(tree: Tree) -> set[str]:
    """The names a tree holds, those inside subscripts too, letters of its own sums apart."""
    bound = {n for t in find(tree, SumOver) for n in t.letters}
    return {t.name for t in find(with_entries(tree), Name)} - bound


def into_the_sum(tree: Tree, sign: str, term: Tree) -> Tree:
    """The tree with a term put into the sum it ends in."""
    if isinstance(tree, SumOver):
        inner = open_letters(tree.body)
        if inner and inner & used(term):
            return replace(tree, body=into_the_sum(tree.body, sign, term))
        return replace(tree, body=Operation(sign, tree.body, term))
    if isinstance(tree, Negation):
        return replace(tree, argument=into_the_sum(tree.argument, sign, term))
    assert isinstance(tree, Operation)
    return replace(tree, right=into_the_sum(tree.right, sign, term))
