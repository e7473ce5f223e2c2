"""One step of a kernel over its input: the window of the input and the kernel as matrices of numbers."""

from __future__ import annotations

from symcnn.document.parts import Digits, Grid, Inset, Part, Said, Scope, Summed, Tree, Worked, row
from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Multiply, Sum
from symcnn.expression.walk import descend, substitute, transform
from symcnn.notation.affine import constant
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Place
from symcnn.solution.calculation import Calculation

LARGEST = 25
"""Cells of a window beyond which it is not shown."""


def overlay(equation: Equation, place: Place, how: Calculation) -> Part | None:
    """``sum of [1 6; 5 3] (.) [1 2; -1 0]``, what is added to it and the function of it in numbers.

    None where the equation holds no sum of two factors over a small window.
    """
    sums = [n for n in descend(equation.right) if isinstance(n, Sum)]
    if len(sums) != 1 or len(sums[0].ranges) != 2 or sums[0].guards or not isinstance(sums[0].body, Multiply):
        return None
    letters = [r.letter for r in sums[0].ranges]
    factors: list[Access] = [f for f in sums[0].body.factors if isinstance(f, Access)]
    spans = [_span(r.lower[0].number, r.upper[0].number) for r in sums[0].ranges]
    if len(factors) != len(sums[0].body.factors) or len(factors) != 2 or not 1 < len(spans[0]) * len(spans[1]) <= LARGEST:
        return None
    if not all({v for i in f.indices for v in i.letters} >= set(letters) for f in factors):
        return None
    at = dict(zip(equation.letters, place, strict=True))
    one, other = (_cells(f, letters, spans, at, how) for f in how.in_turn(factors))
    window = row(one, "odot", other)
    if equation.right == sums[0]:
        return row(Said("sum of "), *window.parts)
    inset = transform(equation.right, lambda node: Inset(Summed(window)) if node == sums[0] else node)
    values = {v: constant(n) for v, n in at.items()}
    return Worked(Tree(how.put_in(substitute(inset, values)), Scope(how.numbers.system)))


def _span(lower: int | None, upper: int | None) -> range:
    return range(0) if lower is None or upper is None else range(lower, upper + 1)


def _cells(entry: Access, letters: list[Letter], spans: list[range], at: dict[Letter, int], how: Calculation) -> Part:
    def cell(numbers: tuple[int, int]) -> Part:
        values = {v: constant(n) for v, n in {**at, **dict(zip(letters, numbers, strict=True))}.items()}
        return Digits(how.written(entry.tensor, tuple(i.substitute(values).value({}) for i in entry.indices)).text)
    return Grid(tuple(tuple(cell((r, c)) for c in spans[1]) for r in spans[0]))
