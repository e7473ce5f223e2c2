"""A judged line looked at once more: what the page leaves open is nobody's mistake."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symcnn.checking.document import Reading
from symcnn.checking.misfits import told_of_misfits
from symcnn.checking.nameless_errors import told_of_doubtful_errors
from symcnn.checking.outcome import Outcome
from symcnn.checking.overruns import told_of_overruns
from symcnn.checking.star_kinds import told_of_words
from symcnn.checking.unlinked import told_of_unlinked


def reconsidered(reading: Reading, outcome: Outcome, text: str, declared: bool, left_out: Set[str] | None) -> Outcome:
    """The outcome of a line, by a network that somebody ``declared`` in its ``text``.

    Or by the page's own, where equations for some names had to be ``left_out``.
    """
    outcome = replace(outcome, links=told_of_misfits(outcome, declared))
    outcome = replace(outcome, links=told_of_overruns(outcome, declared))
    outcome = replace(outcome, links=told_of_doubtful_errors(outcome))
    outcome = replace(outcome, links=told_of_words(outcome, text if declared else ""))
    return outcome if left_out is None else replace(outcome, links=told_of_unlinked(reading, outcome, left_out))
