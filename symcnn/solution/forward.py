"""The forward equations, and the forward pass in numbers."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.document.blocks import Block, Formula, heading
from symcnn.document.parts import Gap, Line, Tree, Whole, line, scope_of
from symcnn.equation import Equation
from symcnn.expression.nodes import Winner
from symcnn.expression.walk import descend
from symcnn.numeric.entrywise import Place
from symcnn.solution.calculation import LONG, Calculation
from symcnn.solution.grids import dots_line, value_lines
from symcnn.solution.lines import laid_out
from symcnn.solution.parts import named
from symcnn.solution.pooling import pooled
from symcnn.solution.putting_in import chosen_places, entry_lines, worth_showing
from symcnn.solution.subject import Subject
from symcnn.solution.values import all_places


def _telling(equation: Equation, places: list[Place], how: Calculation) -> list[Place]:
    """The places to calculate: those that a switch lets something through to, of the gradient of a maximum."""
    if not any(isinstance(n, Winner) for n in descend(equation.right)):
        return places
    return [p for p in places if how.numbers.at(equation.tensor, p) != 0] or places


def forward(subject: Subject) -> Iterator[Block]:
    """The forward equations, with numbers put in below each where they are asked for."""
    how = subject.calculation if "numbers" in subject.levels else None
    if how is None and "forward" not in subject.levels:
        return
    yield heading(2, "Forward pass")
    if how is None:
        yield Formula(tuple(part for e in subject.equations for part in _equation(e, subject)))
        return
    for equation in subject.equations:
        scalar = not subject.system.tensors[equation.tensor].axes
        if "forward" in subject.levels and not (scalar and equation.tensor in how.numbers.tables):
            yield Formula(equation_lines(equation, subject))
        if equation.tensor in how.numbers.tables:
            yield from calculated(equation, how, subject, stated=not scalar)
            if "switches" in subject.levels:
                yield from pooled(equation, how, subject)


def equation_lines(equation: Equation, subject: Subject) -> tuple[Line, ...]:
    """The equation, over several lines where it is too wide."""
    scope = scope_of(equation, subject.system)
    return laid_out(Tree(equation.left, scope), "==", equation.right, scope)


def _equation(equation: Equation, subject: Subject) -> tuple[Line, ...]:
    if subject.is_blank(equation.tensor):
        return (line(named(equation.tensor, subject.system), "==", Gap(16)),)
    return equation_lines(equation, subject)


def calculated(equation: Equation, how: Calculation, subject: Subject, *, stated: bool = True,
               walked: bool = True) -> Iterator[Block]:
    """Some entries calculated (all of them in turn where ``walked``), then all values together.

    ``stated`` says that the formula stands above already.
    """
    key = equation.tensor
    name = Whole(key, how.numbers.system)
    if subject.is_blank(key):
        yield Formula(value_lines(key, how, name, blank=True))
        return
    places = all_places(how.numbers, key)
    lines: list[Line] = []
    if (walked or places == [()]) and worth_showing(equation, places[0]):
        for number, place in enumerate(chosen_places(_telling(equation, places, how), how.entries)):
            lines += [dots_line()] if place is None else entry_lines(
                equation, place, how, stated=stated, symbolic=not number and walked,
                walked="windows" in subject.levels and key in subject.system.tensors)
            if len(lines) > LONG and how.entries is not None:
                break
    if lines:
        yield Formula(tuple(lines))
    if places != [()] or not lines:
        yield Formula(value_lines(key, how, name))
