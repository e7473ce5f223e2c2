"""Which entries the first step of a chain reads: what only that step reads may be written over by it and all later ones.

It follows the order in which `chains` takes the steps: of operands the one that takes steps first, into the array itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.expression.build import negate
from symcnn.expression.nodes import Access, Add, Multiply, Node, Number, Power, Size
from symcnn.expression.walk import children


def first_operands(node: Node) -> list[Access]:
    """The entries that the first step reads; none where two operands take steps, or more than the first two are plain."""
    while True:
        operands = _operands(node)
        deep = [n for n in operands if not isinstance(n, Access | Number | Size)]
        if len(deep) > 1:
            return []
        if not deep:
            return [n for n in operands if isinstance(n, Access)] if len(operands) <= 2 else []
        node = deep[0]


def _operands(node: Node) -> Sequence[Node]:
    """The operands of a node that its steps combine; of a quotient the divisors come last, so only the others count."""
    if isinstance(node, Add):
        return [_positive(t) for t in node.terms]
    if isinstance(node, Multiply):
        factors = [f for f in node.factors if not isinstance(f, Number)]
        above = [f for f in factors if not _divides(f)]
        below = [_base(f) for f in factors if _divides(f)]
        # with two factors above, or one that takes steps, these come before every division
        if len(above) > 1 or any(not isinstance(f, Access | Size) for f in above):
            return above
        return [*above, *below[:1]]
    if isinstance(node, Power):
        return [node.base]
    return children(node)


def _positive(term: Node) -> Node:
    negative = isinstance(term, Multiply) and isinstance(term.factors[0], Number) and term.factors[0].value < 0
    return negate(term) if negative else term


def _divides(factor: Node) -> bool:
    return isinstance(factor, Power) and factor.exponent < 0


def _base(factor: Node) -> Node:
    assert isinstance(factor, Power)
    return factor.base if factor.exponent == -1 else Power(factor.base, -factor.exponent)
