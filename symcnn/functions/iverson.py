"""The Iverson bracket."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Function, S


class Iverson(Function):
    """1 where a condition holds, else 0; its slope is 0 everywhere, so no delta ever comes of it."""

    is_commutative = True

    @classmethod
    def eval(cls, condition: Basic) -> Expr | None:
        if condition in (S.true, S.false):
            return S.One if condition is S.true else S.Zero
        return None

    def _eval_derivative(self, symbol: Expr) -> Expr:
        return S.Zero

    def _eval_evalf(self, prec: int) -> Expr:
        return self

    def _latex(self, printer: Any, exp: str = "") -> str:
        power = f"^{{{exp}}}" if exp else ""
        return rf"\mathbf{{1}}{power}\left[{printer._print(self.args[0])}\right]"
