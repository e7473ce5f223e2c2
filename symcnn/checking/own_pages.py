"""Pages that state their network in their own equations: judged whole, or in the parts that give names anew."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symcnn.checking.blocks import with_functions
from symcnn.checking.centred import shapes
from symcnn.checking.conventions import Choice
from symcnn.checking.judging import better, run, run_well
from symcnn.checking.link import OTHER_CASE
from symcnn.checking.minus_errors import with_minus_errors
from symcnn.checking.own_choice import without_layers
from symcnn.checking.own_network import OwnNetwork, own_network
from symcnn.checking.pages import chains_of, trees_of, with_trees
from symcnn.checking.ranks import fitted, written_ranks
from symcnn.checking.report import Report
from symcnn.checking.reported import report_of
from symcnn.checking.said_before import of_another_layer
from symcnn.checking.sections import Said, by_sections, headings, said
from symcnn.checking.sheet import Sheet
from symcnn.checking.size_numbers import sizes_of
from symcnn.checking.unstated_loss import Meant, meant_losses
from symcnn.checking.verdict import Judged, Verdict
from symcnn.checking.well_read import read_well
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Derivative, Differential, Nabla, Name, SumOver, find, has

MOST_PARTS = 4
NAMES = re.compile(r"[A-Za-z\\]+")


def meant_by(sheet: Sheet, items: Sequence[Item]) -> list[Meant]:
    """The losses that the lines of a document may mean, where its network has none and some lines cannot be judged."""
    if sheet.network is None or not sheet.network.is_fragment or not sheet.text or not sheet.amiss:
        return []
    chains = [c.members for c in chains_of(items)]
    return list(meant_losses(sheet.text, chains))[:MOST_PARTS]


@dataclass(frozen=True)
class Part:
    """Lines of a document judged by their own network; ``before`` is the sheet of the lines in front of them."""

    sheet: Sheet
    own: OwnNetwork
    before: Sheet | None = None

    notes: tuple[str, ...] = ()

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


def own_report(source: str, kind: str | None, items: Sequence[Item], name: str) -> Report | None:
    """The report on a document that states its network in its own equations; None where it states none."""
    whole = own_part(source, kind, items)
    if whole is None:
        return None
    if whole.own.guessed and whole.sheet.wrong() > whole.rights:
        # what the entries were taken for is not what they say
        return report_of(run(items, Sheet(None, patient=True)), name)
    parts = own_parts(source, kind, items, whole)
    judged = by_sections(source, items, [j for part in parts for j in part.sheet.judged],
                         lambda begin, end: judged_alone(source, kind, items, begin, end))
    written = "; ".join(line for part in parts for line in part.own.written)
    notes = [f"no network is stated: taken from the lines {written}", *(n for part in parts for n in part.notes)]
    kernels = sorted(shapes(trees_of(items)))
    if kernels:
        notes.append(f"counted from the middle, here from the first entry on: {', '.join(kernels)}")
    report = report_of(parts[-1].sheet, name, *notes)
    return replace(report, judged=tuple(judged))


def judged_alone(source: str, kind: str | None, items: Sequence[Item], begin: int, end: int) -> list[Judged]:
    """Some of a page's lines, judged by the network that they state by themselves."""
    part = own_part(source, kind, items[begin:end], begin)
    parts = own_parts(source, kind, items[begin:end], part, begin) if part else [bare_part(items[begin:end], None)]
    return [j for each in parts for j in each.sheet.judged]


def own_parts(source: str, kind: str | None, items: Sequence[Item], whole: Part, start: int = 0) -> list[Part]:
    """The document in parts, where one that gives names anew has a network of its own and this makes its lines right."""
    amiss = {said(j) for j in whole.sheet.judged if j.verdict.verdict in ("wrong", "undecided")}
    cuts = sorted({n for n, k in whole.own.again if n and spoken(items[n], k) in amiss} | (
        (whole.own.starts | whole.own.turns) - {0} if amiss else set()))
    if 1 < len(whole.own.starts - {0}) <= MOST_PARTS and amiss:
        apart = every_part(source, kind, items, whole, start)
        if apart and sum(part.amiss for part in apart) < whole.amiss:
            ends = [0, *sorted(whole.own.starts - {0}), len(items)]
            return [p for part, (a, b) in zip(apart, pairwise(ends), strict=True)
                    for p in own_parts(source, kind, items[a:b], part, start + a)]
    cases = other_cases(source, items, whole)
    anew = set(list(cases.values())[:MOST_PARTS])
    for cut in sorted({*cuts[:MOST_PARTS], *anew}):
        first = own_part(source, kind, items[:cut], start, whole.before)
        second = first and (own_part(source, kind, items[cut:], start + cut, first.sheet) or bare_part(
            items[cut:], first.sheet))
        least = 1 if cut in whole.own.starts | whole.own.turns | anew else 2
        if first is not None and second is not None and first.amiss + second.amiss <= whole.amiss - least and (
                (more := first.rights + second.rights - whole.rights) >= 0) and (
                # a part in which nothing is judged has no mistakes either
                first.untold + second.untold <= whole.untold + max(len(second.own.places), more)):
            return [first, *own_parts(source, kind, items[cut:], second, start + cut)]
    whole.sheet.judged = beside_other_cases(whole.sheet.judged, cases.keys())
    return [whole]


