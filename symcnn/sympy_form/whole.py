"""From SymPy to whole-number quantities."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Expr, Symbol

from symcnn.notation.affine import ONE, ZERO, Affine, constant, divide_exactly, floor_divide, remainder

Ratio = tuple[Affine, int]
Lookup = Callable[[Symbol], Affine | None]
GREATEST_EXPONENT = 16


def whole_or_none(expr: Expr, lookup: Lookup) -> Affine | None:
    """The quantity, or None for what is no polynomial with whole values in letters and floors."""
    found = ratio(expr, lookup)
    return None if found is None else divide_exactly(found[0], constant(found[1]))


def ratio(expr: Expr, lookup: Lookup) -> Ratio | None:
    """A quantity and the positive number it is divided by, or None."""
    match expr:
        case sympy.Rational():
            return constant(expr.p), expr.q
        case sympy.Symbol():
            found = lookup(expr)
            return None if found is None else (found, 1)
        case sympy.Add():
            return _combined(expr, lookup, _plus, (ZERO, 1))
        case sympy.Mul():
            return _combined(expr, lookup, _times, (ONE, 1))
        case sympy.Pow():
            return _power(expr, lookup)
        case sympy.floor():
            return _floor(expr.args[0], lookup)
        case sympy.ceiling():
            below = _floor(-expr.args[0], lookup)
            return None if below is None else (-below[0], 1)
        case sympy.Mod():
            parts = [whole_or_none(a, lookup) for a in expr.args]
            return None if None in parts else (remainder(*parts), 1)  # type: ignore[arg-type]
    return None


def _combined(expr: Expr, lookup: Lookup, combine: Callable[[Ratio, Ratio], Ratio], start: Ratio) -> Ratio | None:
    for arg in expr.args:
        part = ratio(arg, lookup)
        if part is None:
            return None
        start = combine(start, part)
    return start


def _plus(one: Ratio, other: Ratio) -> Ratio:
    return one[0] * other[1] + other[0] * one[1], one[1] * other[1]


def _times(one: Ratio, other: Ratio) -> Ratio:
    return one[0] * other[0], one[1] * other[1]


def _power(expr: Expr, lookup: Lookup) -> Ratio | None:
    base, exponent = expr.args
    if not (exponent.is_Integer and 0 < exponent <= GREATEST_EXPONENT):
        return None
    found = ratio(base, lookup)
    result = None if found is None else (ONE, 1)
    for _ in range(int(exponent) if found else 0):
        result = _times(result, found)  # type: ignore[arg-type]
    return result


def _floor(argument: Expr, lookup: Lookup) -> Ratio | None:
    above, below = (ratio(part, lookup) for part in sympy.fraction(sympy.together(argument)))
    if above is None or below is None:
        return None
    numerator, denominator = above[0] * below[1], below[0] * above[1]
    if denominator.number is not None and denominator.number < 0:
        numerator, denominator = -numerator, -denominator
    return floor_divide(numerator, denominator), 1
