"""The smooth rectifier."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log1p

from sympy import Expr
from sympy import exp as sympy_exp
from sympy import log as sympy_log

from symcnn.functions.scalar import Real, Scalar
from symcnn.functions.sigmoid import Sigmoid


class Softplus(Scalar):
    """``log(1 + exp(u))``; its slope is the sigmoid."""

    name = "softplus"
    latex = r"\operatorname{softplus}"

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return Sigmoid(u)

    @classmethod
    def formula(cls, u: Expr) -> Expr:
        return sympy_log(1 + sympy_exp(u))

    @classmethod
    def value(cls, x: Real) -> float:
        return max(float(x), 0.0) + log1p(exp(-abs(float(x))))

    @classmethod
    def numpy(cls, argument: str) -> str:
        return f"np.logaddexp(0.0, {argument})"

    @classmethod
    def in_place(cls, argument: str, out: str, *, number: Callable[[float], str] = repr) -> tuple[str, ...]:
        return (f"np.logaddexp({number(0.0)}, {argument}, {out})",)

    @classmethod
    def for_float(cls, argument: str) -> str:
        return f"math.log1p(math.exp(-math.fabs({argument}))) + (0.0 if {argument} < 0.0 else {argument})"
