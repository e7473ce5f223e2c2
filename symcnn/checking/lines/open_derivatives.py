r"""Signs of derivatives before sums without brackets: ``\frac{\partial}{\partial h} b + w h`` of the whole sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.reading.tree import Derivative, Operation, Tree

SAID = "the derivative of the whole sum: its brackets are left out"


def with_open_derivatives(reading: Reading, head: Tree, others: Sequence[Tree], links: Sequence[Link]
                          ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The chain judged with such signs before whole sums in its wrong links; None where that makes none of them right."""
    if len(links) != len(others):
        return None
    whole = [of_the_whole(t) if x.verdict == "wrong" else None for t, x in zip(others, links, strict=True)]
    if not any(whole):
        return None
    judge = Judge(reading, head, [t or other for t, other in zip(whole, others, strict=True)])
    found = judge.links()
    if any(t is not None and x.verdict != "right" for t, x in zip(whole, found, strict=True)):
        return None
    return judge, tuple(x if t is None else replace(x, notes=(*x.notes, SAID)) for t, x in zip(whole, found, strict=True))


def of_the_whole(tree: Tree) -> Derivative | None:
    """A sum whose first term is a derivative with its sign apart, as the derivative of the sum; None for anything else."""
    first = tree
    while isinstance(first, Operation) and first.operator in ("+", "-"):
        first = first.left
    if first is tree or not isinstance(first, Derivative):
        return None
    # what is differentiated stands behind the quotient, and no bracket closes behind it
    is_open = first.by.span[1] <= first.of.span[0] and first.of.span[1] == first.span[1]
    return Derivative(with_first(tree, first.of), first.by, span=tree.span) if is_open else None


def with_first(tree: Tree, first: Tree) -> Tree:
    """A sum with another first term."""
    if not isinstance(tree, Operation) or tree.operator not in ("+", "-"):
        return first
    return replace(tree, left=with_first(tree.left, first))
