"""Prints products: number in front, quotients as fractions, a sum inside a product at its end or in brackets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symcnn.expression.build import power
from symcnn.expression.nodes import Access, Compare, Multiply, Node, Number, Partial, Power, Size, Sum, Winner
from symcnn.printing.condition import show_bracket
from symcnn.printing.context import Context
from symcnn.printing.show import bracketed, positive, show
from symcnn.printing.shown import Rank, Shown
from symcnn.system import System


@dataclass(frozen=True)
class Quotient:
    """A product taken apart: its number, factors, and what it is divided by; brackets are printed already."""

    scale: Fraction
    above: tuple[Node | Shown, ...]
    below: tuple[Node, ...]


@positive.register(Multiply)
@positive.register(Number)
def _(node: Multiply | Number, context: Context) -> Shown:
    return show_product((node,), context)


@positive.register
def _(node: Power, context: Context) -> Shown:
    if node.exponent < 0:
        return show_product((node,), context)
    return context.style.power(show(node.base, context), node.exponent)


def show_product(factors: Iterable[Node | Shown], context: Context) -> Shown:
    """The product of nodes and of pieces printed before."""
    parts = _taken_apart(factors, context)
    below = [positive(f, context) for f in parts.below]
    if all(_is_plain(f) for f in parts.below):
        sizes = [f for f in parts.above if isinstance(f, Size)] if below else []
        front = _fraction(parts.scale, [show(f, context) for f in sizes], below, context)
        rest = [f for f in parts.above if f not in sizes]
        return joined([*front, *(_shown(f, context) for f in rest)], context)
    ahead = [f for f in parts.above if _stands_alone(f, context)]
    inside = [_shown(f, context) for f in parts.above if f not in ahead]
    behind = [f for f in inside if f.rank == Rank.OPEN]
    middle = _fraction(parts.scale, [f for f in inside if f.rank != Rank.OPEN], below, context)
    return joined([*(_shown(f, context) for f in ahead), *middle, *behind], context)


def joined(factors: list[Shown], context: Context) -> Shown:
    """Factors side by side; what ends in a big operator goes last, and in brackets where there are two."""
    if not factors:
        return context.style.number("1")
    if len(factors) == 1:
        return factors[0]
    open_ones = [f for f in factors if f.rank == Rank.OPEN]
    last = open_ones[-1:]
    parts = [bracketed(f, Rank.PRODUCT, context) for f in factors if not any(f is end for end in last)] + last
    rank = Rank.OPEN if last else Rank.PRODUCT
    return Shown(context.style.product([p.text for p in parts]), rank, any(p.tall for p in parts))


def parameters_first(factors: Iterable[Any], system: System) -> list[Any]:
    """The entries among factors with those of parameters before the others; everything else keeps its place."""
    found = list(factors)
    at = [n for n, f in enumerate(found) if isinstance(f, Access) and f.tensor in system.tensors]
    turned = sorted((found[n] for n in at), key=lambda f: system.tensors[f.tensor].role != "parameter")
    for place, factor in zip(at, turned, strict=True):
        found[place] = factor
    return found


def _taken_apart(factors: Iterable[Node | Shown], context: Context) -> Quotient:
    scale, above, below = Fraction(1), list[Node | Shown](), []
    waiting = list(factors)
    while waiting:
        factor = waiting.pop(0)
        match factor:
            case Multiply():
                waiting = [*factor.factors, *waiting]
            case Number():
                scale *= factor.value
            case Power() if factor.exponent < 0:
                below.append(power(factor.base, -factor.exponent))
            case Sum(ranges=()):
                waiting = [show_bracket(factor.guards, factor.body, context), factor.body, *waiting]
            case _:
                above.append(factor)
    above = parameters_first(above, context.system) if context.style.parameters_first else above
    return Quotient(scale, tuple(above), tuple(below))


def _fraction(scale: Fraction, above: list[Shown], below: list[Shown], context: Context) -> list[Shown]:
    """The factors and the number over the divisors, as one piece; just the factors where nothing divides."""
    top = [context.style.number(str(scale.numerator))] if scale.numerator != 1 or not above else []
    bottom = [context.style.number(str(scale.denominator))] if scale.denominator != 1 else []
    if not bottom and not below:
        return [*([] if scale == 1 else top), *above]
    return [context.style.fraction(joined(top + above, context), joined(bottom + below, context))]


def _is_plain(divisor: Node) -> bool:
    return isinstance(divisor.base if isinstance(divisor, Power) else divisor, Size | Number)


def _shown(factor: Node | Shown, context: Context) -> Shown:
    return factor if isinstance(factor, Shown) else show(factor, context)


def _stands_alone(factor: Node | Shown, context: Context) -> bool:
    """A gradient, which is a fraction itself, and a switch do not go into the numerator of another fraction."""
    if isinstance(factor, Access):
        tensor = context.system.tensors.get(factor.tensor)
        return tensor is not None and tensor.partial is not None
    return isinstance(factor, Shown | Partial | Winner | Compare)
