"""The matrix form of an equation, as a value to show: a column of results, a matrix, and the column it multiplies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from symcnn.display import Display
from symcnn.equation import Equation
from symcnn.errors import NotRecognised, NotSupportedYet, ProofFailed, ValueProblem
from symcnn.expression.nodes import Access, Apply, Node
from symcnn.expression.walk import accesses, tensors, transform
from symcnn.forms.bands import band
from symcnn.forms.columns import named
from symcnn.forms.dotted import DottedMatrix, dotted
from symcnn.forms.linear import Linear, Row, chosen, linear
from symcnn.forms.signs import SIGNS
from symcnn.forms.world import World
from symcnn.lookup import find_tensor
from symcnn.numeric.exact import evaluate
from symcnn.numeric.fields import Rationals
from symcnn.printing.context import context
from symcnn.printing.given import Given
from symcnn.printing.latex import LATEX
from symcnn.printing.matrices import text_matrix
from symcnn.printing.show import show
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.programs import Program
from symcnn.sympy_form import to_sympy
from symcnn.system import System

TALLEST = 10
"""A column of more entries is written as a row, transposed."""


@dataclass(frozen=True)
class MatrixForm(Display):
    r"""``left = rows @ column + rest``: an equation on arrays that are flattened in row-major order.

    ``rows`` are the cells of the matrix, entries of tensors and zeros; ``rest``, where it is not empty, is added, and
    ``function`` applied to the whole. ``proof`` says how it was checked.

    >>> import symcnn as sc
    >>> net = sc.Network("x: 4; w: 3; y = conv(x, w, padding=1)")
    >>> print(net.forward("y").matrix())
    y = M x with the 4×4 matrix M
    w[2]  w[3]     0     0
    w[1]  w[2]  w[3]     0
       0  w[1]  w[2]  w[3]
       0     0  w[1]  w[2]
    >>> net.gradient("x").matrix().rows == net.forward("y").matrix().transposed
    True
    """

    left: Row
    rows: tuple[Row, ...]
    column: Row
    rest: Row
    function: Apply | None
    proof: str
    equation: Equation
    system: System

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        return len(self.rows), len(self.column)

    @property
    def transposed(self) -> tuple[Row, ...]:
        """The cells of the transposed matrix."""
        return tuple(zip(*self.rows, strict=True))

    @property
    def sympy(self) -> sympy.Matrix:
        """The matrix in SymPy."""
        return sympy.Matrix([[to_sympy(cell, self.system) for cell in row] for row in self.rows])

    def numpy(self, values: Mapping[str, Any]) -> np.ndarray:
        """The matrix as an array of floats, from arrays by name; what no array gives follows from the leaves."""
        return np.array([[float(cell) for cell in row] for row in self._numbers(self.rows, values)])

    def _numbers(self, rows: tuple[Row, ...], values: Mapping[str, Any]) -> list[list[Fraction]]:
        arrays = self._arrays({a.tensor for row in rows for cell in row for a in accesses(cell)}, values)
        origin, field = self.system.origin, Rationals(0)

        def entry(key: str, place: tuple[int, ...]) -> Fraction:
            return Fraction(str(arrays[key][tuple(n - origin for n in place)]))

        return [[evaluate(cell, {}, entry, field) for cell in row] for row in rows]

    def _arrays(self, keys: set[str], values: Mapping[str, Any]) -> dict[str, Any]:
        given = {find_tensor(name, self.system): np.asarray(value) for name, value in values.items()}
        missing = tuple(sorted(keys - given.keys()))
        computed = {e.tensor for e in self.system.equations}
        if unknown := [k for k in missing if k not in computed]:
            raise ValueProblem(f"{unknown[0]} has no values: give an array")
        program = Program(self.system, missing)
        return {**given, **(program({k: given[k] for k in program.inputs if k in given}) if missing else {})}

    def put_in(self, values: Mapping[str, Any], digits: int = 4) -> MatrixForm:
        """The same with numbers for all entries whose tensors have values, to so many significant digits."""
        known = {find_tensor(name, self.system): np.asarray(value) for name, value in values.items()}
        origin = self.system.origin

        def rule(node: Node) -> Node:
            if not isinstance(node, Access) or node.tensor not in known:
                return node
            place = tuple((i.number or 0) - origin for i in node.indices)
            return Given(f"{float(known[node.tensor][place]):.{digits}g}")

        def changed(row: Row) -> Row:
            return tuple(transform(cell, rule) for cell in row)

        return replace(self, left=changed(self.left), rows=tuple(map(changed, self.rows)), column=changed(self.column),
                       rest=changed(self.rest))

    def sides(self, style: Style) -> list[str]:
        """The column of results, and the right side with the matrix written out."""
        cell = self._cell(style)
        right = style.matrix([[cell(c) for c in row] for row in self.rows]).text
        right = SIGNS[style.kind].beside.join([right, self._column(self.column, style)])
        if self.rest:
            right += style.signs["plus"] + self._column(self.rest, style)
        if self.function is not None:
            right = style.apply(self.function.function, Shown(right, Rank.ADDITIVE, True), self.function.parameters).text
        return [self._column(self.left, style), right]

    def _cell(self, style: Style) -> Callable[[Node], str]:
        here = context(style, self.system, ())
        return lambda node: show(node, here).text

    def _column(self, cells: Row, style: Style) -> str:
        shown = [self._cell(style)(c) for c in cells]
        if len(shown) <= TALLEST:
            return style.matrix([[c] for c in shown]).text
        return SIGNS[style.kind].transposed(style.matrix([shown]).text)

    def latex(self) -> str:
        return " = ".join(self.sides(LATEX))

    def text(self) -> str:
        cell = self._cell(TEXT)
        rows, columns = self.shape
        product = f"M {named(self.column, self.system)}" + (" + rest" if self.rest else "")
        right = product if self.function is None else f"{self.function.function}({product})"
        said = f"{named(self.left, self.system)} = {right} with the {rows}×{columns} matrix M\n"
        return said + text_matrix([[cell(c) for c in row] for row in self.rows])


def matrix_form(equation: Equation, system: System, of: str | None) -> MatrixForm | DottedMatrix:
    """The matrix form, with dots where sizes are letters.

    Raises ``NotRecognised`` where there is none, ``NotSupportedYet`` for letters in more than one axis.
    """
    if None in equation.letters:
        raise NotRecognised(f"an entry of {equation.tensor} at numbers is no matrix times a column: ask for the whole of it")
    key = None if of is None else find_tensor(of, system)
    read = {equation.tensor, *tensors(equation.right)}
    if any(a.extent.letters for k in read for a in system.tensors[k].axes):
        chosen(equation.right, system, key)
        found_band = band(equation, system, key)
        shown = dotted(found_band, equation, system)
        if shown is None:
            raise NotSupportedYet(f"the matrix of {equation.tensor} is written out for numbers: give sizes=")
        return shown
    found = linear(equation, system, key)
    return MatrixForm(found.left, found.rows, found.column, found.rest, found.function,
                      _proof(found, equation, system), equation, system)


def _proof(found: Linear, equation: Equation, system: System) -> str:
    """That the matrix times the column is the right side, in exact numbers; raises ``ProofFailed`` if it is not."""
    field = Rationals(0)
    world = World(system, {}, field, 0)

    def value(node: Node, letters: Mapping[Any, int]) -> Any:
        return evaluate(node, letters, world.entry, field)

    right = equation.right.argument if isinstance(equation.right, Apply) else equation.right
    column = [value(c, {}) for c in found.column]
    for place, (left, row) in enumerate(zip(found.left, found.rows, strict=True)):
        at = accesses(left)[0].indices
        letters = {v: i.number or 0 for v, i in zip(equation.letters, at, strict=True)}
        total = sum((value(c, {}) * x for c, x in zip(row, column, strict=True)), Fraction(0))
        total += value(found.rest[place], {}) if found.rest else 0
        if total != value(right, letters):
            raise ProofFailed(f"the matrix form of {equation.tensor} differs from it in row {place + 1}: our mistake")
    return f"equal at all {len(found.left)} entries"
