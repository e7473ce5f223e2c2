"""The greatest of several values, with a rule for ties."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Integer, sympify
from sympy.core.symbol import Str

from symcnn.functions.winner import Winner, named_tie, settled, share


class Greatest(Expr):
    """The greatest of several values; its gradient goes to the `Winner`.

    SymPy's ``Max`` gives half of the gradient to each of two equal values, reorders them, and has no tie rule. This one
    stays as it is until ``doit`` or ``evalf``, so that a `Winner` can still see the values.
    """

    is_commutative = True

    def __new__(cls, *values: Any, tie: str = "first") -> Expr:
        if values and isinstance(values[-1], Str):
            values, tie = values[:-1], values[-1]
        if len(values) == 1:
            return sympify(values[0], strict=True)
        return super().__new__(cls, *(sympify(v, strict=True) for v in values), named_tie(tie))

    @property
    def values(self) -> tuple[Expr, ...]:
        """What is compared, in order."""
        return self.args[:-1]

    @property
    def tie(self) -> str:
        """The tie rule."""
        return self.args[-1].name

    def share(self, position: Expr) -> Expr | None:
        """The share of one value where all are numbers, else None."""
        if not (position.is_Integer and settled(self.values)):
            return None
        return share(self.values, int(position), self.tie)

    def doit(self, **hints: Any) -> Expr:
        """The greatest value where all are numbers, else itself with its values worked out."""
        values = [v.doit(**hints) for v in self.values]
        return max(values) if settled(values) else Greatest(*values, tie=self.tie)

    def _eval_derivative(self, symbol: Expr) -> Expr:
        return Add(*(Winner(self, Integer(k)) * v.diff(symbol) for k, v in enumerate(self.values)))

    def _eval_evalf(self, prec: int) -> Expr:
        values = [v._evalf(prec) for v in self.values]
        return max(values) if settled(values) else Greatest(*values, tie=self.tie)

    def _latex(self, printer: Any, exp: str = "") -> str:
        power = f"^{{{exp}}}" if exp else ""
        return rf"\max{power}\left({', '.join(printer._print(v) for v in self.values)}\right)"
