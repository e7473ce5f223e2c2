"""The levels of detail of a worked solution, in the order they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.errors import MeaninglessError, quoted

BACKWARD = ("chain", "local", "contract", "closed", "operators", "matrix", "accumulated", "expanded", "numbers")
LEVELS = ("question", "pictures", "shapes", "forward", "windows", "switches", *BACKWARD, "update", "after")
ON_REQUEST = ("pictures", "matrix", "accumulated")
NAMED = {"full": tuple(level for level in LEVELS if level not in ON_REQUEST),
         "derivation": ("shapes", "forward", "chain", "local", "contract", "closed")}


def levels(detail: str | Iterable[str]) -> frozenset[str]:
    """The levels named, separated by commas where they are one text; raises ``MeaninglessError`` for any other.

    >>> sorted(levels("shapes,closed"))
    ['closed', 'shapes']
    """
    said = [word.strip() for word in detail.split(",")] if isinstance(detail, str) else list(detail)
    found: set[str] = set()
    for word in said:
        if word not in LEVELS and word not in NAMED:
            raise MeaninglessError(f"{quoted(word)} is no level of detail: use one of {', '.join((*LEVELS, *NAMED))}")
        found.update(NAMED.get(word, (word,)))
    return frozenset(found)
