"""The bounds that conditions set for a letter."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.reading.tree import (
    Matrix,
    Name,
    Operation,
    Tree,
)


def interval(conditions: Iterable[Tree], name: str) -> tuple[Tree, Tree] | None:
    """The ends of ``a \\in [1, n]`` among the conditions of a sum."""
    for condition in conditions:
        if isinstance(condition, Operation) and condition.operator == "in" and condition.left == Name(name):
            ends = condition.right.rows if isinstance(condition.right, Matrix) else ()
            return (ends[0], ends[1]) if len(ends) == 2 else None
    return None
