r"""The slope of a formula in one letter, by the rules of differentiation: that of ``r^2 + r/2`` is ``2 r + 1/2``."""

from __future__ import annotations

from symcnn.checking.functions import ENTRYWISE
from symcnn.reading.tree import Call, Cases, Name, Negation, Number, Operation, Slope, Tree, find

ONE = Number("1")
PRODUCTS = ("*", "juxtapose", "·", "odot")


def slope_in(tree: Tree, letter: str) -> Tree | None:
    """The slope of a formula, or None where it has a step that is not known here."""
    try:
        return _slope(tree, letter) or Number("0")
    except NotImplementedError:
        return None


def _slope(tree: Tree, letter: str) -> Tree | None:
    """The slope, None where it is nought; raises ``NotImplementedError`` for what is not known here."""
    if Name(letter) not in find(tree, Name):
        return None
    match tree:
        case Name():
            return ONE
        case Negation(argument):
            return _signed("-", None, _slope(argument, letter))
        case Operation(operator="+" | "-" as sign, left=left, right=right):
            return _signed(sign, _slope(left, letter), _slope(right, letter))
        case Operation(operator=operator, left=left, right=right) if operator in PRODUCTS:
            return _signed("+", _times(_slope(left, letter), right), _times(_slope(right, letter), left))
        case Operation(operator="/", left=left, right=right):
            below = _times(_slope(right, letter), left)
            return _signed("-", _over(_slope(left, letter), right), _over(below, Operation("^", right, Number("2"))))
        case Operation(operator="^", left=left, right=right) if Name(letter) not in find(right, Name):
            less = Operation("^", left, Operation("-", right, ONE))
            return _times(_slope(left, letter), Operation("*", right, less))
        case Operation(operator="^", left=Name(name="e"), right=right):
            return _times(_slope(right, letter), tree)
        case Call(function="max" | "min" as word, arguments=(left, right), keywords=()):
            relation = ">=" if word == "max" else "<="
            return Cases(((_slope(left, letter) or Number("0"), Operation(relation, left, right)),
                          (_slope(right, letter) or Number("0"), None)))
        case Call(function="abs", arguments=(argument,), keywords=()):
            return _times(_slope(argument, letter), Call("sign", (argument,)))
        case Call(function=name, arguments=(argument,), keywords=()) if name in ENTRYWISE:
            return _times(_slope(argument, letter), Slope(name, argument))
        case Cases(branches=branches):
            return Cases(tuple((_slope(value, letter) or Number("0"), condition) for value, condition in branches))
    raise NotImplementedError


def _signed(sign: str, one: Tree | None, other: Tree | None) -> Tree | None:
    if other is None:
        return one
    if one is None:
        return other if sign == "+" else Negation(other)
    return Operation(sign, one, other)


def _times(slope: Tree | None, factor: Tree) -> Tree | None:
    return None if slope is None else factor if slope == ONE else Operation("*", factor, slope)


def _over(slope: Tree | None, divisor: Tree) -> Tree | None:
    return None if slope is None else Operation("/", slope, divisor)
