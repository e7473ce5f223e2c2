"""The derivative of sums of products by an entry, term by term: what each entry in them hangs on is known."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from symcnn.checking.functions import ENTRYWISE
from symcnn.checking.target import Target
from symcnn.errors import NameProblem, NameUnknown
from symcnn.reading.tree import (
    All,
    Bracket,
    Call,
    Derivative,
    Entry,
    Name,
    Negation,
    Number,
    Operation,
    Slope,
    SumOver,
    Tree,
    find,
    has,
)

if TYPE_CHECKING:
    from symcnn.checking.interpret import Interpreter

_PRODUCTS = ("*", "juxtapose", "·", "odot")


class OtherKind(Exception):
    """A formula that is no sum of products of entries, functions and numbers."""


def slope_by_terms(reader: Interpreter, tree: Tree, by: Tree) -> Tree | None:
    """A formula for the derivative of another by an entry; None where it is not made of entries and numbers alone."""
    target = reader.names.named(by)
    try:
        return Slopes(reader, by, target).of(tree) or Number("0")
    except OtherKind:
        return None


class Slopes:
    """The rules of differentiation, for one entry by which it is done."""

    def __init__(self, reader: Interpreter, by: Tree, target: Target):
        self.reader, self.by, self.target = reader, by, target
        self.letters = {n.name for i in target.indices for n in find(i, Name)}

    def of(self, tree: Tree) -> Tree | None:
        """The derivative, None where it is nought."""
        match tree:
            case Number():
                return None
            case Name() | Entry():
                return self.of_entry(tree)
            case Negation(argument):
                return None if (inner := self.of(argument)) is None else Negation(inner)
            case Operation(operator="+" | "-" as sign, left=left, right=right):
                one, other = self.of(left), self.of(right)
                if one is None:
                    return other if sign == "+" or other is None else Negation(other)
                return one if other is None else Operation(sign, one, other)
            case Operation(operator=operator, left=left, right=right) if operator in _PRODUCTS:
                one, other = self.of(left), self.of(right)
                terms = ([] if one is None else [Operation("*", one, right)]) + (
                    [] if other is None else [Operation("*", left, other)])
                return reduce(lambda a, b: Operation("+", a, b), terms) if terms else None
            case Operation(operator="/", left=left, right=right) if self.of(right) is None:
                return None if (inner := self.of(left)) is None else Operation("/", inner, right)
            case Call(function=name, arguments=(argument,), keywords=()) if name in ENTRYWISE:
                return None if (inner := self.of(argument)) is None else Operation("*", Slope(name, argument), inner)
            case SumOver(letters=letters, body=body, conditions=conditions) if letters and not (
                    set(letters) & self.letters or any(has(c, Entry) for c in conditions)):
                inner = self.of(body)
                return None if inner is None else SumOver(letters, tree.lower, tree.upper, inner, conditions)
        raise OtherKind

    def of_entry(self, tree: Tree) -> Tree | None:
        """The derivative of one entry by another."""
        if isinstance(tree, Name) and (tree.name in self.reader.meanings or tree.name in self.reader.defined):
            raise OtherKind
        try:
            found = self.reader.names.named(tree)
        except (NameUnknown, NameProblem):
            if isinstance(tree, Name) and self.reader.names.size(tree.name) is not None:
                return None
            raise OtherKind from None
        if len(found.indices) != self.reader.names.rank(found.key):
            raise OtherKind
        if found.key == self.target.key:
            same = [Operation("==", i, j) for i, j in zip(found.indices, self.target.indices, strict=True)]
            return Bracket(same[0] if len(same) == 1 else All(tuple(same))) if same else Number("1")
        return Derivative(tree, self.by) if self.target.key in self.reader.world.ancestry(found.key) else None
