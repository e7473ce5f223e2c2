r"""Equations behind a slope that is set to nought: ``X^T X w = X^T y`` holds for the weights that are sought alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.meaning.link import Link
from symcnn.reading.tree import Derivative, Differential, Entry, Nabla, Name, Number, Tree, has

SAID = "it may be for the numbers at which the slope above is nought"


def sets_to_nought(head: Tree | None, links: Sequence[Link]) -> bool:
    """Whether a line says of a slope that it is nought, which it is for some numbers alone."""
    last = links[-1] if links else None
    return isinstance(head, Derivative | Nabla | Differential) and last is not None and last.verdict == "undecided" and (
        last.member == Number("0"))


def told_at_rest(head: Tree | None, links: Sequence[Link]) -> list[Link]:
    """The links of a line behind such a one, those wrong undecided that say of a formula, and of no name, what it is."""
    formula = head is not None and not isinstance(head, Name | Entry) and has(head, Name) and not has(
        head, Derivative, Nabla, Differential)
    return [replace(x, verdict="undecided", causes=(), entries=None, evidence=SAID) if formula and x.verdict == "wrong" else x
            for x in links]
