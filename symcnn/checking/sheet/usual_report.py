"""The report on a page that has no forward pass, judged with the layers that its errors are usually those of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.pages.well_read import read_well
from symcnn.checking.report.report import Report
from symcnn.checking.report.verdict import Judged
from symcnn.checking.sheet.numbering import numbered
from symcnn.checking.sheet.own_pages import own_report
from symcnn.checking.sheet.usual_layers import usual_layers
from symcnn.reading.document import form_of
from symcnn.reading.items import Item


def with_usual_layers(found: Report, source: str, kind: str | None, items: Sequence[Item]) -> Report:
    """The report, or that with the usual equations where more lines are right then, and none that was is not."""
    usual = usual_layers(source, items) if (kind or form_of(source)) == "markdown" and open_lines(found) > 1 else None
    if usual is None:
        return found
    text, place = usual
    other = own_report(text, kind, read_well(text, kind, None), found.name)
    if other is None:
        return found
    judged = numbered(j for j in other.judged if j.claim.line != place)
    more = told(judged) - told(found.judged)
    if not more["right"] or more["right"] < 2 * more["wrong"] or told(found.judged)["right"] > told(judged)["right"] or (
            [j.claim.line for j in judged] != [j.claim.line for j in found.judged]):
        return found
    worse = any(before.verdict.verdict == "right" != after.verdict.verdict
                for before, after in zip(found.judged, judged, strict=True))
    said = "no forward pass of any layer is given: taken to be " + text.split("\n")[place - 1].replace("$", "").rstrip(".")
    context = replace(other.context, notes=(said, *other.context.notes))
    return found if worse else replace(other, judged=tuple(judged), context=context)


def open_lines(report: Report) -> int:
    """How many lines could not be judged."""
    return sum(j.verdict.verdict == "undecided" for j in report.judged)


def told(judged: Sequence[Judged]) -> Counter[str]:
    """How many lines are right, and how many are wrong."""
    kinds = {"right": "right", "rounding": "right", "wrong": "wrong", "slip": "wrong", "carried": "wrong"}
    return Counter(kinds[v] for j in judged if (v := j.verdict.verdict) in kinds)
