"""Checking a document: its networks, its lines in order, a verdict for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symcnn.checking.blocks import (
    with_functions,
)
from symcnn.checking.centred import shapes
from symcnn.checking.collecting import collecting_seldom
from symcnn.checking.conventions import Choice
from symcnn.checking.judging import better, judged_well, run, run_well
from symcnn.checking.minus_errors import with_minus_errors
from symcnn.checking.own_choice import without_layers
from symcnn.checking.own_network import OwnNetwork, own_network
from symcnn.checking.pages import chains_of, trees_of, with_trees
from symcnn.checking.ranks import fitted, written_ranks
from symcnn.checking.report import Report
from symcnn.checking.said_before import of_another_layer
from symcnn.checking.sheet import Sheet
from symcnn.checking.size_numbers import sizes_of
from symcnn.checking.unstated_loss import Meant, meant_losses
from symcnn.checking.verdict import Context
from symcnn.checking.well_read import read_well
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.printing.latex import latex_tensor
from symcnn.reading.document import network_blocks
from symcnn.reading.items import Item, Mathematics, NetworkBlock
from symcnn.reading.tree import Derivative, Differential, Nabla, has
from symcnn.system import System

MOST_PARTS = 4


@collecting_seldom()
def check(source: str, given: str | Network | None = None, kind: str | None = None, name: str = "") -> Report:
    """The report on a document, a formula or a sheet; ``given`` is the network where the document has none."""
    network = with_functions(given) if isinstance(given, str) else given
    stated = network is not None or bool(network_blocks(source, kind or ""))
    items = read_well(source, kind, network, not stated)
    ranks = written_ranks(items)
    if isinstance(given, str):
        network = fitted(with_functions(given), given, ranks, with_functions)
    sheet = Sheet(network, given + "\n" if isinstance(given, str) else "", ranks=ranks)
    own = None if stated else own_report(source, kind, items, name)
    if own is not None:
        return own
    found = with_minus_errors(items, lambda found: judged_well(found, sheet))
    blocks = [n for n, item in enumerate(items) if isinstance(item, NetworkBlock)]
    for meant in meant_by(found, items) if len(blocks) == 1 else ():
        again = judged_well([*items[:blocks[0] + 1], NetworkBlock(meant.line, 0), *items[blocks[0] + 1:]], sheet)
        if again.amiss < found.amiss:
            return report_of(again, name, meant.said)
    return report_of(found, name)


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
    judged = tuple(j for part in parts for j in part.sheet.judged)
    written = "; ".join(line for part in parts for line in part.own.written)
    notes = [f"no network is stated: taken from the lines {written}", *(n for part in parts for n in part.notes)]
    kernels = sorted(shapes(trees_of(items)))
    if kernels:
        notes.append(f"counted from the middle, here from the first entry on: {', '.join(kernels)}")
    report = report_of(parts[-1].sheet, name, *notes)
    return replace(report, judged=judged)


def own_parts(source: str, kind: str | None, items: Sequence[Item], whole: Part, start: int = 0) -> list[Part]:
    """The document in parts, where one that gives names anew has a network of its own and this makes its lines right."""
    amiss = {(j.claim.line, j.claim.latex) for j in whole.sheet.judged if j.verdict.verdict in ("wrong", "undecided")}
    cuts = sorted({n for n, k in whole.own.again if n and spoken(items[n], k) in amiss} | (
        (whole.own.starts | whole.own.turns) - {0} if amiss else set()))
    if 1 < len(whole.own.starts - {0}) <= MOST_PARTS and amiss:
        apart = every_part(source, kind, items, whole, start)
        if apart and sum(part.amiss for part in apart) < whole.amiss:
            ends = [0, *sorted(whole.own.starts - {0}), len(items)]
            return [p for part, (a, b) in zip(apart, pairwise(ends), strict=True)
                    for p in own_parts(source, kind, items[a:b], part, start + a)]
    for cut in cuts[:MOST_PARTS]:
        first = own_part(source, kind, items[:cut], start, whole.before)
        second = first and (own_part(source, kind, items[cut:], start + cut, first.sheet) or bare_part(
            items[cut:], first.sheet))
        least = 1 if cut in whole.own.starts | whole.own.turns else 2
        # a part in which nothing is judged has no mistakes either
        if first is not None and second is not None and first.amiss + second.amiss <= whole.amiss - least and (
                first.rights + second.rights >= whole.rights) and (
                first.untold + second.untold <= whole.untold + len(second.own.places)):
            return [first, *own_parts(source, kind, items[cut:], second, start + cut)]
    return [whole]


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


def spoken(item: Item, number: int) -> tuple[int, str]:
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


def report_of(sheet: Sheet, name: str, *notes: str) -> Report:
    """The report on what was judged."""
    shown = ", ".join(tensors_shown(sheet.network.forward_system)) if sheet.network else ""
    return Report(tuple(sheet.judged), Context(shown, notes, sheet.choice.said()), name)


def tensors_shown(system: System) -> list[str]:
    """The tensors of a system in LaTeX; of those that share a name, with their letters."""
    found = [latex_tensor(t, system) for t in system.tensors.values()]
    return [f"{name}_{{{','.join(a.letter for a in t.axes)}}}" if found.count(name) > 1 and t.axes else name
            for name, t in zip(found, system.tensors.values(), strict=True)]
