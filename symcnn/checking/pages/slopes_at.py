r"""Derivatives with what they are by in brackets behind them, ``\frac{\partial f}{\partial z}(z)``: no product with it."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import with_trees
from symcnn.checking.own.softmax_entries import plain
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Name, Operation, Tree, mapped


def with_slopes_alone(items: Sequence[Item]) -> list[Item]:
    """The items of a document, derivatives at what they are by as these derivatives."""
    return with_trees(items, alone)


def alone(tree: Tree) -> Tree:
    """The tree with derivatives at what they are by as these derivatives."""
    tree = mapped(tree, alone)
    match tree:
        case Operation("juxtapose", Derivative(by=by) as slope, Name() as at) if in_brackets(tree) and (
                plain(at) == plain(array(by))):
            return slope
    return tree


def array(tree: Tree) -> Tree:
    """The array that an entry is of."""
    entry = with_entries(tree)
    return entry.base if isinstance(entry, Entry) else tree


def in_brackets(tree: Operation) -> bool:
    """Whether the second factor of a product stands in brackets: these are part of the product alone."""
    return tree.left.span[1] < tree.right.span[0] and tree.right.span[1] < tree.span[1]
