"""Sums over letters that their terms do not have: the terms are to be taken at these letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.causes.edits import Edit, inside_a_name
from symcnn.checking.causes.places import places
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Entry, Name, SumOver, Tree, find, mapped

MOST = 2


def unused_edits(reading: Reading, tree: Tree) -> Iterator[Edit]:
    """``sum_{m,n} z_{m,n}`` for ``sum_{m,n} z_{i,j}``: one entry at the letters of its sums, or all of them."""
    for node, rebuild, parents in places(tree):
        if not isinstance(node, SumOver) or (parents and isinstance(parents[-1], SumOver)):
            continue
        letters, body = within(node)
        used = {t.name for t in find(with_entries(body), Name)}
        unused = tuple(n for n in letters if n not in used)
        if not 0 < len(unused) <= MOST:
            continue
        said = f"the sum runs over {' and '.join(unused)}, which its terms do not have: "
        for number, (other, right) in enumerate(other_bodies(reading, body, unused, set(letters))):
            yield Edit("wrong-index", said + f"right with {right}", 0.65 + 0.001 * number, rebuild(with_body(node, other)))


def within(tree: SumOver) -> tuple[tuple[str, ...], Tree]:
    """The letters of sums of sums, and what is added up."""
    if not isinstance(tree.body, SumOver):
        return tree.letters, tree.body
    letters, body = within(tree.body)
    return (*tree.letters, *letters), body


def with_body(tree: Tree, body: Tree) -> Tree:
    """Sums of sums of something else."""
    return replace(tree, body=with_body(tree.body, body)) if isinstance(tree, SumOver) else body


def other_bodies(reading: Reading, body: Tree, unused: tuple[str, ...], bound: set[str]) -> Iterator[tuple[Tree, str]]:
    """The terms with one entry at the letters, or with the letters for others throughout, and what is said of it."""
    for node, rebuild, parents in places(body):
        target = target_of(reading, node) if isinstance(node, Name | Entry) and not inside_a_name(parents) else None
        if target is None:
            continue
        plain = [n for n, i in enumerate(target.indices) if isinstance(i, Name) and i.name not in bound]
        for first in range(len(plain) - len(unused) + 1):
            new = list(target.indices)
            for place, letter in zip(plain[first:], unused, strict=False):
                new[place] = Name(letter)
            made = tree_of(reading, target.key, tuple(new))
            yield rebuild(made), f"{say(made)} for {say(node)}"
    whole = with_entries(body)
    free = sorted({i.name for t in find(whole, Entry) for i in t.indices if isinstance(i, Name)} - bound)
    for others in permutations(free[:4], len(unused)):
        pairs = dict(zip(others, unused, strict=True))
        yield renamed(whole, pairs), " and ".join(f"{new} for {old}" for old, new in pairs.items()) + " throughout"


def renamed(tree: Tree, letters: dict[str, str]) -> Tree:
    """The tree with other letters."""
    if isinstance(tree, Name):
        return Name(letters.get(tree.name, tree.name))
    return mapped(tree, lambda t: renamed(t, letters))
