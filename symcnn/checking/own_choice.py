"""Of the equations of a document those that make its network: one for each name, linked with what is differentiated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.own_lines import Forward, forward
from symcnn.reading.tree import Call, Entry, Operation, SumOver, Tree, mapped


def by_name(equations: Sequence[Forward]) -> list[Forward]:
    """The equations, what one of them gives standing for itself in the others: ``h = f(z)`` where ``z`` is ``W x + b``."""
    values = {line.sides[1]: line.sides[0] for line in equations
              if line.sides is not None and isinstance(line.sides[1], Operation | Call | SumOver)}

    def put(tree: Tree) -> Tree:
        return values[tree] if tree in values else mapped(tree, put)

    found = []
    for line in equations:
        right = None if line.sides is None else mapped(line.sides[1], put)
        found.append(line if line.sides is None or right is None or right == line.sides[1] else replace(
            forward(line.place, line.sides[0], right, line.source), name=line.name))
    return found


def latest(equations: Sequence[Forward], first: bool = False) -> list[Forward]:
    """One equation for each name: of several the one that reads most of what the others give, then the one with indices.

    With ``first`` it is the first of the page.
    """
    given = {e.name for e in equations}
    if first:
        return list({line.name: line for line in reversed(equations)}.values())[::-1]

    def said(line: Forward) -> tuple[int, bool]:
        return len(line.reads & given), line.sides is not None and isinstance(line.sides[0], Entry)

    best: dict[str, Forward] = {}
    for line in equations:
        if line.name not in best or said(line) > said(best[line.name]):
            best[line.name] = line
    return list(best.values())


def connected(equations: Sequence[Forward], asked: set[str]) -> list[Forward]:
    """The equations that have to do with what is differentiated, in order."""
    reached = set(asked)
    while True:
        grown = reached | {n for e in equations if ({e.name} | e.reads) & reached for n in e.reads | {e.name}}
        if grown == reached:
            return [e for e in equations if e.name in reached]
        reached = grown
