"""Where the maxima of a pooling were taken from: a matrix of switches, entry by entry, and the ties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symcnn.document.blocks import Block, Formula, paragraph
from symcnn.document.parts import NOTHING, Digits, Grid, Line, Part, Row, Said, Whole, line, row
from symcnn.equation import Equation
from symcnn.errors import MeaninglessError
from symcnn.expression.nodes import Maximum
from symcnn.numeric.entrywise import Place
from symcnn.solution.calculation import Calculation
from symcnn.solution.grids import dots_line
from symcnn.solution.parts import entry_of
from symcnn.solution.putting_in import chosen_places
from symcnn.solution.subject import Subject
from symcnn.switches import RULES, Choice, Switches, switches

LARGEST = 12
"""Rows or columns beyond which the matrix is not shown."""


def pooled(equation: Equation, how: Calculation, subject: Subject) -> Iterator[Block]:
    """The switches of an equation that is a maximum over windows; nothing for any other."""
    if not isinstance(equation.right, Maximum) or subject.is_blank(equation.tensor):
        return
    arrays = {k: np.asarray(_floats(v)) for k, v in subject.leaves.items() if k in subject.system.leaves}
    try:
        found = switches(subject.system, equation.tensor, arrays)
    except MeaninglessError:
        # a maximum of what is no entry of one tensor
        return
    yield paragraph("Each maximum was taken from")
    yield Formula(tuple(_lines(found, how)))
    grids = found.grids()
    if max(found.shape) <= LARGEST and len(grids) == 1:
        yield paragraph("so that these are the switches of ", Whole(found.of, subject.system),
                        ", the share of the gradients of its windows that each entry is passed:")
        cells = tuple(tuple(Digits(cell) for cell in cells) for cells in grids[0][1])
        yield Formula((line(NOTHING, Grid(cells)),))
    if found.ties:
        yield paragraph(f"Of equal values, {RULES[found.rule]}.")


def _floats(value: object) -> object:
    return [_floats(v) for v in value] if isinstance(value, list) else float(value)  # type: ignore[arg-type]


def _lines(found: Switches, how: Calculation) -> Iterator[Line]:
    choices = {c.entry: c for c in found.choices}
    for place in chosen_places(tuple(choices), None if how.entries is None else max(how.entries, 9)):
        yield dots_line() if place is None else _line(found, choices[place], how)


def _line(found: Switches, choice: Choice, how: Calculation) -> Line:
    value = how.written(found.by, choice.entry)
    others = [p for p in choice.places if p not in choice.taken]
    equal = (Said("   (equal: "), *_listed(found, others).parts, Said(")")) if others else ()
    return line(entry_of(found.by, choice.entry, found.system), "==" if value.exact else "~=", Digits(value.text), "==",
                *_listed(found, choice.taken).parts, *equal)


def _listed(found: Switches, places: tuple[Place, ...] | list[Place]) -> Row:
    parts: list[Part | str] = []
    for place in places:
        parts += [*(["comma"] if parts else []), entry_of(found.of, place, found.system)]
    return row(*parts)
