"""Checking a document: its networks, its lines in order, a verdict for each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.binding.blocks import with_functions
from symcnn.checking.collecting import collecting_seldom
from symcnn.checking.own.ranks import fitted, written_ranks
from symcnn.checking.pages.well_read import read_well
from symcnn.checking.report.report import Report
from symcnn.checking.sheet.judging import judged_well
from symcnn.checking.sheet.known import Known
from symcnn.checking.sheet.losses_meant import losses_meant
from symcnn.checking.sheet.minus_errors import with_minus_errors
from symcnn.checking.sheet.own_pages import equations_alone, own_report
from symcnn.checking.sheet.reported import report_of
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.usual_report import with_usual_layers
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.document import network_blocks
from symcnn.reading.items import Item, NetworkBlock


@collecting_seldom()
def check(source: str, given: str | Network | None = None, kind: str | None = None, name: str = "") -> Report:
    """The report on a document, a formula or a sheet; ``given`` is the network where the document has none."""
    network = with_functions(given) if isinstance(given, str) else given
    stated = network is not None or bool(network_blocks(source, kind or ""))
    items = read_well(source, kind, network, not stated)
    ranks = written_ranks(items)
    if isinstance(given, str):
        network = fitted(with_functions(given), given, ranks, with_functions)
    sheet = Sheet(Known(network, given + "\n" if isinstance(given, str) else "", ranks=ranks))
    if not stated:
        return by_itself(source, kind, items, sheet, name)
    found = with_minus_errors(items, lambda found: judged_well(found, sheet))
    blocks = [n for n, item in enumerate(items) if isinstance(item, NetworkBlock)]
    for meant in losses_meant(found, items) if len(blocks) == 1 else ():
        again = judged_well([*items[:blocks[0] + 1], NetworkBlock(meant.line, 0), *items[blocks[0] + 1:]], sheet)
        if again.amiss < found.amiss:
            return report_of(again, name, meant.said)
    return report_of(found, name)


def by_itself(source: str, kind: str | None, items: Sequence[Item], sheet: Sheet, name: str) -> Report:
    """The report on a document whose network nobody stated, with the usual layers where only their errors are spoken of."""
    own: Report | None = None
    # where no network can be made of what a page states, its lines are judged without one
    with suppress(SymcnnError):
        own = own_report(source, kind, items, name)
    if own is None:
        with suppress(SymcnnError):
            sheet = replace(sheet, aside=equations_alone(source, kind, items))
        own = report_of(with_minus_errors(items, lambda found: judged_well(found, sheet)), name)
    with suppress(SymcnnError):
        return with_usual_layers(own, source, kind, items)
    return own
