"""An Iverson bracket in front of a sum, put under it: ``[2 | i]*Sum_m g[i/2 - m]*w[m]`` is one sum that vanishes elsewhere.

So is the gradient through a convolution whose stride and dilation have a divisor in common; the rules for sums then read the
bracket as they read every other guard.
"""

from __future__ import annotations

from fractions import Fraction

from symcnn.expression.build import multiply
from symcnn.expression.nodes import Multiply, Node, Number, Sum


def bracket_within(node: Node) -> Node:
    """The node with the guards of a sum without ranges among those of the sum that is all it holds; else as it is."""
    scale, outer = scaled(node)
    if outer is None or outer.ranges:
        return node
    factor, inner = scaled(outer.body)
    if inner is None:
        return node
    guards = tuple(dict.fromkeys((*outer.guards, *inner.guards)))
    return multiply(scale, factor, Sum(inner.ranges, guards, inner.body))


def scaled(node: Node) -> tuple[Number, Sum | None]:
    """A sum and the number in front of it."""
    match node:
        case Sum():
            return Number(Fraction(1)), node
        case Multiply(factors=(Number() as scale, Sum() as found)):
            return scale, found
    return Number(Fraction(1)), None
