"""Which place of a maximum its gradient goes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Rational, S, sympify
from sympy.core.symbol import Str

from symcnn.errors import MeaninglessError

TIES = ("first", "all", "split")


class Winner(Expr):
    """The share of its gradient that a maximum gives to one place: 1 or 0, or a fraction under ``split``.

    ``of`` is a `WindowMax` and ``at`` the values of its letters, outermost first, or a `Greatest` and a position from
    0. The share is a step function, so its slope is 0 everywhere.
    """

    is_commutative = True

    def __new__(cls, of: Any, *at: Any) -> Winner:
        return super().__new__(cls, sympify(of, strict=True), *(sympify(a, strict=True) for a in at))

    @property
    def of(self) -> Expr:
        """The maximum."""
        return self.args[0]

    @property
    def at(self) -> tuple[Expr, ...]:
        """The place."""
        return self.args[1:]

    def doit(self, **hints: Any) -> Expr:
        """The share as a number where all values compared are numbers, else itself."""
        share = self.of.share(*self.at)
        return self if share is None else share

    def _eval_derivative(self, symbol: Expr) -> Expr:
        return S.Zero

    def _eval_evalf(self, prec: int) -> Expr:
        return self.doit()

    def _latex(self, printer: Any, exp: str = "") -> str:
        place = ", ".join(printer._print(a) for a in self.at)
        power = f"^{{{exp}}}" if exp else ""
        return rf"\mathbf{{1}}{power}\left[{place}=\arg {printer._print(self.of)}\right]"


def named_tie(tie: Any) -> Str:
    """The tie rule as SymPy's string; raises ``MeaninglessError`` for one that is none."""
    name = tie.name if isinstance(tie, Str) else tie
    if name not in TIES:
        raise MeaninglessError(f"a maximum with the tie rule {name!r}: choose one of {', '.join(TIES)}")
    return Str(name)


def settled(values: Sequence[Expr]) -> bool:
    """Whether all values are real numbers, so that they can be compared."""
    return all(v.is_number and v.is_extended_real for v in values)


def share(values: Sequence[Expr], position: int, tie: str) -> Expr:
    """The share of the value at a position, by the tie rule."""
    greatest = max(values)
    winners = [k for k, v in enumerate(values) if v == greatest]
    if tie == "first":
        return S.One if position == winners[0] else S.Zero
    if position not in winners:
        return S.Zero
    return Rational(1, len(winners)) if tie == "split" else S.One
