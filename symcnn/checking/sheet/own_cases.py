"""Other cases on a page than the one that its own network is of: headings under which a name is given once more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from symcnn.checking.meaning.link import OTHER_CASE
from symcnn.checking.own.network import OwnNetwork
from symcnn.checking.report.verdict import Judged, Verdict, is_explained
from symcnn.checking.sheet.sections import Said, headings, said
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Name, SumOver, find

NAMES = re.compile(r"[A-Za-z\\]+")


def other_cases(source: str, items: Sequence[Item], begin: int, own: OwnNetwork, judged: Sequence[Judged]) -> dict[Said, int]:
    """The lines under a heading of their own that give a name once more and read something that nothing read before.

    They speak of another case: strided, dilated. Each with the item that the heading stands before.
    """
    wrong = {said(j) for j in judged if j.verdict.verdict == "wrong"}
    marks = [line for line, _ in headings(source)]
    first = begin + min((n for n, _ in own.places if n >= 0), default=0)
    found = {}
    for n, k in sorted(own.again):
        item = items[begin + n]
        above = max((line for line in marks if line < item.line), default=0)
        begins = next((m for m in range(first + 1, begin + n + 1) if items[m].line > above), None)
        if above > items[first].line and begins is not None and isinstance(item, Mathematics) and spoken(item, k) in wrong:
            head, *others = item.chains[k].members
            names = {part for m in others for t in find(m, Name) for part in NAMES.findall(t.name)}
            letters = {n for m in others for t in find(m, SumOver) for n in t.letters} | {t.name for t in find(head, Name)}
            if names - letters - set(NAMES.findall(own.text)):
                found[spoken(item, k)] = begins
    return found


def beside_other_cases(judged: Sequence[Judged], cases: Collection[Said]) -> list[Judged]:
    """The lines of a part without a blame for those of another case, and for what behind one no known mistake explains."""
    begun, found = False, []
    for each in judged:
        begun = begun or said(each) in cases
        if each.verdict.verdict == "wrong" and (said(each) in cases or (begun and not is_explained(each.verdict.causes))):
            found.append(replace(each, verdict=Verdict("undecided", OTHER_CASE)))
        else:
            found.append(each)
    return found


def spoken(item: Item, number: int) -> Said:
    """The line and the text of a chain."""
    assert isinstance(item, Mathematics)
    spans = item.chains[number].spans
    return item.line, item.source[spans[0][0]:spans[-1][1]] if spans else item.source
