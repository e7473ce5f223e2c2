"""What two arrays add up to: entry by entry, a vector to each column, one as the identity."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np

from symcnn.checking.meaning.operations import Option
from symcnn.checking.meaning.options import shaped_as
from symcnn.checking.numbers.value import Value, combine, exact, reshaped
from symcnn.errors import MeaninglessError
from symcnn.reading.tree import Derivative, Number, Operation, Tree, has


def sums(tree: Operation, one: Value, other: Value) -> Iterator[Option]:
    """The sum or the difference of two sides, in every way that it may be meant."""
    sign = 1.0 if tree.operator == "+" else -1.0
    if one.rank and other.rank and one.shape != other.shape and prod(one.shape) == prod(other.shape):
        other = reshaped(other, shaped_as(len(other.names), one.shape))
    try:
        found = combine(one, other, lambda x, y: x + sign * y)
    except MeaninglessError:
        found = None
    if found is not None:
        yield found, ()
    for matrix, number, side in ((one, other, tree.right), (other, one, tree.left)):
        if side == Number("1") and is_table(matrix) and has_slopes(tree):
            same = exact(np.eye(matrix.shape[0]))
            yield combine(*((matrix, same) if number is other else (same, matrix)), lambda x, y: x + sign * y), (
                "1 is the identity",)
    low, high = sorted((one, other), key=lambda v: v.rank)
    if (low.rank, high.rank) == (1, 2) and low.shape[0] == high.shape[0]:
        wide = reshaped(low, lambda x: x[..., None])
        pair = (wide, other) if low is one else (one, wide)
        yield combine(*pair, lambda x, y: x + sign * y), ("a vector added to each column",)


def is_table(value: Value) -> bool:
    """Whether a value is a square matrix."""
    return value.rank == 2 and not value.names and value.shape[0] == value.shape[1]


def has_slopes(tree: Tree) -> bool:
    """Whether derivatives stand in a sum."""
    return has(tree, Derivative)
