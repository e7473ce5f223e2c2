"""Checking a document: its networks, its lines in order, a verdict for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from symcnn.checking.blocks import (
    spellings,
    with_functions,
)
from symcnn.checking.conventions import Choice
from symcnn.checking.own_network import own_network
from symcnn.checking.ranks import fitted, written_ranks
from symcnn.checking.report import Report
from symcnn.checking.sheet import Sheet
from symcnn.checking.size_numbers import sizes_of
from symcnn.checking.verdict import Context
from symcnn.network import Network
from symcnn.printing.latex import latex_tensor
from symcnn.reading.document import network_blocks, read_document
from symcnn.reading.items import Item, Mathematics, NetworkBlock
from symcnn.reading.network import read_network
from symcnn.reading.statements import (
    Definition,
    FunctionName,
    Leaf,
)
from symcnn.reading.words import FUNCTIONS, function_key
from symcnn.system import System

# a quotient of deltas is a derivative
DELTA_QUOTIENT = re.compile(r"\\d?t?frac\s*\{\s*\\delta|\\delta\s*\w+\s*/\s*\\delta")


def words(source: str, kind: str | None, network: Network | None) -> tuple[frozenset[str], frozenset[str]]:
    """The names of tensors and functions in all networks of a document, so that ``y(1-y)`` is read as a product."""
    blocks = network_blocks(source, kind or "")
    tensors: set[str] = set()
    functions = set(FUNCTIONS)
    networks = [network] if network is not None else []
    for block in blocks:
        functions |= {key for key, _ in spellings(block.text, block.line)}
    for statement in (s for block in blocks for s in read_network(block.text, line=block.line)):
        if isinstance(statement, FunctionName):
            functions.add(function_key(statement.name))
        elif isinstance(statement, Leaf | Definition):
            tensors.add(statement.name)
    for net in networks:
        tensors |= {t.shown for t in net.forward_system.tensors.values()}
        functions |= set(net.assembled.functions)
    return frozenset(tensors), frozenset(functions)


def check(source: str, given: str | Network | None = None, kind: str | None = None, name: str = "") -> Report:
    """The report on a document, a formula or a sheet; ``given`` is the network where the document has none."""
    network = with_functions(given) if isinstance(given, str) else given
    items = read_document(source, kind or "", *words(source, kind, network))
    ranks = written_ranks(items)
    if isinstance(given, str):
        network = fitted(with_functions(given), given, ranks, with_functions)
    sheet = Sheet(network, given + "\n" if isinstance(given, str) else "", ranks=ranks)
    stated = network is not None or any(isinstance(item, NetworkBlock) for item in items)
    if not stated and own_network(items).text:
        return own_report(source, kind, items, name)
    found = run(items, sheet)
    if found.misplaced > 1:
        found = better(found, run(items, replaced(sheet, Choice(base=1 - found.ready().base))))
    if not found.told:
        found = run(items, replace(replaced(sheet, found.choice), patient=True))
    return report_of(found, name)


def own_report(source: str, kind: str | None, items: Sequence[Item], name: str) -> Report:
    """The report on a document that states its network in its own equations; a convolution is tried either way."""
    best: Sheet | None = None
    written: tuple[str, ...] = ()
    guessed = False
    for flips in (False, True):
        own = own_network(items, flips)
        if not own.text or (best is not None and (best.wrong() == 0 or "flip" not in own.text)):
            break
        guessed = own.guessed
        network = fitted(with_functions(own.text), own.text, written_ranks(items), with_functions)
        again = read_document(source, kind or "", *words(source, kind, network))
        sheet = run(again, Sheet(network, own.text, sizes=sizes_of(network, own.grids), choice=Choice(flips=flips),
                                 own=own.places, patient=True, left_out=own.left_out))
        best, written = sheet if best is None else better(best, sheet), own.written
    assert best is not None
    if guessed and best.wrong() > sum(j.verdict.verdict in ("right", "rounding") for j in best.judged):
        # what the entries were taken for is not what they say
        return report_of(run(items, Sheet(None, patient=True)), name)
    return report_of(best, name, "no network is stated: taken from the lines " + "; ".join(written))


def better(one: Sheet, other: Sheet) -> Sheet:
    """The run of a document with fewer wrong lines, the first where they have as many."""
    return other if other.wrong() < one.wrong() else one


def replaced(sheet: Sheet, choice: Choice) -> Sheet:
    """A sheet to be read from the beginning under another choice of conventions."""
    return Sheet(sheet.network, sheet.text, sizes=dict(sheet.sizes), choice=choice, own=sheet.own, ranks=sheet.ranks,
                 patient=sheet.patient, left_out=sheet.left_out)


def run(items: Sequence[Item], sheet: Sheet) -> Sheet:
    """All items of a document taken in order, on a copy of the sheet."""
    is_sign = any(isinstance(item, Mathematics) and DELTA_QUOTIENT.search(item.source) for item in items)
    sheet = replaced(sheet, replace(sheet.choice, delta_is_error=not is_sign))
    sheet.trees = tuple(m for item in items if isinstance(item, Mathematics) for c in item.chains for m in c.members)
    # what a trial makes infinite or no number fits nothing: no warning is due
    with np.errstate(all="ignore"):
        for place, item in enumerate(items):
            if isinstance(item, NetworkBlock):
                sheet.take(item)
            elif isinstance(item, Mathematics):
                sheet.mathematics(item, place)
    return sheet


def report_of(sheet: Sheet, name: str, *notes: str) -> Report:
    """The report on what was judged."""
    shown = ", ".join(tensors_shown(sheet.network.forward_system)) if sheet.network else ""
    return Report(tuple(sheet.judged), Context(shown, notes, sheet.choice.said()), name)


def tensors_shown(system: System) -> list[str]:
    """The tensors of a system in LaTeX; of those that share a name, with their letters."""
    found = [latex_tensor(t, system) for t in system.tensors.values()]
    return [f"{name}_{{{','.join(a.letter for a in t.axes)}}}" if found.count(name) > 1 and t.axes else name
            for name, t in zip(found, system.tensors.values(), strict=True)]
