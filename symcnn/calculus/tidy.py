"""Tidying a contracted right side, each rule a function from node to node that a teacher would name.

* fold: a defining right side is written as the entry it defines (``sigma(u)(1 - sigma(u))`` as ``y(1 - y)``);
* cancel: reciprocals inside a factor are multiplied out where that makes the whole shorter;
* hoist: factors that do not depend on the summed letters stand in front of the sum;
* total: entries known to add up to one are added up;
* gather: a factor common to all terms is written once;
* turn: minus a difference is the difference turned round.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symcnn.calculus.fold import fold
from symcnn.calculus.polynomial import expanded
from symcnn.equation import Equation
from symcnn.expression.build import ONE, add, multiply, negate, power, total
from symcnn.expression.nodes import Access, Add, Multiply, Node, Number, Power, Sum
from symcnn.expression.walk import descend, free_letters, transform
from symcnn.notation.affine import whole
from symcnn.system import System

Rule = Callable[[Node], Node]


def tidy(node: Node, system: System, equations: tuple[Equation, ...]) -> Node:
    """The node tidied; ``equations`` are those whose right sides may be folded back."""
    for equation in equations:
        node = fold(node, equation)
    rules: tuple[Rule, ...] = (cancel, hoist, lambda n: add_up(n, system), gather, turn)
    for _ in range(4):
        before = node
        for rule in rules:
            node = transform(node, rule)
        if node == before:
            break
    return node


def cost(node: Node) -> int:
    """How long a node is to read: its nodes."""
    return sum(1 for _ in descend(node))


def cancel(node: Node) -> Node:
    """A product in which a factor's reciprocals meet the other factors, multiplied out if that is shorter."""
    if not isinstance(node, Multiply):
        return node
    for place, factor in enumerate(node.factors):
        if isinstance(factor, Add) and any(_reciprocal(t) for t in factor.terms):
            rest = node.factors[:place] + node.factors[place + 1:]
            plain = add(*(expanded(multiply(*rest, t)) for t in factor.terms))
            plain = expanded(plain)
            if cost(plain) < cost(node):
                return plain
    return node


def _reciprocal(term: Node) -> bool:
    factors = term.factors if isinstance(term, Multiply) else (term,)
    return any(isinstance(f, Power) and f.exponent < 0 for f in factors)


def hoist(node: Node) -> Node:
    """Factors of a summed product that read no summed letter, in front of the sum."""
    if not isinstance(node, Sum) or not node.ranges:
        return node
    bound = {r.letter for r in node.ranges}
    factors = node.body.factors if isinstance(node.body, Multiply) else (node.body,)
    outside = [f for f in factors if not free_letters(f) & bound and f != ONE]
    if not outside or any(isinstance(f, Sum) for f in outside):
        return node
    inside = [f for f in factors if free_letters(f) & bound]
    return multiply(*outside, total(node.ranges, node.guards, multiply(*inside)))


def add_up(node: Node, system: System) -> Node:
    """The sum of all entries along the last axis of a tensor whose entries add up to one."""
    if not (isinstance(node, Sum) and isinstance(node.body, Access) and node.body.tensor in system.unit_sum):
        return node
    tensor = system.tensors[node.body.tensor]
    if len(node.ranges) != 1 or node.guards or not tensor.axes:
        return node
    (r,), axis = node.ranges, tensor.axes[-1]
    whole_axis = (r.lower, r.upper) == ((whole(axis.origin),), (axis.last,))
    others = [i for i in node.body.indices[:-1] if r.letter in i.letters]
    return ONE if whole_axis and not others and node.body.indices[-1] == whole(r.letter) else node


def gather(node: Node) -> Node:
    """A sum of products whose common factors stand in front."""
    if not isinstance(node, Add) or len(node.terms) < 2:
        return node
    parts = [_powers(t) for t in node.terms]
    common = {b: e for b, e in parts[0].items()
              if e > 0 and not isinstance(b, Number) and all(p.get(b) == e for p in parts[1:])}
    if not common:
        return node
    shared = multiply(*(power(b, e) for b, e in common.items()))
    inverse = multiply(*(power(b, -e) for b, e in common.items()))
    plain = multiply(shared, add(*(multiply(inverse, t) for t in node.terms)))
    return plain if cost(plain) < cost(node) else node


def turn(node: Node) -> Node:
    """``-(o - t)`` as ``t - o``; ``1 - y`` stays as it is."""
    if not isinstance(node, Multiply) or not isinstance(node.factors[0], Number) or node.factors[0].value >= 0:
        return node
    for place, factor in enumerate(node.factors):
        if isinstance(factor, Add) and not any(isinstance(t, Number) for t in factor.terms):
            turned = [negate(t) for t in factor.terms]
            if any(_negative(t) for t in factor.terms):
                ordered = add(*sorted(turned, key=_negative))
                return multiply(negate(node.factors[0]), *node.factors[1:place], ordered, *node.factors[place + 1:])
    return node


def _negative(term: Node) -> bool:
    first = term.factors[0] if isinstance(term, Multiply) else term
    return isinstance(first, Number) and first.value < 0


def _powers(term: Node) -> dict[Node, Fraction]:
    factors = term.factors if isinstance(term, Multiply) else (term,)
    return {f.base if isinstance(f, Power) else f: f.exponent if isinstance(f, Power) else Fraction(1) for f in factors}


