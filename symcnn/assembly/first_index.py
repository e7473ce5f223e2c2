r"""The index of a first entry where nobody says it: sums from 0 whose letter counts entries, ``\sum_{k=0}^{2} w_k x_{i+k}``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcnn.assembly.bound_subscripts import below
from symcnn.errors import MeaninglessError
from symcnn.reading.below import between
from symcnn.reading.statements import Definition, Statement
from symcnn.reading.tree import Entry, Extremum, Name, Negation, Number, Operation, SumOver, Tree, find


def first_index(statements: Sequence[Statement], origin: int | None) -> int:
    """The index of a first entry: as said, else as the sums count entries, else 1.

    Raises ``MeaninglessError`` where a sum starts before it.
    """
    found = [(start, letter, s.line) for s in statements if isinstance(s, Definition)
             for tree in find(s.right, SumOver, Extremum) for sum_ in as_sums(tree) for start, letter in starts(sum_)]
    first = origin if origin is not None else 0 if any(start == 0 for start, _, _ in found) else 1
    for start, letter, line in found:
        if start < first or (start == 1 and first == 0 and origin is None):
            place = f"line {line}: " if line else ""
            cure = f"write origin = {start}, or move the letter" if start in (0, 1) else "move the letter"
            raise MeaninglessError(
                f"{place}the sum over {letter} starts at {start}, and entries are counted from {first}: {cure}")
    return first


def as_sums(tree: Tree) -> Iterator[SumOver]:
    """A sum, and a maximum between two ends as if it were one."""
    if isinstance(tree, SumOver):
        yield tree
    if isinstance(tree, Extremum) and tree.body is not None:
        for name, low, high in map(between, tree.conditions):
            if name:
                yield SumOver((name,), low, high, tree.body)


def starts(tree: SumOver) -> Iterator[tuple[int, str]]:
    """The number that a sum starts at, with its letter, where that is an index of its own."""
    lower = tree.lower.argument if isinstance(tree.lower, Negation) else tree.lower
    if not isinstance(lower, Number) or not lower.text.isdigit() or len(lower.text) > 9:
        return
    start = -int(lower.text) if isinstance(tree.lower, Negation) else int(lower.text)
    indices = list(indices_in(tree.body))
    for letter in tree.letters:
        # w_{k+1} with k from 0 counts from 1
        if Operation("+", Name(letter), Number("1")) not in indices and any(
                i == Name(letter) or is_strided(i, letter) for i in indices):
            yield start, letter


def is_strided(index: Tree, letter: str) -> bool:
    """Whether a letter counts the entries of a window, ``2i + k``, with nothing taken off."""
    sides = (index.left, index.right) if isinstance(index, Operation) and index.operator == "+" else ()
    products = [t for t in sides if isinstance(t, Operation) and t.operator in ("juxtapose", "*")]
    return Name(letter) in sides and any(isinstance(t.left, Number) and isinstance(t.right, Name) for t in products)


def indices_in(tree: Tree) -> Iterator[Tree]:
    """The indices of entries, also those that stand below a name."""
    for entry in find(tree, Entry):
        yield from entry.indices
    for name in find(tree, Name):
        yield from below(name.name)[1]
