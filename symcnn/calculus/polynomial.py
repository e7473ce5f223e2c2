"""Multiplying out: a node as a sum of products of powers."""

from __future__ import annotations

from fractions import Fraction

from symcnn.expression.build import add, multiply, negate, number
from symcnn.expression.nodes import Add, Multiply, Node, Number, Power

LARGEST = 400


def expanded(node: Node) -> Node:
    """The node with products of sums multiplied out and like terms added; itself where that would grow too large."""
    terms = _terms(node)
    if terms is None:
        return node
    total: dict[frozenset[Node], tuple[Fraction, Node]] = {}
    for term in terms:
        scale, rest = _scaled(term)
        key = frozenset(rest.factors if isinstance(rest, Multiply) else (rest,))
        before = total.get(key, (Fraction(0), rest))
        total[key] = (before[0] + scale, before[1])
    found = [(s, t) for s, t in total.values() if s]
    ordered = [p for p in found if p[0] > 0] + [p for p in found if p[0] < 0]
    return add(*(t if s == 1 else negate(t) if s == -1 else multiply(number(s), t) for s, t in ordered))


def _scaled(term: Node) -> tuple[Fraction, Node]:
    if isinstance(term, Number):
        return term.value, number(1)
    if isinstance(term, Multiply) and isinstance(term.factors[0], Number):
        return term.factors[0].value, multiply(*term.factors[1:])
    return Fraction(1), term


def _terms(node: Node) -> list[Node] | None:
    """The products that a node is the sum of, or None past the limit."""
    if isinstance(node, Add):
        lists = [_terms(t) for t in node.terms]
        return None if None in lists else [t for p in lists for t in p]  # type: ignore[union-attr]
    if isinstance(node, Power) and isinstance(node.base, Add) and node.exponent in (2, 3):
        node = Multiply((node.base,) * int(node.exponent))
    if not isinstance(node, Multiply):
        return [node]
    products: list[Node] = [number(1)]
    for factor in node.factors:
        if not isinstance(factor, Add | Power):
            products = [multiply(p, factor) for p in products]
            continue
        sums = isinstance(factor, Add) or (isinstance(factor.base, Add) and factor.exponent > 0)
        parts: list[Node] | None = _terms(factor) if sums else [factor]
        if parts is None or len(parts) * len(products) > LARGEST:
            return None
        products = [multiply(p, q) for p in products for q in parts]
    return products
