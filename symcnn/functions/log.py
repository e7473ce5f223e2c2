"""The natural logarithm."""

from __future__ import annotations

import math
from collections.abc import Callable

import sympy
from sympy import Expr

from symcnn.errors import ValueProblem
from symcnn.functions.scalar import Real, Scalar


class Log(Scalar):
    """SymPy's ``log``, to the base e; its slope is ``1/u``."""

    name = "log"
    aliases = ("ln", r"\log", r"\ln")
    latex = r"\log"
    own = sympy.log

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return 1 / u

    @classmethod
    def value(cls, x: Real) -> float:
        """Raises ``ValueProblem`` for a number that is not above 0."""
        if x <= 0:
            raise ValueProblem(f"the logarithm of {float(x):g} is no real number: give a number above 0")
        return math.log(x)

    @classmethod
    def numpy(cls, argument: str) -> str:
        return f"np.log({argument})"

    @classmethod
    def in_place(cls, argument: str, out: str, *, number: Callable[[float], str] = repr) -> tuple[str, ...]:
        return (f"np.log({argument}, {out})",)

    @classmethod
    def for_float(cls, argument: str) -> str:
        return f"math.log({argument}) if {argument} > 0.0 else -math.inf if {argument} == 0.0 else math.nan"
