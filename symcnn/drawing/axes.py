"""Which axes of a tensor make its grid: those over which a window moves, read off the indices of the equations."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.equation import Equation
from symcnn.expression.nodes import Access
from symcnn.expression.walk import accesses
from symcnn.notation.letters import Letter
from symcnn.system import System

Place = tuple[str, int]


def grid_axes(system: System, equations: Iterable[Equation]) -> dict[str, tuple[int, ...]]:
    """The grid axes of every tensor by key, at most two.

    An index of several letters, ``i+m-1``, is one a window moves along; what shares its letters is too. Where nothing
    moves, the last two axes are the grid.
    """
    reads = [tuple(_entries(e)) for e in equations]
    marked = {(a.tensor, n) for entries in reads for a in entries for n, i in enumerate(a.indices)
              if len([v for v in i.letters if v.is_index]) > 1 and not i.floors()}
    while True:
        grown = marked | {place for entries in reads for place in _sharing(entries, marked)}
        if grown == marked:
            break
        marked = grown
    return {key: _chosen(len(t.axes), _places(key, system, marked)) for key, t in system.tensors.items()}


def _places(key: str, system: System, marked: set[Place]) -> set[int]:
    """The axes of a tensor that are marked; those of a gradient as those of the tensor it is by."""
    tensor = system.tensors[key]
    found = {n for k, n in marked if k == key}
    if tensor.partial is None or tensor.partial[1] not in system.tensors:
        return found
    by = tensor.partial[1]
    first = len(tensor.axes) - len(system.tensors[by].axes)
    return {first + n for n in _places(by, system, marked)} or found


def _entries(equation: Equation) -> Iterable[Access]:
    yield equation.left
    yield from accesses(equation.right)


def _sharing(entries: tuple[Access, ...], marked: set[Place]) -> set[Place]:
    """The axes that stand at a bare letter of an axis already marked."""
    letters: set[Letter] = set()
    for a in entries:
        for n, i in enumerate(a.indices):
            if (a.tensor, n) in marked and not i.floors():
                letters |= {v for v in i.letters if v.is_index}
    return {(a.tensor, n) for a in entries for n, i in enumerate(a.indices) if i.letter in letters}


def _chosen(rank: int, marked: set[int]) -> tuple[int, ...]:
    found = [n for n in range(rank) if n in marked][-2:]
    return tuple(found) if found else tuple(range(max(0, rank - 2), rank))
