"""A judged line looked at once more: what the page leaves open is nobody's mistake."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symcnn.checking.causes.misfits import told_of_misfits
from symcnn.checking.lines.doubts import of_any_number
from symcnn.checking.lines.nameless_errors import told_of_doubtful_errors
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.sheet.generic_arguments import in_its_layer
from symcnn.checking.sheet.lost_equations import told_of_lost
from symcnn.checking.sheet.open_slopes import told_of_open_slopes
from symcnn.checking.sheet.overruns import told_of_overruns
from symcnn.checking.sheet.star_kinds import told_of_words
from symcnn.checking.sheet.unstated_maxima import told_of_maxima


def reconsidered(reading: Reading, outcome: Outcome, text: str, declared: bool, left_out: Set[str]) -> Outcome:
    """The outcome of a line, by a network that somebody ``declared`` in its ``text``, or by the page's own.

    The page may have equations for names that had to be ``left_out`` there.
    """
    outcome = in_its_layer(reading, outcome)
    if outcome.judge is not None:
        outcome = replace(outcome, links=of_any_number(reading, outcome.judge.trees, outcome.links))
    outcome = replace(outcome, links=told_of_misfits(outcome, declared))
    outcome = replace(outcome, links=told_of_overruns(outcome, declared))
    outcome = replace(outcome, links=told_of_maxima(outcome, declared))
    outcome = replace(outcome, links=told_of_doubtful_errors(outcome))
    outcome = replace(outcome, links=told_of_open_slopes(reading, outcome, text))
    outcome = replace(outcome, links=told_of_words(outcome, text if declared else ""))
    return replace(outcome, links=told_of_lost(reading, outcome, left_out))
