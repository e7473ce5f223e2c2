"""Slopes as people write them out, ``a(1 - a)`` and ``1 - a^2``: where one stands, and a product without it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import tensors
from symcnn.reading.tree import Derivative, Entry, Name, Number, Operation, Slope, Tree, walk

PRODUCTS = ("juxtapose", "*", "odot", "star")
ONE = Number("1")


def in_a_slope(reading: Reading, old: Tree, new: Tree, parents: tuple[Tree, ...]) -> bool:
    """Whether a name stands within a slope, and the other is the activation's value where this is its argument."""
    if any(isinstance(p, Slope) for p in parents):
        return key_of(reading, old) != key_of(reading, new)
    if not any(is_complement(p) or _has_rest(p, old) for p in parents) or any(isinstance(p, Derivative) for p in parents):
        return False
    keys = {key_of(reading, old), key_of(reading, new)}
    equations = reading.names.model.network.forward_system.equations
    return any(isinstance(e.right, Apply) and {e.tensor} | tensors(e.right) == keys for e in equations)


def _has_rest(product: Tree, name: Tree) -> bool:
    """Whether ``1 - a`` is a factor of a product, for the other factor ``a``."""
    return isinstance(product, Operation) and product.operator in PRODUCTS and any(
        is_complement(t) and isinstance(t, Operation) and t.right == name for _, t in _factors(product))


def key_of(reading: Reading, tree: Tree) -> str | None:
    """The tensor that a name stands for, or None."""
    try:
        return reading.names.named(tree).key if isinstance(tree, Name | Entry) else None
    except SymcnnError:
        return None


def is_complement(tree: Tree) -> bool:
    """``1 - a`` or ``1 - a^2``."""
    return isinstance(tree, Operation) and tree.operator == "-" and tree.left == ONE


def is_slope(tree: Tree) -> bool:
    """Whether a factor is a slope: ``f'(z)``, ``1 - a^2``, or a product with ``1 - a``."""
    if isinstance(tree, Slope):
        return True
    squared = is_complement(tree) and isinstance(tree, Operation) and isinstance(tree.right, Operation) and (
        tree.right.operator == "^")
    product = isinstance(tree, Operation) and tree.operator in PRODUCTS
    return squared or (product and any(is_complement(t) for t in walk(tree)))


def without_slope(node: Operation) -> Iterator[tuple[str, str, float, Tree]]:
    """A product without its two factors ``a`` and ``1 - a``, wherever they stand in it."""
    parts = list(_factors(node))
    for number, (_, part) in enumerate(parts):
        if not (is_complement(part) and isinstance(part, Operation)):
            continue
        at = next((n for n, (_, other) in enumerate(parts) if n != number and other == part.right), None)
        rest = [p for n, p in enumerate(parts) if n not in (number, at)]
        if at is not None and rest:
            first = rest[0][1]
            kept = reduce(lambda left, p: Operation(p[0], left, p[1]), rest[1:], first)
            yield ("slope-kept", f"the slope {say(part.right)} (1 - {say(part.right)}) does not belong there: the loss has "
                   "taken it up", 1.05, kept)


def _factors(node: Tree, operator: str = "juxtapose") -> Iterator[tuple[str, Tree]]:
    """The factors of a product in order, each with the sign before it."""
    if isinstance(node, Operation) and node.operator in PRODUCTS:
        yield from _factors(node.left, operator)
        yield from _factors(node.right, node.operator)
    else:
        yield operator, node
