"""The sigmoid-weighted linear unit, also called swish."""

from __future__ import annotations

from math import exp

from sympy import Expr, S
from sympy import exp as sympy_exp

from symcnn.functions.scalar import Real, Scalar
from symcnn.functions.sigmoid import Sigmoid


class Silu(Scalar):
    """``u*sigmoid(u)``; its slope is ``y + sigmoid(u)*(1 - y)``."""

    name = "silu"
    aliases = ("SiLU", "swish")
    latex = r"\operatorname{SiLU}"

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return y + Sigmoid(u) * (1 - y)

    @classmethod
    def formula(cls, u: Expr) -> Expr:
        return u / (1 + sympy_exp(-u))

    @classmethod
    def at_number(cls, u: Expr) -> Expr | None:
        return S.Zero if u.is_zero else None

    @classmethod
    def value(cls, x: Real) -> float:
        small = exp(-abs(float(x)))
        return float(x) / (1 + small) if x >= 0 else float(x) * small / (1 + small)

    @classmethod
    def numpy(cls, argument: str) -> str:
        # exp(700) is near the greatest double
        return f"({argument}) / (1.0 + np.exp(np.minimum(-({argument}), 700.0)))"

    @classmethod
    def for_float(cls, argument: str) -> str:
        return f"{argument} / (1.0 + math.exp(700.0 if {argument} < -700.0 else -{argument}))"
