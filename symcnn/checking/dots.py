"""What a writer leaves out: ``a_1 + ... + a_n`` as a sum, ``[a_1 ... a_n]`` filled in, by the parts on either side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symcnn.checking.subscripts import subscripts
from symcnn.errors import NameProblem, NotSupportedYet
from symcnn.notation.spelling import Parts, split
from symcnn.reading.tree import Dots, Entry, Matrix, Name, Number, Operation, SumOver, Tree, parts_of

LETTER = "running"


def with_entries(tree: Tree) -> Tree:
    """The tree with indices in names made entries: ``X_1`` as ``X[1]``."""
    if isinstance(tree, Name):
        try:
            parts = split(tree.name)
        except NameProblem:
            return tree
        found = subscripts(parts.subscript) if parts.subscript else []
        if not found:
            return tree
        base = Parts(parts.base, "", parts.primes, parts.superscript).join()
        return Entry(Name(base), max(found, key=len))
    if isinstance(tree, Entry):
        # an index such as c_i is a letter, no entry
        return tree
    return mapped(tree, with_entries)


def mapped(tree: Tree, rule: Callable[[Tree], Tree]) -> Tree:
    """The tree with a rule applied to everything directly below it."""
    changes: dict[str, object] = {}
    for part in parts_of(type(tree)):
        value = getattr(tree, part)
        if isinstance(value, Tree):
            changes[part] = rule(value)
        elif isinstance(value, tuple) and any(isinstance(v, Tree) for v in value):
            changes[part] = tuple(rule(v) if isinstance(v, Tree) else v for v in value)
    return replace(tree, **changes) if changes else tree  # type: ignore[arg-type]


def generalised(first: Tree, last: Tree, found: set[tuple[Tree, Tree]]) -> Tree:
    """One tree for two that are alike but for a number that runs; the ends of its run are gathered."""
    if first == last:
        return first
    if type(first) is type(last) and not isinstance(first, Name | Number):
        changes: dict[str, object] = {}
        for part in parts_of(type(first)):
            a, b = getattr(first, part), getattr(last, part)
            if isinstance(a, Tree) and isinstance(b, Tree):
                changes[part] = generalised(a, b, found)
            elif isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
                changes[part] = tuple(generalised(x, y, found) if isinstance(x, Tree) else x
                                           for x, y in zip(a, b, strict=True))
        return replace(first, **changes)  # type: ignore[arg-type]
    found.add((first, last))
    return Name(LETTER)


def run_between(first: Tree, last: Tree) -> tuple[Tree, Tree, Tree]:
    """The tree that both are values of, and the ends of the number that runs."""
    ends: set[tuple[Tree, Tree]] = set()
    body = generalised(with_entries(first), with_entries(last), ends)
    if len(ends) != 1:
        raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
    (pair,) = ends
    return body, *pair


def terms(tree: Tree) -> list[Tree]:
    """The terms of a sum."""
    if isinstance(tree, Operation) and tree.operator == "+":
        return [*terms(tree.left), *terms(tree.right)]
    return [tree]


def filled_sum(tree: Tree) -> Tree | None:
    """A sum with dots as a sum over the number that runs, or None where no dots stand in it."""
    found = terms(tree)
    places = [n for n, t in enumerate(found) if isinstance(t, Dots)]
    if len(places) != 1 or not 0 < places[0] < len(found) - 1:
        return None
    at = places[0]
    body, low, high = run_between(found[at - 1], found[at + 1])
    parts = [*found[:at - 1], SumOver((LETTER,), low, high, body), *found[at + 2:]]
    total = parts[0]
    for part in parts[1:]:
        total = Operation("+", total, part)
    return total


def filled(items: tuple[Tree, ...], number: Callable[[Tree], int]) -> tuple[Tree, ...]:
    """A list with dots filled in, the ends of the run worked out by ``number``."""
    found: list[Tree] = []
    for place, item in enumerate(items):
        if not isinstance(item, Dots):
            found.append(item)
            continue
        if not 0 < place < len(items) - 1 or isinstance(items[place + 1], Dots):
            raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
        body, low, high = run_between(items[place - 1], items[place + 1])
        found += [put(body, n) for n in range(number(low) + 1, number(high))]
    return tuple(found)


def put(tree: Tree, number: int) -> Tree:
    """The tree with the running letter replaced by a number."""
    if isinstance(tree, Name) and tree.name == LETTER:
        return Number(str(number))
    return mapped(tree, lambda t: put(t, number))


def row_of_dots(tree: Tree) -> bool:
    """Whether a row of a matrix holds nothing but dots."""
    return (isinstance(tree, Matrix) and all(isinstance(t, Dots) for t in tree.rows)) or isinstance(tree, Dots)


def filled_rows(rows: tuple[Tree, ...], number: Callable[[Tree], int]) -> tuple[Tree, ...]:
    """The rows of a matrix with dots filled in, along the rows and then down the columns."""
    plain = tuple(Dots() if row_of_dots(r) else r for r in rows)
    wide = tuple(replace(r, rows=filled(r.rows, number)) if isinstance(r, Matrix) else r for r in plain)
    return filled(wide, number)
