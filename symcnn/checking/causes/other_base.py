"""Whether a line counts entries from the other of nought and one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.binding.own_evidence import from_nought
from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.errors import SymcnnError
from symcnn.reading.claims import Unread
from symcnn.reading.tree import SumOver, Tree, walk


def fits_other_base(outcome: Outcome) -> int:
    """How much a line says for indices that start at the other of 0 and 1: wrong as it stands, right if they do.

    Two lines that name entries by numbers alone say as much as one with letters, which holds at many places.
    """
    judge = outcome.judge
    if type(judge) is not Judge or not any(x.verdict == "wrong" for x in outcome.links):
        return 0
    other = counted_otherwise(judge)
    wrong = [x.member for x in outcome.links if x.verdict == "wrong"]
    place = next((n for n, tree in enumerate(judge.others) if any(tree is m for m in wrong)), 0)
    with suppress(SymcnnError):
        # the first that is wrong tells soonest that it is so either way
        if other.link_at(place).verdict not in ("right", "rounding"):
            return 0
        if all(x.verdict in ("right", "rounding") for x in other.links()):
            return 1 if by_numbers_alone(judge.reading, judge.trees) and not from_nought(judge.trees) else 2
    return 0


def counted_otherwise(judge: Judge) -> Judge:
    """The judge of the same line, its entries counted from the other of 0 and 1."""
    return Judge(replace(judge.reading, base=1 - judge.reading.base), judge.head, judge.others)


def by_numbers_alone(reading: Reading, trees: Sequence[Tree]) -> bool:
    """Whether a line names entries by numbers alone: it has no sum and no letter that runs."""
    return not any(isinstance(t, SumOver | Unread) for tree in trees for t in walk(tree)) and not reading.letters(trees)
