"""What a name in a claim turned out to stand for."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.reading.tree import Tree


@dataclass(frozen=True)
class Target:
    """An array that a name stands for and the subscripts written at it; ``of`` and ``by`` for a Jacobian."""

    key: str
    indices: tuple[Tree, ...] = ()
    note: str = ""
