"""A function of one letter that a writer defines, and which known function its formula is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from symcnn.checking.meaning.conventions import reading_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.functions import ENTRYWISE
from symcnn.checking.numbers.value import exact
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.tree import PRODUCTS, Call, Name, Operation, Tree, find, has, mapped

POINTS = (-2.3, -0.71, -0.05, 0.13, 0.64, 1.9, 3.2)
CONSTANTS = ("e", "\\pi")


@dataclass(frozen=True)
class OwnFunction:
    """A function of one letter: its formula, and the name of the known function that it is, if it is one."""

    letter: str
    body: Tree
    known: str | None

    def at(self, argument: Tree) -> Tree:
        """The function at an argument, at every entry of an array."""
        if self.known is not None:
            return Call(self.known, (argument,), span=argument.span)
        is_array = has(argument, Name)

        def put(tree: Tree) -> Tree:
            if isinstance(tree, Name):
                return argument if tree.name == self.letter else tree
            found = mapped(tree, put)
            both = is_array and isinstance(tree, Operation) and tree.operator in PRODUCTS and all(
                Name(self.letter) in find(side, Name) for side in (tree.left, tree.right))
            return replace(found, operator="odot") if both else found  # type: ignore[call-arg]
        return put(self.body)


def closed_in(letter: str, body: Tree) -> bool:
    """Whether a formula hangs on one letter and on nothing else."""
    inside = {t.name for t in find(body, Name)}
    return letter in inside and not isinstance(body, Name) and not inside - {letter, *CONSTANTS}


@cache
def plain_reading() -> Reading:
    """How formulas are read where no network is."""
    return reading_of(Network("v: 1"))


def known_as(letter: str, body: Tree) -> str | None:
    """The known function that a formula in one letter is, at some points and so everywhere."""
    values = values_of(letter, body)
    with np.errstate(all="ignore"):
        return None if values is None else next(
            (n for n, rule in ENTRYWISE.items() if np.allclose(rule(np.array(POINTS)), values, rtol=1e-9)), None)


def values_of(letter: str, body: Tree, points: Sequence[float] = POINTS) -> list[float] | None:
    """A formula in one letter at some points; None where it cannot be worked out."""
    values = []
    for point in points:
        reader = plain_reading().interpreter(plain_reading().worlds[0], [])
        try:
            # what is infinite or no number at a point fits no known function
            with np.errstate(all="ignore"):
                values.append(float(replace(reader, defined={**reader.defined, letter: exact(point)}).only(body).data))
        except (SymcnnError, TypeError):
            return None
    return values
