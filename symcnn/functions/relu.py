"""The rectifier."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sympy import Expr, S

from symcnn.functions.iverson import Iverson
from symcnn.functions.scalar import Real, Scalar


class Relu(Scalar):
    """``max(0, u)``; its slope is 1 where ``u > 0`` and 0 elsewhere, at the kink too."""

    name = "relu"
    aliases = ("ReLU",)
    latex = r"\operatorname{ReLU}"

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return Iverson(u > 0)

    @classmethod
    def keeps_sign(cls, *parameters: Fraction) -> bool:
        return True

    @classmethod
    def formula(cls, u: Expr) -> Expr:
        return u * Iverson(u > 0)

    @classmethod
    def at_number(cls, u: Expr) -> Expr:
        return u if u > 0 else S.Zero

    @classmethod
    def value(cls, x: Real) -> Real:
        return x if x > 0 else 0 * x

    @classmethod
    def numpy(cls, argument: str) -> str:
        return f"np.maximum({argument}, 0.0)"

    @classmethod
    def in_place(cls, argument: str, out: str, *, number: Callable[[float], str] = repr) -> tuple[str, ...]:
        return (f"np.maximum({argument}, {number(0.0)}, out={out})",)

    @classmethod
    def for_float(cls, argument: str) -> str:
        # not a number stays so
        return f"0.0 if {argument} < 0.0 else {argument}"
