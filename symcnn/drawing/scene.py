"""What the picture of one entry is made of: the grids read, the grid of the result, and what is lit in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from symcnn.drawing.axes import grid_axes
from symcnn.drawing.caption import Caption, captions
from symcnn.drawing.footprint import Footprint, Letters, Term, footprint
from symcnn.drawing.panels import Grid, Place, grid
from symcnn.equation import Equation
from symcnn.errors import NameUnknown
from symcnn.expression.nodes import Maximum
from symcnn.expression.walk import descend
from symcnn.notation.letters import Letter
from symcnn.system import System

Tables = Mapping[str, Mapping[Place, Any]]


@dataclass(frozen=True)
class Scene:
    """The grids of a picture from left to right, the last that of the result; ``following`` is the next entry's."""

    grids: tuple[Grid, ...]
    result: Grid
    at: Place
    now: Footprint
    following: Footprint | None
    term: Term
    is_maximum: bool
    lines: tuple[Caption, ...]

    def read(self, g: Grid) -> frozenset[Place]:
        """The places of a grid that belong to the entry."""
        return frozenset([self.at] if g is self.result else self.now.cells(g.tensor))

    def lit(self, g: Grid) -> frozenset[Place]:
        """The places of the chosen term, and the entry itself."""
        return frozenset([self.at] if g is self.result else [c.place for c in self.term if c.tensor == g.tensor])

    def next(self, g: Grid) -> frozenset[Place]:
        """The places of a grid that the next entry reads."""
        return frozenset(self.following.cells(g.tensor)) if self.following and g is not self.result else frozenset()


def scene(equation: Equation, system: System, letters: Letters, term: int | None, tables: Tables) -> Scene:
    """The scene of the entry at which the free letters have these numbers; sizes must be numbers.

    Raises ``NameUnknown`` for a term that is not there.
    """
    now = footprint(equation, letters, system)
    tensor = system.tensors[equation.tensor]
    spans = {i.letter: (a.origin, a.last.number or 0)
             for a, i in zip(tensor.axes, equation.left.indices, strict=True) if i.letter is not None}
    # a linear index is furthest out at a corner
    corners = [footprint(equation, dict(zip(spans, at, strict=True)), system) for at in product(*spans.values())]
    axes = grid_axes(system, (*system.equations, equation))
    at = tuple(i.value(letters) for i in equation.left.indices)
    is_maximum = any(isinstance(n, Maximum) for n in descend(equation.right))
    chosen = _chosen(now, term, tables, is_maximum)
    grids = tuple(grid(key, system, axes[key], list(now.cells(key)), [p for f in (now, *corners) for p in f.cells(key)],
                       tables.get(key)) for key in now.tensors)
    result = grid(tensor.key, system, axes[tensor.key], [at], [at], tables.get(tensor.key))
    step = _next(letters, spans)
    lines = captions(equation, system, at, now, chosen, term, tables)
    return Scene(grids, result, at, now, footprint(equation, step, system) if step else None, chosen, is_maximum, lines)


def _chosen(now: Footprint, term: int | None, tables: Tables, is_maximum: bool) -> Term:
    """The term asked for; of a maximum whose values are known, the first of the greatest."""
    counted = now.counted
    if term is not None:
        if not 1 <= term <= len(counted):
            raise NameUnknown(f"the entry has no term {term}: choose one from 1 to {len(counted)}")
        return counted[term - 1]
    if is_maximum and counted and all(len(t) == 1 and t[0].tensor in tables for t in counted):
        return max(counted, key=lambda t: float(tables[t[0].tensor][t[0].place]))
    return ()


def _next(letters: Letters, spans: Mapping[Letter, tuple[int, int]]) -> Letters | None:
    """The entry to the right, or below where there is none to the right."""
    for letter in reversed(list(spans)):
        if letters[letter] < spans[letter][1]:
            return {**letters, letter: letters[letter] + 1}
    return None
