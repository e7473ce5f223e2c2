r"""Gradients by what one sample has, ``\partial J/\partial z^{(i)} = \frac1m (a^{(i)} - y^{(i)})``: a term of the sum in J."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.each_sample import speaks_of_errors
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.tree import Derivative, Entry, Name, SumOver, Tree, find

EACH = "this is so for the loss of each sample; of a sum over samples a single one has its share alone"
_SAMPLE = re.compile(r"(?:\[[^\]]*\])?\(?([a-z])\)?")


def of_named_sample(reading: Reading, head: Tree, others: Sequence[Tree], links: tuple[Link, ...]
                    ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The gradient by what the sample of a letter has, whose sum over all samples is that by what all of them have.

    Where a page calls what samples have by one name with the letter above it, its network knows one for all of them.
    """
    total = sum_over_samples(reading, head) if len(links) == len(others) else None
    if total is None or any(is_numeric(t) for t in others):
        return None
    trees = [t if speaks_of_errors(t) and x.verdict != "wrong" else replace(total, body=t)
             for t, x in zip(others, links, strict=True)]
    with suppress(SymcnnError):
        judge = Judge(reading, head, trees)
        found = tuple(judge.links())
        if all(x.verdict == "right" for x in found):
            if all(x.verdict == "right" for x in links):
                return None
            said = f"by what sample {total.letters[0]} alone has"
            return judge, tuple(replace(x, member=old.member, notes=(*x.notes, said) if old.verdict == "wrong" else x.notes)
                                for x, old in zip(found, links, strict=True))
        shares = [x.verdict == "right" and now.verdict == "wrong" for x, now in zip(links, found, strict=True)]
        if any(shares):
            return Judge(reading, head, list(others)), tuple(Link("undecided", evidence=EACH, member=x.member) if share else x
                                                             for x, share in zip(links, shares, strict=True))
    return None


def sum_over_samples(reading: Reading, head: Tree) -> SumOver | None:
    """The sum over samples on a page of its own network, of which the head is the gradient by what one of them has."""
    letter = sample_above(head.by) if reading.batch_kinds is not None and isinstance(head, Derivative) else ""
    if not letter or not isinstance(head, Derivative):
        return None
    with suppress(SymcnnError):
        if reading.names.named(head.of).key == reading.names.model.network.loss:
            return next((t for right in reading.rights for t in find(right, SumOver) if t.letters == (letter,)
                         and t.upper is not None and any(sample_above(n) == letter for n in find(t.body, Name))), None)
    return None


def sample_above(tree: Tree) -> str:
    """The letter of a sample above a name, ``z^{(i)}`` or ``z^{[2](i)}``; empty where there is none."""
    base = tree.base if isinstance(tree, Entry) else tree
    parts = parts_of_name(base.name) if isinstance(base, Name) else None
    match = _SAMPLE.fullmatch(parts.superscript) if parts is not None else None
    return match[1] if match else ""
