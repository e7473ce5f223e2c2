"""How much of a verdict is told: the verdict, where it is wrong, why, and what is right."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.report.verdict import OPEN, Judged
from symcnn.errors import MeaninglessError, quoted

LEVELS = ("verdict", "place", "cause", "answer")


def level_of(reveal: str) -> int:
    """The number of a level; raises ``MeaninglessError`` for a word that names none."""
    if reveal not in LEVELS:
        raise MeaninglessError(f"reveal is one of {', '.join(LEVELS)}, not {quoted(reveal)}")
    return LEVELS.index(reveal)


def revealed(judged: Judged, reveal: str) -> Judged:
    """The claim with what the level hides taken out; why a line could not be judged is always told."""
    level, verdict, claim = level_of(reveal), judged.verdict, judged.claim
    is_open = verdict.verdict in OPEN
    if level < LEVELS.index("answer"):
        verdict = replace(verdict, expected="", expected_latex="", evidence=verdict.evidence if is_open else "")
    if level < LEVELS.index("cause"):
        verdict = replace(verdict, causes=())
    if level < LEVELS.index("place"):
        verdict = replace(verdict, entries=None)
        claim = claim if is_open else replace(claim, place=None)
    return Judged(claim, verdict)
