"""Two mistakes in one line: an edit after which the rest is one factor, or after which fewer entries are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.causes.editing import Editing
from symcnn.checking.causes.edits import Edit, swap_edits, symbol_edits
from symcnn.checking.causes.index_edits import index_edits
from symcnn.checking.causes.trial import Finding, Trial, ratio
from symcnn.checking.causes.turned_edits import turned_edits
from symcnn.checking.numbers.compare import close, overlaid
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Matrix, Operation, Tree, walk

ROUNDS = 3
# how unlikely two mistakes are beside one
WEIGHT = 1.7
SIMPLE = 64
AND, BESIDES = "; and ", "; besides, "

Rows = tuple[frozenset[int], int]


@dataclass(frozen=True)
class Line:
    """Both sides of a line, the edits made so far, how many entries are wrong, and in which rows of how many."""

    head: Tree
    member: Tree
    made: tuple[Edit, ...]
    wrong: int
    rows: Rows


def double_findings(trial: Trial) -> Iterator[Finding]:
    """The edits that together make a line right where none does alone."""
    if trial.numeric:
        return
    start = _wrong(Editing(trial), trial.judge.head, trial.member)
    line = None if start is None else Line(trial.judge.head, trial.member, (), *start)
    for number in range(ROUNDS if line is not None else 0):
        assert line is not None
        # the first edit may leave a factor, the last one nothing
        found = list(_round(trial, line, number == 0))
        done = next((f for f in found if isinstance(f, Finding)), None)
        better = [f for f in found if isinstance(f, Line)]
        if done is not None:
            yield done
            return
        if not better:
            return
        line = min(better, key=lambda f: (f.wrong, f.made[-1].weight))


def is_of_two(message: str) -> bool:
    """Whether what is said of a line takes two mistakes."""
    return AND in message or BESIDES in message


def _round(trial: Trial, line: Line, factors: bool) -> Iterator[Finding | Line]:
    """The lines that one more edit leads to, those with fewer wrong entries alone; a finding where none is left."""
    # the shorter side takes few steps
    for is_head in sorted((False, True), key=lambda is_head: sum(1 for _ in walk(line.head if is_head else line.member))):
        editing = Editing(trial)
        for edit, head, member in _edited(trial, line, is_head):
            if editing.left <= 0:
                break
            left = _wrong(editing, head, member)
            made = (*line.made, edit)
            if left is not None and left[0] == 0:
                yield _said(made)
                return
            if left is not None and left[0] < line.wrong:
                yield Line(head, member, made, *left)
            elif factors and left is not None and (factor := _factor(editing, head, member)) is not None:
                yield Finding(edit.tag, f"{edit.message}{BESIDES}the whole is {factor} times what is right", WEIGHT)
                return


def _edited(trial: Trial, line: Line, is_head: bool) -> Iterator[tuple[Edit, Tree, Tree]]:
    """The edits of one side that may help, with both sides after them."""
    side, other, reading = (line.head, line.member, trial.reading) if is_head else (line.member, line.head, trial.reading)
    sources: Sequence[Iterator[Edit]] = (
        symbol_edits(reading, side, (other,)),
        *(() if is_head else (index_edits(reading, side, other), turned_edits(reading, side, other),
                              swap_edits(reading, side))),
    )
    for edit in (e for edits in sources for e in edits):
        if _may_help(side, edit.tree, line.rows):
            yield (edit, edit.tree, other) if is_head else (edit, other, edit.tree)


def _may_help(old: Tree, new: Tree, rows: Rows) -> bool:
    """Whether an edit changes a row that is wrong, where rows of a matrix are rows of the line."""
    wrong, count = rows
    changed = changed_rows(old, new, count)
    return changed is None or bool(changed & wrong)


def changed_rows(old: Tree, new: Tree, count: int) -> frozenset[int] | None:
    """The rows in which two trees differ, where all lies in one matrix of so many rows that is multiplied from the right."""
    while type(old) is type(new):
        if isinstance(old, Matrix) and isinstance(new, Matrix):
            if len(old.rows) != count or len(new.rows) != count:
                return None
            return frozenset(n for n, (a, b) in enumerate(zip(old.rows, new.rows, strict=True)) if a is not b and a != b)
        if not (isinstance(old, Operation) and isinstance(new, Operation)) or old.operator != new.operator:
            return None
        if old.right is not new.right and old.right != new.right:
            if old.operator not in ("+", "-") or old.left != new.left:
                return None
            old, new = old.right, new.right
        else:
            old, new = old.left, new.left
    return None


def _said(made: tuple[Edit, ...]) -> Finding:
    said = AND.join(e.message for e in made)
    return Finding(made[0].tag, said, made[0].weight if len(made) == 1 else WEIGHT)


def _wrong(editing: Editing, head: Tree, member: Tree) -> tuple[int, Rows] | None:
    """How many entries of a line are wrong, at the world where most are, and in which rows; None where it has no value."""
    count, rows, of = 0, frozenset[int](), 0
    for world in editing.trial.worlds:
        off = [~np.isclose(a, b, rtol=1e-9, atol=1e-10) for a, b in _pairs(editing, world, head, member)]
        if not off:
            return None
        least = min(off, key=np.count_nonzero)
        count = max(count, int(np.count_nonzero(least)))
        if least.ndim:
            of = len(least)
            rows |= frozenset(np.flatnonzero(least.reshape(of, -1).any(axis=1)).tolist())
    return count, (rows, of)


def _pairs(editing: Editing, world: World, head: Tree, member: Tree) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The values of both sides in one shape."""
    try:
        sides = [editing.options(world, t) for t in (member, head)]
    except SymcnnError:
        return
    for one, _ in sides[0]:
        for other, _ in sides[1][:1]:
            yield from overlaid(one, other)


def _factor(editing: Editing, head: Tree, member: Tree) -> Fraction | None:
    """The simple number that a line is off by, the same in all worlds."""
    found: set[Fraction] | None = None
    for world in editing.trial.worlds:
        here = {Fraction(r).limit_denominator(SIMPLE) for a, b in _pairs(editing, world, head, member)
                if (r := ratio(a, b)) is not None and close(a, float(Fraction(r).limit_denominator(SIMPLE)) * b)}
        found = here if found is None else found & here
        if not found:
            return None
    return min(found, key=abs) if found else None
