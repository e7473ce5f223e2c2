"""What a writer leaves out: ``a_1 + ... + a_n`` as a sum, ``[a_1 ... a_n]`` filled in, by the parts on either side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from symcnn.checking.binding.subscripts import subscripts
from symcnn.errors import NotSupportedYet
from symcnn.notation.spelling import Parts, parts_of_name
from symcnn.reading.node import parts_of
from symcnn.reading.tree import Dots, Entry, Matrix, Name, Negation, Number, Operation, SumOver, Tree, mapped

# no letter that anybody writes
LETTER = "…"
MOST = 5_000


def with_entries(tree: Tree) -> Tree:
    """The tree with indices in names made entries: ``X_1`` as ``X[1]``."""
    if isinstance(tree, Name):
        parts = parts_of_name(tree.name)
        if parts is None:
            return tree
        found = subscripts(parts.subscript) if parts.subscript else ()
        if not found:
            return tree
        base = Parts(parts.base, "", parts.primes, parts.superscript).join()
        return Entry(Name(base), max(found, key=len))
    if isinstance(tree, Entry):
        # an index such as c_i is a letter, no entry
        return tree
    return mapped(tree, with_entries)


@dataclass(frozen=True)
class Run:
    """What runs between two parts: their common tree, in which ``running`` is added to what differs; and the pairs."""

    body: Tree
    pairs: tuple[tuple[Tree, Tree], ...]

    def steps(self) -> tuple[Tree, ...]:
        """How far it runs, once for each pair."""
        return tuple(Operation("-", last, first) for first, last in self.pairs)


Count = Callable[[Run], int]


def generalised(first: Tree, last: Tree, found: dict[tuple[Tree, Tree], None], index: bool = False) -> Tree:
    """One tree for two that are alike but for numbers that run; the ends of the runs are gathered."""
    if first == last:
        return first
    if not index and type(first) is type(last) and not isinstance(first, Name | Number):
        changes: dict[str, object] = {}
        for part in parts_of(type(first)):
            a, b = getattr(first, part), getattr(last, part)
            indices = isinstance(first, Entry) and part == "indices"
            if isinstance(a, Tree) and isinstance(b, Tree):
                changes[part] = generalised(a, b, found)
            elif isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
                changes[part] = tuple(generalised(x, y, found, indices) if isinstance(x, Tree) else x
                                           for x, y in zip(a, b, strict=True))
            elif a != b:
                raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
        return replace(first, **changes)  # type: ignore[arg-type]
    if not index and isinstance(first, Name) and isinstance(last, Name):
        raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
    found[first, last] = None
    return Operation("+", first, Name(LETTER))


def run_between(first: Tree, last: Tree) -> Run:
    """The tree that both are values of, and the ends of the numbers that run."""
    ends: dict[tuple[Tree, Tree], None] = {}
    body = generalised(with_entries(first), with_entries(last), ends)
    if not ends:
        raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
    return Run(body, tuple(ends))


def terms(tree: Tree) -> list[tuple[str, Tree]]:
    """The terms of a sum, each with its sign."""
    if isinstance(tree, Operation) and tree.operator in ("+", "-"):
        return [*terms(tree.left), (tree.operator, tree.right)]
    return [("+", tree)]


def filled_sum(tree: Tree) -> Tree | None:
    """A sum with dots as a sum over the number that runs, or None where no dots stand in it."""
    found = terms(tree)
    places = [n for n, (_, t) in enumerate(found) if isinstance(t, Dots)]
    if len(places) != 1 or not 0 < places[0] < len(found) - 1:
        return None
    at = places[0]
    sign, first = found[at - 1]
    if sign == "+" and at == 1 and isinstance(first, Negation) and found[at][0] == "-":
        sign, first = "-", first.argument
    run = run_between(first, found[at + 1][1])
    if len(run.pairs) > 1 or {found[at][0], found[at + 1][0]} != {sign}:
        raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
    parts = [*found[:at - 1], (sign, SumOver((LETTER,), Number("0"), run.steps()[0], run.body)), *found[at + 2:]]
    total = parts[0][1] if parts[0][0] == "+" else Negation(parts[0][1])
    for mark, part in parts[1:]:
        total = Operation(mark, total, part)
    return total


def filled(items: tuple[Tree, ...], count: Count) -> tuple[Tree, ...]:
    """A list with dots filled in; ``count`` says how far a run goes."""
    found: list[Tree] = []
    again = -1
    for place, item in enumerate(items):
        if not isinstance(item, Dots):
            found += [item] if place != again else []
            continue
        if not 0 < place < len(items) - 1 or isinstance(items[place + 1], Dots):
            raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
        run = run_between(items[place - 1], items[place + 1])
        steps = count(run)
        if steps < -1:
            raise NotSupportedYet("the dots lead back: write the parts in order")
        # the part behind the dots is the end of the run, and may be the part before them
        again = place + 1
        if steps < 0:
            # x_1, x_2, ..., x_K where K is one
            found.pop()
        found += [with_numbers(run.body, {LETTER: n}) for n in range(1, steps + 1)]
        if len(found) > MOST:
            raise NotSupportedYet(f"the dots leave out more than {MOST} parts")
    return tuple(found)


def with_numbers(tree: Tree, numbers: Mapping[str, int]) -> Tree:
    """The tree with numbers for letters."""
    if isinstance(tree, Name) and tree.name in numbers:
        return Number(str(numbers[tree.name]))
    return mapped(tree, lambda t: with_numbers(t, numbers))


def row_of_dots(tree: Tree) -> bool:
    """Whether a row of a matrix holds nothing but dots."""
    return (isinstance(tree, Matrix) and all(isinstance(t, Dots) for t in tree.rows)) or isinstance(tree, Dots)


def filled_rows(rows: tuple[Tree, ...], count: Count) -> tuple[Tree, ...]:
    """The rows of a matrix with dots filled in, along the rows and then down the columns."""
    plain = tuple(Dots() if row_of_dots(r) else r for r in rows)
    wide = tuple(replace(r, rows=filled(r.rows, count)) if isinstance(r, Matrix) else r for r in plain)
    return filled(wide, count)