def other_cases(source: str, items: Sequence[Item], whole: Part) -> dict[Said, int]:
    """The lines under a heading of their own that give a name once more and read something that nothing read before.

    They speak of another case: strided, dilated. Each with the item that the heading stands before.
    """
    wrong = {said(j) for j in whole.sheet.judged if j.verdict.verdict == "wrong"}
    marks = [line for line, _ in headings(source)]
    first = min((n for n, _ in whole.own.places if n >= 0), default=0)
    found = {}
    for n, k in sorted(whole.own.again):
        item = items[n]
        above = max((line for line in marks if line < item.line), default=0)
        begins = next((m for m in range(first + 1, n + 1) if items[m].line > above), None)
        if above > items[first].line and begins is not None and spoken(item, k) in wrong and isinstance(item, Mathematics):
            head, *others = item.chains[k].members
            names = {part for m in others for t in find(m, Name) for part in NAMES.findall(t.name)}
            letters = {n for m in others for t in find(m, SumOver) for n in t.letters} | {t.name for t in find(head, Name)}
            if names - letters - set(NAMES.findall(whole.own.text)):
                found[spoken(item, k)] = begins
    return found


def beside_other_cases(judged: Sequence[Judged], cases: Collection[Said]) -> list[Judged]:
    """The lines of a part without a blame for those of another case, and for what behind one no known mistake explains."""
    begun, found = False, []
    for each in judged:
        begun = begun or said(each) in cases
        unexplained = not any(c.tag != "unknown" for c in each.verdict.causes)
        if each.verdict.verdict == "wrong" and (said(each) in cases or (begun and unexplained)):
            found.append(replace(each, verdict=Verdict("undecided", OTHER_CASE)))
        else:
            found.append(each)
    return found


def every_part(source: str, kind: str | None, items: Sequence[Item], whole: Part, start: int) -> list[Part]:
    """The document cut wherever equations begin that have nothing to do with those before; empty where a part has none."""
    cuts = [0, *sorted(whole.own.starts - {0}), len(items)]
    parts: list[Part] = []
    for first, last in pairwise(cuts):
        part = own_part(source, kind, items[first:last], start + first, parts[-1].sheet if parts else whole.before)
        if part is None:
            return []
        parts.append(part)
    return parts


def spoken(item: Item, number: int) -> Said:
    """The line and the text of a chain."""
    assert isinstance(item, Mathematics)
    spans = item.chains[number].spans
    return item.line, item.source[spans[0][0]:spans[-1][1]] if spans else item.source


def own_part(source: str, kind: str | None, items: Sequence[Item], start: int = 0, before: Sheet | None = None
             ) -> Part | None:
    """The items of a document, from one on, judged by their own network; a convolution is tried either way.

    The lines are numbered on from those of the sheet ``before``.
    """
    best: Part | None = None
    for flips in (False, True):
        own = own_network(items, flips)
        if not own.text or (best is not None and (best.sheet.wrong() == 0 or "flip" not in own.text)):
            break
        try:
            part = own_run(source, kind, items, own, flips, start, before)
        except SymcnnError:
            # the numbers of the page do not fit what its equations were taken for
            continue
        if own.by_numbers:
            plain = own_network(items, flips, by_numbers=False)
            other = own_run(source, kind, items, plain, flips, start, before) if plain.text else bare_part(items, before)
            if part.gain(other) < 0:
                # what the numbers were taken for makes more lines wrong than right
                if not plain.text:
                    break
                own, part = plain, other
        for meant in meant_by(part.sheet, items):
            longer = replace(own, text=f"{own.text}{meant.line}\n")
            other = own_run(source, kind, items, longer, flips, start, before)
            part = replace(other, notes=(meant.said,)) if other.amiss < part.amiss else part
        sheet = part.sheet
        if best is None or better(best.sheet, sheet) is sheet:
            best = part
        if best.own.again and best.sheet.wrong() > 1:
            # what is said twice may be wrong where the network was taken from
            said = own_network(items, flips, first=True)
            part = own_run(source, kind, items, said, flips, start, before) if said.text not in ("", own.text) else best
            best = part if part.sheet.wrong() < best.sheet.wrong() and part.amiss < best.amiss else best
    if best is not None and (stated := [items[n].line for n, _ in best.own.places if n >= 0]):
        best.sheet.judged = of_another_layer(best.sheet.judged, min(stated))
    return best


def bare_part(items: Sequence[Item], before: Sheet | None) -> Part:
    """The items judged without a network, where they state none."""
    own = own_network(items, by_numbers=False)
    sheet = Sheet(None, aside=own.aside, patient=True, counted=before.counted if before is not None else 0,
                  used=set(before.used) if before is not None else set())
    return Part(run(items, sheet), own, before)


def own_run(source: str, kind: str | None, items: Sequence[Item], own: OwnNetwork, flips: bool, start: int,
            before: Sheet | None) -> Part:
    """The items judged by one network of their own."""
    network = fitted(with_functions(own.text), own.text, written_ranks(items), with_functions)
    again = read_well(source, kind, network, more=own.layers)[start:start + len(items)]
    again = with_trees(again, lambda t: without_layers(t, own.layers)) if own.layers else again
    slopes = any(has(m, Derivative, Nabla, Differential) for m in trees_of(again))
    empty = Sheet(
        network, own.text, sizes={**own_sizes(network, own), **sizes_of(network, own.grids, trees_of(items))},
        choice=Choice(flips=flips),
        own=own.places, aside=own.aside, anew=None if slopes else own.again, patient=True, left_out=own.left_out,
        counted=before.counted if before is not None else 0, used=set(before.used) if before is not None else set())
    return Part(with_minus_errors(again, lambda found: run_well(found, empty)), own, before)


def own_sizes(network: Network, own: OwnNetwork) -> dict[str, int]:
    """The numbers of size letters that the numbers of a document tell, of those that its network still has."""
    letters = {v.name for v in network.system.sizes_as_written}
    return {n: k for n, k in own.sizes.items() if n in letters}


