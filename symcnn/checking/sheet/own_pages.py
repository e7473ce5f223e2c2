"""Pages that state their network in their own equations: judged whole, or in the parts that give names anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from symcnn.checking.binding.centred import shapes
from symcnn.checking.binding.pages import trees_of
from symcnn.checking.meaning.link import OTHER_CASE
from symcnn.checking.report.report import Report
from symcnn.checking.report.verdict import Judged
from symcnn.checking.sheet.cases_given import by_cases
from symcnn.checking.sheet.given_anew import with_definitions_anew
from symcnn.checking.sheet.judging import run
from symcnn.checking.sheet.known import Known
from symcnn.checking.sheet.numbering import numbered
from symcnn.checking.sheet.other_exercises import of_another_exercise
from symcnn.checking.sheet.other_signs import with_other_signs
from symcnn.checking.sheet.own_cases import other_cases, spoken
from symcnn.checking.sheet.own_part import bare_part, own_part, own_run
from symcnn.checking.sheet.page import Page, Part
from symcnn.checking.sheet.reported import report_of
from symcnn.checking.sheet.sections import Alone, by_sections, said
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.single_and_batch import batch_letters
from symcnn.checking.sheet.told_apart import of_two_cases
from symcnn.reading.document import form_of
from symcnn.reading.items import Item
from symcnn.reading.macros import expanded

MOST_PARTS = 4


def own_report(source: str, kind: str | None, items: Sequence[Item], name: str) -> Report | None:
    """The report on a document that states its network in its own equations; None where it states none."""
    page = Page(source, kind or form_of(source), items)
    whole = own_part(page, 0, len(items))
    if whole is None:
        return None
    if whole.own.guessed and whole.sheet.wrong() > whole.rights:
        # what the entries were taken for is not what they say
        return report_of(run(items, Sheet(Known(None), patient=True)), name)
    parts = own_parts(page, 0, len(items), whole)
    finished = [part.finished() for part in parts]
    lines = in_cases(page, whole, numbered(line for _, each in finished for line in each))
    judged = by_sections(with_macros(source, kind), items, lines, [
        lambda section: apart(page, section.text), lambda section: alone(page, section.begin, section.end)])
    judged = with_definitions_anew(source, items, in_batches(page, of_two_cases(judged)))
    if any(each.verdict.evidence == OTHER_CASE for each in judged):
        # what is given anew is known only now
        judged = in_cases(page, whole, judged)
    judged = of_another_exercise(source, items, with_other_signs(items, judged))
    written = "; ".join(line for part in parts for line in part.own.written)
    notes = [f"no network is stated: taken from the lines {written}", *(n for part in parts for n in part.notes)]
    kernels = sorted(shapes(trees_of(items)))
    if kernels:
        notes.append(f"counted from the middle, here from the first entry on: {', '.join(kernels)}")
    report = report_of(finished[-1][0], name, *notes)
    return replace(report, judged=tuple(judged))


def equations_alone(source: str, kind: str | None, items: Sequence[Item]) -> frozenset[tuple[int, int]]:
    """The places of the equations of a document that differentiates nothing: they claim nothing that could be judged."""
    return Page(source, kind or form_of(source), items).own(0, len(items), by_numbers=False).aside


def in_batches(page: Page, judged: Sequence[Judged]) -> list[Judged]:
    """The lines of a page that states its layers for one sample and for a batch, right where the batch is meant throughout."""
    letters = batch_letters(page.items)

    def again() -> Alone:
        other = page.lettered(letters)
        part = own_part(other, 0, len(other.items))
        return Alone(part.sheet.judged, lambda: part.finished()[1]) if part else Alone([], list)
    return by_cases(judged, {(0, ""): again}) if letters else list(judged)


def with_macros(source: str, kind: str | None) -> str:
    """The text with the commands that it defines put in, so that it can be cut up."""
    return expanded(source) if (kind or form_of(source)) in ("markdown", "tex") else source


def apart(page: Page, text: str) -> Alone:
    """A section as if it were a page."""
    section = page.section(text)
    return alone(section, 0, len(section.items))


def alone(page: Page, begin: int, end: int) -> Alone:
    """Some of a page's lines, judged by the network that they state by themselves."""
    whole = own_part(page, begin, end)
    parts = own_parts(page, begin, end, whole) if whole else [bare_part(page, begin, end)]

    def judged(lines: Callable[[Part], list[Judged]]) -> list[Judged]:
        found = numbered(line for part in parts for line in lines(part))
        return in_cases(page, whole, found) if whole else found
    return Alone(judged(lambda part: part.sheet.judged), lambda: judged(lambda part: part.finished()[1]))


def own_parts(page: Page, begin: int, end: int, whole: Part) -> list[Part]:
    """Some of a page in parts, where one that gives names anew has a network of its own and this makes its lines right."""
    amiss = {said(j) for j in whole.sheet.judged if j.verdict.verdict in ("wrong", "undecided")}
    starts = sorted({begin + n for n in whole.own.starts} - {begin})
    turns = {begin + n for n in whole.own.turns} - {begin}
    cuts = {begin + n for n, k in whole.own.again if n and spoken(page.items[begin + n], k) in amiss}
    cuts |= {*starts, *turns} if amiss else set()
    if 1 < len(starts) <= MOST_PARTS and amiss:
        # the document cut wherever equations begin that have nothing to do with those before
        pairs = list(pairwise([begin, *starts, end]))
        apart = [own_part(page, a, b) for a, b in pairs]
        if all(apart) and sum(part.amiss for part in apart if part) < whole.amiss:
            return [p for part, (a, b) in zip(apart, pairs, strict=True) if part for p in own_parts(page, a, b, part)]
    cases = other_cases(page.source, page.items, begin, whole.own, whole.sheet.judged)
    anew = set(list(cases.values())[:MOST_PARTS])
    for cut in sorted({*sorted(cuts)[:MOST_PARTS], *anew}):
        first = own_part(page, begin, cut)
        second = first and (own_part(page, cut, end) or bare_part(page, cut, end))
        least = 1 if cut in {*starts, *turns, *anew} else 2
        if first is not None and second is not None and first.amiss + second.amiss <= whole.amiss - least and (
                (more := first.rights + second.rights - whole.rights) >= 0) and (
                # a part in which nothing is judged has no mistakes either
                first.untold + second.untold <= whole.untold + max(len(second.own.places), more)):
            return [first, *own_parts(page, cut, end, second)]
    return [replace(whole, cases=frozenset(cases))]


def in_cases(page: Page, part: Part, judged: Sequence[Judged]) -> list[Judged]:
    """The lines of some items, judged by other equations for a name where this makes them right."""
    def again(place: tuple[int, int]) -> Alone:
        own = page.own(part.begins, part.ends, case=place)
        if not own.text:
            return Alone([], list)
        other = part if own.text == part.own.text else own_run(page, part.begins, part.ends, own, False)
        return Alone(other.sheet.judged, lambda: other.finished()[1])
    places = sorted(p for p in {*part.own.again, *part.own.places} if p[0] >= 0) if part.own.again else []
    return by_cases(judged, {spoken(page.items[part.begins + n], k): partial(again, (n, k)) for n, k in places})
