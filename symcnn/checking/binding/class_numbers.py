r"""Classes given by their numbers, ``y = 2`` where a loss sums over three of them: the unit vector of that class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symcnn.reading.claims import Chain
from symcnn.reading.tree import Matrix, Name, Number, SumOver, find

MOST_CLASSES = 1000


def classes_in(chains: Iterable[Chain]) -> range:
    """The numbers of the classes over which losses sum, none where they do not say them all in one way."""
    sums = [t for c in chains for m in c.members for t in find(m, SumOver)]
    limits = {(t.lower.text, t.upper.text) for t in sums if isinstance(t.lower, Number) and isinstance(t.upper, Number)}
    first, last = limits.pop() if len(limits) == 1 else ("", "")
    if not (first.isdigit() and last.isdigit() and int(last) < MOST_CLASSES):
        return range(0)
    return range(int(first), int(last) + 1)


def with_class_numbered(chain: Chain, name: str, vector: Name, classes: range) -> Chain:
    """A chain that gives the number of the class by its ``name`` as one that gives the unit ``vector``."""
    match chain.members:
        case (Name() as head, Number(text=text) as given) if head == Name(name) and text.isdigit() and int(text) in classes:
            ones = tuple(Number(str(int(n == int(text)))) for n in classes)
            return replace(chain, members=(replace(vector, span=head.span), Matrix(ones, span=given.span)))
    return chain
