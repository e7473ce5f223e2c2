"""What sums, products, powers and relations may stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product as cartesian
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.dots import filled_sum, with_entries
from symcnn.checking.binding.samples import COUNTS
from symcnn.checking.meaning.entrywise_first import paired_first
from symcnn.checking.meaning.factor_kinds import is_columns, is_convolution, is_laid_out, is_loose, is_table, right_end
from symcnn.checking.meaning.functions import ARRAYS
from symcnn.checking.meaning.ones import added_up
from symcnn.checking.meaning.operations import BESIDE, CONVOLVING, LINKED, OUTER_LOOSE, Option, convolutions, products
from symcnn.checking.meaning.options import whole_numbers
from symcnn.checking.meaning.reading_names import is_unknown
from symcnn.checking.meaning.sums import sums
from symcnn.checking.meaning.turned_names import turned_power
from symcnn.checking.meaning.window_matrices import matrices
from symcnn.checking.numbers.value import Value, combine, linear, reshaped
from symcnn.errors import MeaninglessError, NameProblem, NameUnknown, NotSupportedYet, SymcnnError
from symcnn.reading.tree import (
    Application,
    Call,
    Convolved,
    Derivative,
    Entry,
    Name,
    Negation,
    Number,
    Operation,
    Slope,
    Transposed,
    Tree,
    Tuple,
)
from symcnn.reading.words import function_key

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


def read_negation(reader: Interpreter, tree: Negation) -> Iterator[Option]:
    for value, said in reader.options(tree.argument):
        yield replace(value, data=-value.data), said


def is_number(reader: Interpreter, tree: Tree) -> bool:
    """Whether a tree names a number: a scalar, or an entry with all its indices."""
    try:
        found = reader.names.named(tree)
    except (NameUnknown, NameProblem):
        return False
    return reader.names.rank(found.key) == len(found.indices)


def behind_bracket(reader: Interpreter, tree: Tree, rule: Callable[[Tree], Tree]) -> Operation | None:
    """``x(d)^T``, ``y(1-y)^2``: what stands above belongs to the bracket alone where the two are a product."""
    if not isinstance(tree, Application) or len(tree.arguments) != 1:
        return None
    if isinstance(tree.base, Name) and function_key(tree.base.name) in ARRAYS and not reader.names.keys(tree.base.name):
        return None
    if not (is_number(reader, tree.base) or reader.names.multiplies(tree)):
        return None
    return Operation("juxtapose", tree.base, rule(tree.arguments[0]))


def read_transposed(reader: Interpreter, tree: Transposed) -> Iterator[Option]:
    if (apart := behind_bracket(reader, tree.argument, Transposed)) is not None:
        yield from reader.read(apart)
        return
    entry = with_entries(tree.argument)
    if isinstance(entry, Entry) and len(entry.indices) == 2 and is_number(reader, entry):
        # (W)_{ji}^T is the entry of the transpose
        yield from reader.read(replace(entry, indices=entry.indices[::-1]))
    for value, said in reader.options(tree.argument):
        yield (reshaped(value, lambda a: np.swapaxes(a, -1, -2)) if value.rank == 2 else value), said


def read_operation(reader: Interpreter, tree: Operation) -> Iterator[Option]:
    if tree.operator in RELATIONS:
        for (a, s), (b, t) in reader.pairs(tree.left, tree.right):
            holds = combine(a, b, RELATIONS[tree.operator])
            if isinstance(tree.left, Tuple) and holds.rank == 1:
                # a place is the same where all its numbers are
                holds = reshaped(holds, lambda x: np.asarray(x.all(axis=-1)))
            yield holds, s + t
    elif tree.operator in ("+", "-"):
        yield from read_sum(reader, tree)
    elif tree.operator == "/":
        yield from read_quotient(reader, tree)
    elif tree.operator == "mod":
        for (a, s), (b, t) in reader.pairs(tree.left, tree.right):
            yield combine(a, b, lambda x, y: np.mod(whole_numbers(x), divisors(y))), s + t
    elif tree.operator == "^":
        yield from read_power(reader, tree)
    elif tree.operator == "juxtapose" and isinstance(tree.right, Tuple) and isinstance(tree.left, Operation):
        # (I * K)(i, j): an entry of what stands before
        for value, said in reader.options(tree.left):
            if value.rank == len(tree.right.items):
                yield reader.at(value, tree.right.items), said
    else:
        yield from read_product(reader, tree.operator, tree.left, tree.right)


def read_quotient(reader: Interpreter, tree: Operation) -> Iterator[Option]:
    """What is divided by what, entry by entry; of several readings those whose shapes go together."""
    mean, found, problem = is_count(reader, tree.right), False, None
    for (a, s), (b, t) in reader.pairs(tree.left, tree.right):
        try:
            value = combine(a, b, np.divide)
        except MeaninglessError as misfit:
            problem = misfit
            continue
        found = True
        yield value, s + t + mean
    if problem is not None and not found:
        raise problem


def is_count(reader: Interpreter, tree: Tree) -> tuple[str, ...]:
    """What is said of a number of samples that nobody gives."""
    invented = isinstance(tree, Name) and tree.name in COUNTS and tree.name in reader.defined and (
        tree.name not in reader.meanings)
    return (f"1/{tree.name} is that of a mean over samples",) if invented and isinstance(tree, Name) else ()


def read_sum(reader: Interpreter, tree: Operation) -> Iterator[Option]:
    if tree.adds_dots:
        whole = filled_sum(tree)
        if whole is not None:
            yield from reader.read(whole)
            return
    for (a, s), (b, t) in reader.pairs(tree.left, tree.right):
        for value, said in sums(tree, a, b):
            yield value, (*s, *t, *said)


def read_power(reader: Interpreter, tree: Operation) -> Iterator[Option]:
    if (apart := behind_bracket(reader, tree.left, lambda t: Operation("^", t, tree.right))) is not None:
        yield from reader.read(apart)
        return
    above = tree.right.base if isinstance(tree.right, Application) else tree.right
    if isinstance(tree.left, Name) and turned_power(reader.names, tree.left.name, above):
        # K^{180}, K^{flip}
        yield from reader.read(Call("rot180", (tree.left,)))
    if above == Name("t") and is_unknown(reader, above):
        # (y - t)^t, where no t is known
        found = [(v, s) for v, s in reader.options(Transposed(tree.left)) if v.rank]
        yield from found
        if found:
            return
    if isinstance(tree.left, Name) and is_unknown(reader, above):
        # y^n: the number of the sample stands above
        yield from reader.read(tree.left)
        return
    for (a, s), (b, t) in reader.pairs(tree.left, tree.right):
        yield combine(a, b, np.power), s + t
        if a.rank == 1 and tree.right == Number("2"):
            # (Y - y)^2 of two lists
            yield linear(a, a, lambda x, y: (x * y).sum(axis=-1)), (*s, *t, "the sum of the squares")
    if isinstance(tree.left, Name) and isinstance(above, Name) and above.name in reader.letters:
        yield from ((v, (*s, f"{above.name} numbers the samples")) for v, s in reader.options(tree.left))


def read_product(reader: Interpreter, glyph: str, left: Tree, right: Tree) -> Iterator[Option]:
    if glyph == "juxtapose" and isinstance(right, Tuple):
        # (a * b)(p, q): an entry of what stands in the bracket
        found = [(v, s) for v, s in reader.options(left) if v.rank == len(right.items)]
        yield from ((reader.at(v, right.items), s) for v, s in found)
        if found:
            return
    sign = glyph if glyph in (*CONVOLVING, "odot") else "juxtapose"
    tables = [is_table(reader, t) for t in (left, right)]
    if (sign == "juxtapose" and any(tables)) or (sign == "*" and tables[1] and isinstance(right_end(left), Derivative)):
        sign = LINKED
    if sign == "juxtapose" and any(isinstance(t, Slope | Convolved) or is_convolution(t) for t in (left, right)):
        # a slope, or what a convolution gives, is convolved by no one who writes it side by side with another
        sign = BESIDE
    for (a, s), (b, t) in reader.pairs(left, right):
        yield from added_up(left, right, (a, s), (b, t))
        for value, said in products(a, b, sign, reader.strides):
            crossing = said == ("outer product",) and reader.crosses and is_loose(glyph, left, right)
            yield value, s + t + ((OUTER_LOOSE,) if crossing else said)
        if is_columns(right) and not is_columns(left) and a.rank == 2 and b.rank == 2 and 1 not in a.shape:
            # an image beside columns of windows is a row of its entries
            yield from ((v, (*s, *t, *said, "the array as a row")) for v, said in products(as_row(a), b, sign, reader.strides))
        elif is_laid_out(left) and a.shape[1:] == (1,) and b.rank == 2 and 1 not in b.shape:
            yield from ((v, (*s, *t, *said, "the array as a row")) for v, said in products(a, as_row(b), sign, reader.strides))
    if sign == "juxtapose" and (is_laid_out(left) or is_laid_out(right)):
        # beside a matrix of windows, dY is laid out as one too
        yield from laid_out(reader, left, right)
    for nearer in paired_first(left, right) if sign == "odot" else ():
        with suppress(SymcnnError):
            yield from ((v, (*s, "the entrywise product before the one beside it")) for v, s in reader.options(nearer))


def as_row(value: Value) -> Value:
    """The entries of an image side by side."""
    return reshaped(value, lambda x: x.reshape((*x.shape[:-2], 1, -1)))


def laid_out(reader: Interpreter, left: Tree, right: Tree) -> Iterator[Option]:
    """The products in which an operand of more than two axes is the matrix that goes with windows."""
    def sides(tree: Tree) -> list[Option]:
        whole = reader.options(tree)
        plain = [(value, said) for value, said in whole if value.rank < 3]
        return plain or [(m, (*said, *words)) for value, said in whole for m, words in matrices(reader, tree, value)]

    for (a, s), (b, t) in cartesian(sides(left), sides(right)):
        if a.rank == b.rank == 2:
            yield from ((v, (*s, *t, *said)) for v, said in products(a, b, BESIDE, reader.strides))


def read_convolved(reader: Interpreter, tree: Convolved) -> Iterator[Option]:
    modes = tuple(m for m in ("valid", "full", "same") if m in tree.mode) or ("valid", "full", "same")
    steps = tuple(int(n) for n in tree.mode.split()[1:] if n.isdigit() and len(n) < 4)
    if len(set(steps)) > 1:
        raise NotSupportedYet("a stride for each axis is not understood here")
    strides = steps[:1] if "stride" in tree.mode and steps and steps[0] else reader.strides
    for (a, s), (b, t) in reader.pairs(tree.left, tree.right):
        for value, said in convolutions(a, b, strides, modes):
            yield value, s + t + said


def divisors(data: np.ndarray) -> np.ndarray:
    """Whole numbers that something is divided by."""
    found = whole_numbers(data)
    if not found.all():
        raise MeaninglessError("nothing is divided by nought")
    return found


OF_OPERATIONS: dict[type, Callable[..., Iterator[Option]]] = {
    Negation: read_negation,
    Transposed: read_transposed,
    Operation: read_operation,
    Convolved: read_convolved,
}

SAME = 1e-9
RELATIONS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "==": lambda a, b: abs(a - b) <= SAME * (1 + abs(a)), "=": lambda a, b: abs(a - b) <= SAME * (1 + abs(a)),
    "!=": lambda a, b: abs(a - b) > SAME * (1 + abs(a)),
    # that the first divides the second
    "|": lambda a, b: np.mod(whole_numbers(b), divisors(a)) == 0,
    ">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal,
}
