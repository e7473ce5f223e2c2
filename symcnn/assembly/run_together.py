"""Products whose factors stand side by side without a space: ``Wx + b``, where nothing is called ``Wx``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from symcnn.reading.statements import Data, Definition, Leaf, Statement
from symcnn.reading.tree import Call, Name, Negation, Operation, Tree, find, mapped

# a matrix or weight and a vector, one letter each
RUN = re.compile("[A-Zuvw][a-z]")


def with_factors_apart(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with such names as products; one that something is multiplied with is a name of its own.

    >>> from symcnn.reading.network import read_network
    >>> with_factors_apart(read_network("z = Wx + b"))[0].right.left
    Operation(operator='juxtapose', left=Name(name='W'), right=Name(name='x'))
    """
    told = {s.name for s in statements if isinstance(s, Leaf | Definition | Data) and isinstance(s.name, str)}
    equations = [s for s in statements if isinstance(s, Definition)]
    alone = {n for s in equations for n in standing_alone(s.right)}
    every = [t.name for s in equations for t in find(s.right, Name)]
    runs = {n for n in alone - told if every.count(n) == sum(n == m for s in equations for m in standing_alone(s.right))}
    return [replace(s, right=apart(s.right, runs)) if isinstance(s, Definition) and runs else s for s in statements]


def standing_alone(tree: Tree) -> Iterator[str]:
    """The names of two such letters that are summands, or all that a function is applied to."""
    match tree:
        case Name(name=name) if RUN.fullmatch(name):
            yield name
        case Operation(operator="+" | "-", left=left, right=right):
            yield from standing_alone(left)
            yield from standing_alone(right)
        case Negation(argument=inner) | Call(arguments=(inner,)):
            yield from standing_alone(inner)


def apart(tree: Tree, runs: AbstractSet[str]) -> Tree:
    """A tree with the runs as products."""
    if isinstance(tree, Name) and tree.name in runs:
        return Operation("juxtapose", Name(tree.name[0]), Name(tree.name[1]), span=tree.span)
    return mapped(tree, lambda t: apart(t, runs))
