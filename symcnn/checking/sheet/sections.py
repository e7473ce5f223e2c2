"""Pages of several topics: a section whose lines do not go with the rest of the page is judged by itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from symcnn.checking.binding.pages import chains_of, trees_of
from symcnn.checking.own.lines import given_name
from symcnn.checking.report.verdict import Judged
from symcnn.checking.sheet.numbering import numbered
from symcnn.errors import SymcnnError
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Name, find

FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
HEADING = re.compile(r" {0,3}(?P<mark>#{1,6})[ \t]|\\(?P<subs>(?:sub)*)section\b|\\(?P<part>chapter|paragraph)\b")
# so many sections of a page are judged by themselves
MOST = 60
SOUND = ("right", "rounding")
BLAMED = ("wrong", "slip", "carried", "suspect")
DEPTHS = {"chapter": 1, "paragraph": 6}
# how much is amiss with a line
AMISS = {"wrong": 4, "slip": 4, "suspect": 3, "carried": 3, "undecided": 2, "unreadable": 2}
# what a line of another section looks like, where its own function is another one
UNLIKE = ("unknown", "activation-swapped", "activation-missing")
Said = tuple[int, str]
Key = TypeVar("Key")


def headings(source: str) -> list[tuple[int, int]]:
    """The lines of a text that are headings, each with its depth; remarks in fenced code are none."""
    found, fence = [], ""
    for number, line in enumerate(source.splitlines(), start=1):
        if (mark := FENCE.match(line)) is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (match := HEADING.match(line)) is not None:
            signs, part = match["mark"], match["part"]
            found.append((number, len(signs) if signs else DEPTHS[part] if part else 2 + len(match["subs"]) // 3))
    return found


@dataclass(frozen=True)
class Alone:
    """Lines judged by themselves, and the same with the causes of what is wrong."""

    judged: list[Judged]
    explained: Callable[[], list[Judged]]


@dataclass(frozen=True)
class Section:
    """The first item of a section and the first behind it, and the same of its lines among those of the page."""

    begin: int
    end: int
    first: int
    last: int
    lines: Sequence[str]

    @property
    def text(self) -> str:
        """Its text, every line with the number that it has on the page."""
        return "\n" * self.first + "\n".join(self.lines[self.first:self.last]) + "\n"


def by_sections(source: str, items: Sequence[Item], judged: Sequence[Judged], ways: Sequence[Callable[[Section], Alone]]
                ) -> list[Judged]:
    """The lines of a page, those of a section as they are alone where more of it is right then and nothing is lost.

    There are several ``ways`` to judge a section by itself: the first is taken that makes it better.
    """
    found, left = list(judged), MOST
    for section in sections(source, items):
        inside = items[section.begin:section.end]
        if not left or not any(j.verdict.verdict in AMISS for j in within(found, inside)):
            continue
        left -= 1
        later = with_names_of_later(items, section.begin, section.end)
        for way in ways:
            # where a section states no network that could be built, it stays as it is
            with suppress(SymcnnError):
                alone = way(section)
                if exchanged(found, alone.judged, later) is not None:
                    found = exchanged(found, alone.explained(), later) or found
                    break
    return found


def sections(source: str, items: Sequence[Item]) -> Iterator[Section]:
    """The sections of a page, those in others before these."""
    marks, lines = headings(source), source.splitlines()
    numbers = [item.line for item in items]
    seen = set()
    for depth in sorted({d for _, d in marks}, reverse=True):
        starts = [1, *(line for line, d in marks if d <= depth), len(lines) + 1]
        for first, last in pairwise(starts):
            begin, end = bisect_left(numbers, first), bisect_left(numbers, last)
            if begin < end and (begin, end) not in seen and end - begin < len(items):
                seen.add((begin, end))
                yield Section(begin, end, first - 1, last - 1, lines)


def within(judged: Sequence[Judged], items: Sequence[Item]) -> list[Judged]:
    """The lines of some items."""
    lines = {item.line for item in items}
    return [j for j in judged if j.claim.line in lines]


def said(judged: Judged) -> Said:
    """The line of a claim and its text."""
    return judged.claim.line, judged.claim.latex


def with_names_of_later(items: Sequence[Item], begin: int, end: int) -> set[int]:
    """The lines of a section that hold names which equations behind it give, and none up to there."""
    later = given_in(items[end:]) - given_in(items[:end])
    return {item.line for item in items[begin:end] if isinstance(item, Mathematics) and later & {
        n.name for t in trees_of([item]) for n in find(t, Name)}}


def given_in(items: Sequence[Item]) -> set[str]:
    """The names that equations give."""
    heads = (c.members[0] for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1)
    return {name for head in heads if (name := given_name(head)) is not None}


def exchanged(judged: Sequence[Judged], alone: Sequence[Judged], later: Set[int] = frozenset()) -> list[Judged] | None:
    """The lines with the verdicts of a section alone; None where these are not the better ones.

    What stands in the lines with names that are given ``later`` may be another thing here.
    """
    before, after = (grouped(lines, lambda each: each.claim.line) for lines in (judged, alone))
    if not after.keys() <= before.keys():
        return None
    if not stands_alone([pair for line, group in after.items() for pair in paired(before[line], group)], later):
        return None
    lines: list[Judged] = []
    for each in judged:
        if each.claim.line not in after:
            lines.append(each)
        elif each is before[each.claim.line][0]:
            # what is open either way is open for what the page says
            kept = {said(one): one for one in before[each.claim.line] if one.verdict.verdict == "undecided"}
            lines += [kept.get(said(one), one) if one.verdict.verdict == "undecided" else one for one in after[each.claim.line]]
    return numbered(lines)


def grouped(judged: Sequence[Judged], by: Callable[[Judged], Key]) -> dict[Key, list[Judged]]:
    """The claims that have something in common, in order."""
    found: dict[Key, list[Judged]] = {}
    for each in judged:
        found.setdefault(by(each), []).append(each)
    return found


def paired(before: Sequence[Judged], after: Sequence[Judged]) -> list[tuple[Judged, Judged]]:
    """The claims of a line in two readings; of a chain that is taken apart otherwise, the worst of either."""
    if sorted(map(said, before)) == sorted(map(said, after)):
        return list(zip(sorted(before, key=said), sorted(after, key=said), strict=True))
    return [(max(before, key=badness), max(after, key=badness))]


def badness(judged: Judged) -> tuple[int, bool]:
    """How much is amiss with a claim, and whether it is found right."""
    verdict = judged.verdict.verdict
    return AMISS.get(verdict, 0), verdict in SOUND


def stands_alone(pairs: Sequence[tuple[Judged, Judged]], later: Set[int] = frozenset()) -> bool:
    """Whether lines are better judged by themselves: more are right, or none that is right is lost and no known mistake taken
    as true.
    """
    counts = Counter(other.verdict.verdict in SOUND for _, other in pairs)
    counts.subtract(one.verdict.verdict in SOUND for one, _ in pairs)
    blamed = sum((other.verdict.verdict in BLAMED) - (one.verdict.verdict in BLAMED) for one, other in pairs)
    if blamed <= 0 and counts[True] > 1:
        # as much is found wrong, and more is found right
        return True
    gain = 0
    for one, other in pairs:
        old, new = one.verdict.verdict, other.verdict.verdict
        if old in SOUND and new not in (*SOUND, "given"):
            return False
        if old == "given" and new in BLAMED and (new != "carried" or counts[True] < 2):
            return False
        explained = old in BLAMED and one.claim.line not in later and any(c.tag not in UNLIKE for c in one.verdict.causes)
        if explained and new not in (*SOUND, *BLAMED) and counts[True] < 2:
            return False
        # a mistake found where nothing could be told is as good as a line found right
        found = old not in BLAMED and new in BLAMED
        gain += AMISS.get(old, 0) - (1 if found else AMISS.get(new, 0))
    return gain > 0
