"""What became of a chain."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.checking.judge import Judge
from symcnn.checking.link import Link
from symcnn.reading.tree import (
    Tree,
)


@dataclass(frozen=True)
class Outcome:
    """What became of a chain: a link for every member after the head; ``kind`` is claim, given, definition or update."""

    kind: str
    links: tuple[Link, ...]
    head: Tree | None = None
    key: str | None = None
    judge: Judge | None = None
