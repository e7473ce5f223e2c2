"""Names that a page with a network of its own gives once more, in another way: a definition anew, and no mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.causes.two_mistakes import is_of_two
from symcnn.checking.meaning.link import OTHER_CASE
from symcnn.checking.own.lines import given_name
from symcnn.checking.report.verdict import Cause, Judged, Verdict
from symcnn.checking.sheet.other_exercises import subject
from symcnn.checking.sheet.sections import BLAMED, UNLIKE, Said, headings, said
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Application, Entry, Name, Number, Tree

GIVING = ("=", ":=")
COMPARING = ("=", "!=", "<", ">", "<=", ">=")
# what is said of gradients tells nothing of a line that gives a value
OTHER = (*UNLIKE, "value-for-gradient")
Case = tuple[str, Tree]


@dataclass(frozen=True)
class Formula:
    """An equation that gives a name by others, and the number of its item; the ``cases`` that it is said to hold in."""

    name: str
    item: int
    chain: Chain
    cases: frozenset[Case]

    @property
    def right(self) -> Tree:
        """What the name is given as."""
        return self.chain.members[1]


def with_definitions_anew(source: str, items: Sequence[Item], judged: Sequence[Judged]) -> list[Judged]:
    """The lines of a page, none blamed that gives a name anew, nor what hangs on it in the same section.

    A line is one that restates an equation with a mistake where a single one explains it.
    """
    known = dict(formulas(items))
    page = Page(source, items, known)
    found = [page.without_blame(each) for each in judged]
    anew = [known[said(each)] for each in found if said(each) in known and is_first(each, known[said(each)].chain)
            and each.verdict.evidence == OTHER_CASE]
    return [page.behind(each, anew) for each in found] if anew else found


@dataclass(frozen=True)
class Page:
    """A page, and the formulas on it by where they stand and what they say."""

    source: str
    items: Sequence[Item]
    known: Mapping[Said, Formula]

    def without_blame(self, judged: Judged) -> Judged:
        """A line without a blame where it gives a name anew; one in a case of its own is taken."""
        formula = self.known.get(said(judged))
        is_open = judged.verdict.verdict in BLAMED or judged.verdict.evidence == OTHER_CASE
        if formula is None or not is_open or not is_first(judged, formula.chain):
            return judged
        others = [f for f in self.known.values() if f.name == formula.name and f.item != formula.item]
        if any(formula.cases and f.cases and f.cases != formula.cases for f in others):
            return replace(judged, verdict=Verdict("given"))
        apart = any(f.right != formula.right and self.is_apart(*sorted((f.item, formula.item))) for f in others)
        if not apart or is_restated(judged.verdict.causes):
            return judged
        return replace(judged, verdict=Verdict("undecided", OTHER_CASE))

    def is_apart(self, first: int, second: int) -> bool:
        """Whether words, a heading or the end of a row of a table stand between two pieces of mathematics."""
        one, other = self.items[first], self.items[second]
        between = [item for item in self.items[first:second + 1] if isinstance(item, Mathematics)]
        rows = self.source.splitlines()
        in_rows = all(rows[item.line - 1:item.line] and "|" in rows[item.line - 1][:4] for item in (one, other))
        return in_rows or any(i.words.strip() for i in between[1:]) or any(i.behind.strip() for i in between[:-1]) or any(
            one.line < line < other.line for line in self.marks)

    def behind(self, judged: Judged, anew: Sequence[Formula]) -> Judged:
        """A line without a blame where it hangs on what its section gives anew above it, and no single mistake explains it."""
        head = self.heads.get(said(judged))
        if head is None or judged.verdict.verdict not in ("wrong", "slip") or is_restated(judged.verdict.causes):
            return judged
        name = subject(head)
        for formula in anew:
            begin = self.items[formula.item].line
            end = min((line for line in self.marks if line > begin), default=judged.claim.line + 1)
            if begin <= judged.claim.line < end and name in self.hanging_on(formula.name):
                return replace(judged, verdict=Verdict("undecided", OTHER_CASE))
        return judged

    @cached_property
    def marks(self) -> list[int]:
        """The lines of the headings."""
        return [line for line, _ in headings(self.source)]

    @cached_property
    def heads(self) -> dict[Said, Tree]:
        """The heads of the lines, by where they stand and what they say."""
        return {key: c.members[0] for _, key, c in chains_said(self.items)}

    def hanging_on(self, name: str) -> set[str]:
        """The names that are worked out from one, itself among them."""
        found = {name}
        while more := {f.name for f in self.known.values() if names_in(f.right) & found} - found:
            found |= more
        return found


def is_first(judged: Judged, chain: Chain) -> bool:
    """Whether a claim is that of the first two sides of a chain."""
    start, (low, high) = chain.spans[0][0], chain.spans[1]
    return judged.claim.place in (None, (low - start, high - start))


def is_restated(causes: Sequence[Cause]) -> bool:
    """Whether a single mistake in what is restated is among the causes."""
    return any(c.tag not in OTHER and not is_of_two(c.message) for c in causes)


def formulas(items: Sequence[Item]) -> Iterator[tuple[Said, Formula]]:
    """The equations that give a name by others, each with where it stands and what it says."""
    for n, key, chain in chains_said(items):
        name = given_name(chain.members[0]) if chain.kind == "claim" and chain.relations[0] in GIVING else None
        if name is not None and names_in(chain.members[1]) - {name}:
            yield key, Formula(name, n, chain, frozenset(cases(items, n, chain)))


def chains_said(items: Sequence[Item]) -> Iterator[tuple[int, Said, Chain]]:
    """The chains of a page that have two sides, with the numbers of their items, and where they stand and what they say."""
    for n, item in enumerate(items):
        for chain in item.chains if isinstance(item, Mathematics) else ():
            if len(chain.members) > 1 and chain.spans:
                assert isinstance(item, Mathematics)
                yield n, (item.line, item.source[chain.spans[0][0]:chain.spans[-1][1]]), chain


def cases(items: Sequence[Item], number: int, chain: Chain) -> Iterator[Case]:
    """What the line of a formula says of the letters below its head: ``j \\ne 0``."""
    head = with_entries(chain.members[0])
    letters = head.indices if isinstance(head, Entry) else head.arguments if isinstance(head, Application) else ()
    for item in (i for i in items[number:] if isinstance(i, Mathematics) and i.line == items[number].line):
        for case in item.chains:
            if case != chain and len(case.members) == 2 and case.relations[0] in COMPARING and case.members[0] in letters and (
                    isinstance(case.members[1], Name | Number)):
                yield case.relations[0], case.members[1]
