"""The hyperbolic tangent."""

from __future__ import annotations

import math
from collections.abc import Callable

import sympy
from sympy import Expr

from symcnn.functions.scalar import Real, Scalar


class Tanh(Scalar):
    """SymPy's ``tanh``; its slope is ``1 - y**2``."""

    name = "tanh"
    aliases = (r"\tanh",)
    latex = r"\tanh"
    own = sympy.tanh

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return 1 - y**2

    @classmethod
    def value(cls, x: Real) -> float:
        return math.tanh(x)

    @classmethod
    def numpy(cls, argument: str) -> str:
        return f"np.tanh({argument})"

    @classmethod
    def in_place(cls, argument: str, out: str, *, number: Callable[[float], str] = repr) -> tuple[str, ...]:
        return (f"np.tanh({argument}, {out})",)

    @classmethod
    def for_float(cls, argument: str) -> str:
        return f"math.tanh({argument})"
