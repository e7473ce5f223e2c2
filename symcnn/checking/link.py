"""What became of one member of a chain, and what a member is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symcnn.checking.dots import with_entries
from symcnn.checking.value import Value
from symcnn.checking.verdict import Cause
from symcnn.reading.tree import (
    Derivative,
    Entry,
    Matrix,
    Nabla,
    Name,
    Number,
    Tree,
    find,
    has,
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
