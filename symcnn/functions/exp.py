"""The exponential."""

from __future__ import annotations

import math
from collections.abc import Callable

import sympy
from sympy import Expr

from symcnn.functions.scalar import Real, Scalar


class Exp(Scalar):
    """SymPy's ``exp``; it is its own slope."""

    name = "exp"
    aliases = (r"\exp",)
    latex = r"\exp"
    own = sympy.exp

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return y

    @classmethod
    def value(cls, x: Real) -> float:
        try:
            return math.exp(x)
        except OverflowError:
            return math.inf

    @classmethod
    def numpy(cls, argument: str) -> str:
        return f"np.exp({argument})"

    @classmethod
    def in_place(cls, argument: str, out: str, *, number: Callable[[float], str] = repr) -> tuple[str, ...]:
        return (f"np.exp({argument}, {out})",)

    @classmethod
    def for_float(cls, argument: str) -> str:
        return f"math.inf if {argument} > 709.7 else math.exp({argument})"

    @classmethod
    def written(cls, argument: str, parameters: tuple[str, ...] = (), exponent: str = "") -> str:
        power = f"e^{{{argument}}}"
        return rf"\left({power}\right)^{{{exponent}}}" if exponent else power
