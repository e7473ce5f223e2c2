r"""Gradients in numbers on pages without a network that give the gradient from above: arithmetic alone says little of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of
from symcnn.checking.meaning.link import Link
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Matrix, Tree

SAID = "only the arithmetic can be judged: no equation says how this follows from the gradient given"
SOUND = ("right", "rounding")


def losses_from_above(items: Sequence[Item]) -> set[Tree]:
    r"""What a document gives the gradient of as an array of numbers: L of ``\partial L / \partial Y = [[1, 0], [0, 1]]``."""
    return {c.members[0].of for c in chains_of(items) if len(c.members) == 2 and isinstance(c.members[0], Derivative)
            and isinstance(c.members[1], Matrix)}


def told_of_bare(head: Tree | None, links: Iterable[Link], losses: set[Tree]) -> list[Link]:
    """The links, but undecided where numbers taken as true for an entry of another gradient of such a loss are worked out."""
    links = list(links)
    by = with_entries(head.by) if isinstance(head, Derivative) else None
    if not isinstance(head, Derivative) or head.of not in losses or not isinstance(by, Entry) or not links or (
            links[0].verdict != "given") or any(x.verdict not in SOUND for x in links[1:]):
        return links
    return [links[0], *(replace(x, verdict="undecided", evidence=SAID) for x in links[1:])]
