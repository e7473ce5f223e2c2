"""The report on a document: every claim with its verdict, counted, scored, and shown as far as is to be told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from symcnn.checking.report.markup import latex_page, markdown_page
from symcnn.checking.report.phrases import Page
from symcnn.checking.report.reveal import LEVELS, level_of, revealed
from symcnn.checking.report.terminal import terminal_page
from symcnn.checking.report.verdict import BAD, OPEN, VERDICTS, Context, Judged
from symcnn.display import Worded
from symcnn.errors import NameUnknown, Undecided, ValueProblem, quoted
from symcnn.version import __version__

NOTHING_WRONG, WRONG, UNJUDGED = 0, 1, 4
RIGHT = ("right", "rounding")
CREDITED = frozenset({*RIGHT, "carried"})


@dataclass(frozen=True)
class Report(Worded):
    """What became of every claim of a document, in the order written.

    ``reveal`` is how much is told where nothing else is asked for: ``verdict``, ``place``, ``cause`` or ``answer``.
    A report is true if every claim is right; its truth raises ``Undecided`` where some are unjudged, or where there are
    none.
    """

    judged: tuple[Judged, ...]
    context: Context = field(default_factory=Context)
    name: str = ""
    reveal: str = LEVELS[-1]

    def __post_init__(self) -> None:
        level_of(self.reveal)

    @property
    def claims(self) -> tuple[Judged, ...]:
        """The claims with their verdicts."""
        return self.judged

    def __iter__(self) -> Iterator[Judged]:
        return iter(self.judged)

    def __len__(self) -> int:
        return len(self.judged)

    def __getitem__(self, ident: str) -> Judged:
        """The claim of an id; raises ``NameUnknown``."""
        found = [j for j in self.judged if j.claim.id == ident]
        if not found:
            known = ", ".join(quoted(j.claim.id)[1:-1] for j in self.judged[:8]) + ", ..." * (len(self.judged) > 8)
            raise NameUnknown(f"the report has no claim {quoted(ident)}: there are {known or 'none'}")
        return found[0]

    def __bool__(self) -> bool:
        opened = [j for j in self.judged if j.verdict.verdict in OPEN]
        if opened:
            raise Undecided(f"{len(opened)} of {len(self.judged)} claims are not judged, the first in line "
                            f"{opened[0].claim.line}: look at them, or ask for exit_status() or score()")
        if not self.judged:
            raise Undecided("the text holds no claim: write formulas with a relation between dollar signs")
        return not any(j.verdict.verdict in BAD | {"carried"} for j in self.judged)

    def counts(self) -> dict[str, int]:
        """How many claims have each verdict."""
        found = [j.verdict.verdict for j in self.judged]
        return {verdict: found.count(verdict) for verdict in VERDICTS}

    def first_line(self) -> str:
        """``41 of 48 judged: 36 right, 4 wrong, 1 carried``; what is given is not counted."""
        counts = self.counts()
        found = {"right": sum(counts[v] for v in RIGHT), "wrong": sum(counts[v] for v in sorted(BAD)),
                 "carried": counts["carried"]}
        judged, total = sum(found.values()), len(self.judged) - counts["given"]
        if not total:
            return "no claim to judge"
        said = ", ".join(f"{number} {word}" for word, number in found.items() if number)
        return f"{judged} of {total} judged" + (f": {said}" if said else "")

    def exit_status(self) -> int:
        """0 nothing wrong; 1 something wrong; 4 nothing wrong but something unjudged."""
        verdicts = {j.verdict.verdict for j in self.judged}
        if verdicts & (BAD | {"carried"}):
            return WRONG
        return UNJUDGED if verdicts & OPEN else NOTHING_WRONG

    def score(self) -> float:
        """The share of judged claims that are right, rounded or carried, by their points; 0 where none is judged.

        A claim without points weighs 1. What is given or unjudged does not count.
        """
        weights = [(1.0 if j.claim.points is None else float(j.claim.points), j.verdict.verdict in CREDITED)
                   for j in self.judged if j.verdict.verdict in CREDITED | BAD]
        whole = sum(weight for weight, _ in weights)
        return float(sum(weight for weight, credited in weights if credited) / whole) if whole > 0 else 0.0

    def grade(self, points: float) -> float:
        """The score times the points, a built-in float, as nbgrader takes the last value of a cell."""
        try:
            return float(points) * self.score()
        except (TypeError, ValueError) as problem:
            raise ValueProblem(f"grade takes a number of points, not {quoted(points)}") from problem

    def data(self, reveal: str | None = None) -> dict[str, Any]:
        """The report as data of plain types."""
        level = self.reveal if reveal is None else reveal
        context = self.context
        return {"version": __version__, "name": self.name, "reveal": level, "summary": self.first_line(),
                "counts": self.counts(), "score": self.score(), "network": context.network,
                "notes": list(context.notes), "conventions": dict(context.conventions),
                "claims": [claim_data(revealed(j, level), level) for j in self.judged]}

    def to_json(self, reveal: str | None = None) -> str:
        """The report in JSON, in ASCII: what a writer typed is escaped."""
        return json.dumps(self.data(reveal), indent=2)

    def text(self, reveal: str | None = None) -> str:
        """The report for a terminal."""
        return terminal_page(self._page(reveal))

    def markdown(self, reveal: str | None = None) -> str:
        """The report in Markdown, with what was read typeset."""
        return markdown_page(self._page(reveal))

    def latex(self) -> str:
        """The report as one array in LaTeX."""
        return latex_page(self._page(None))

    def _page(self, reveal: str | None) -> Page:
        level = self.reveal if reveal is None else reveal
        # of claims in cells, whose lines are counted anew in each, the ids are told
        lines: Mapping[str, int] = {j.claim.id: 0 if j.claim.cell else j.claim.line for j in reversed(self.judged)}
        texts = Counter((j.claim.line, j.claim.latex) for j in self.judged)
        chains = frozenset(text for text, number in texts.items() if number > 1)
        return Page(self.first_line(), self.context, tuple(revealed(j, level) for j in self.judged), lines, chains)


def claim_data(judged: Judged, reveal: str) -> dict[str, Any]:
    """One claim, already cut to a level, as data."""
    claim, verdict = judged.claim, judged.verdict
    causes = verdict.causes
    tag: str | None = causes[0].tag if causes else None
    if tag is None and verdict.verdict in BAD and level_of(reveal) >= level_of("cause"):
        tag = "unknown"
    said = [c.message if c.sure or c.tag == "unknown" else f"could be: {c.message}" for c in causes if c.message]
    return {"id": claim.id, "line": claim.line, "latex": claim.latex, "read_as": claim.read_as,
            "verdict": verdict.verdict, "evidence": verdict.evidence, "expected": verdict.expected,
            "entries": verdict.entries, "cause": tag, "message": "; ".join(said),
            "where": None if claim.place is None else list(claim.place), "conventions": list(verdict.conventions),
            "follows_from": list(verdict.follows_from), "points": claim.points, **({"cell": claim.cell} if claim.cell else {})}
