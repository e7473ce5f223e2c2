"""What became of a chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.right_formula import RightFormula
from symcnn.checking.meaning.link import Link
from symcnn.checking.report.verdict import Verdict
from symcnn.errors import SymcnnError
from symcnn.printing.tree import latex_chain
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Tree


@dataclass(frozen=True)
class Outcome:
    """What became of a chain: a link for every member after the head; ``kind`` is claim, given, definition or update."""

    kind: str
    links: tuple[Link, ...]
    head: Tree | None = None
    key: str | None = None
    judge: Judge | None = None


def read_as(chain: Chain | None, place: int) -> str:
    """The LaTeX of a link as it was read: the head of its chain and the member judged."""
    if chain is None or chain.errors:
        return ""
    members, relations = chain.members, chain.relations
    if place + 1 < len(members):
        members, relations = (members[0], members[place + 1]), relations[place:place + 1]
    try:
        return latex_chain(members, relations)
    except SymcnnError:
        # a part could not be read, and what is left is not what was said
        return ""


def failed(problem: Exception) -> Verdict:
    """The verdict on a line that symcnn itself came to grief over."""
    return Verdict("undecided", f"symcnn failed here ({type(problem).__name__}): please report this line")


def rank(outcome: Outcome) -> int:
    """How bad an outcome is: the worst of its links."""
    order = ("right", "given", "rounding", "carried", "suspect", "undecided", "wrong")
    return max((order.index(x.verdict) for x in outcome.links), default=0)


def verdict_of(link: Link, formula: RightFormula) -> Verdict:
    """A link as the verdict of a claim, with the right value, or else the formula given."""
    expected = formula.text if link.expected is None else "" if link.verdict == "right" else shown(link.expected.data)
    latex = formula.latex if link.expected is None else ""
    return Verdict(link.verdict, link.evidence, expected, latex, link.entries, link.causes, link.notes, link.follows_from)


def shown(data: Any) -> str:
    """Numbers for a reader, to six digits."""
    if getattr(data, "ndim", 0) == 0:
        # no sign before a nought
        return f"{float(data) + 0.0:.6g}"
    return "[" + ", ".join(shown(part) for part in data) + "]"
