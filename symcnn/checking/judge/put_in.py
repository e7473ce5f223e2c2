"""Formulas with numbers put in for names, where nobody gave these numbers: what follows is worked out from them."""

from __future__ import annotations

from dataclasses import fields

from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.tree import Name, Number, Tree, has


def puts_in(formula: Tree, tree: Tree) -> bool:
    r"""Whether a side is a formula with numbers in place of some of its names: ``\sigma(0 x + 0)`` of ``\sigma(w x + b)``."""
    found: dict[Tree, Tree] = {}
    # numbers alone are what it comes to, for numbers that are said
    return not is_numeric(tree) and alike(formula, tree, found) and bool(found)


def alike(formula: Tree, tree: Tree, found: dict[Tree, Tree]) -> bool:
    """Whether trees differ in numbers that stand for names, or for what these come to; they are gathered."""
    if formula == tree:
        return True
    if is_numeric(tree) and not is_numeric(formula) and has(formula, Name):
        return found.setdefault(formula, tree) == tree
    return type(formula) is type(tree) and not isinstance(formula, Name | Number) and all(
        same(getattr(formula, each.name), getattr(tree, each.name), found)
        for each in fields(formula) if each.name != "span")  # type: ignore[arg-type]


def same(one: object, other: object, found: dict[Tree, Tree]) -> bool:
    """The same for parts of trees."""
    if isinstance(one, Tree) and isinstance(other, Tree):
        return alike(one, other, found)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(same(a, b, found) for a, b in zip(one, other, strict=True))
    return one == other
