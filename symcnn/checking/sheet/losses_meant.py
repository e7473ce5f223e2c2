"""The losses that a document may mean where it states none."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.binding.pages import chains_of
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.unstated_loss import Meant, meant_losses
from symcnn.checking.sheet.weight_means import with_averages
from symcnn.reading.items import Item

MOST = 4


def losses_meant(sheet: Sheet, items: Sequence[Item]) -> list[Meant]:
    """The losses that the lines of a document may mean, where its network has none and some lines cannot be judged."""
    known = sheet.known
    if known.network is None or not known.network.is_fragment or not known.text or not sheet.amiss:
        return []
    chains = [c.members for c in chains_of(items)]
    return list(with_averages(sheet, items, meant_losses(known.text, chains)))[:MOST]
