"""Letters that one line gives a whole number and then another: "near $y = 0$, or near $y = 1$" tells two cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.meaning.link import OTHER_CASE
from symcnn.checking.report.verdict import Judged, Verdict
from symcnn.checking.sheet.sections import BLAMED

_GIVEN = re.compile(r"\s*(?P<name>[^=<>]{1,40}?)\s*=\s*(?P<number>-?[0-9]{1,4})\s*")


def of_two_cases(judged: Sequence[Judged]) -> list[Judged]:
    """The lines of a page, none blamed that gives a letter alone another whole number than its own line does elsewhere."""
    told: dict[tuple[int, int, str], set[str]] = {}
    for each in judged:
        if (case := _GIVEN.fullmatch(each.claim.latex)) is not None:
            told.setdefault(_of(each, case["name"]), set()).add(case["number"])
    found = []
    for each in judged:
        case = _GIVEN.fullmatch(each.claim.latex) if each.verdict.verdict in BLAMED else None
        apart = case is not None and len(told[_of(each, case["name"])]) > 1
        found.append(replace(each, verdict=Verdict("undecided", OTHER_CASE)) if apart else each)
    return found


def _of(judged: Judged, name: str) -> tuple[int, int, str]:
    return judged.claim.cell, judged.claim.line, "".join(name.split())
