r"""Gradients of functions of one letter at a point: ``\nabla J(\theta_0)`` of ``J(\theta) = \theta^2`` is ``J'(\theta_0)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.meaning.own_function import closed_in
from symcnn.checking.meaning.slopes_of_formulas import slope_in
from symcnn.checking.own.functions import letter_in
from symcnn.checking.own.told_slopes import named_in
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Nabla, Name, Slope, Tree, mapped
from symcnn.reading.words import function_key


def with_gradients_at(items: Sequence[Item]) -> list[Item]:
    """The items of a document, gradients of a function that one line gives in one letter alone as its slopes."""
    letters = of_one_letter(items)
    return with_trees(items, partial(as_slope, letters)) if letters else list(items)


def of_one_letter(items: Sequence[Item]) -> dict[str, str]:
    """The letters of the functions that hang on one letter and on nothing else, each given once."""
    found: dict[str, str] = {}
    other: set[str] = set()
    for chain in chains_of(items):
        name = named_in(chain.members[0]) if chain.kind == "claim" and chain.relations[0] in ("=", ":=") else ""
        letter = letter_in(chain.members[0]) if name else ""
        if not name or len(chain.members) < 2:
            continue
        if name in found or not closed_in(letter, chain.members[1]) or slope_in(chain.members[1], letter) is None:
            other.add(name)
        found[name] = letter
    return {name: letter for name, letter in found.items() if name not in other}


def as_slope(letters: Mapping[str, str], tree: Tree) -> Tree:
    """The tree, gradients of such functions as slopes: at the point that they are applied to, or by their letter."""
    tree = mapped(tree, partial(as_slope, letters))
    if not isinstance(tree, Nabla) or tree.of is None:
        return tree
    name = tree.of.name if isinstance(tree.of, Name) else named_in(tree.of, True)
    letter = letters.get(name)
    if letter is None or tree.by not in (None, Name(letter)):
        return tree
    point = tree.of.arguments[0] if isinstance(tree.of, Application) else Name(letter)
    return tree if tree.by is not None and point == Name(letter) else Slope(function_key(name), point, span=tree.span)
