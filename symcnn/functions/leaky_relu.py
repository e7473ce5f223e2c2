"""The rectifier that lets a fraction of the negative side through."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from sympy import Expr

from symcnn.functions.iverson import Iverson
from symcnn.functions.scalar import Real, Scalar


class LeakyRelu(Scalar):
    """``u`` where ``u > 0``, else ``alpha*u``; its slope at the kink is ``alpha``."""

    name = "leaky_relu"
    aliases = ("leakyrelu", "LeakyReLU", "lrelu")
    parameters = MappingProxyType({"alpha": Fraction(1, 100)})
    latex = r"\operatorname{LeakyReLU}"

    @classmethod
    def slope(cls, u: Expr, y: Expr, alpha: Expr) -> Expr:
        return alpha + (1 - alpha) * Iverson(u > 0)

    @classmethod
    def keeps_sign(cls, *parameters: Fraction) -> bool:
        return all(p > 0 for p in parameters)

    @classmethod
    def formula(cls, u: Expr, alpha: Expr) -> Expr:
        return u * cls.slope(u, u, alpha)

    @classmethod
    def at_number(cls, u: Expr, alpha: Expr) -> Expr:
        return u if u > 0 else alpha * u

    @classmethod
    def value(cls, x: Real, alpha: Real = Fraction(1, 100)) -> Real:
        return x if x > 0 else alpha * x

    @classmethod
    def numpy(cls, argument: str, alpha: str = "0.01") -> str:
        return f"np.maximum({argument}, 0.0) + {alpha} * np.minimum({argument}, 0.0)"

    @classmethod
    def for_float(cls, argument: str, alpha: str = "0.01") -> str:
        return f"{alpha} * {argument} if {argument} < 0.0 else {argument}"
