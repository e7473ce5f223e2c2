"""An equation together with its system: what a user holds, sees and puts numbers into."""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from symcnn.display import Display
from symcnn.equation import Equation
from symcnn.expression.nodes import Node
from symcnn.printing.latex import latex_equation
from symcnn.printing.text import text_equation
from symcnn.sympy_form import letter_symbol, to_sympy
from symcnn.system import System


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
        found = (*self.system.sizes_as_written, *self.equation.letters)
        return {v.name: letter_symbol(v, self.system) for v in found}

    def latex(self) -> str:
        return latex_equation(self.equation, self.system)

    def text(self) -> str:
        return text_equation(self.equation, self.system)
