"""What functions, slopes, derivatives, sums over a range and maxima stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.dots import filled
from symcnn.checking.meaning.derivatives import by_defined, derivative, is_entrywise, is_own, slope_of_own, split_at
from symcnn.checking.meaning.functions import ARRAYS, ENTRYWISE, slope_of
from symcnn.checking.meaning.left_out import run_length
from symcnn.checking.meaning.operations import Option
from symcnn.checking.meaning.options import derivative_forms, masked_by
from symcnn.checking.meaning.ranged import bound, over_range, place_in_range, pooled
from symcnn.checking.meaning.second_slopes import second_slope_of, second_slope_of_own
from symcnn.checking.meaning.window_matrices import by_windows, is_rearranged
from symcnn.checking.numbers.value import Value, apply, combine, exact, reshaped, summed
from symcnn.errors import MeaninglessError, NameProblem, NameUnknown, NotSupportedYet, quoted
from symcnn.expression.nodes import Access, Apply
from symcnn.notation.spelling import GREEK
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Dots,
    Entry,
    Extremum,
    Nabla,
    Name,
    Operation,
    Slope,
    SumOver,
    Text,
    Tree,
    Tuple,
    find,
)
from symcnn.reading.words import function_key

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


# the slope of a known function and of the writer's own, by the primes of the function whose slope is taken
RULES = {"": (slope_of, slope_of_own), "'": (second_slope_of, second_slope_of_own)}


def read_call(reader: Interpreter, tree: Call) -> Iterator[Option]:
    name = reader.names.model.network.assembled.functions.get(tree.function, tree.function)
    if name == "prod" and len(tree.arguments) == 1 and isinstance(over := tree.arguments[0], SumOver):
        yield from read_product_over(reader, over)
    elif name in ENTRYWISE and len(tree.arguments) == 1:
        for value, said in reader.options(tree.arguments[0]):
            yield apply(value, ENTRYWISE[name]), said
    elif name in ARRAYS:
        if any(isinstance(t, Dots) for t in tree.arguments):
            tree = replace(tree, arguments=filled(tree.arguments, partial(run_length, reader)))
        for value, said in ARRAYS[name](reader, tree):
            yield value, said
    else:
        raise NotSupportedYet(f"the function {quoted(tree.function)} is not understood here")


def read_slope(reader: Interpreter, tree: Slope) -> Iterator[Option]:
    name = reader.names.model.network.assembled.functions.get(tree.plain, tree.plain)
    primes = tree.function[len(tree.plain):]
    if name not in ENTRYWISE and not (name in GREEK and name[0].isupper()):
        # no activation is called by a capital that the network does not know
        name = applied_to(reader, tree.argument) or name
    if primes not in RULES:
        raise NotSupportedYet(f"the slope of {quoted(tree.function)} is not understood here")
    of_known, of_own = RULES[primes]
    if (own := next((f for n, f in reader.functions.items() if function_key(n) == name), None)) is not None:
        for value, said in reader.options(tree.argument):
            yield of_own(reader, own, value), said
        return
    if name not in ENTRYWISE:
        raise NotSupportedYet(f"the slope of {quoted(tree.function)} is not understood here")
    for value, said in reader.options(tree.argument):
        yield apply(value, of_known(name)), said


def is_of_network(reader: Interpreter, tree: Tree) -> bool:
    """Whether a tree names a tensor of the network, as itself or with what it hangs on: ``L``, ``L(y, p)``."""
    base = tree.base if isinstance(tree, Application) else tree
    try:
        return reader.names.named(base).key in reader.names.model.network.forward_system.tensors
    except (NameUnknown, NameProblem):
        return False


def applied_to(reader: Interpreter, argument: Tree) -> str:
    """The one function that the network applies to a tensor: ``g'(z)`` is its slope, whatever the writer calls it."""
    try:
        key = reader.names.named(argument).key
    except (NameUnknown, NameProblem):
        return ""
    found = {e.right.function for e in reader.names.model.network.forward_system.equations if isinstance(e.right, Apply)
             and isinstance(e.right.argument, Access) and e.right.argument.tensor == key}
    return found.pop() if len(found) == 1 else ""


def read_derivative(reader: Interpreter, tree: Derivative) -> Iterator[Option]:
    if isinstance(tree.by, Name) and tree.by.name in reader.defined and is_own(reader, tree.by.name):
        if is_of_network(reader, tree.of):
            raise NotSupportedYet(f"nothing says what {quoted(tree.by.name)} has to do with what is differentiated")
        yield by_defined(reader, tree.of, tree.by.name), ()
        return
    if is_rearranged(tree.by) and is_rearranged(tree.of):
        yield from reader.read(Derivative(tree.of.arguments[0], tree.by.arguments[0]))  # type: ignore[attr-defined, union-attr]
        return
    if is_rearranged(tree.by):
        yield from by_windows(reader, tree)
        return
    value = derivative(reader, tree)
    yield from derivative_forms(value, split_at(reader, tree))
    if isinstance(tree.of, Call) and value.rank == 1 and not value.names and is_entrywise(
            reader, tree.of, reader.names.named(tree.by)):
        yield exact(np.diag(value.data)), ("the slopes as a matrix",)


