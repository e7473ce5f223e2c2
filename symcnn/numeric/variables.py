"""What a sum of a product reads, axis by axis: index expressions as variables, and the tables of values they take together.

In ``y[i,o] = Sum_{c,m} x[2*i+m-1,c]*w[o,c,m]`` the variables i, m and 2*i+m-1 make one component, o and c one each. A
component's table holds every combination of values that counts, once: guards hold, and no entry is read outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from symcnn.expression.nodes import Guard
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box, Boxes, values_on, volume
from symcnn.numeric.masks import holds_on

LARGEST_TABLE = 300_000


@dataclass(frozen=True)
class Operand:
    """One of those that an equation relates: its axes and its indices, ``name`` None where it is no tensor."""

    name: str | None
    axes: tuple[Box, ...]
    indices: tuple[Affine, ...]


@dataclass(frozen=True)
class Variable:
    """An index expression, from 0, and where it stands: operands by number, each with the axis."""

    extent: int
    axes: Mapping[int, int]


@dataclass(frozen=True)
class Component:
    """Variables that share letters; ``table`` has a row for each combination that counts, a column for each variable.

    It ``strays`` where guards hold and yet an entry lies outside, and reads as 0.
    """

    variables: tuple[Variable, ...]
    table: np.ndarray
    strays: bool = False

    @property
    def operands(self) -> frozenset[int]:
        """The operands that its variables stand in."""
        return frozenset(n for v in self.variables for n in v.axes)

    @property
    def is_plain(self) -> bool:
        """Whether it is one variable that takes each of its values once."""
        return len(self.variables) == 1 and len(self.table) == self.variables[0].extent


def components(operands: Sequence[Operand], guards: Iterable[Guard], letters: Iterable[Letter],
               boxes: Boxes) -> list[Component] | None:
    """The components of an equation; None where one is beyond tables, or reads one operand twice by one expression."""
    slots: dict[tuple[Affine, Box], dict[int, int]] = {}
    for number, operand in enumerate(operands):
        for axis, (index, box) in enumerate(zip(operand.indices, operand.axes, strict=True)):
            if box.extent == 1 and index == box.first:
                # the only entry of its axis: nothing to relate
                continue
            places = slots.setdefault((index - box.first, Box(0, box.extent)), {})
            if number in places:
                return None
            places[number] = axis
    guards = tuple(guards)
    found = []
    for group in _connected([*(set(i.letters) for i, _ in slots), *(_letters(g) for g in guards)], letters):
        chosen = [(i, box, places) for (i, box), places in slots.items() if i.letters & group]
        held = [g for g in guards if _letters(g) & group]
        if volume(group, boxes) > LARGEST_TABLE or not chosen:
            return None
        found.append(_component(sorted(group), chosen, held, boxes))
    # an index without letters is a component of its own, with one row
    found += [_component([], [(i, box, places)], [], boxes) for (i, box), places in slots.items() if not i.letters]
    return found


def _letters(guard: Guard) -> set[Letter]:
    return set(guard.quantity.letters | (guard.modulus.letters if guard.modulus is not None else frozenset()))


def _connected(sets: Sequence[set[Letter]], letters: Iterable[Letter]) -> list[set[Letter]]:
    """The letters in groups, two in one where one of the sets holds both."""
    groups = [{v} for v in letters]
    for each in sets:
        joined = [g for g in groups if g & each]
        groups = [g for g in groups if not g & each] + ([set().union(*joined)] if joined else [])
    return groups


def _component(letters: Sequence[Letter], chosen: Sequence[tuple[Affine, Box, Mapping[int, int]]],
               guards: Sequence[Guard], boxes: Boxes) -> Component:
    shape = tuple(boxes[v].extent for v in letters)
    kept = np.ones(shape, dtype=bool)
    for guard in guards:
        kept &= holds_on(guard, letters, boxes)
    allowed = np.count_nonzero(kept)
    columns = []
    for index, box, _ in chosen:
        values = np.broadcast_to(values_on(index, letters, boxes), shape)
        kept &= (values >= 0) & (values < box.extent)
        columns.append(values)
    table = np.stack([c[kept] for c in columns], axis=1) if letters else np.array([[int(c) for c in columns]])
    strays = bool(np.count_nonzero(kept) < allowed)
    return Component(tuple(Variable(box.extent, dict(places)) for _, box, places in chosen), table, strays)


def bare(letters: Sequence[Letter], boxes: Boxes, name: str | None = None) -> Operand:
    """The operand that is read at these letters themselves."""
    return Operand(name, tuple(boxes[v] for v in letters), tuple(whole(v) for v in letters))
