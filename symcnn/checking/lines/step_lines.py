"""Names that wear the number of a step, ``w^{(t+1)}``, and names that are said once more."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.errors import NameProblem, SymcnnError
from symcnn.notation.spelling import split
from symcnn.reading.tree import Entry, Name, Number, Operation, Tree, mapped, walk

COUNTED = ("t", "k", "n", "\\tau")
NUMBERED = re.compile(r"\((?:t|k|n|\\tau)(?:[+-]1)?\)$")


def without_step_numbers(reading: Reading, members: list[Tree]) -> list[Tree]:
    """``w^{l(t+1)} = w^{l(t)} - ...`` with w^{l} on both sides, where only that is known."""
    head = members[0]
    if isinstance(head, Operation) and is_step(reading, head) and not isinstance(head.right, Name):
        # w^{(t+1)} read as a power
        return [without_powers(reading, m) for m in members]

    def plain(tree: Tree) -> Tree:
        if not isinstance(tree, Name):
            return tree if isinstance(tree, Number) else mapped(tree, plain)
        with suppress(NameProblem):
            parts = split(tree.name)
            bare = replace(parts, superscript=NUMBERED.sub("", parts.superscript)).join()
            if bare != tree.name and is_unknown(reading, tree) and reading.names.knows(bare):
                return replace(tree, name=bare)
        return tree
    base = head.base if isinstance(head, Entry) else head
    return [plain(m) for m in members] if isinstance(base, Name) and plain(base) != base else members


def is_step(reading: Reading, tree: Tree) -> bool:
    """Whether a power of a parameter is the number of a step: ``w^{(t)}``, ``w^{(t+1)}``."""
    if not isinstance(tree, Operation) or tree.operator != "^" or not isinstance(tree.left, Name | Entry):
        return False
    above = tree.right.left if isinstance(tree.right, Operation) and tree.right.right == Number("1") else tree.right
    key = reading.head_key(tree.left)
    return isinstance(above, Name) and above.name in COUNTED and is_unknown(reading, above) and (
        key in reading.names.model.network.system.leaves)


def without_powers(reading: Reading, tree: Tree) -> Tree:
    """The tree with numbers of steps left off."""
    if isinstance(tree, Operation) and is_step(reading, tree):
        return tree.left
    return tree if isinstance(tree, Name | Number) else mapped(tree, lambda t: without_powers(reading, t))


def restated(reading: Reading, head: Tree, others: list[Tree]) -> Link | None:
    """A name that has a value said to be something else: right where that is the same everywhere, else None."""
    if not isinstance(head, Name) or head.name not in reading.defined or len(others) != 1 or any(
            isinstance(t, Name) and t.name == head.name for t in walk(others[0])) or is_numeric(others[0]):
        return None
    values = reading.defined[head.name]
    with suppress(SymcnnError):
        for number, world in enumerate(reading.random):
            known = values.get(number)
            options = reading.interpreter(world, [head, *others]).options(others[0])
            if known is None or not any(v.data.shape == known.data.shape and v.names == known.names and np.allclose(
                    v.data, known.data, rtol=1e-9, atol=1e-12) for v, _ in options):
                return None
        return Link("right", evidence="equal at random numbers", member=others[0])
    return None
