"""Chains of numbers alone, and formulas in letters that nothing knows: the numbers in their places are what they mean."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.points import is_worked, with_points
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.reading.tree import Name, Number, Operation, Tree, children


def pattern(reading: Reading, head: Tree, others: list[Tree], loose: list[str]) -> Outcome:
    """``(N-K)/s + 1 = (7-3)/1 + 1 = 5``: letters that nothing knows take the numbers that stand in their places."""
    found: dict[str, set[str]] = {}
    fits = matches(head, others[0], set(loose), found)
    first = Link("right" if fits and all(len(n) == 1 for n in found.values()) else "given", member=others[0])
    judge, links = worked(reading, others[0], others[1:])
    return Outcome("claim", (first, *links), head, None, judge)


def worked(reading: Reading, first: Tree, rest: list[Tree]) -> tuple[Judge, tuple[Link, ...]]:
    """The members of a chain held against the first; a point in that may mean times, as in ``(4 - 2 + 2.0)/2``."""
    judge = Judge(reading, first, rest)
    links = tuple(judge.links())
    other = with_points(first) if is_numeric(first) and is_worked(first) else None
    if other is not None and any(x.verdict == "wrong" for x in links):
        again = Judge(reading, other, rest)
        found = tuple(again.links())
        if all(x.verdict in ("right", "rounding") for x in found):
            return again, tuple(replace(x, notes=(*x.notes, "the point means times")) for x in found)
    return judge, links


def worked_on(reading: Reading, head: Name, others: list[Tree]) -> Outcome:
    """What the lines above worked out goes on: members that follow in a line of their own.

    Those before them are judged once, unless one was taken as true, against which the next were held.
    """
    first, *before = reading.worked[head.name]
    held = reading.held.get(head.name, ())
    if len(held) == len(before) and all(x.verdict != "given" for x in held):
        judge = Judge(reading, first, [*before, *others])
        links = tuple(judge.links(held))
    else:
        judge, links = worked(reading, first, [*before, *others])
    reading.worked[head.name], reading.held[head.name] = (first, *before, *others), links
    return Outcome("claim", links[len(before):], head, None, judge)


def matches(tree: Tree, other: Tree, loose: set[str], found: dict[str, set[str]]) -> bool:
    """Whether two trees are alike but for names that stand for numbers, which are gathered."""
    if isinstance(tree, Name) and tree.name in loose and isinstance(other, Number):
        found.setdefault(tree.name, set()).add(other.text)
        return True
    if type(tree) is not type(other):
        return False
    if isinstance(tree, Number):
        return tree == other
    if isinstance(tree, Operation) and tree.operator != other.operator:  # type: ignore[attr-defined]
        return {tree.operator, other.operator} <= {"*", "juxtapose"}  # type: ignore[attr-defined]
    below, beside = children(tree), children(other)
    return len(below) == len(beside) and all(matches(a, b, loose, found) for a, b in zip(below, beside, strict=True))
