"""The value of a derivative: a gradient, a table of slopes, or differences of an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.loose_names import LOSSES
from symcnn.checking.binding.target import Target
from symcnn.checking.meaning.functions import ENTRYWISE
from symcnn.checking.meaning.options import (
    masked,
)
from symcnn.checking.meaning.term_slopes import slope_by_terms
from symcnn.checking.numbers.value import Value, combine, exact, reshaped
from symcnn.errors import NameProblem, NameUnknown, NotSupportedYet, quoted
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Entry,
    Name,
    Negation,
    Number,
    Operation,
    Slope,
    Tree,
    find,
    walk,
)
from symcnn.reading.words import function_key

if TYPE_CHECKING:
    from symcnn.checking.binding.names import Names
    from symcnn.checking.meaning.interpret import Interpreter
    from symcnn.checking.meaning.own_function import OwnFunction

DIFFERENCE = 2.0**-10
# what layers hand on, by words and by letters
NO_LOSSES = frozenset(("z", "a", "h", "s", "u", "net"))
RESULTS = frozenset(("out", "output", "outputs", "hidden", "activation", "features", "logits", "pool", "conv"))
# the name that stands for the argument of a function of the writer's: nobody can write it
HELD = " argument"


def split_at(reader: Interpreter, tree: Derivative) -> int:
    """How many array axes of a derivative belong to what is differentiated."""
    try:
        of = reader.names.named(tree.of)
    except (NameUnknown, NameProblem):
        return 0
    return 0 if of.key == reader.names.model.network.loss else reader.names.rank(of.key) - len(of.indices)


def derivative(reader: Interpreter, tree: Derivative) -> Value:
    by = reader.names.named(tree.by)
    if isinstance(tree.of, Name) and is_only_a_number(reader, tree.of.name):
        if not reader.names.model.network.is_fragment:
            raise NotSupportedYet(f"only the number of {tree.of.name} is known, and not what it is made of")
    elif isinstance(tree.of, Name) and tree.of.name in reader.meanings and not reader.names.keys(tree.of.name):
        return of_expression(reader, reader.meanings[tree.of.name], by, tree.by)
    if isinstance(tree.of, Name) and (function := function_key(tree.of.name)) in functions_of(reader) and not reader.names.keys(
            tree.of.name):
        # F where y = x + F(x)
        return reader.only(Slope(function, tree.by))
    if not isinstance(tree.of, Name | Entry | Application) or (isinstance(tree.of, Entry) and isinstance(tree.of.base, Call)):
        return of_expression(reader, tree.of, by, tree.by)
    try:
        of = reader.names.named(tree.of)
    except (NameUnknown, NameProblem):
        if isinstance(tree.of, Name) and (is_shortened(reader, tree.of.name) or is_result(reader.names, tree.of.name) or (
                is_another_loss(reader.names.model.network.loss, tree.of.name)) or (
                tree.of.name in reader.letters and tree.of.name not in LOSSES)):
            # nor is an index of the line a loss
            raise
        # any other letter may be the loss
        of = Target(reader.names.model.network.loss)
    if of.key == reader.names.model.network.loss:
        return reader.entry(reader.names.gradient(tree.by))
    table = exact(reader.world.direct(of.key, by.key) if reader.direct else reader.world.jacobian(
        of.key, by.key, reader.writers))
    rank = reader.names.rank(of.key)
    if len(of.indices) < rank and by.indices:
        # the axes that have indices come first
        above, below = len(of.indices), rank + len(by.indices)
        order = (*range(above), *range(rank, below), *range(above, rank), *range(below, table.rank))
        return reader.at(reshaped(table, lambda a: a.transpose(order)), of.indices + by.indices)
    return reader.at(table, of.indices + by.indices)


def is_only_a_number(reader: Interpreter, name: str) -> bool:
    """Whether all that a page says of a name is its number: ``L = 0.457``, whose formula stands elsewhere."""
    meaning = reader.meanings.get(name)
    return meaning is not None and not reader.names.keys(name) and not any(True for _ in find(meaning, Name))


def functions_of(reader: Interpreter) -> Mapping[str, str]:
    """The functions that the network has by names of its own, each with what it is."""
    return reader.names.model.network.assembled.functions


def is_result(names: Names, name: str) -> bool:
    """Whether a name is a word for what a layer hands on, and for no loss, or such a letter beside a loss: ``out``, ``z``."""
    parts = parts_of_name(name)
    return name.casefold() in RESULTS or (
        parts is not None and parts.base in NO_LOSSES and not names.model.network.is_fragment)


def is_another_loss(loss: str, name: str) -> bool:
    """Whether a name has another word below it than the loss: ``L_{CE}`` beside ``L_{MSE}``."""
    words = [parts.subscript for n in (loss, name) if (parts := parts_of_name(n)) is not None and len(parts.subscript) > 1
             and parts.subscript.isalpha()]
    return len(words) == 2 and words[0].lower() != words[1].lower()


def is_shortened(reader: Interpreter, name: str) -> bool:
    """Whether a letter stands for a tensor that has a word below it elsewhere, ``A`` for ``A_{conv}``, and for no loss."""
    parts = (parts_of_name(t.shown) for t in reader.names.model.network.forward_system.tensors.values())
    return any(p is not None and p.base == name and len(p.subscript) > 2 and p.subscript.isalpha() for p in parts)


def is_own(reader: Interpreter, name: str) -> bool:
    """Whether a name the writer defined names no tensor too."""
    try:
        reader.names.target(name)
    except (NameUnknown, NameProblem):
        return True
    return False


def by_defined(reader: Interpreter, tree: Tree, name: str) -> Value:
    """The derivative of an expression by a number of the writer's own, by central differences."""
    here = reader.defined[name]
    if here.rank or here.names:
        raise NotSupportedYet(f"{quoted(name)} is no single number: the derivative by it is not understood")
    if isinstance(tree, Name) and not leads_to(reader, name, tree):
        raise NotSupportedYet(f"nothing says what {quoted(name)} has to do with {quoted(tree.name)}")
    reader.budget.spend(20)

    def moved(step: int) -> Value:
        there = exact(here.data + step * DIFFERENCE)
        return reader.elsewhere(defined={**reader.defined, name: there}).only(tree)
    return central(moved)


