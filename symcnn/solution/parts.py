"""Names within a page: of tensors with their letters, of gradients, of entries, and lists of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symcnn.calculus.adjoint import gradient_key
from symcnn.derivation import Derivation
from symcnn.document.blocks import Run
from symcnn.document.parts import NOTHING, Grid, Line, Part, Scope, Tree, Whole, line
from symcnn.errors import NotRecognised, NotSupportedYet
from symcnn.expression.nodes import Access
from symcnn.forms.dotted import DottedMatrix
from symcnn.forms.matrix import TALLEST, MatrixForm
from symcnn.forms.operator import OperatorForm
from symcnn.formula import Formula
from symcnn.notation.affine import whole
from symcnn.numeric.entrywise import Place
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.printing.width import WIDTH
from symcnn.scatter import Scatter
from symcnn.solution.lines import PAGE
from symcnn.system import System

if TYPE_CHECKING:
    from symcnn.solution.subject import Subject


def named(key: str, system: System) -> Part:
    """A tensor, or a gradient, at its own letters."""
    tensor = system.tensors[key]
    return Tree(tensor.entry(), Scope(system, tensor.letters))


def entry_of(key: str, place: Place, system: System) -> Part:
    """An entry at numbers."""
    return Tree(Access(key, tuple(whole(n) for n in place)), Scope(system))


def whole_name(key: str, system: System) -> Part:
    """A tensor without indices; with its letters where another one is called the same."""
    shown = [t.shown for t in system.tensors.values() if t.partial is None]
    return Whole(key, system) if shown.count(system.tensors[key].shown) == 1 else named(key, system)


def gradient_name(subject: Subject, key: str) -> Part:
    """The gradient by a tensor, without indices where these do not tell it from another."""
    gradient = gradient_key(subject.net.loss, key)
    single = isinstance(whole_name(key, subject.whole_system), Whole)
    return Whole(gradient, subject.whole_system) if single else named(gradient, subject.whole_system)


def listed(parts: Sequence[Part]) -> tuple[Run, ...]:
    """``a, b and c``."""
    found: list[Run] = []
    for place, part in enumerate(parts):
        if place:
            found.append(" and " if place == len(parts) - 1 else ", ")
        found.append(part)
    return tuple(found)


@dataclass(frozen=True)
class Operators(Part):
    """One side of an operator form: 0 for the left, then the right sides in turn."""

    form: OperatorForm
    place: int
    correlation: str = "star"

    def shown(self, style: Style) -> Shown:
        return Shown(self.form.sides(style, self.correlation)[self.place], Rank.ADDITIVE)


TURNED = 14
"""How much longer than the first a further right side may be, in half ems: a turned kernel is."""


def operator_lines(source: Derivation | Formula, correlation: str = "star") -> tuple[Line, ...]:
    """The operator form, a line for each right side but those much longer than the first; none where none is recognised."""
    try:
        form = source.operator()
    except NotRecognised:
        return ()
    sides = form.sides(WIDTH, correlation)
    left: Part = Operators(form, 0, correlation)
    found = [line(left if place == 1 else NOTHING, "==", Operators(form, place, correlation))
             for place in range(1, len(sides)) if len(sides[place]) <= len(sides[1]) + (TURNED if place == 2 else 0)]
    if len(found) == 2 and sum(map(len, sides)) + 6 <= PAGE:
        return (line(left, "==", found[0].right.parts[1], "==", found[1].right.parts[1]),)
    return tuple(found)


@dataclass(frozen=True)
class MatrixSide(Part):
    """One side of a matrix form."""

    form: MatrixForm | DottedMatrix
    place: int

    def shown(self, style: Style) -> Shown:
        return Shown(self.form.sides(style)[self.place], Rank.ADDITIVE, True)


def matrix_lines(source: Derivation | Formula) -> tuple[Line, ...]:
    """The matrix form; none where none is recognised, or where a size is a letter."""
    try:
        form = source.matrix()
    except (NotRecognised, NotSupportedYet):
        return ()
    if isinstance(form, DottedMatrix) or form.function is not None or max(len(form.left), len(form.column)) > TALLEST:
        return (line(MatrixSide(form, 0), "==", MatrixSide(form, 1)),)
    scope = Scope(form.system)
    left, column, rest = (Grid(tuple((Tree(c, scope),) for c in cells)) for cells in (form.left, form.column, form.rest))
    matrix = Grid(tuple(tuple(Tree(c, scope) for c in cells) for cells in form.rows))
    return (line(left, "==", matrix, column, *(("plus", rest) if form.rest else ())),)


@dataclass(frozen=True)
class Accumulated(Part):
    """One side of a line of accumulations: 0 for the entries, 1 for what is added to them."""

    scatter: Scatter
    line: int
    side: int

    def shown(self, style: Style) -> Shown:
        return Shown(self.scatter.sides(style)[self.line][self.side], Rank.ADDITIVE)


def accumulation_lines(scatter: Scatter) -> tuple[Line, ...]:
    """``target, target += value``, a line for each."""
    return tuple(line(Accumulated(scatter, n, 0), "+=", Accumulated(scatter, n, 1))
                 for n in range(len(scatter.sides(WIDTH))))
