"""The arithmetic of an extent, ``(4-2)/1+1``, as a piece of a formula."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from symcnn.document.parts import Part
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.reading import tree as nodes
from symcnn.reading.parser import parse


@dataclass(frozen=True)
class Arithmetic(Part):
    """Sums, products, quotients and floors of numbers and sizes, as text that is read."""

    text: str

    def shown(self, style: Style) -> Shown:
        return _shown(parse(self.text, frozenset()), style)


@singledispatch
def _shown(tree: nodes.Tree, style: Style) -> Shown:
    raise TypeError(f"no rule for arithmetic with {type(tree).__name__}")


@_shown.register
def _(tree: nodes.Number, style: Style) -> Shown:
    return style.number(tree.text)


@_shown.register
def _(tree: nodes.Name, style: Style) -> Shown:
    return Shown(style.name(tree.name))


@_shown.register
def _(tree: nodes.Negation, style: Style) -> Shown:
    return Shown(style.signs["near_negative"] + _within(tree.argument, Rank.PRODUCT, style).text, Rank.ADDITIVE)


@_shown.register
def _(tree: nodes.Call, style: Style) -> Shown:
    (inner,) = tree.arguments
    if tree.function == "floor" and isinstance(inner, nodes.Operation) and inner.operator == "/":
        return style.floor(_shown(inner.left, style), _shown(inner.right, style))
    raise TypeError(f"no rule for arithmetic with {tree.function[:20]}")


@_shown.register
def _(tree: nodes.Operation, style: Style) -> Shown:
    if tree.operator in ("+", "-"):
        sign = style.signs["near_plus" if tree.operator == "+" else "near_minus"]
        left, right = _shown(tree.left, style), _within(tree.right, Rank.PRODUCT, style)
        return Shown(left.text + sign + right.text, Rank.ADDITIVE, left.tall or right.tall)
    if tree.operator == "/":
        return style.fraction(_shown(tree.left, style), _shown(tree.right, style))
    if tree.operator in ("*", "juxtapose"):
        left, right = _within(tree.left, Rank.PRODUCT, style), _within(tree.right, Rank.PRODUCT, style)
        join = style.dotted if tree.operator == "*" else style.product
        return Shown(join([left.text, right.text]), Rank.PRODUCT, left.tall or right.tall)
    raise TypeError(f"no rule for arithmetic with {tree.operator[:10]}")


def _within(tree: nodes.Tree, least: Rank, style: Style) -> Shown:
    shown = _shown(tree, style)
    return shown if shown.rank >= least else style.parenthesised(shown)