def central(moved: Callable[[int], Value]) -> Value:
    """A slope by differences of the fourth order, from the values at whole steps to either side."""
    near, far = (combine(moved(n), moved(-n), np.subtract) for n in (1, 2))
    return combine(near, far, lambda a, b: (8 * a - b) / (12 * DIFFERENCE))


def slope_of_own(reader: Interpreter, function: OwnFunction, argument: Value) -> Value:
    """The slope of a function of the writer's at each entry of its argument."""
    body = function.at(Name(HELD))
    reader.budget.spend(20)

    def moved(step: int) -> Value:
        there = replace(argument, data=argument.data + step * DIFFERENCE)
        return reader.elsewhere(defined={**reader.defined, HELD: there}).only(body)
    # the digits of a formula's numbers say nothing of how far its slope is off
    found = central(moved)
    return replace(found, radius=argument.radius if found.data.shape == argument.data.shape else np.zeros(found.data.shape))


def leads_to(reader: Interpreter, name: str, tree: Tree) -> bool:
    """Whether a formula hangs on a name of the writer's, by itself or by what its names were said to be."""
    met: set[str] = set()
    waiting = [tree]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, Name) and node.name not in met:
                met.add(node.name)
                waiting += [reader.meanings[node.name]] if node.name in reader.meanings else []
    return name in met


