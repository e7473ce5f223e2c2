"""Whether a line belongs to the pass before a step of descent or to the one after it."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.checking.lines.chain import judge_chain
from symcnn.checking.lines.outcome import Outcome, rank
from symcnn.checking.lines.update import Updates, after
from symcnn.checking.meaning.document import Reading
from symcnn.checking.numbers.stated import Stated
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Tree

GOOD = ("right", "rounding")


def judge_in_pass(reading: Reading, chain: Chain, claim: str, updates: Updates, last: Tree | None
                  ) -> tuple[Outcome, Reading]:
    """The chain at the sheet's numbers, after an update first at the new ones, where these fit better; and the reading then."""
    fresh = None if updates.moved else after(reading, updates)
    if fresh is None or reading.data is None:
        return judge_chain(reading, chain, claim, updates, last), reading
    kept = dict(reading.data.stated)
    old = judge_chain(reading, chain, claim, updates, last)
    if old.kind != "claim" or all(x.verdict in GOOD for x in old.links):
        return old, reading
    new = judge_chain(fresh, chain, claim, updates, last)
    if rank(new) > rank(old) or (rank(new) == rank(old) and not said_anew(reading, old, kept)):
        return old, reading
    reading.data.stated.clear()
    reading.data.stated.update(kept)
    updates.moved = True
    return new, fresh


def said_anew(reading: Reading, outcome: Outcome, stated: Mapping[str, Stated]) -> bool:
    """Whether wrong numbers are written once more for a tensor of the forward pass that had others before the step."""
    tensors = reading.names.model.network.forward_system.tensors
    wrong = [x for x in outcome.links if x.verdict == "wrong" and x.written is not None]
    return bool(wrong) and outcome.key in stated and outcome.key in tensors
