"""Names that a page gives anew in every question: a line that is right with another of their equations speaks of that case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.report.verdict import Judged, is_explained
from symcnn.checking.sheet.sections import BLAMED, SOUND, Alone, Said, grouped, said
from symcnn.errors import SymcnnError

# so many equations are tried in place of another
MOST = 6
OPEN = (*BLAMED, "undecided")


def by_cases(judged: Sequence[Judged], cases: Mapping[Said, Callable[[], Alone]]) -> list[Judged]:
    """The lines of a page, those that are right with another equation for a name judged with it.

    ``cases`` are these equations, each with what judges the page by it. One that a known mistake explains is no case.
    """
    found = list(judged)
    for case, again in list(cases.items())[:MOST]:
        if not any(each.verdict.verdict in OPEN for each in found):
            break
        if any(each.verdict.verdict in BLAMED and is_explained(each.verdict.causes) for each in found if said(each) == case):
            continue
        with suppress(SymcnnError):
            alone = again()
            if better_in(found, alone.judged, case) is not None:
                found = better_in(found, alone.explained(), case) or found
    return found


def better_in(judged: Sequence[Judged], others: Sequence[Judged], case: Said) -> list[Judged] | None:
    """The lines, those that were not right and are in a case as they are there; None if there are none beside its equation."""
    before, after = grouped(judged, said), grouped(others, said)
    new: dict[int, Judged] = {}
    gained = False
    for key, group in before.items():
        verdicts = [each.verdict.verdict for each in after.get(key, ())]
        lost = [each.verdict.verdict for each in group if each.verdict.verdict in OPEN]
        if len(verdicts) != len(group) or not lost:
            continue
        # a mistake in a line of this case stays
        better = sum(v in OPEN for v in verdicts) < len(lost) and sum(v in SOUND for v in verdicts) > len(group) - len(lost)
        gained = gained or (better and key != case)
        if better or (key == case and verdicts == ["given"]):
            new |= {id(one): replace(one, verdict=other.verdict) for one, other in zip(group, after[key], strict=True)}
    return [new.get(id(each), each) for each in judged] if gained else None