def is_entrywise(reader: Interpreter, tree: Tree, by: Target) -> bool:
    """Whether a formula works on each entry of an array alone: no sum, no index, no product of matrices."""
    names = {t.name for t in find(tree, Name)} - {"e"}
    plain = all(isinstance(t, Name | Number | Negation | Call | Operation) and (
        not isinstance(t, Call) or functions_of(reader).get(t.function, t.function) in ENTRYWISE) for t in walk(tree))
    with suppress(NameUnknown, NameProblem):
        return plain and len(names) == 1 and reader.names.target(names.pop()).key == by.key
    return False


def entry_by_entry(reader: Interpreter, tree: Tree, by: Target) -> Value:
    """The slope of a function of one array at each of its entries, by central differences."""
    here = np.asarray(reader.world.truth(by.key), dtype=float)
    reader.budget.spend(20)
    return central(lambda n: reader.elsewhere(world=reader.world.beside({by.key: here + n * DIFFERENCE})).only(tree))


def _names_in(tree: Tree) -> frozenset[str]:
    """The names in a tree, those of indices too."""
    return frozenset(t.name for t in find(with_entries(tree), Name))


def of_expression(reader: Interpreter, tree: Tree, by: Target, written: Tree | None = None) -> Value:
    """The derivative of an expression by a tensor or entries of it, as ``written``; worked out once in a world."""
    names = {name for each in (tree, *by.indices) for name in reader.once(each, "names", partial(_names_in, each))}
    letters = frozenset((n, v.names, v.data.tobytes()) for n in names if (v := reader.letters.get(n)) is not None)
    places = (reader.defined, reader.meanings, reader.functions)
    told = frozenset((n, id(place[n])) for place in places for n in names & set(place))
    key = (tree, by.key, by.indices, reader.direct, reader.base, letters, told, frozenset(reader.names.aliases.items()),
           reader.world.replaced.get(by.key))
    known = reader.world.slopes
    if key not in known:
        # what is told is kept, so that nothing else gets its identity
        known[key] = worked_out(reader, tree, by, written), told, reader
    return known[key][0]  # type: ignore[no-any-return]


def worked_out(reader: Interpreter, tree: Tree, by: Target, written: Tree | None) -> Value:
    """The derivative of an expression, term by term or by differences."""
    if not by.indices and is_entrywise(reader, tree, by) and by.key in reader.world.leaves:
        return entry_by_entry(reader, tree, by)
    if by.key not in reader.world.model.network.system.tensors:
        raise NotSupportedYet("an expression is differentiated by tensors only")
    single = len(by.indices) == reader.names.rank(by.key)
    if single and written is not None and (formula := slope_by_terms(reader, tree, written)) is not None:
        return reader.elsewhere(world=reader.world.beside({}), direct=False).only(formula)
    leaf = np.asarray(reader.world.truth(by.key), dtype=float)
    reader.budget.spend(20 * leaf.size)
    total = exact(0.0)

    def moved(place: int, step: int) -> Value:
        there = np.array(leaf)
        there.ravel()[place] += step * DIFFERENCE
        return reader.elsewhere(world=reader.world.beside({by.key: there})).only(tree)
    if not single:
        return reader.at(table_of([central(partial(moved, place)) for place in range(leaf.size)], leaf.shape), by.indices)
    places = reader.at(exact(np.arange(float(leaf.size)).reshape(leaf.shape)), by.indices)
    for place in range(leaf.size):
        slope = central(partial(moved, place))
        here = combine(places, exact(float(place)), lambda p, q: (p == q).astype(float))
        total = combine(total, combine(here, slope, masked), np.add)
    return total


def table_of(slopes: Sequence[Value], shape: tuple[int, ...]) -> Value:
    """The slopes of one number by each entry of an array, in the shape of this."""
    if any(s.rank for s in slopes):
        raise NotSupportedYet("the derivative of an array that has no name by another one is not understood")
    names = slopes[0].names
    data, radius = (np.stack([np.broadcast_to(part, slopes[0].data.shape) for part in parts], axis=-1).reshape(
        (*slopes[0].data.shape, *shape)) for parts in ([s.data for s in slopes], [s.radius for s in slopes]))
    return Value(names, data, radius)
