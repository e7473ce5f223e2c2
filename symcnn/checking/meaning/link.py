"""What became of one member of a chain, and what a member is made of."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.numbers.value import Value
from symcnn.checking.report.verdict import Cause
from symcnn.errors import quoted
from symcnn.reading.tree import (
    Derivative,
    Entry,
    Matrix,
    Nabla,
    Name,
    Number,
    SumOver,
    Tree,
    find,
    has,
    walk,
)


@dataclass(frozen=True)
class Link:
    """What became of one member of a chain; ``judge`` where it was read in another way than the chain.

    ``chance`` is how likely other numbers would be those written, where the rounding of earlier lines explains some;
    ``unlike`` says that the author's other lines leave nothing to be explained so; ``misfit`` that the shapes of two of its
    arrays do not go together.
    """

    verdict: str
    notes: tuple[str, ...] = ()
    evidence: str = ""
    entries: Any = None
    expected: Value | None = None
    written: Value | None = None
    member: Tree | None = None
    follows_from: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    judge: Any = None
    chance: float = 1.0
    unlike: bool = False
    misfit: bool = False


@dataclass(frozen=True)
class Member:
    """A side of a chain, and whether it is made of numbers alone."""

    tree: Tree
    numeric: bool


def is_numeric(tree: Tree) -> bool:
    """Whether a tree holds numbers and no names."""
    return not has(tree, Name, Derivative, Nabla, Entry) and has(tree, Number, Matrix)


def is_entry(tree: Tree) -> bool:
    """Whether a tree is one entry, named by numbers."""
    by = with_entries(tree.by if isinstance(tree, Derivative) else tree)
    return isinstance(by, Entry) and all(isinstance(i, Number) for i in by.indices)


def has_decimals(tree: Tree) -> bool:
    """Whether a number with rounding is typed in a tree."""
    return any("." in t.text or "e" in t.text.lower() for t in find(tree, Number))


def undecided_with(links: Sequence[Link], names: Set[str]) -> tuple[Link, ...]:
    """Links without a blame for sides with names that nothing knows, but where the side before has them too and differs."""
    found: list[Link] = []
    before: Set[str] = set()
    for link in links:
        loose = {n.name for n in find(link.member, Name)} & names if link.member is not None else set()
        if loose and not is_idle(link.member) and (link.verdict == "carried" or (link.verdict == "wrong" and not before)):
            link = replace(link, verdict="undecided", evidence=f"nothing is called {quoted(min(loose))} here", entries=None)
        found.append(link)
        before = loose
    return tuple(found)


AS_BEFORE = "equals the member before it"
OTHER_CASE = "it is given in another way before: another case may be meant"


def of_another_case(links: Sequence[Link]) -> tuple[Link, ...]:
    """Links without a blame for a formula that gives a letter in another way than before."""
    return tuple(replace(x, verdict="undecided", evidence=OTHER_CASE, entries=None) if x.verdict in ("wrong", "carried")
                 and x.member is not None and has(x.member, Name) else x for x in links)


def is_idle(tree: Tree | None) -> bool:
    """Whether a sum runs over a letter that stands nowhere in its terms: ``Sum_i exp(a_j)``."""
    sums = find(tree, SumOver) if tree is not None else ()
    return any(Name(n) not in {*walk(with_entries(s.body))} for s in sums for n in s.letters)
