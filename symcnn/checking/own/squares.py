r"""Squares that a page works out and whose roots it reads: ``\sigma^2 = ...`` and ``y = (z - \mu) / \sigma``."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.own.lines import NOWHERE, Forward, forward
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.tree import Call, Name


def with_roots(equations: Sequence[Forward]) -> list[Forward]:
    """The equations, and one for each name that none gives where one gives its square."""
    given = {line.name for line in equations}
    read = {n for line in equations for n in line.reads}
    found = list(equations)
    for line in equations:
        root = root_of(line.name)
        if root and root in read - given and not any(base_of(n) == root for n in read | given if n not in (root, line.name)):
            found.insert(found.index(line) + 1, forward(NOWHERE, Name(root), Call("sqrt", (Name(line.name),)), line.source))
    return found


def root_of(name: str) -> str:
    r"""The name without the 2 above it: ``\sigma`` of ``\sigma^2``; else nothing."""
    parts = parts_of_name(name)
    if parts is None or parts.superscript.strip("()") != "2" or parts.subscript or parts.primes:
        return ""
    return parts.base


def base_of(name: str) -> str:
    """The letter of a name with something above it: layers have several of them."""
    parts = parts_of_name(name)
    return parts.base if parts is not None and parts.superscript else ""
