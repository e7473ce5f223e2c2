"""Derivatives of what hangs on a name whose equation had to be left out of a page's network: too little is known to blame."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.written_values import made_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import NameProblem, NameUnknown
from symcnn.reading.tree import Derivative


def told_of_lost(reading: Reading, outcome: Outcome, left_out: Set[str]) -> tuple[Link, ...]:
    """The links of an outcome, undecided where what is differentiated is made of a leaf that has an equation on the page."""
    head = outcome.judge.head if outcome.judge is not None else outcome.head
    if not left_out or not isinstance(head, Derivative) or not any(x.verdict == "wrong" for x in outcome.links):
        return tuple(outcome.links)
    forward = reading.names.model.network.forward_system
    try:
        parts = made_of(forward, reading.names.named(head.of).key)
    except (NameUnknown, NameProblem):
        return tuple(outcome.links)
    lost = sorted(left_out & {forward.tensors[k].shown for k in parts & set(forward.leaves)})
    if not lost:
        return tuple(outcome.links)
    said = f"the equation for {lost[0]} does not go together with the others"
    return tuple(replace(x, verdict="undecided", evidence=said, entries=None) if x.verdict in ("wrong", "carried") else x
                 for x in outcome.links)
