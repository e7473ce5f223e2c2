"""What becomes of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from symcnn.display import Appearing, Legible

VERDICTS = ("right", "rounding", "carried", "slip", "wrong", "suspect", "undecided", "unreadable", "given")
GOOD = frozenset({"right", "rounding", "given"})
BAD = frozenset({"wrong", "slip"})
OPEN = frozenset({"suspect", "undecided", "unreadable"})


@dataclass(frozen=True)
class Cause(Legible):
    """A mistake recognised: its tag of the closed list, and a sentence that says what was done and what was to be done.

    ``sure`` is false where the numbers cannot tell it from another.
    """

    tag: str
    message: str
    sure: bool = True


def is_explained(causes: Iterable[Cause]) -> bool:
    """Whether a mistake of those known is among the causes."""
    return any(cause.tag != "unknown" for cause in causes)


@dataclass(frozen=True)
class Verdict(Legible):
    """The judgement of one claim.

    ``expected`` is the right value or formula as text; ``entries`` a nested list of single-letter marks, one for each
    entry of an array that was written (``r`` right, ``o`` rounding, ``c`` carried, ``w`` wrong), or None.
    """

    verdict: str
    evidence: str = ""
    expected: str = ""
    expected_latex: str = ""
    entries: Any = None
    causes: tuple[Cause, ...] = ()
    conventions: tuple[str, ...] = ()
    follows_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim(Appearing):
    """A line someone wrote: where it stands, how it was written, how it was read.

    In a notebook the lines of each ``cell`` are counted by themselves; elsewhere it is 0.
    """

    id: str
    line: int
    latex: str
    read_as: str = ""
    points: float | None = None
    place: tuple[int, int] | None = None
    cell: int = 0


@dataclass(frozen=True)
class Judged(Legible):
    """A claim with its verdict."""

    claim: Claim
    verdict: Verdict


@dataclass(frozen=True)
class Context(Legible):
    """What a report says once: the network it was judged against, conventions of the document, guesses."""

    network: str = ""
    notes: tuple[str, ...] = ()
    conventions: Mapping[str, str] = field(default_factory=dict)
