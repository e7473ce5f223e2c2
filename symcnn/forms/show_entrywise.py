"""Prints what is done entry by entry: sums, products, functions, scalars."""

from __future__ import annotations

from fractions import Fraction

from symcnn.expression.nodes import Number
from symcnn.forms.extents import extents
from symcnn.forms.nodes import Applied, Compared, Form, Greater, Hadamard, Plus, Raised, Scalar, Total
from symcnn.forms.show import Printed, Rank, Setting, is_tall, printed, rule
from symcnn.printing.show import show as show_node
from symcnn.printing.show import signed as node_signed
from symcnn.printing.shown import Rank as NodeRank
from symcnn.printing.shown import Shown


@rule.register
def _(form: Scalar, setting: Setting) -> Printed:
    shown = show_node(form.node, setting.context)
    ranks = {NodeRank.ADDITIVE: Rank.SUM, NodeRank.OPEN: Rank.OPEN, NodeRank.PRODUCT: Rank.PIECE}
    return Printed(shown.text, ranks.get(shown.rank, Rank.ATOM))


@rule.register
def _(form: Hadamard, setting: Setting) -> Printed:
    negative, rest = signed(form)
    if negative:
        return Printed(setting.signs.style.signs["negative"] + setting.at_least(rest, Rank.PAIRING), Rank.SUM)
    scalars = [f for f in form.factors if not extents(f)]
    arrays = [f for f in form.factors if extents(f)]
    over = [f for f in arrays if isinstance(f, Raised) and f.exponent == -1]
    above = [f for f in arrays if f not in over]
    front = _front(scalars, setting)
    if any(_divides(f) for f in scalars) and len(above) == 1 and not over:
        return _fraction(scalars, above, setting)
    return _product(front, above, over, setting)


def _front(scalars: list[Form], setting: Setting) -> list[Printed]:
    """The scalars as factors; those that divide go below a fraction line."""
    nodes = [f for f in scalars if isinstance(f, Scalar) and f.node != Number(Fraction(1))]
    others = [f for f in scalars if not isinstance(f, Scalar) and not _divides(f)]
    if any(_divides(f) for f in scalars):
        return [_fraction(scalars, [], setting)]
    return [printed(f, setting) for f in (*nodes, *others)]


def _divides(form: Form) -> bool:
    return isinstance(form, Raised) and form.exponent == -1


def _fraction(scalars: list[Form], above: list[Form], setting: Setting) -> Printed:
    """The scalars that divide below a line, everything else on it."""
    top = [*_front([f for f in scalars if not _divides(f)], setting), *(printed(f, setting) for f in above)]
    below = [printed(f.of, setting) for f in scalars if isinstance(f, Raised) and f.exponent == -1]
    numerator, denominator = (_on_a_line(many, setting) for many in (top, below))
    return Printed(setting.signs.style.fraction(numerator, denominator).text, Rank.PIECE, True)


def _on_a_line(factors: list[Printed], setting: Setting) -> Shown:
    if len(factors) < 2:
        piece = factors[0] if factors else Printed(setting.signs.style.number("1").text)
        ranks = {Rank.ATOM: NodeRank.ATOM, Rank.PIECE: NodeRank.RAISED, Rank.PRODUCT: NodeRank.PRODUCT}
        return Shown(piece.text, ranks.get(piece.rank, NodeRank.ADDITIVE))
    return Shown(setting.signs.product([setting.bracketed(p, Rank.PRODUCT) for p in factors]), NodeRank.PRODUCT)


def _product(front: list[Printed], above: list[Form], over: list[Raised], setting: Setting) -> Printed:
    signs = setting.signs
    text = ""
    if above or over:
        alone = not front and len(above) + len(over) == 1
        least = Rank.SUM if alone else Rank.PRODUCT
        text = signs.hadamard.join(setting.at_least(f, least) for f in above) or signs.style.number("1").text
        for each in over:
            text += signs.divided + setting.at_least(each.of, Rank.PRODUCT)
    rank = Rank.PAIRING if len(above) + len(over) > 1 or over else Rank.PRODUCT
    if not front:
        return Printed(text, rank)
    ahead = [setting.bracketed(p, Rank.PRODUCT) for p in front]
    if rank == Rank.PAIRING and text and not over:
        return Printed(signs.product([*ahead, text]), rank)
    tall = any(is_tall(f, setting) for f in (*above, *over))
    inner = setting.bracketed(Printed(text, rank, tall), Rank.PRODUCT) if text else ""
    return Printed(signs.product([*ahead, *([inner] if inner else [])]), Rank.PRODUCT)


@rule.register
def _(form: Plus, setting: Setting) -> Printed:
    text, style = "", setting.signs.style
    terms = [signed(t) for t in form.terms]
    terms.sort(key=lambda t: isinstance(t[1], Total))
    if terms[0][0]:
        terms.sort(key=lambda t: t[0])
    for place, (negative, rest) in enumerate(terms):
        piece = setting.at_least(rest, Rank.OPEN if not negative and place == len(terms) - 1 else Rank.PAIRING)
        text += style.signs[("minus" if place else "negative") if negative else "plus" if place else "first"]
        text += piece
    return Printed(text, Rank.SUM)


def signed(form: Form) -> tuple[bool, Form]:
    """Whether a minus stands in front of a form, and the form without it."""
    if isinstance(form, Scalar):
        negative, node = node_signed(form.node)
        return negative, Scalar(node)
    if isinstance(form, Hadamard) and isinstance(form.factors[0], Scalar):
        negative, first = signed(form.factors[0])
        rest = form.factors[1:]
        if negative and first == Scalar(Number(Fraction(1))):
            return True, rest[0] if len(rest) == 1 else Hadamard(rest)
        return negative, Hadamard((first, *rest)) if negative else form
    return False, form


@rule.register
def _(form: Raised, setting: Setting) -> Printed:
    style = setting.signs.style
    if not extents(form) or form.exponent == Fraction(1, 2):
        inner = printed(form.of, setting)
        rank = NodeRank.ATOM if inner.rank == Rank.ATOM else NodeRank.ADDITIVE
        if form.exponent == -1:
            return Printed(style.fraction(style.number("1"), Shown(inner.text, rank)).text, Rank.PIECE)
        return Printed(style.power(Shown(inner.text, rank), form.exponent).text, Rank.PIECE)
    if form.exponent == -1:
        return Printed(style.number("1").text + setting.signs.divided + setting.at_least(form.of, Rank.PRODUCT), Rank.PAIRING)
    return Printed(setting.signs.raised(setting.at_least(form.of, Rank.ATOM), str(form.exponent)), Rank.PIECE)


@rule.register
def _(form: Applied, setting: Setting) -> Printed:
    inner = printed(form.of, setting)
    shown = setting.signs.style.apply(form.function, Shown(inner.text, tall=inner.tall), form.parameters)
    return Printed(shown.text, Rank.ATOM if shown.rank == NodeRank.ATOM else Rank.PIECE)


@rule.register
def _(form: Compared, setting: Setting) -> Printed:
    left, right = (printed(f, setting) for f in (form.left, form.right))
    text = left.text + setting.signs.style.relations[form.relation] + right.text
    return Printed(setting.signs.style.bracket(Shown(text, tall=left.tall or right.tall)).text)


@rule.register
def _(form: Greater, setting: Setting) -> Printed:
    values = [printed(v, setting) for v in form.values]
    return Printed(setting.signs.style.extreme("max", [Shown(v.text, tall=v.tall) for v in values]).text)
