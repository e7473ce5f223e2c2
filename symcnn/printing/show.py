"""The traversal of a right side: one rule for each kind of node, registered in the files beside this one."""

from __future__ import annotations

from functools import singledispatch

from symcnn.expression.build import multiply
from symcnn.expression.nodes import Multiply, Node, Number, Size, Sum
from symcnn.printing.context import Context
from symcnn.printing.given import Given
from symcnn.printing.shown import Rank, Shown


def show(node: Node, context: Context) -> Shown:
    """A right side or a part of one, its sign in front."""
    negative, rest = signed(node)
    shown = positive(rest, context)
    if not negative:
        return shown
    return Shown(context.style.signs["negative"] + bracketed(shown, Rank.OPEN, context).text, Rank.ADDITIVE, shown.tall)


@singledispatch
def positive(node: Node, context: Context) -> Shown:
    """A node whose sign has been taken off."""
    raise TypeError(f"no rule for printing {type(node).__name__}")


def bracketed(shown: Shown, least: Rank, context: Context) -> Shown:
    """The piece, in brackets where its rank is lower than called for."""
    return shown if shown.rank >= least else context.style.parenthesised(shown)


def signed(node: Node) -> tuple[bool, Node]:
    """Whether a minus stands in front of the node, and the node without it."""
    match node:
        case Number() if node.value < 0:
            return True, Number(-node.value)
        case Multiply(factors=(Number() as scale, *rest)) if scale.value < 0:
            return True, multiply(Number(-scale.value), *rest)
        case Size() if node.quantity.terms and all(value < 0 for _, value in node.quantity.terms):
            return True, Size(-node.quantity)
        case Given() if node.text.startswith("-"):
            return True, Given(node.text[1:])
        case Sum():
            negative, body = signed(node.body)
            return negative, Sum(node.ranges, node.guards, body)
    return False, node
