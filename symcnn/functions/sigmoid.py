"""The logistic function."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from sympy import Expr, Rational
from sympy import exp as sympy_exp

from symcnn.functions.scalar import Real, Scalar


class Sigmoid(Scalar):
    """``1/(1 + exp(-u))``; its slope is ``y*(1 - y)``."""

    name = "sigmoid"
    aliases = ("sigma", r"\sigma", "logistic")
    latex = r"\sigma"
    shares = True

    @classmethod
    def slope(cls, u: Expr, y: Expr) -> Expr:
        return y * (1 - y)

    @classmethod
    def formula(cls, u: Expr) -> Expr:
        return 1 / (1 + sympy_exp(-u))

    @classmethod
    def at_number(cls, u: Expr) -> Expr | None:
        return Rational(1, 2) if u.is_zero else None

    @classmethod
    def value(cls, x: Real) -> float:
        small = exp(-abs(float(x)))
        return 1 / (1 + small) if x >= 0 else small / (1 + small)

    @classmethod
    def numpy(cls, argument: str) -> str:
        # exp(700) is near the greatest double; tanh would round sigmoid(-40) to 0, and its logarithm is then infinite
        return f"1.0 / (1.0 + np.exp(np.minimum(-({argument}), 700.0)))"

    @classmethod
    def in_place(cls, argument: str, out: str, *, number: Callable[[float], str] = repr) -> tuple[str, ...]:
        # as above, step by step
        return (f"np.negative({argument}, {out})",
                f"np.minimum({out}, {number(700.0)}, out={out})",
                f"np.exp({out}, {out})",
                f"np.add({out}, {number(1.0)}, {out})",
                f"np.reciprocal({out}, {out})")

    @classmethod
    def in_place_sharing(cls, argument: str, out: str, divisor: str, number: Callable[[float], str],
                         clipped: str = "") -> tuple[str, ...]:
        # y = exp(u)/s with s = 1 + exp(u) = 1/(1 - y); from u = 40 on y is 1 to the last digit, and inf/inf beyond exp's
        # reach; exp(80) is within that in single precision too
        clip = f"np.minimum({argument}, {number(80.0)}, out={out})"
        power = f"{out} if {clipped} else {argument}" if clipped and argument != out else argument if clipped else out
        return (*((f"if {clipped}:", f"    {clip}") if clipped else (clip,)),
                f"np.exp({power}, {out})",
                f"np.add({out}, {number(1.0)}, {divisor})",
                f"np.divide({out}, {divisor}, {out})")

    @classmethod
    def for_float(cls, argument: str) -> str:
        return f"1.0 / (1.0 + math.exp(700.0 if {argument} < -700.0 else -{argument}))"
