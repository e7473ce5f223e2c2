r"""Lines that say what a sign between two arrays is: ``(x * w)_n = \sum_k x_{n+k} w_k`` is a valid correlation."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Application, Convolved, Entry, Name, Operation, Tree, find

SIGNS = ("*", "star")
MODES = ("valid", "full", "same")


def with_sign_said(reading: Reading, head: Tree, others: list[Tree], links: tuple[Link, ...]
                   ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The line held against the sign in each of its modes; None where it says of no sign what it is, or holds in none."""
    base = sign_of(head)
    if base is None or all(x.verdict == "right" for x in links):
        return None
    assert isinstance(head, Entry | Application)
    indices = head.indices if isinstance(head, Entry) else head.arguments
    ranks = {reading.names.rank(k) for n in find(base, Name) if (k := reading.head_key(n)) is not None}
    if ranks and len(indices) not in ranks:
        told = f"what the sign gives has {max(ranks)} axes here, and not {len(indices)}"
        return Judge(reading, head, others), tuple(
            replace(x, verdict="undecided", evidence=told, entries=None) for x in links)
    for mode in MODES:
        sign = Convolved(base.operator, mode, base.left, base.right, span=base.span)
        judge = Judge(reading, Entry(sign, tuple(indices), span=head.span), others)
        with suppress(SymcnnError):
            found = tuple(judge.links())
            if all(x.verdict == "right" for x in found):
                return judge, tuple(replace(x, notes=(*x.notes, f"this says what the sign is: {mode}")) for x in found)
    return None


def sign_of(head: Tree) -> Operation | None:
    """The two arrays and their sign, of which an entry is said."""
    base = head.base if isinstance(head, Entry | Application) else None
    return base if isinstance(base, Operation) and base.operator in SIGNS else None
