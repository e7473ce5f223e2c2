"""Whether matrices of windows, kernels and results lie alike in all lines of a document, rows nowhere for columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from symcnn.checking.report.verdict import Cause, Judged, Verdict

MATRICES = {"window": "the matrix of windows", "cell of the kernel": "the kernel's matrix", "position": "the result's matrix"}
WAYS = ("column", "row")
RIGHT = ("right", "rounding")


def lines_for(way: str, what: str) -> str:
    """How a matrix lies, in words."""
    return f"a {way} for each {what}"


SAID = {lines_for(way, what): (what, way) for what in MATRICES for way in WAYS}


def layouts_of(judged: Sequence[Judged]) -> dict[str, str]:
    """How the matrices lie in most of the lines that are right, where they do not lie alike in all of them."""
    lines = [lies for j in judged if (lies := _lies(j))]
    doubtful = [what for what in MATRICES if len({way for lies in lines for kind, way in lies if kind == what}) == 2]
    choices = [dict(zip(doubtful, ways, strict=True)) for ways in product(WAYS, repeat=len(doubtful))]
    counts = [sum(all(choice.get(what, way) == way for what, way in lies) for lies in lines) for choice in choices]
    return choices[counts.index(max(counts))] if doubtful and counts.count(max(counts)) == 1 else {}


def _lies(judged: Judged) -> set[tuple[str, str]]:
    """How the matrices of a line that is right lie."""
    verdict = judged.verdict
    return {SAID[c] for c in verdict.conventions if c in SAID} if verdict.verdict in RIGHT else set()


def held(judged: Sequence[Judged], again: Sequence[Judged], layouts: Mapping[str, str]) -> list[Judged]:
    """The lines as judged with the matrices lying alike; what was right only otherwise is wrong, for want of a transpose."""
    found = []
    for before, after in zip(judged, again, strict=True):
        turned = [what for what, way in sorted(_lies(before)) if layouts.get(what, way) != way]
        if not turned or after.verdict.verdict in RIGHT:
            found.append(after)
            continue
        what = turned[0]
        cause = Cause("transpose", f"{MATRICES[what]} stands the wrong way round: the other lines have "
                      f"{lines_for(layouts[what], what)}")
        base = after.verdict if after.verdict.verdict in ("wrong", "slip") else Verdict("wrong")
        found.append(replace(after, verdict=replace(base, verdict="wrong", causes=(cause,))))
    return found
