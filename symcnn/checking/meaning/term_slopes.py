"""The derivative of sums of products by an entry, term by term: what each entry in them hangs on is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.checking.binding.target import Target
from symcnn.checking.meaning.slopes_of_formulas import OtherKind, Rules
from symcnn.errors import NameProblem, NameUnknown
from symcnn.reading.tree import All, Bracket, Derivative, Entry, Name, Number, Operation, SumOver, Tree, find, has

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


def slope_by_terms(reader: Interpreter, tree: Tree, by: Tree) -> Tree | None:
    """A formula for the derivative of another by an entry; None where it is not made of entries and numbers alone."""
    target = reader.names.named(by)
    try:
        return Slopes(reader, by, target).of(tree) or Number("0")
    except OtherKind:
        return None


class Slopes(Rules):
    """The rules of differentiation, for one entry by which it is done."""

    def __init__(self, reader: Interpreter, by: Tree, target: Target):
        self.reader, self.by, self.target = reader, by, target
        self.letters = {n.name for i in target.indices for n in find(i, Name)}

    def of(self, tree: Tree) -> Tree | None:
        """The derivative, None where it is nought; under a sum that has none of the letters by which it is done."""
        match tree:
            case SumOver(letters=letters, body=body, conditions=conditions):
                if not letters or set(letters) & self.letters or any(has(c, Entry) for c in conditions):
                    raise OtherKind
                inner = self.of(body)
                return None if inner is None else SumOver(letters, tree.lower, tree.upper, inner, conditions)
        return super().of(tree)

    def of_operand(self, tree: Name | Entry) -> Tree | None:
        """The derivative of one entry by another."""
        if isinstance(tree, Name) and (tree.name in self.reader.meanings or tree.name in self.reader.defined):
            raise OtherKind
        try:
            found = self.reader.names.named(tree)
        except (NameUnknown, NameProblem):
            if isinstance(tree, Name) and self.reader.names.size(tree.name) is not None:
                return None
            raise OtherKind from None
        if found.key != self.target.key and self.target.key not in self.reader.world.ancestry(found.key):
            # an array without its indices too: \sum_m w_m x_{i+m} + b
            return None
        if len(found.indices) != self.reader.names.rank(found.key):
            raise OtherKind
        if found.key == self.target.key:
            same = [Operation("==", i, j) for i, j in zip(found.indices, self.target.indices, strict=True)]
            return Bracket(same[0] if len(same) == 1 else All(tuple(same))) if same else Number("1")
        return Derivative(tree, self.by)
