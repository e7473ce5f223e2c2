r"""Classes above the weights of a softmax: ``\sum_j \exp(\theta^{(j)\top} x)`` says what others write with ``\theta_j``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.checking.own.any_layer import layer_of
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.items import Item, NetworkBlock
from symcnn.reading.tree import Call, Entry, Name, SumOver, Tree, find, mapped


def with_classes_below(items: Sequence[Item]) -> list[Item]:
    """The items of a document without blocks, the letters of classes below weights that have them above."""
    if any(isinstance(item, NetworkBlock) for item in items):
        return list(items)
    trees = trees_of(items)
    found = {base for tree in trees for total in find(tree, SumOver)
             if isinstance(total.body, Call) and total.body.function == "exp" for base in bases_at(total.body, total.letters)}
    names = {t.name for tree in trees for t in find(tree, Name)} if found else set()
    found -= {p.base for n in names if (at := layer_of(n)) is not None and at.offset and (p := parts_of_name(n)) is not None}
    return with_trees(items, partial(lowered, bases=found)) if found else list(items)


def bases_at(tree: Tree, letters: Sequence[str]) -> Set[str]:
    """The names in a tree that wear one of the letters above, and nothing below, without it."""
    parts = (parts_of_name(t.name) for t in find(tree, Name))
    return {p.base for p in parts if p is not None and p.superscript in letters and not p.subscript}


def lowered(tree: Tree, bases: Set[str]) -> Tree:
    """The tree with entries of such names."""
    if isinstance(tree, Name):
        parts = parts_of_name(tree.name)
        if parts is not None and parts.base in bases and len(parts.superscript) == 1 and not parts.subscript:
            return Entry(Name(replace(parts, superscript="").join()), (Name(parts.superscript),), span=tree.span)
        return tree
    return mapped(tree, partial(lowered, bases=bases))


def named_above(source: str, tensors: Iterable[str]) -> frozenset[str]:
    r"""The names with a letter above of tensors that a text transposes with it: ``\theta^{(k)\top}`` is no power.

    >>> sorted(named_above(r"\theta^{(k)\top} x^{(i)} + \theta^{(j)} x", ["\\theta", "x"]))
    ['\\theta^{j}', '\\theta^{k}']
    """
    found: set[str] = set()
    for name in tensors:
        above = re.findall(rf"{re.escape(name)}\^\{{\(([a-z])\)(\s?(?:T|\\top|\\intercal)\}})?", source)
        if any(transposed for _, transposed in above):
            found |= {f"{name}^{{{letter}}}" for letter, _ in above}
    return frozenset(found)
