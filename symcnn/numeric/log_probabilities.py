"""Logarithms of probabilities from what these are made of: where ``p = sigmoid(z)``, ``log(1 - p)`` is ``-softplus(z)``.

In floats 1 - p is nothing from z = 37 on, in single precision from 17 on, and a loss with ``0*log(0)`` in it is no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from symcnn.equation import Equation
from symcnn.expression.build import add, negate
from symcnn.expression.nodes import Access, Add, Apply, Multiply, Node, Number, Power, Sum
from symcnn.expression.walk import descend, substitute, transform


def from_exponents(equations: Iterable[Equation]) -> Iterator[Equation]:
    """The equations with logarithms of logistic functions, of their complements and of softmax written by exponents.

    >>> from symcnn import Network
    >>> net = Network("z: 2; p = sigmoid(z); E = bce(p, t)")
    >>> print([*from_exponents(net.forward_system.equations)][1].right)
    -sum_{n=1}^{2} (-t[n]*softplus(-z[n]) - (1 - t[n])*softplus(z[n]))
    """
    made: dict[str, Equation] = {}
    for equation in equations:
        if any(isinstance(n, Apply) and n.function == "log" for n in descend(equation.right)):
            yield Equation(equation.left, transform(equation.right, lambda node: _rewritten(node, made)))
        else:
            yield equation
        made[equation.tensor] = equation


def _rewritten(node: Node, made: Mapping[str, Equation]) -> Node:
    match node:
        case Apply("log", Add((Number(value), Multiply((Number(times), probability))))) if value == 1 and times == -1:
            return _logarithm(_right(probability, made), complement=True) or node
        case Apply("log", probability):
            return _logarithm(_right(probability, made)) or node
    return node


def _right(node: Node, made: Mapping[str, Equation]) -> Node:
    """What an entry is made of, where an equation before says so."""
    if not isinstance(node, Access) or node.tensor not in made:
        return node
    equation = made[node.tensor]
    return substitute(equation.right, dict(zip(equation.letters, node.indices, strict=True)))


def _logarithm(node: Node, *, complement: bool = False) -> Node | None:
    """The logarithm of a probability, or of what it leaves to 1; None for what is no such."""
    match node:
        case Apply("sigmoid", exponent):
            return negate(Apply("softplus", exponent if complement else negate(exponent)))
        case Multiply((Apply("exp", exponent), Power(Sum() as total, power))) if power == -1 and not complement:
            return add(exponent, negate(Apply("log", total)))
    return None
