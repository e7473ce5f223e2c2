"""Lines that stand before a page's own network and speak of another layer: they are said again, otherwise, behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.report.verdict import Judged

RIGHT = ("right", "rounding")

BEFORE_NUMBERS = "it stands before the numbers it would be judged by: another example may be meant"
COMMAND, LETTER = re.compile(r"\\[A-Za-z]+"), re.compile("[A-Za-z]")


def of_another_layer(judged: Sequence[Judged], first: int | None) -> list[Judged]:
    """The lines of a document whose network begins at a line, those before it undecided that are right again behind it.

    A page on dense layers first, ``dJ/db = \\delta``, and on convolutions then states the equation of one of them alone.
    """
    judged = before_all_numbers(judged)
    if first is None:
        return judged
    right = {head(j): j.claim.line for j in judged if j.claim.line > first and j.verdict.verdict in RIGHT}
    found = []
    for line in judged:
        again = right.get(head(line)) if (
            line.claim.line < first and line.verdict.verdict == "wrong" and not is_arithmetic(line)) else None
        if again is not None:
            said = f"line {again} says this of the layer in line {first}; here, before it, another one may be meant"
            line = replace(line, verdict=replace(line.verdict, verdict="undecided", evidence=said, causes=()))
        found.append(line)
    return found


def before_all_numbers(judged: Sequence[Judged]) -> list[Judged]:
    """The lines of a document, none blamed that says a number before its equation and before all numbers that are given.

    "If the loss is L = 10" speaks of any example, whatever the one is that comes.
    """
    given = [j for j in judged if j.verdict.verdict == "given"]
    start = min((j.claim.line for j in given if is_arithmetic(j)), default=0)
    told = {name(j): j.claim.line for j in reversed(given) if not is_arithmetic(j)}
    return [replace(j, verdict=replace(j.verdict, verdict="undecided", evidence=BEFORE_NUMBERS, causes=()))
            if j.verdict.verdict == "wrong" and is_arithmetic(j) and j.claim.line < min(start, told.get(name(j), 0)) else j
            for j in judged]


def name(judged: Judged) -> str:
    """What a line is said of, without what it is a function of: ``L`` of ``L(w) = (w - 3)^2``."""
    return head(judged).partition("(")[0]


def head(judged: Judged) -> str:
    """What a line is said of, as it is written; the whole line where it has no sides."""
    return "".join(judged.claim.latex.partition("=")[0].split())


def is_arithmetic(judged: Judged) -> bool:
    """Whether a line has no letters behind its first equals sign: that holds or does not for every layer."""
    return not LETTER.search(COMMAND.sub(" ", judged.claim.latex.partition("=")[2]))
