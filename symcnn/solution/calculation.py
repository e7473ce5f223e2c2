"""Numbers put into a formula: every entry replaced by its number, switches and brackets worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from symcnn.document.parts import Inset
from symcnn.expression.nodes import Access, Add, Apply, Compare, Greatest, Multiply, Node, Number, Power, Size, Winner
from symcnn.expression.walk import descend
from symcnn.numeric.entrywise import Evaluation, Place, prepare
from symcnn.numeric.reals import Real, Reals
from symcnn.numeric.sizes import as_quantities
from symcnn.printing.given import Dots, Given
from symcnn.printing.product import parameters_first
from symcnn.solution.values import Numbers, Rounded, rounded

NodeType = TypeVar("NodeType", bound=Node)
LONG = 8
"""Terms from which on those with a factor 0 are left out."""


@dataclass(frozen=True)
class Calculation:
    """Numbers, and how many digits, terms and entries of them are shown."""

    numbers: Numbers
    digits: int
    terms: int | None
    entries: int | None
    parameters_first: bool = False

    def in_turn(self, factors: Sequence[NodeType]) -> Sequence[NodeType]:
        """Factors in the order the author writes them."""
        return parameters_first(factors, self.numbers.system) if self.parameters_first else factors

    def written(self, key: str, place: Place) -> Rounded:
        """An entry as it is written: the author's own digits where there are some."""
        text = self.numbers.written.get((key, place))
        return Rounded(text, True) if text is not None else rounded(self.numbers.at(key, place), self.digits)

    def value(self, node: Node) -> Real:
        """A right side without free letters."""
        return prepare(node, Evaluation(Reals(), self.numbers.at, as_quantities(self.numbers.sizes)))({})

    def put_in(self, node: Node) -> Node:
        """The formula with a number in the place of every entry; switches and brackets are worked out."""
        match node:
            case Access():
                return Given(self.written(node.tensor, tuple(i.value({}) for i in node.indices)).text)
            case Winner() | Compare():
                return Given(rounded(self.value(node), self.digits).text)
            case Add():
                return self._sum(node)
            case Multiply():
                return Multiply(tuple(self.put_in(f) for f in self.in_turn(node.factors)))
            case Power():
                return Power(self.put_in(node.base), node.exponent)
            case Apply():
                return Apply(node.function, self.put_in(node.argument), node.parameters)
            case Greatest():
                return Greatest(tuple(self.put_in(v) for v in node.values), node.tie)
            case Number() | Size() | Given() | Dots() | Inset():
                return node
        raise TypeError(f"no rule to put numbers into {type(node).__name__}")

    def _sum(self, node: Add) -> Node:
        terms = [t for t in node.terms if len(node.terms) <= LONG or isinstance(t, Dots) or self._counts(t)]
        put = tuple(self.put_in(t) for t in terms)
        return Add(put) if len(put) > 1 else put[0] if put else Given("0")

    def _counts(self, term: Node) -> bool:
        return not any(self.value(f) == 0 for f in (term.factors if isinstance(term, Multiply) else (term,)))

    def leaves_out(self, node: Node) -> bool:
        """Whether terms with a factor 0 are left out."""
        sums = [n for n in descend(node) if isinstance(n, Add) and len(n.terms) > LONG]
        return any(not isinstance(t, Dots) and not self._counts(t) for n in sums for t in n.terms)
