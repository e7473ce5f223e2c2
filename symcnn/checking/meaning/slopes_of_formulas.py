r"""The rules of differentiation for formulas as they are written: the slope of ``r^2 + r/2`` is ``2 r + 1/2``."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.checking.meaning.functions import ENTRYWISE
from symcnn.reading.tree import (
    ENTRYWISE_PRODUCTS,
    Call,
    Cases,
    Entry,
    Name,
    Negation,
    Number,
    Operation,
    Slope,
    Tree,
    find,
)

ONE, NOUGHT = Number("1"), Number("0")


class OtherKind(Exception):
    """A formula with a step that the rules do not know."""


class Rules:
    """The rules by which sums, products, quotients, powers, functions and cases are differentiated."""

    def of(self, tree: Tree) -> Tree | None:
        """The slope of a formula, None where it is nought; raises ``OtherKind`` for what has no rule here."""
        match tree:
            case Number():
                return None
            case Name() | Entry():
                return self.of_operand(tree)
            case Negation(argument):
                return signed("-", None, self.of(argument))
            case Operation(operator="+" | "-" as sign, left=left, right=right):
                return signed(sign, self.of(left), self.of(right))
            case Operation(operator=operator, left=left, right=right) if operator in ENTRYWISE_PRODUCTS:
                return signed("+", times(self.of(left), right), times(self.of(right), left))
            case Operation(operator="/", left=left, right=right):
                below = times(self.of(right), left)
                return signed("-", over(self.of(left), right), over(below, Operation("^", right, Number("2"))))
            case Operation(operator="^", left=left, right=right) if self.of(right) is None:
                less = left if right == Number("2") else Operation("^", left, Operation("-", right, ONE))
                return times(self.of(left), Operation("*", right, less))
            case Call(function="max" | "min" as word, arguments=(left, right), keywords=()):
                relation = ">=" if word == "max" else "<="
                return Cases(((self.of(left) or NOUGHT, Operation(relation, left, right)), (self.of(right) or NOUGHT, None)))
            case Call(function="abs", arguments=(argument,), keywords=()):
                return times(self.of(argument), Call("sign", (argument,)))
            case Call(function=name, arguments=(argument,), keywords=()) if name in ENTRYWISE:
                return times(self.of(argument), Slope(name, argument))
            case Cases(branches=branches):
                return Cases(tuple((self.of(value) or NOUGHT, condition) for value, condition in branches))
        raise OtherKind

    def of_operand(self, tree: Name | Entry) -> Tree | None:
        """The slope of a name or an entry, None where it is nought."""
        raise NotImplementedError


@dataclass(frozen=True)
class InLetter(Rules):
    """The rules for a formula in one letter, all others being numbers."""

    letter: str

    def of(self, tree: Tree) -> Tree | None:
        """The slope by the letter; what lacks it is a number whatever it is, and e the base of the exponential function."""
        if Name(self.letter) not in find(tree, Name):
            return None
        match tree:
            case Operation(operator="^", left=Name(name="e"), right=right):
                return times(self.of(right), tree)
        return super().of(tree)

    def of_operand(self, tree: Name | Entry) -> Tree | None:
        """The slope of the letter, which is one."""
        if tree != Name(self.letter):
            raise OtherKind
        return ONE


def slope_in(tree: Tree, letter: str) -> Tree | None:
    """The slope of a formula by its letter, or None where it has a step that the rules do not know."""
    try:
        return InLetter(letter).of(tree) or NOUGHT
    except OtherKind:
        return None


def signed(sign: str, one: Tree | None, other: Tree | None) -> Tree | None:
    """A sum or difference of slopes that may be nought."""
    if other is None:
        return one
    if one is None:
        return other if sign == "+" else Negation(other)
    return Operation(sign, one, other)


def times(slope: Tree | None, factor: Tree) -> Tree | None:
    """A slope that may be nought times a factor."""
    return None if slope is None else factor if slope == ONE else Operation("*", factor, slope)


def over(slope: Tree | None, divisor: Tree) -> Tree | None:
    """A slope that may be nought over a divisor."""
    return None if slope is None else Operation("/", slope, divisor)
