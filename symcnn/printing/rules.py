"""Prints leaves, sums, functions, big operators and brackets."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.expression.nodes import Access, Add, Apply, Compare, Greatest, Maximum, Node, Number, Partial, Size, Sum
from symcnn.printing.condition import show_bracket, show_guards, show_range
from symcnn.printing.context import Context
from symcnn.printing.entry import show_entry
from symcnn.printing.given import Dots, Given
from symcnn.printing.product import show_product
from symcnn.printing.quantity import show_bound, show_quantity
from symcnn.printing.show import bracketed, positive, show, signed
from symcnn.printing.shown import Rank, Shown


@positive.register
def _(node: Access, context: Context) -> Shown:
    return show_entry(node, context)


@positive.register
def _(node: Given, context: Context) -> Shown:
    return context.style.number(node.text)


@positive.register
def _(node: Dots, context: Context) -> Shown:
    return Shown(context.style.signs[node.sign])


@positive.register
def _(node: Size, context: Context) -> Shown:
    return show_quantity(node.quantity, context)


@positive.register
def _(node: Partial, context: Context) -> Shown:
    return context.style.partial(show_entry(node.of, context).text, [show_entry(node.by, context).text])


@positive.register
def _(node: Apply, context: Context) -> Shown:
    return context.style.apply(node.function, show(node.argument, context), node.parameters)


@positive.register
def _(node: Greatest, context: Context) -> Shown:
    return context.style.extreme("max", [show(v, context) for v in node.values])


@positive.register
def _(node: Compare, context: Context) -> Shown:
    return context.style.bracket(related(show(node.left, context), node.relation, show(node.right, context), context))


@positive.register
def _(node: Add, context: Context) -> Shown:
    return show_terms(in_order(node.terms), context)


def show_terms(terms: Iterable[Node], context: Context, continued: bool = False) -> Shown:
    """Signed terms one after the other; with ``continued`` the first has its sign too, as on a further line."""
    text, tall, signs = "", False, context.style.signs
    for place, term in enumerate(terms):
        negative, rest = signed(term)
        shown = positive(rest, context)
        if negative:
            shown = bracketed(shown, Rank.OPEN, context)
        follows = continued or place
        text += signs[("minus" if follows else "negative") if negative else "plus" if follows else "first"]
        text, tall = text + shown.text, tall or shown.tall
    return Shown(text, Rank.ADDITIVE, tall)


@positive.register
def _(node: Sum, context: Context) -> Shown:
    if not node.ranges:
        return show_product((node,), context)
    inside = context.within(r.letter for r in node.ranges)
    factors = [show_bracket(node.guards, node.body, inside)] if node.guards else []
    body = bracketed(show_product((*factors, node.body), inside), Rank.OPEN, inside)
    return Shown(show_signs(node, inside) + body.text, Rank.OPEN, True)


def show_signs(node: Sum, inside: Context) -> str:
    """The signs of a sum with the ranges of its letters; ``inside`` is the context behind them."""
    return "".join(
        inside.style.sum(
            inside.letter(r.letter),
            show_bound(r.lower, "lower", inside).text,
            show_bound(r.upper, "upper", inside).text)
        for r in node.ranges)


@positive.register
def _(node: Maximum, context: Context) -> Shown:
    inside = context.within(r.letter for r in node.ranges)
    conditions = [show_range(r, inside) for r in node.ranges] + show_guards(node.guards, node.body, inside)
    body = bracketed(show(node.body, inside), Rank.OPEN, inside)
    return Shown(context.style.maximum(conditions) + body.text, Rank.OPEN, True)


def in_order(terms: tuple[Node, ...]) -> list[Node]:
    """As they are; a leading term with a minus waits for the first one without, a number for all others."""
    lead, *others = terms
    plus = [t for t in others if not signed(t)[0]]
    if not signed(lead)[0] or not plus:
        return [lead, *others]
    if isinstance(lead, Number):
        return [*in_order(tuple(others)), lead]
    others.remove(plus[0])
    return [plus[0], lead, *others]


def related(left: Shown, relation: str, right: Shown, context: Context) -> Shown:
    """Two sides and a relation."""
    return Shown(left.text + context.style.relations[relation] + right.text, Rank.ADDITIVE, left.tall or right.tall)


