"""Functions told by their slopes: in terms of their values, ``g' = a(1 - a)``, or case by case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.meaning.functions import slope_of
from symcnn.checking.meaning.own_function import POINTS, OwnFunction, closed_in, values_of
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    Application,
    Bracket,
    Call,
    Cases,
    Derivative,
    Entry,
    Name,
    Operation,
    Slope,
    Tree,
    mapped,
)
from symcnn.reading.words import function_key

# the slopes of functions in terms of their values
SLOPES: dict[str, Callable[[float], float]] = {"sigmoid": lambda s: s * (1 - s), "tanh": lambda s: 1 - s * s}
# letters that stand for any activation, where a writer says for which
OPEN = frozenset({"sigma"})
# those whose slopes are given case by case
GATES = ("relu", "leakyrelu")
BY_ARGUMENT = (*GATES, "sigmoid", "tanh", "softplus", "elu")


def told_by_slopes(chains: Sequence[Chain]) -> Iterator[tuple[str, OwnFunction]]:
    """The functions that nobody defines, and whose slope in terms of their value or argument says which they are.

    ``g' = a(1 - a)``, ``dh/dz = 1 - h^2`` of an ``h = g(z)``; of several slopes of one function none says it.
    """
    values = {m: c.members[0] for c in chains if c.kind == "claim" for m in c.members[1:] if named_in(m, True)}
    names = {function_key(named_in(m, True)): named_in(m, True) for m in values}
    told: dict[str, list[str]] = {}
    for slope, right in ((c.members[0], m) for c in chains for m in c.members[1:]):
        found = sloped(slope, values)
        name = names.get(found[0], "") if found else ""
        if found and name:
            results = {head for m, head in values.items() if named_in(m, True) == name}
            told.setdefault(name, []).extend(k for k in known_by_slope(entrywise(in_values(right, name, results)), found[1])
                                             if k not in told.get(name, []))
    for name, known in told.items():
        if len(known) == 1:
            yield name, OwnFunction("z", Call(known[0], (Name("z"),)), known[0])


def sloped(head: Tree, values: Mapping[Tree, Tree]) -> tuple[str, Tree] | None:
    """The function, by key, whose slope a side is, and where: ``f'(z)``, or ``da/dz`` where ``a`` is one of its values."""
    if isinstance(head, Slope):
        return head.function, head.argument
    if isinstance(head, Derivative):
        # da_i/dz_i is the slope at every entry
        of, by = whole(head.of), whole(head.by)
        at = next((m for m, value in values.items() if value in (head.of, of) and argument_of(m) in (head.by, by)), None)
        return (function_key(named_in(at, True)), head.by) if at is not None else None
    return None


def known_by_slope(body: Tree, argument: Tree) -> Iterator[str]:
    """The known function that has this slope, in terms of its value ``s``, or of the letter that it is applied to."""
    if closed_in("s", body) and (found := values_of("s", body)) is not None:
        yield from (known for known, rule in SLOPES.items() if np.allclose(found, [rule(point) for point in POINTS], rtol=1e-9))
    elif isinstance(argument, Name) and closed_in(argument.name, body) and (
            found := values_of(argument.name, body)) is not None:
        yield from (known for known in BY_ARGUMENT if np.allclose(found, slope_of(known)(np.array(POINTS)), rtol=1e-6))


def told_of_slopes(chains: Sequence[Chain]) -> Iterator[tuple[str, OwnFunction]]:
    r"""What a writer's ``\sigma`` is, where its slope says so: 1 where z is above nought, and 0 elsewhere, is that of relu."""
    told = {(slope.function, slope.argument.name): m for c in chains for m in c.members[1:2]
            if isinstance(slope := c.members[0], Slope) and slope.function in OPEN and isinstance(slope.argument, Name)}
    for (function, letter), body in told.items() if len(told) == 1 else ():
        values = values_of(letter, body) if closed_in(letter, body) else None
        if values is not None and isinstance(body, Cases | Bracket):
            for known in GATES:
                if np.allclose(values, slope_of(known)(np.array(POINTS)), rtol=1e-6):
                    yield function, OwnFunction(letter, Call(known, (Name(letter),)), known)


def in_values(tree: Tree, function: str, results: Collection[Tree]) -> Tree:
    """A formula with one letter for what a function gives: for itself, and for the names of its results."""
    if tree in results or whole(tree) in results or named_in(tree, True) == function:
        return Name("s")
    return mapped(tree, lambda t: in_values(t, function, results))


def whole(tree: Tree) -> Tree:
    """The array of which a tree is an entry at letters, else the tree itself."""
    entry = with_entries(tree) if isinstance(tree, Name) else tree
    return entry.base if isinstance(entry, Entry) and all(isinstance(i, Name) for i in entry.indices) else tree


def entrywise(tree: Tree) -> Tree:
    """A formula with products of single numbers for those of entries."""
    tree = mapped(tree, entrywise)
    return replace(tree, operator="*") if isinstance(tree, Operation) and tree.operator == "odot" else tree


def named_in(tree: Tree, of_anything: bool = False) -> str:
    """The name of the function that is applied to a letter, or to anything; else nothing."""
    is_one = isinstance(tree, Application) and len(tree.arguments) == 1 and isinstance(tree.base, Name) and (
        of_anything or isinstance(tree.arguments[0], Name))
    return tree.base.name if is_one else ""  # type: ignore[attr-defined]


def argument_of(tree: Tree) -> Tree | None:
    """What a function is applied to."""
    return tree.arguments[0] if isinstance(tree, Application) else None
