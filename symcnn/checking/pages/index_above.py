r"""Channels above names: ``F^k = \sum_{i,j} A_{ij}^k`` says what others write ``F_k = \sum_{i,j} A_{kij}``.

So do samples: ``L = \frac1m \sum_i L^{(i)}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.own.any_layer import layer_of
from symcnn.checking.own.label_runs import below
from symcnn.notation.spelling import parts_of_name, split
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Operation, SumOver, Tree, find, mapped, walk

CHANNELS = ("k", "c", "d", "f", "q", "p", "r")
LETTERS = (*CHANNELS, "i", "j", "n", "m", "s")


def with_indices_above(items: Sequence[Item]) -> list[Item]:
    """The items of a document, letters above names as their first index where a sum runs over them."""
    chains = [c.members for c in chains_of(items)]
    for letter in LETTERS:
        if counts(letter, chains):
            items = with_trees(items, partial(lowered, letter=letter))
    return list(items)


def counts(letter: str, chains: Sequence[Sequence[Tree]]) -> bool:
    """Whether a letter above names is an index: an equation gives a name with it, and a sum over it reads such a name.

    A layer, which has a neighbour, is none, nor what stands behind a layer: ``a^{[1](i)}``.
    """
    trees = [m for members in chains for m in members]
    names = {t.name for m in trees for t in find(m, Name)}
    if any((at := layer_of(n)) is not None and at.letter == letter and (at.offset or at.brackets) for n in names) or any(
            letter in above(n) and above(n).endswith(")") for n in names):
        return False
    given = {base_below(m[0], letter) for m in chains if len(m) > 1}
    sums = [t for m in trees for t in find(m, SumOver) if letter in t.letters]
    read = {base_below(n, letter) for t in sums for n in walk(t.body)}
    return bool(given & read - {""})


def base_below(tree: Tree, letter: str) -> str:
    """The name that stands below a letter, without what else it wears; empty where none does."""
    if isinstance(tree, Operation) and tree.operator == "^" and tree.right == Name(letter):
        inner = tree.left.base if isinstance(tree.left, Entry) else tree.left
        return letter_of(inner.name) if isinstance(inner, Name) else ""
    return letter_of(tree.name) if isinstance(tree, Name) and above(tree.name) == letter else ""


def above(name: str) -> str:
    """The letter above a name, in brackets if it counts channels: ``z^{(k)}``."""
    parts = parts_of_name(name)
    script = parts.superscript if parts is not None else ""
    return script[1:-1] if len(script) == 3 and script[0] + script[2] == "()" and script[1] in CHANNELS else script


def letter_of(name: str) -> str:
    """The letter of a name without its scripts; empty for what is no name in a network."""
    parts = parts_of_name(name)
    return parts.base if parts is not None else ""


def lowered(tree: Tree, letter: str) -> Tree:
    """A tree with a letter above names as their first index."""
    if isinstance(tree, Operation) and base_below(tree, letter):
        entry = with_entries(tree.left)
        inner, indices = (entry.base, entry.indices) if isinstance(entry, Entry) else (entry, ())
        return Entry(inner, (Name(letter), *indices), span=tree.span)
    if isinstance(tree, Entry) and isinstance(tree.base, Name) and above(tree.base.name) == letter:
        bare = replace(tree.base, name=replace(split(tree.base.name), superscript="").join())
        return replace(tree, base=bare, indices=(Name(letter), *tree.indices))
    if isinstance(tree, Name) and above(tree.name) == letter:
        parts = split(tree.name)
        bare = replace(tree, name=replace(parts, superscript="").join())
        entry = with_entries(bare) if below(tree.name) else bare
        inner, indices = (entry.base, entry.indices) if isinstance(entry, Entry) else (bare, ())
        return Entry(inner, (Name(letter), *indices), span=tree.span)
    return mapped(tree, lambda t: lowered(t, letter))
