"""The items of a document judged in order, under the first index, the entries and the layout that fit them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.pages import chains_of, trees_of
from symcnn.checking.meaning.conventions import Choice
from symcnn.checking.meaning.layouts import held, layouts_of
from symcnn.checking.sheet.bare_slopes import losses_from_above
from symcnn.checking.sheet.plain_operands import plain_operands
from symcnn.checking.sheet.said_behind import errors_said_behind
from symcnn.checking.sheet.sheet import Sheet
from symcnn.reading.items import Item, Mathematics, NetworkBlock

# a quotient of deltas is a derivative
DELTA_QUOTIENT = re.compile(r"\\d?t?frac\s*\{\s*\\delta|\\delta\s*\w+\s*/\s*\\delta")


def judged_well(items: Sequence[Item], sheet: Sheet) -> Sheet:
    """All items of a document judged, under the first index that fits, and with the causes of what is wrong."""
    found = run(items, sheet)
    if found.misplaced > 1:
        found = better(found, run(items, replaced(sheet, Choice(base=1 - found.known.ready().base))))
    if not found.told:
        # what the same run has explained before it was given up stays so
        found = run(items, replace(replaced(sheet, found.known.choice), patient=True, explained=found.explained))
    found = in_one_layout(items, found, sheet)
    layouts = layouts_of(found.judged)
    if layouts:
        again = run(items, replaced(sheet, replace(found.known.choice, layouts=tuple(layouts.items()))))
        if [j.claim.id for j in again.judged] == [j.claim.id for j in found.judged]:
            again.judged = held(found.judged, again.judged, layouts)
            found = again
    return found


def run_well(items: Sequence[Item], empty: Sheet) -> Sheet:
    """The items judged on a copy of a sheet, entries counted as its formulas or from the other of 0 and 1."""
    sheet = run(items, empty)
    if sheet.numbered > 1:
        # formulas from 0, and entries from 1
        entries = 1 - sheet.known.ready().base
        sheet = better(sheet, run(items, replaced(empty, replace(sheet.known.choice, entries=entries))))
    return in_one_layout(items, sheet, empty)


def in_one_layout(items: Sequence[Item], found: Sheet, sheet: Sheet) -> Sheet:
    """The sheet with gradients in one layout, where some of them lie as the matrices do and others across."""
    if not found.lying.mixed:
        return found
    return run(items, replace(replaced(sheet, replace(found.known.choice, upright=True)), patient=True))


def better(one: Sheet, other: Sheet) -> Sheet:
    """The run of a document with fewer wrong lines, the first where they have as many."""
    return other if other.wrong() < one.wrong() else one


def replaced(sheet: Sheet, choice: Choice) -> Sheet:
    """A sheet to be read from the beginning under another choice of conventions."""
    return Sheet(sheet.known.begun_anew(choice), aside=sheet.aside, anew=sheet.anew, patient=sheet.patient,
                 left_out=sheet.left_out, hasty=sheet.hasty, explained=dict(sheet.explained))


def is_declared(items: Sequence[Item], sheet: Sheet) -> bool:
    """Whether somebody gave the network, in blocks or from outside, so that it is not the document's own."""
    return sheet.known.declared or any(isinstance(item, NetworkBlock) for item in items)


def run(items: Sequence[Item], sheet: Sheet) -> Sheet:
    """All items of a document taken in order, on a copy of the sheet."""
    is_sign = any(isinstance(item, Mathematics) and DELTA_QUOTIENT.search(item.source) for item in items)
    sheet = replaced(sheet, replace(sheet.known.choice, delta_is_error=not is_sign))
    sheet.known.trees = tuple(trees_of(items))
    sheet.known.operands = plain_operands(chains_of(items), is_declared(items, sheet))
    sheet.above = losses_from_above(items)
    sheet.known.rights = tuple(m for c in chains_of(items) for m in c.members[1:])
    behind = errors_said_behind(items)
    # what a trial makes infinite or no number fits nothing: no warning is due
    with np.errstate(all="ignore"):
        for place, item in enumerate(items):
            if isinstance(item, NetworkBlock):
                sheet.known.take(item)
            elif isinstance(item, Mathematics):
                sheet.mathematics(item, place, behind.get(place, ()))
    return sheet
