"""An equation together with its system: what a user holds, sees and puts numbers into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from symcnn.display import Display
from symcnn.drawing.drawing import Drawing
from symcnn.drawn import arrays_by_key, draw_equation, sizes_of
from symcnn.entries import Entries, entries
from symcnn.equation import Equation
from symcnn.errors import NameUnknown, ShapeError, quoted
from symcnn.expanding import free_indices, put_in, unrolled
from symcnn.expression.nodes import Node
from symcnn.expression.walk import substitute
from symcnn.forms.dotted import DottedMatrix
from symcnn.forms.matrix import MatrixForm, matrix_form
from symcnn.forms.operator import OperatorForm, operator_form
from symcnn.formula_program import FormulaProgram
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import as_quantities, completed
from symcnn.printing.latex import latex_equation
from symcnn.printing.text import text_equation
from symcnn.sympy_form import letter_symbol, to_sympy
from symcnn.system import System, numbered


@dataclass(frozen=True)
class Formula(Display):
    """``left = right`` in a system; ``lhs`` and ``rhs`` are SymPy.

    >>> import symcnn as sc
    >>> net = sc.Network("y = conv(x, w)")
    >>> print(net.forward("y"))
    y[i,j] = sum_{m=1}^{K_h} sum_{n=1}^{K_w} x[i+m-1,j+n-1]*w[m,n]
    """

    equation: Equation
    system: System

    def __post_init__(self) -> None:
        object.__setattr__(self, "equation", self.equation.knowing(self.system.tensors))

    @property
    def right(self) -> Node:
        """The right side in the engine's own form."""
        return self.equation.right

    @property
    def lhs(self) -> sympy.Expr:
        """The left side in SymPy."""
        return to_sympy(self.equation.left, self.system)

    @property
    def rhs(self) -> sympy.Expr:
        """The right side in SymPy."""
        return to_sympy(self.equation.right, self.system)

    @property
    def letters(self) -> dict[str, sympy.Symbol]:
        """The symbols of the free indices and the sizes, by name, for ``rhs.subs``."""
        found = (*self.system.sizes_as_written, *free_indices(self.equation))
        return {v.name: letter_symbol(v, self.system) for v in found}

    def expand(self, letters: Mapping[str, int] | None = None) -> Formula:
        """With every sum unrolled; ``letters`` are put in by name (indices or sizes), others stay.

        Raises ``NameUnknown`` for a letter that is not in the formula, ``ValueProblem`` for an even number where the
        size is odd.
        """
        values = self.quantities(letters or {})
        return Formula(unrolled(self.equation, values), numbered(self.system, values))

    def quantities(self, letters: Mapping[str, int]) -> dict[Letter, Affine]:
        """What each letter named stands for, odd sizes by their halves."""
        sizes = (*self.system.size_letters, *self.system.sizes_as_written)
        known = {v.name: v for v in (*sizes, *free_indices(self.equation))}
        for name in letters:
            if name not in known:
                raise NameUnknown(f"no letter {quoted(name)} in the formula: its letters are {', '.join(known)}")
        values = as_quantities(completed(self.system, {known[n]: value for n, value in letters.items()}))
        for axis, place in zip(self.system.tensors[self.equation.tensor].axes, self.equation.left.indices, strict=True):
            number, last = place.substitute(values).number, axis.last.substitute(values).number
            if number is not None and (number < axis.origin or (last is not None and number > last)):
                raise ShapeError(f"{self.equation.tensor} has no entry at {axis.letter} = {number}: "
                                 f"the index runs from {axis.origin}" + ("" if last is None else f" to {last}"))
        return values

    def operator(self) -> OperatorForm:
        """The equation in operators on whole arrays, proved equal to it; raises ``NotRecognised`` where there is none."""
        return operator_form(self.equation, self.system)

    def matrix(self, of: str | None = None, sizes: Mapping[str, int] | None = None) -> MatrixForm | DottedMatrix:
        """The equation as a matrix times a column, arrays flattened row by row; proved equal to it.

        ``of`` names the tensor whose entries fill the matrix: the kernel (Toeplitz, doubly blocked) unless said; the
        data for the matrix of windows. ``sizes`` gives numbers for size letters; letters that are left stand for large
        sizes, and the matrix has dots. Raises ``NotRecognised`` where there is no such form, ``NotSupportedYet`` where
        letters are left in more than one axis.
        """
        values = self.quantities(sizes or {})
        return matrix_form(put_in(self.equation, values, self.system), numbered(self.system, values), of)

    def numpy(self) -> FormulaProgram:
        """A function from arrays by name to the array on the left, an axis for each free index.

        Gradients that the formula reads are given by their keys; results may be given, or follow from the leaves.
        """
        return FormulaProgram(self.equation, self.system, self.system.equations)

    def entries(self, letters: Mapping[str, int] | None = None) -> Entries:
        """The equation entry by entry, ``[left] = [right]``, every sum written out; ``letters`` are put in by name.

        Raises ``NotSupportedYet`` where a size is a letter, or for more than 400 entries.
        """
        values = self.quantities(letters or {})
        return entries(self.equation, numbered(self.system, values), values)

    def draw(self, letters: Mapping[str, int] | None = None, term: int | None = None,
             values: Mapping[str, Any] | None = None) -> Drawing:
        """The picture of one entry: the grids it reads, the cells of its terms lit, padding and stride to be seen.

        ``letters`` choose the entry by its indices, the first by default, and give numbers to sizes; ``term`` one of its
        terms, counted from 1 as they are expanded; ``values`` are arrays by name, shown in the cells. Raises
        ``ValueProblem`` where a size has no number, ``NameUnknown`` for a letter or a term that is not there.

        >>> import symcnn as sc
        >>> print(sc.Network("x: 4; w: 2; y = conv(x, w)").forward("y").draw({"i": 2}, term=1))
        y_2:  2 terms. term 1:  x_2 · w_1
        """
        return self.drawn(self.system, letters, term, values)

    def drawn(self, whole: System, letters: Mapping[str, int] | None, term: int | None,
              values: Mapping[str, Any] | None) -> Drawing:
        """The picture, where ``whole`` works out the values that are not given."""
        arrays = arrays_by_key(values, whole)
        mine = {v.name for v in self.system.sizes_as_written}
        sizes = {name: n for name, n in sizes_of(arrays, whole).items() if name in mine}
        put_in = self.quantities({**sizes, **(letters or {})})
        right = substitute(self.equation.right, {v: q for v, q in put_in.items() if not v.is_index})
        places = dict.fromkeys(free_indices(self.equation), self.system.origin)
        places |= {v: q.number for v, q in put_in.items() if v.is_index and q.number is not None}
        return draw_equation(Equation(self.equation.left, right), numbered(self.system, put_in), whole, places, term,
                             arrays)

    def latex(self) -> str:
        return latex_equation(self.equation, self.system)

    def text(self) -> str:
        return text_equation(self.equation, self.system)