def read_nabla(reader: Interpreter, tree: Nabla) -> Iterator[Option]:
    by = tree.by if tree.by is not None else tree.of
    if by is None:
        raise NotSupportedYet("a gradient sign without a name is not understood")
    formula = tree.of is not None and not isinstance(tree.of, Name | Entry | Application)
    if tree.by is not None and tree.of is not None and (formula or (is_of_network(reader, tree.of) and (
            reader.names.named(tree.of).key != reader.names.model.network.loss))):
        raise NotSupportedYet("a gradient of what is no loss is not understood here")
    yield reader.entry(reader.names.gradient(by)), ()


def as_printed(tree: SumOver) -> Tree | None:
    """``\\sum_i {a_i + b}`` as it looks without the braces, the first term alone under the signs; None without braces."""
    signs: list[SumOver] = [tree]
    while isinstance(signs[-1].body, SumOver):
        signs.append(signs[-1].body)
    body = signs[-1].body
    if not any(s.braced for s in signs) or not (isinstance(body, Operation) and body.operator in ("+", "-")):
        return None
    rest: list[Operation] = []
    while isinstance(body, Operation) and body.operator in ("+", "-"):
        rest.append(body)
        body = body.left
    for sign in reversed(signs):
        body = replace(sign, body=body, braced=False)
    for each in reversed(rest):
        body = replace(each, left=body)
    return body


def letterless(reader: Interpreter, tree: SumOver) -> Iterator[Option]:
    """A sum that says not over what: over all entries, over one axis, over positions, or over samples of which there is one."""
    for value, said in reader.options(tree.body):
        axes = tuple(range(len(value.names), value.data.ndim))
        for over in (axes, *((a,) for a in axes if len(axes) > 1)):
            yield Value(value.names, value.data.sum(axis=over), value.radius.sum(axis=over)), said
        for over in (axes[1:], axes[:-1]) if len(axes) > 2 else ():
            yield Value(value.names, value.data.sum(axis=over), value.radius.sum(axis=over)), (*said, "summed over positions")
        if len(axes) == 1 or (axes and isinstance(tree.body, Derivative | Nabla)):
            yield value, (*said, "the sum goes over samples, of which there is one")


def read_sum_over(reader: Interpreter, tree: SumOver) -> Iterator[Option]:
    if not tree.letters and not tree.conditions:
        yield from letterless(reader, tree)
        return
    for letter in tree.letters:
        if any(n.name == letter for end in (tree.lower, tree.upper) if end is not None for n in find(end, Name)):
            raise MeaninglessError(f"{letter} stands in a bound of the sum over {letter} itself")
    inner, mask = bound(reader, tree)
    for value, said in inner.options(tree.body):
        total = combine(value, mask, masked_by)
        for name in mask.names:
            if name in tree.letters:
                total = summed(total, name)
        yield total, said
    if (printed := as_printed(tree)) is not None:
        yield from ((v, (*s, "the braces group nothing on paper")) for v, s in reader.options(printed))


def read_product_over(reader: Interpreter, tree: SumOver) -> Iterator[Option]:
    """A product over letters; where a condition fails, the factor is one."""
    if not tree.letters:
        raise NotSupportedYet("it is not said over what this product goes")
    inner, mask = bound(reader, tree)
    for value, said in inner.options(tree.body):
        found = combine(value, mask, lambda a, m: np.where(m > 0, a, 1.0))
        axes = tuple(n for n, name in enumerate(found.names) if name in tree.letters)
        kept = tuple(name for name in found.names if name not in tree.letters)
        sizes = abs(found.data)
        radius = (sizes + found.radius).prod(axis=axes) - sizes.prod(axis=axes)
        yield Value(kept, found.data.prod(axis=axes), radius), said


def read_extremum(reader: Interpreter, tree: Extremum) -> Iterator[Option]:
    rule = {"max": np.max, "min": np.min}.get(tree.function)
    if tree.body is None and tree.conditions and all(isinstance(c, Text) for c in tree.conditions):
        yield pooled(reader), ("the maximum of the window",)
        return
    if tree.function in ("argmax", "argmin") and tree.body is not None and tree.conditions and not any(
            isinstance(c, Text) for c in tree.conditions):
        yield place_in_range(reader, tree), ()
        return
    if rule is None or tree.body is None:
        raise NotSupportedYet(f"{tree.function} is not understood here")
    if any(isinstance(c, Text) for c in tree.conditions):
        raise NotSupportedYet("a range given in words is not understood")
    if not tree.conditions:
        values = [reader.only(t) for t in (tree.body.items if isinstance(tree.body, Tuple) else (tree.body,))]
        found = values[0] if len(values) == 1 else None
        if found is not None and found.rank:
            yield reshaped(found, lambda a: rule(a.reshape((*a.shape[:len(found.names)], -1)), axis=-1)), ()
            return
        for other in values[1:]:
            values[0] = combine(values[0], other, np.maximum if tree.function == "max" else np.minimum)
        yield values[0], ()
        return
    yield over_range(reader, tree, rule), ()


OF_APPLIED: dict[type, Callable[..., Iterator[Option]]] = {
    Call: read_call,
    Slope: read_slope,
    Derivative: read_derivative,
    Nabla: read_nabla,
    SumOver: read_sum_over,
    Extremum: read_extremum,
}
