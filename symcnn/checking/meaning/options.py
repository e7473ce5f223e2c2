"""The meanings that differ, and arrays in the shapes that they may be meant in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from symcnn.checking.meaning.operations import TURNED, Option
from symcnn.checking.numbers.value import Value, exact
from symcnn.errors import MeaninglessError, NotSupportedYet

MOST = 48
FARTHEST = 2.0**40
# tables with more slopes are not searched for rows
LARGEST = 100_000
# how far the float of a whole number may be from it
DUST = 1e-6
# how far sums in another order may be apart: by this, and by this share of them
LEAST, SHARE = 1e-13, 1e-12
MISFIT = "the shapes of these arrays allow no product or sum"


def shaped_as(letters: int, shape: tuple[int, ...]) -> Callable[[np.ndarray], np.ndarray]:
    """Array axes in another shape of as many entries, behind the axes of so many letters."""
    return lambda x: x.reshape(x.shape[:letters] + shape)


def masked(holds: np.ndarray, value: np.ndarray) -> np.ndarray:
    """A value where a condition holds, else zero."""
    return np.where(holds > 0, value, 0.0)


def masked_by(value: np.ndarray, holds: np.ndarray) -> np.ndarray:
    """A value where a condition holds, else zero."""
    return np.where(holds > 0, value, 0.0)


def derivative_forms(value: Value, split: int) -> Iterator[Option]:
    """A derivative of a whole array by a whole array: entry by entry where it is diagonal, as a matrix, as a table."""
    left, right = value.shape[:split], value.shape[split:]
    if split and left == right and not value.names:
        n = int(np.prod(left))
        table = value.data.reshape(n, n)
        if np.allclose(table, np.diag(np.diag(table))):
            yield exact(np.diag(table).reshape(left)), ("the slope entry by entry",)
    if split and len(left) + len(right) > 2 and right and not value.names:
        yield exact(value.data.reshape(int(np.prod(left)), int(np.prod(right)))), ("a matrix of flattened arrays",)
        order = (*reversed(range(split)), *reversed(range(split, split + len(right))))
        yield exact(value.data.transpose(order).reshape(int(np.prod(left)), int(np.prod(right)))), (
            "a matrix of arrays read column by column",)
    yield value, ()
    if split and not value.names:
        yield from shorthands(value.data, split)


def shorthands(table: np.ndarray, split: int) -> Iterator[Option]:
    r"""A table of slopes where an axis of what is differentiated is one of what it is by: what people write for it.

    They say ``\partial z / \partial W = x`` of ``z = W x``, ``\partial Z / \partial X = W^T`` of ``Z = X W``, which is the same
    for all rows, and ``\partial a / \partial W = \sigma'(z) x^T``, the row of W that each entry hangs on.
    """
    rank = table.ndim - split
    if (split, rank) not in ((1, 2), (2, 2)) or table.size > LARGEST:
        return
    for one, other in product(range(split), range(split, table.ndim)):
        if table.shape[one] != table.shape[other]:
            continue
        rows = np.diagonal(table, axis1=one, axis2=other)
        if np.count_nonzero(rows) < np.count_nonzero(table):
            continue
        if np.allclose(rows, rows[..., :1]):
            yield exact(rows[..., 0]), ("the same for all rows",)
            if rows.ndim > 2:
                yield exact(rows[..., 0].T), ("the same for all rows",)
        elif rows.ndim == 2:
            yield exact(rows.T if other == split else rows), ("the row that each entry hangs on",)


def whole_numbers(data: np.ndarray) -> np.ndarray:
    """Indices and bounds from the floats they were worked out in."""
    if not (np.abs(data) < FARTHEST).all():
        raise MeaninglessError("an index or a bound is not a number within reach")
    found = np.rint(data)
    if np.any(np.abs(data - found) > DUST):
        raise MeaninglessError("an index or a bound is no whole number")
    return found.astype(int)


def distinct(options: Iterator[Option]) -> list[Option]:
    """The options whose values differ, in order."""
    found: list[Option] = []
    for value, said in options:
        same = next((n for n, (v, _) in enumerate(found) if value.names == v.names and value.shape == v.shape and (
            may_be_alike(value.data, v.data) and alike(value.data, v.data))), None) if found else None
        if same is None:
            found.append((value, tuple(dict.fromkeys(said))))
        elif TURNED in found[same][1] and TURNED not in said:
            # what is the same without a factor turned needs none
            found[same] = (value, tuple(dict.fromkeys(said)))
        if len(found) >= MOST:
            break
    if not found:
        raise NotSupportedYet(MISFIT)
    return found


def may_be_alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays agree in a few of their entries: most that differ do so there, and are told without all of them."""
    if one.shape != other.shape or not one.size:
        return True
    for place in {one.size // 2, one.size - 1, 0}:
        a, b = one.item(place), other.item(place)
        if abs(a - b) > LEAST + SHARE * abs(b):
            return False
    return True


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays are the same but for the order of their sums; what is no number is like itself."""
    with np.errstate(invalid="ignore"):
        near = np.abs(one - other) <= LEAST + SHARE * np.abs(other)
    return bool(near.all() or (near | (one == other) | (np.isnan(one) & np.isnan(other))).all())
