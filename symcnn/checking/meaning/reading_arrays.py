"""What numbers, arrays written out, brackets and cases stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.dots import filled_rows
from symcnn.checking.meaning.left_out import run_length
from symcnn.checking.meaning.operations import Option
from symcnn.checking.meaning.options import masked
from symcnn.checking.numbers.typed import stacked, typed
from symcnn.checking.numbers.value import Value, combine, exact
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.reading.tree import (
    All,
    Bracket,
    Cancelled,
    Cases,
    Dots,
    Matrix,
    Name,
    Number,
    Transposed,
    Tuple,
)

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


def read_number(reader: Interpreter, tree: Number) -> Iterator[Option]:
    value = typed(tree.text)
    # the digits of given numbers are all there are
    known = abs(float(value.data)) in reader.exactly
    yield (Value((), value.data, np.zeros(()), value.unit) if known else value), ()


def read_cancelled(reader: Interpreter, tree: Cancelled) -> Iterator[Option]:
    yield from reader.read(tree.argument if tree.value is None else tree.value)


def read_matrix(reader: Interpreter, tree: Matrix) -> Iterator[Option]:
    if any(isinstance(t, Dots) for r in tree.rows for t in (r, *(r.rows if isinstance(r, Matrix) else ()))):
        tree = replace(tree, rows=filled_rows(tree.rows, partial(run_length, reader)))
    if (blocks := block_rows(reader, tree)) is not None:
        yield of_blocks(blocks), ()
        return
    rows = [reader.options(r)[:1] for r in tree.rows]
    if not rows:
        raise NotSupportedYet("an array without entries has no value")
    for chosen in product(*rows):
        yield stacked([v for v, _ in chosen]), ()


def block_rows(reader: Interpreter, tree: Matrix) -> list[list[Value]] | None:
    """The values in the cells of a matrix some of whose cells are matrices themselves; None where none is."""
    cells = [r.rows for r in tree.rows if isinstance(r, Matrix)]
    if len(cells) < len(tree.rows) or len({len(r) for r in cells}) != 1 or not any(
            isinstance(t, Name | Transposed) for r in cells for t in r):
        return None
    values = [[reader.only(t) for t in r] for r in cells]
    return values if any(v.rank == 2 for r in values for v in r) and not any(v.names for r in values for v in r) else None


def of_blocks(rows: list[list[Value]]) -> Value:
    """A matrix made of matrices; a nought that stands beside them is a matrix of noughts."""
    heights = [next((v.shape[0] for v in r if v.rank == 2), 1) for r in rows]
    widths = [next((v.shape[1] for v in c if v.rank == 2), 1) for c in zip(*rows, strict=True)]
    filled = [[v if v.rank == 2 else exact(np.full((h, w), float(v.data))) if not v.rank and not float(v.data) else v
               for v, w in zip(r, widths, strict=True)] for r, h in zip(rows, heights, strict=True)]
    if any(v.shape != (h, w) for r, h in zip(filled, heights, strict=True) for v, w in zip(r, widths, strict=True)):
        raise MeaninglessError("the blocks of a matrix do not go together")
    return Value((), np.block([[v.data for v in r] for r in filled]), np.block([[v.radius for v in r] for r in filled]))


def read_tuple(reader: Interpreter, tree: Tuple) -> Iterator[Option]:
    if not tree.items:
        raise NotSupportedYet("empty brackets have no value")
    yield stacked([reader.only(item) for item in tree.items]), ()


def read_bracket(reader: Interpreter, tree: Bracket) -> Iterator[Option]:
    yield from reader.read(tree.condition)


def read_all(reader: Interpreter, tree: All) -> Iterator[Option]:
    found = reader.only(tree.conditions[0])
    for condition in tree.conditions[1:]:
        found = combine(found, reader.only(condition), np.multiply)
    yield found, ()


def read_cases(reader: Interpreter, tree: Cases) -> Iterator[Option]:
    left, total = exact(1.0), exact(0.0)
    for branch, condition in tree.branches:
        holds = left if condition is None else combine(left, reader.only(condition), np.multiply)
        total = combine(total, combine(holds, reader.only(branch), masked), np.add)
        left = combine(left, holds, np.subtract)
    yield total, ()


OF_ARRAYS: dict[type, Callable[..., Iterator[Option]]] = {
    Number: read_number,
    Cancelled: read_cancelled,
    Matrix: read_matrix,
    Tuple: read_tuple,
    Bracket: read_bracket,
    All: read_all,
    Cases: read_cases,
}
