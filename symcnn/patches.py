"""A gradient as a sum of patches: each position's error times the part of the input that was met there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from symcnn.display import Display, Legible
from symcnn.drawing.axes import grid_axes
from symcnn.drawing.scene import Tables
from symcnn.equation import Equation
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.expression.build import ZERO, multiply
from symcnn.expression.nodes import Access, Multiply, Node, Range, Sum
from symcnn.expression.walk import free_letters, substitute, substitute_range, tensors
from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter
from symcnn.numeric.exact import evaluate
from symcnn.numeric.fields import Rationals
from symcnn.numeric.unroll import unroll
from symcnn.printing.context import context
from symcnn.printing.latex import LATEX
from symcnn.printing.matrices import sheets
from symcnn.printing.show import bracketed, show
from symcnn.printing.shown import Rank
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.system import System

MOST = 400
Place = tuple[int, ...]
Values = dict[Letter, Affine]


@dataclass(frozen=True)
class Patch(Legible):
    """What one position adds: a factor, its number where it is known, and the cells that it multiplies."""

    factor: Node
    number: float | None
    cells: Mapping[Place, Node]


@dataclass(frozen=True)
class Patches(Display):
    """``gradient = factor [patch] + factor [patch] + ...``, position by position; those known to be zero are left out."""

    left: Access
    patches: tuple[Patch, ...]
    spans: tuple[tuple[int, int], ...]
    axes: tuple[int, ...]
    system: System
    digits: int = 4

    def latex(self) -> str:
        lines = [self._term(p, LATEX, place) for place, p in enumerate(self.patches)] or ["0"]
        left = show(Access(self.left.tensor), context(LATEX, self.system, ())).text
        return "\\begin{aligned}\n" + left + " &= " + " \\\\\n&\\quad ".join(lines) + "\n\\end{aligned}"

    def text(self) -> str:
        lines = [self._term(p, TEXT, place) for place, p in enumerate(self.patches)] or ["0"]
        return show(Access(self.left.tensor), context(TEXT, self.system, ())).text + " = " + "\n    ".join(lines)

    def _term(self, patch: Patch, style: Style, place: int) -> str:
        (_, rows), = sheets(self.spans, self.axes, lambda p: self._shown(patch.cells[p], style))
        matrix = style.matrix(rows).text if style is LATEX else f"[{'; '.join(', '.join(row) for row in rows)}]"
        if patch.number is None:
            here = context(style, self.system, ())
            factor = bracketed(show(patch.factor, here), Rank.PRODUCT, here).text
            return style.signs["plus"] * bool(place) + style.product([factor, matrix])
        sign = style.signs["minus"] if patch.number < 0 else style.signs["plus"]
        lead = sign if place else style.signs["negative"] if patch.number < 0 else ""
        return lead + style.product([style.number(f"{abs(patch.number):.{self.digits}f}").text, matrix])

    def _shown(self, node: Node, style: Style) -> str:
        return show(node, context(style, self.system, sorted(free_letters(node)))).text


def patches(equation: Equation, system: System, tables: Tables, digits: int = 4) -> Patches:
    """The closed form of a gradient by a kernel, taken apart into patches; sizes are numbers.

    ``tables`` hold the values of tensors that are known. Raises ``MeaninglessError`` for an equation that is no sum of
    products of a factor and of a part that moves with the entry.
    """
    right, letters = equation.right, [i.letter for i in equation.left.indices]
    if not isinstance(right, Sum) or not right.ranges or right.guards or None in letters:
        raise MeaninglessError(f"{equation.tensor} is no plain sum over positions: ask for a gradient by a kernel")
    factors = right.body.factors if isinstance(right.body, Multiply) else (right.body,)
    moving = multiply(*(f for f in factors if not free_letters(f).isdisjoint(letters)))
    still = multiply(*(f for f in factors if free_letters(f).isdisjoint(letters)))
    axes = system.tensors[equation.tensor].axes
    spans = tuple((a.origin, a.last.number or 0) for a in axes)
    places = list(product(*(range(first, last + 1) for first, last in spans)))
    found = []
    for at in _positions(right.ranges, letters, places):
        number = _number(substitute(still, at), tables)
        if number is None or abs(number) > 0:
            cells = {p: _cell(moving, right.ranges, at, dict(zip(letters, p, strict=True))) for p in places}
            found.append(Patch(unroll(substitute(still, at), {}, {}), number, cells))
    if len(found) > MOST or len(axes) > 2:
        raise NotSupportedYet(f"{equation.tensor} has too many patches to be listed: take one channel, or give numbers")
    grid = tuple(range(len(axes))) or grid_axes(system, system.equations)[equation.tensor]
    return Patches(equation.left, tuple(found), spans, grid, system, digits)


def _positions(ranges: tuple[Range, ...], letters: list[Letter | None], places: list[Place]) -> Iterator[Values]:
    """All positions that some entry reads."""
    seen: dict[tuple[int, ...], None] = {}
    for place in places:
        here = {v: constant(n) for v, n in zip(letters, place, strict=True) if v is not None}
        for numbers in product(*(_span(substitute_range(r, here)) for r in ranges)):
            seen[numbers] = None
    for numbers in sorted(seen):
        yield {r.letter: constant(n) for r, n in zip(ranges, numbers, strict=True)}


def _span(r: Range) -> range:
    lower, upper = ([q.number for q in side if q.number is not None] for side in (r.lower, r.upper))
    if len(lower) < len(r.lower) or len(upper) < len(r.upper):
        raise NotSupportedYet(f"the range of {r.letter.name} has letters for bounds: give numbers for the sizes")
    return range(max(lower), min(upper) + 1)


def _cell(moving: Node, ranges: tuple[Range, ...], at: Values, place: dict[Letter | None, int]) -> Node:
    """What the patch holds at one entry; zero where the position lies outside of the entry's sum."""
    here = {v: constant(n) for v, n in place.items() if v is not None}
    for r in ranges:
        if at[r.letter].number not in _span(substitute_range(r, here)):
            return ZERO
    return unroll(substitute(moving, {**at, **here}), {}, {})


def _number(factor: Node, tables: Tables) -> float | None:
    """The value of a factor where all it reads is known."""
    if not tensors(factor) <= tables.keys():
        return None
    return float(evaluate(factor, {}, lambda key, place: tables[key][place], Rationals()))
