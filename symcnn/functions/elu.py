"""The rectifier with an exponential on the negative side."""

from __future__ import annotations

from fractions import Fraction
from math import expm1
from types import MappingProxyType

from sympy import Expr, S
from sympy import exp as sympy_exp

from symcnn.functions.iverson import Iverson
from symcnn.functions.scalar import Real, Scalar


class Elu(Scalar):
    """``u`` where ``u > 0``, else ``alpha*(exp(u) - 1)``; its slope at the kink is ``alpha``."""

    name = "elu"
    aliases = ("ELU",)
    parameters = MappingProxyType({"alpha": Fraction(1)})
    latex = r"\operatorname{ELU}"

    @classmethod
    def slope(cls, u: Expr, y: Expr, alpha: Expr) -> Expr:
        return Iverson(u > 0) + (y + alpha) * Iverson(u <= 0)

    @classmethod
    def keeps_sign(cls, *parameters: Fraction) -> bool:
        return all(p > 0 for p in parameters)

    @classmethod
    def formula(cls, u: Expr, alpha: Expr) -> Expr:
        return u * Iverson(u > 0) + alpha * (sympy_exp(u) - 1) * Iverson(u <= 0)

    @classmethod
    def at_number(cls, u: Expr, alpha: Expr) -> Expr | None:
        if u > 0:
            return u
        return S.Zero if u.is_zero else None

    @classmethod
    def value(cls, x: Real, alpha: Real = 1.0) -> float:
        return float(x) if x > 0 else float(alpha) * expm1(x)

    @classmethod
    def numpy(cls, argument: str, alpha: str = "1.0") -> str:
        return f"np.maximum({argument}, 0.0) + {alpha} * np.expm1(np.minimum({argument}, 0.0))"

    @classmethod
    def for_float(cls, argument: str, alpha: str = "1.0") -> str:
        return f"{alpha} * math.expm1({argument}) if {argument} < 0.0 else {argument}"
