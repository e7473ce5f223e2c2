"""The absolute value."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr

from symcnn.functions.iverson import Iverson
from symcnn.functions.scalar import Real, Scalar


class Absolute(Scalar):
    """``|u|``; its slope is the sign of u, 0 at the kink.

    SymPy's own ``Abs`` takes its argument for a complex number and differentiates to real and imaginary parts.
    """

    name = "abs"
    latex = r"\operatorname{abs}"

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return Iverson(u > 0) - Iverson(u < 0)

    @classmethod
    def formula(cls, u: Expr) -> Expr:
        return u * cls.slope(u, u)

    @classmethod
    def at_number(cls, u: Expr) -> Expr:
        return abs(u)

    @classmethod
    def value(cls, x: Real) -> Real:
        return x if x > 0 else -x

    @classmethod
    def numpy(cls, argument: str) -> str:
        return f"np.abs({argument})"

    @classmethod
    def in_place(cls, argument: str, out: str, *, number: Callable[[float], str] = repr) -> tuple[str, ...]:
        return (f"np.abs({argument}, {out})",)

    @classmethod
    def for_float(cls, argument: str) -> str:
        return f"math.fabs({argument})"

    @classmethod
    def written(cls, argument: str, parameters: tuple[str, ...] = (), exponent: str = "") -> str:
        return rf"\left|{argument}\right|" + (f"^{{{exponent}}}" if exponent else "")
