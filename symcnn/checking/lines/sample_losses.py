r"""Losses of single samples, ``\partial E_i / \partial w = \delta_i x_i``: one term of the sum over samples that E has."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.scope import used
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import split
from symcnn.reading.tree import Derivative, Entry, Name, SumOver, Tree


def of_own_sample(reading: Reading, head: Tree, others: Sequence[Tree], links: tuple[Link, ...]
                  ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The gradient of one sample's loss, whose sum over all samples is that of the loss; None where it is of no sample.

    It is of a page's own network, in which the loss has no such index.
    """
    if reading.batch_kinds is None or not isinstance(head, Derivative) or len(links) != len(others) or not any(
            x.verdict in ("wrong", "carried") for x in links):
        return None
    found = sample_of(head.of)
    if found is None or reading.names.knows(found[0]) or found[1] in used(head.by):
        return None
    loss, letter = found
    if not any(letter in used(t) for t in others):
        return None
    trees = [SumOver((letter,), None, None, t) if letter in used(t) else t for t in others]
    with suppress(SymcnnError):
        judge = Judge(reading, replace(head, of=Name(loss)), trees)
        now = judge.links()
        if not any(x.verdict == "undecided" for x in now):
            said = f"of the loss of sample {letter} alone"
            return judge, tuple(replace(x, notes=(*x.notes, said)) if x.verdict == "right" else x for x in now)
    return None


def sample_of(tree: Tree) -> tuple[str, str] | None:
    r"""A loss without its index, and the letter of it: ``\xi_i``, ``E^{(n)}``; None for another tree."""
    entry = with_entries(tree)
    if isinstance(entry, Entry) and isinstance(entry.base, Name) and len(entry.indices) == 1 and isinstance(
            index := entry.indices[0], Name) and is_letter(index.name):
        return entry.base.name, index.name
    parts = split(tree.name) if isinstance(tree, Name) else None
    letter = "" if parts is None else parts.superscript.strip("()")
    if parts is None or not is_letter(letter):
        return None
    return replace(parts, superscript="").join(), letter
