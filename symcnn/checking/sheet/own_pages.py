"""Pages that state their network in their own equations: judged whole, or in the parts that give names anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from itertools import pairwise
from typing import Any

from symcnn.checking.binding.blocks import with_functions
from symcnn.checking.binding.centred import shapes
from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.checking.meaning.conventions import Choice
from symcnn.checking.own.choice import without_layers
from symcnn.checking.own.network import OwnNetwork, own_network
from symcnn.checking.own.ranks import fitted, written_ranks
from symcnn.checking.own.size_numbers import sizes_of
from symcnn.checking.own.sizes import as_ranked
from symcnn.checking.pages.partial_operators import operators_in
from symcnn.checking.pages.well_read import read_well
from symcnn.checking.report.report import Report
from symcnn.checking.report.verdict import Judged
from symcnn.checking.sheet.cases_given import by_cases
from symcnn.checking.sheet.given_anew import with_definitions_anew
from symcnn.checking.sheet.judging import better, run, run_well
from symcnn.checking.sheet.minus_errors import with_minus_errors
from symcnn.checking.sheet.numbering import numbered
from symcnn.checking.sheet.other_exercises import of_another_exercise
from symcnn.checking.sheet.other_signs import with_other_signs
from symcnn.checking.sheet.own_cases import beside_other_cases, other_cases, spoken
from symcnn.checking.sheet.reported import report_of
from symcnn.checking.sheet.said_before import of_another_layer
from symcnn.checking.sheet.sections import Alone, Said, by_sections, said
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.single_and_batch import batch_letters, with_letters
from symcnn.checking.sheet.told_apart import of_two_cases
from symcnn.checking.sheet.unstated_loss import Meant, meant_losses
from symcnn.checking.sheet.weight_means import with_averages, with_weight_means
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.document import form_of
from symcnn.reading.items import Item
from symcnn.reading.macros import expanded
from symcnn.reading.tree import Derivative, Differential, Nabla, has

MOST_PARTS = 4


def meant_by(sheet: Sheet, items: Sequence[Item]) -> list[Meant]:
    """The losses that the lines of a document may mean, where its network has none and some lines cannot be judged."""
    if sheet.network is None or not sheet.network.is_fragment or not sheet.text or not sheet.amiss:
        return []
    chains = [c.members for c in chains_of(items)]
    return list(with_averages(sheet, items, meant_losses(sheet.text, chains)))[:MOST_PARTS]


@dataclass(frozen=True)
class Part:
    """Lines of a page judged by their own network.

    What is wrong with them nobody has asked yet: ``explained`` judges them once more, with causes. ``stated`` is the first
    line of those that the network is made of, ``cases`` are lines of other cases than the network's. It ``begins`` with an
    item of the page and ends before another.
    """

    sheet: Sheet
    own: OwnNetwork
    explained: Callable[[], Sheet]
    notes: tuple[str, ...] = ()
    stated: int | None = None
    cases: frozenset[Said] = frozenset()
    begins: int = 0
    ends: int = 0

    def finished(self) -> tuple[Sheet, list[Judged]]:
        """The sheet with the causes of what is wrong, and its lines."""
        sheet = self.explained() if self.sheet.unexplained else self.sheet
        return sheet, beside_other_cases(of_another_layer(sheet.judged, self.stated), self.cases)

    @property
    def amiss(self) -> int:
        """How many lines are wrong or cannot be told."""
        return self.sheet.amiss

    @property
    def rights(self) -> int:
        """How many lines are right."""
        return sum(j.verdict.verdict in ("right", "rounding") for j in self.sheet.judged)

    def gain(self, other: Part) -> int:
        """How many more lines are right than in another reading, less those that are wrong."""
        return (self.rights - other.rights) - (self.sheet.wrong() - other.sheet.wrong())

    @property
    def untold(self) -> int:
        """How many lines are taken as true."""
        return sum(j.verdict.verdict == "given" for j in self.sheet.judged)


@dataclass(frozen=True)
class Page:
    """A document whose network nobody stated; what was read and judged of it is kept.

    It may be read with other ``letters`` for some.
    """

    source: str
    kind: str | None
    items: Sequence[Item]
    letters: Mapping[str, str] = field(default_factory=dict)
    _read: dict[frozenset[str], list[Item]] = field(default_factory=dict)
    _own: dict[tuple[int, int, frozenset[tuple[str, object]]], OwnNetwork] = field(default_factory=dict)
    _parts: dict[tuple[int, int], Part | None] = field(default_factory=dict)
    _runs: list[tuple[tuple[Any, ...], Callable[[bool], Sheet]]] = field(default_factory=list)

    @cached_property
    def _operates(self) -> bool:
        """Whether the page has signs of derivatives that only the equations of a network explain."""
        return any(operators_in(self.items))

    def read(self, network: Network, text: str, names: Iterable[str]) -> list[Item]:
        """The items as they are read where a network has its names, and there are others."""
        known = frozenset(t.shown for t in network.forward_system.tensors.values()) | frozenset(names) | {
            f"{name}()" for name in network.assembled.functions} | ({text} if self._operates else set())
        if known not in self._read:
            self._read[known] = with_trees(
                read_well(self.source, self.kind, network, more=names), lambda t: with_letters(t, self.letters))
        return self._read[known]

    def read_again(self, sheet: Sheet, own: OwnNetwork) -> Sequence[Item]:
        """The items with names as the network of a sheet has them, ``a^2`` of a layer and no square."""
        return self.items if sheet.network is None else self.read(sheet.network, own.text, own.layers)

    def own(self, begin: int, end: int, **ways: Any) -> OwnNetwork:
        """The network that some of the items state."""
        key = begin, end, frozenset(ways.items())
        if key not in self._own:
            self._own[key] = own_network(self.items[begin:end], **ways)
        return self._own[key]

    def kept(self, asked: tuple[Any, ...], judged: Callable[[bool], Sheet]) -> Callable[[bool], Sheet]:
        """What judges some items by a network, with causes or hastily without: kept with all that it depends on."""
        found = next((known for key, known in self._runs if key == asked), None)
        if found is None:
            found = cache(judged)
            self._runs.append((asked, found))
        return found

    def section(self, source: str) -> Page:
        """A part of the text as a page of its own."""
        return Page(source, self.kind, read_well(source, self.kind, None), _runs=self._runs)

    def part(self, begin: int, end: int) -> Part | None:
        """Some of the items judged by their own network; None where they state none."""
        if (begin, end) not in self._parts:
            self._parts[begin, end] = own_part(self, begin, end)
        return self._parts[begin, end]


def own_report(source: str, kind: str | None, items: Sequence[Item], name: str) -> Report | None:
    """The report on a document that states its network in its own equations; None where it states none."""
    page = Page(source, kind or form_of(source), items)
    whole = page.part(0, len(items))
    if whole is None:
        return None
    if whole.own.guessed and whole.sheet.wrong() > whole.rights:
        # what the entries were taken for is not what they say
        return report_of(run(items, Sheet(None, patient=True)), name)
    parts = own_parts(page, 0, len(items), whole)
    finished = [part.finished() for part in parts]
    lines = in_cases(page, whole, numbered(line for _, each in finished for line in each))
    judged = by_sections(with_macros(source, kind), items, lines, [
        lambda section: apart(page, section.text), lambda section: alone(page, section.begin, section.end)])
    judged = with_definitions_anew(source, items, in_batches(page, of_two_cases(judged)))
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
        items = with_trees(page.items, lambda t: with_letters(t, letters))
        part = replace(page, items=items, letters=letters, _read={}, _own={}, _parts={}).part(0, len(items))
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
    whole = page.part(begin, end)
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
        apart = [page.part(a, b) for a, b in pairs]
        if all(apart) and sum(part.amiss for part in apart if part) < whole.amiss:
            return [p for part, (a, b) in zip(apart, pairs, strict=True) if part for p in own_parts(page, a, b, part)]
    cases = other_cases(page.source, page.items, begin, whole.own, whole.sheet.judged)
    anew = set(list(cases.values())[:MOST_PARTS])
    for cut in sorted({*sorted(cuts)[:MOST_PARTS], *anew}):
        first = page.part(begin, cut)
        second = first and (page.part(cut, end) or bare_part(page, cut, end))
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


def own_part(page: Page, begin: int, end: int) -> Part | None:
    """Some items of a document judged by their own network; a convolution is tried either way."""
    best: Part | None = None
    for flips in (False, True):
        own = page.own(begin, end, flips=flips)
        own = own if own.text else page.own(begin, end, flips=flips, said=True)
        if not own.text or (best is not None and (best.sheet.wrong() == 0 or "flip" not in own.text)):
            break

        def tried(own: OwnNetwork, flips: bool = flips) -> Part:
            return own_run(page, begin, end, own, flips)
        told = page.own(begin, end, flips=flips, said=True)
        ways, runs = [own] if told.text in ("", own.text) else [own, told], []
        for way in ways:
            with suppress(SymcnnError):
                # else the numbers of the page do not fit what its equations were taken for
                runs.append((way, tried(way)))
        if not runs:
            continue
        written = own.text
        own, part = runs[0]
        if own.by_numbers:
            plain = page.own(begin, end, flips=flips, by_numbers=False)
            other = tried(plain) if plain.text else bare_part(page, begin, end)
            if part.gain(other) < 0:
                # what the numbers were taken for makes more lines wrong than right
                if not plain.text:
                    break
                own, part = plain, other
        if runs[-1][0] is told and runs[-1][1].amiss <= part.amiss:
            # what is said in words holds, unless the numbers say something else
            own, part = told, replace(runs[-1][1], notes=(said_in_words(written, told.text),))
        for meant in meant_by(part.sheet, page.read_again(part.sheet, own)[begin:end]):
            with suppress(SymcnnError):
                other = tried(replace(own, text=f"{own.text}{meant.line}\n"))
                part = replace(other, notes=(*part.notes, meant.said)) if (
                    other.amiss, -other.rights) < (part.amiss, -part.rights) else part
        if best is None or better(best.sheet, part.sheet) is part.sheet:
            best = part
        if best.own.again and best.sheet.wrong() > 1:
            # what is said twice may be wrong where the network was taken from
            said_first = page.own(begin, end, flips=flips, first=True)
            part = tried(said_first) if said_first.text not in ("", own.text) else best
            best = part if part.sheet.wrong() < best.sheet.wrong() and part.amiss < best.amiss else best
    if best is not None and (stated := [page.items[begin + n].line for n, _ in best.own.places if n >= 0]):
        best = replace(best, stated=min(stated))
        best.sheet.judged = of_another_layer(best.sheet.judged, best.stated)
    return best


def said_in_words(written: str, told: str) -> str:
    """What a network has of words and not of its equations."""
    known = written.splitlines()
    return f"taken from the words beside it: {'; '.join(line for line in told.splitlines() if line not in known)}"


def bare_part(page: Page, begin: int, end: int) -> Part:
    """Some items judged without a network, where they state none."""
    own, items = page.own(begin, end, by_numbers=False), page.items[begin:end]

    judged = page.kept((items, own.aside), lambda hasty: run(items, Sheet(
        None, aside=own.aside, patient=True, hasty=hasty)))
    return Part(judged(True), own, partial(judged, False), begins=begin, ends=end)


def own_run(page: Page, begin: int, end: int, own: OwnNetwork, flips: bool) -> Part:
    """Some items judged by one network of their own."""
    items = page.items[begin:end]
    network = fitted(with_functions(own.text), own.text, written_ranks(items), with_functions)
    again = page.read(network, own.text, own.layers)[begin:end]
    again = with_trees(again, lambda t: without_layers(t, own.layers)) if own.layers else again
    slopes = any(has(m, Derivative, Nabla, Differential) for m in trees_of(again))
    sizes = {**sizes_of(network, as_ranked(network, own.extents)), **own_sizes(network, own),
             **sizes_of(network, own.grids, trees_of(items))}

    def judged(hasty: bool) -> Sheet:
        empty = Sheet(network, own.text, sizes=dict(sizes), choice=Choice(flips=flips), own=own.places, aside=own.aside,
                      anew=None if slopes else own.again, patient=True, left_out=own.left_out, hasty=hasty)
        return with_weight_means(again, lambda read: with_minus_errors(read, lambda found: run_well(found, empty)))
    kept = page.kept((items, again, own, flips), judged)
    return Part(kept(True), own, partial(kept, False), begins=begin, ends=end)


def own_sizes(network: Network, own: OwnNetwork) -> dict[str, int]:
    """The numbers of size letters that the numbers of a document tell, of those that its network still has."""
    letters = {v.name for v in network.system.sizes_as_written}
    return {n: k for n, k in own.sizes.items() if n in letters}


