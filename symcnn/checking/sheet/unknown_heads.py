"""Chains about what nothing is known of: the numbers in them are held against what they are said to be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.link import is_numeric
from symcnn.errors import SymcnnError
from symcnn.reading.claims import Chain

TOLD = ("right", "rounding", "carried", "wrong", "slip")


def behind_unknown(chain: Chain, outcome: Outcome, judged: Callable[[Chain], Outcome]) -> Outcome:
    """The outcome of a chain, its numbers judged by the side before them where of the head nothing can be told."""
    numbers = len(outcome.links) > 1 and all(map(is_numeric, chain.members[2:]))
    if not numbers or len(outcome.links) != len(chain.relations) or not all(
            x.verdict == "undecided" and x.evidence == outcome.links[0].evidence for x in outcome.links):
        return outcome
    rest = Chain(chain.members[1:], chain.relations[1:], chain.spans[1:])
    with suppress(SymcnnError):
        again = judged(rest)
        if len(again.links) == len(rest.relations) and any(x.verdict in TOLD for x in again.links):
            links = (replace(x, judge=x.judge or again.judge) for x in again.links)
            return replace(outcome, links=(outcome.links[0], *links))
    return outcome
