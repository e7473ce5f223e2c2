"""Derivatives of what the equations of a page do not lead to: it says too little to blame anybody."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symcnn.checking.document import Reading
from symcnn.checking.link import Link
from symcnn.checking.outcome import Outcome
from symcnn.checking.written_values import made_of
from symcnn.errors import NameProblem, NameUnknown, quoted
from symcnn.reading.tree import Derivative


def told_of_unlinked(reading: Reading, outcome: Outcome, left_out: Set[str]) -> tuple[Link, ...]:
    """The links of an outcome, undecided where what is differentiated is not made of what it is differentiated by.

    So are those where it is made of what the page has an equation for that had to be ``left_out``.
    """
    head = outcome.judge.head if outcome.judge is not None else outcome.head
    if not isinstance(head, Derivative) or not any(x.verdict == "wrong" for x in outcome.links):
        return tuple(outcome.links)
    forward = reading.names.model.network.forward_system
    try:
        of, by = reading.names.named(head.of).key, reading.names.named(head.by).key
    except (NameUnknown, NameProblem):
        return tuple(outcome.links)
    if not {of, by} <= set(forward.tensors):
        return tuple(outcome.links)
    parts = made_of(forward, of)
    lost = sorted(left_out & {forward.tensors[k].shown for k in parts})
    if by in parts and not lost:
        return tuple(outcome.links)
    said = (f"the equation for {lost[0]} does not go together with the others" if lost else
            f"nothing on the page leads from {quoted(forward.tensors[by].shown)} to {quoted(forward.tensors[of].shown)}")
    return tuple(replace(x, verdict="undecided", evidence=said, entries=None) if x.verdict in ("wrong", "carried") else x
                 for x in outcome.links)
