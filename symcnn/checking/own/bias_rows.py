"""Biases that are columns and are added as rows: ``z = x W + b^T`` has a list b, which lies like the product."""

from __future__ import annotations

from dataclasses import replace

from symcnn.notation.spelling import split, undressed
from symcnn.reading.tree import PRODUCTS, Name, Operation, Transposed, Tree


def with_plain_biases(tree: Tree) -> Tree:
    """The sum with lists for small letters that are added to a product of matrices across."""
    if not isinstance(tree, Operation) or tree.operator != "+":
        return tree
    left = with_plain_biases(tree.left)
    right = tree.right
    if is_product(left) and isinstance(right, Transposed) and is_list(right.argument):
        right = right.argument
    return replace(tree, left=left, right=right)


def is_product(tree: Tree) -> bool:
    """Whether a tree is a product, or ends as the sum of one and others."""
    return isinstance(tree, Operation) and (tree.operator in PRODUCTS or (tree.operator == "+" and is_product(tree.left)))


def is_list(tree: Tree) -> bool:
    """Whether a tree is a name that writers give a list: a small letter."""
    return isinstance(tree, Name) and undressed(split(tree.name).base).islower()
