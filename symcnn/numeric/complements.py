"""What forward and backward share of a logistic function: with ``s = 1 + exp(z)``, y is ``exp(z)/s`` and 1 - y is ``1/s``.

A gradient by z asks for ``y*(1 - y)``: where s is kept, that is one division in place of a difference and a product.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from symcnn.expression.nodes import Access, Add, Apply, Multiply, Node, Number, Power
from symcnn.expression.walk import children, descend, rebuild
from symcnn.functions.table import FUNCTIONS
from symcnn.numeric.builder import Builder
from symcnn.numeric.homes import Home, row_major
from symcnn.numeric.lines import Line

MOST_KEPT = 100_000


def shares_complement(line: Line, builder: Builder) -> bool:
    """Whether the line is a function whose parts give 1 - y too, and a later line has that as a factor.

    Not where y is divided by or its logarithm taken: there its least values count, which these steps round to 0.
    """
    node, tensor = line.right, line.tensor
    if not isinstance(node, Apply) or not FUNCTIONS[node.function].shares or prod(builder.counts(line.letters)) > MOST_KEPT:
        return False
    readers = [other.right for other in builder.lines.values() if tensor in builder.reads[other.tensor]]
    return any(_asks(r, tensor) for r in readers) and not any(_looks_close(r, tensor) for r in readers)


def _key(tensor: str) -> str:
    return f"the divisor of {tensor}"


def keep_divisor(line: Line, order: tuple[int, ...], name: str, builder: Builder) -> None:
    """Registers the array of s, its axes those of the line in this order."""
    axes = builder.axes[line.tensor]
    shape = tuple(axes[a].extent for a in order)
    strides = tuple(row_major(shape)[order.index(a)] for a in range(len(axes)))
    key = _key(line.tensor)
    builder.axes[key] = axes
    builder.live(key, Home(name, shape, axes, strides, kept=True))
    asking = [builder.place_of[k] for k, other in builder.lines.items() if _asks(other.right, line.tensor)]
    builder.last[key] = max(asking)


def with_divisors(node: Node, builder: Builder) -> Node:
    """The node with every factor ``1 - y`` written as ``1/s`` where s is kept."""
    if isinstance(node, Multiply):
        factors = tuple(_divided(f, builder) for f in node.factors)
        return rebuild(node, tuple(with_divisors(f, builder) for f in factors))
    return rebuild(node, tuple(with_divisors(c, builder) for c in children(node))) if children(node) else node


def _divided(factor: Node, builder: Builder) -> Node:
    found = _complement(factor)
    if found is None or _key(found.tensor) not in builder.homes:
        return factor
    return Power(Access(_key(found.tensor), found.indices), Fraction(-1))


def _complement(node: Node) -> Access | None:
    """The entry y where the node is 1 - y."""
    if not isinstance(node, Add) or len(node.terms) != 2:
        return None
    one, rest = node.terms
    match one, rest:
        case Number(), Multiply(factors=(Number() as sign, Access() as entry)) if one.value == 1 and sign.value == -1:
            return entry
    return None


def _asks(node: Node, tensor: str) -> bool:
    products = [n for n in descend(node) if isinstance(n, Multiply)]
    return any((c := _complement(f)) is not None and c.tensor == tensor for p in products for f in p.factors)


def _looks_close(node: Node, tensor: str) -> bool:
    """Whether the logarithm or a negative power of the tensor is asked for."""
    below = [n for n in descend(node) if (isinstance(n, Power) and n.exponent < 0)
             or (isinstance(n, Apply) and n.function == "log")]
    return any(isinstance(n, Access) and n.tensor == tensor for b in below for n in descend(b))
