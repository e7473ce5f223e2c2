"""A partial derivative that has a name and no formula."""

from __future__ import annotations

from typing import Any

from sympy import Expr, sympify

from symcnn.errors import NotSupportedYet


class Partial(Expr):
    """The derivative of one entry by another, as a quantity of its own: ``Derivative(y[c], w[f]).doit()`` would be 0.

    It stays as it is under ``doit`` and refuses to be differentiated. SymPy answers 0, without asking it, for the
    derivative of a whole expression by a symbol that stands nowhere in it: differentiate in the system instead.
    """

    is_commutative = True

    def __new__(cls, of: Any, by: Any) -> Partial:
        return super().__new__(cls, sympify(of, strict=True), sympify(by, strict=True))

    @property
    def of(self) -> Expr:
        """What is differentiated."""
        return self.args[0]

    @property
    def by(self) -> Expr:
        """What it is differentiated by."""
        return self.args[1]

    def diff(self, *symbols: Any, **assumptions: Any) -> Expr:
        by = ", ".join(str(s) for s in symbols)
        raise NotSupportedYet(f"{self} is a name and has no derivative by {by}: differentiate the system instead")

    def _eval_derivative(self, symbol: Expr) -> Expr:
        return self.diff(symbol)

    def _eval_evalf(self, prec: int) -> Expr:
        return self

    def _latex(self, printer: Any, exp: str = "") -> str:
        written = rf"\frac{{\partial {printer._print(self.of)}}}{{\partial {printer._print(self.by)}}}"
        return rf"\left({written}\right)^{{{exp}}}" if exp else written
