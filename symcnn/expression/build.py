"""Constructors that keep a right side flat: nested sums and products merged, numbers gathered, nothing reordered."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from symcnn.errors import MeaninglessError
from symcnn.expression.nodes import Access, Add, Guard, Multiply, Node, Number, Power, Range, Size, Sum
from symcnn.notation.affine import Affine, Whole, whole
from symcnn.notation.letters import Letter

ZERO, ONE, MINUS_ONE = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(-1))


def number(value: int | Fraction) -> Number:
    """A rational number as a node."""
    return Number(Fraction(value))


def quantity(value: Whole) -> Node:
    """A whole-number quantity as a value."""
    value = whole(value)
    return Size(value) if value.number is None else number(value.number)


def access(tensor: str, *indices: Whole) -> Access:
    """An entry of a tensor."""
    return Access(tensor, tuple(whole(i) for i in indices))


def add(*terms: Node) -> Node:
    """The sum of the terms; numbers are gathered in front and zeros go."""
    flat = list(_flat(terms, Add))
    total = sum((t.value for t in flat if isinstance(t, Number)), Fraction(0))
    kept = [t for t in flat if not isinstance(t, Number)]
    if total:
        kept.insert(0, Number(total))
    return kept[0] if len(kept) == 1 else Add(tuple(kept)) if kept else ZERO


def multiply(*factors: Node) -> Node:
    """The product of the factors, its number in front; equal bases are gathered where the first one stood."""
    scale = Fraction(1)
    powers: dict[Node, Fraction] = {}
    for factor in _flat(factors, Multiply):
        if isinstance(factor, Number):
            scale *= factor.value
        elif isinstance(factor, Power):
            powers[factor.base] = powers.get(factor.base, Fraction(0)) + factor.exponent
        else:
            powers[factor] = powers.get(factor, Fraction(0)) + 1
    kept = [power(base, exponent) for base, exponent in powers.items() if exponent]
    if not scale:
        return ZERO
    if scale != 1 or not kept:
        kept.insert(0, Number(scale))
    return kept[0] if len(kept) == 1 else Multiply(tuple(kept))


def power(base: Node, exponent: int | Fraction) -> Node:
    """The base to a rational exponent."""
    exponent = Fraction(exponent)
    if exponent == 0:
        return ONE
    if exponent == 1:
        return base
    # (b^2)^(1/2) is |b|: exponents multiply only where the outer one is whole
    if isinstance(base, Power) and exponent.denominator == 1:
        return power(base.base, base.exponent * exponent)
    if isinstance(base, Number) and exponent.denominator == 1:
        if base.value == 0 and exponent < 0:
            raise MeaninglessError("a right side divides by zero: look for a factor that is always 0")
        return Number(base.value**int(exponent))
    if isinstance(base, Number) and base.value < 0:
        raise MeaninglessError(f"{base.value} to the power {exponent} is no real number: give a number that is not below 0")
    if isinstance(base, Multiply) and exponent.denominator == 1:
        return multiply(*(power(f, exponent) for f in base.factors))
    return Power(base, exponent)


def negate(node: Node) -> Node:
    """Minus the node; the signs of a sum are turned term by term."""
    if isinstance(node, Add):
        return add(*(negate(t) for t in node.terms))
    return multiply(MINUS_ONE, node)


def subtract(left: Node, right: Node) -> Node:
    """The difference."""
    return add(left, negate(right))


def divide(left: Node, right: Node) -> Node:
    """The quotient."""
    return multiply(left, power(right, -1))


def total(ranges: Iterable[Range], guards: Iterable[Guard], body: Node) -> Node:
    """The sum of the body; directly nested sums merge, outer ranges first, and a zero body is zero.

    A bracket in front of a sum stays in front of it.
    """
    ranges, guards = tuple(ranges), tuple(dict.fromkeys(guards))
    if body == ZERO:
        return ZERO
    if isinstance(body, Sum) and (ranges or not guards or not body.ranges):
        return total(ranges + body.ranges, guards + body.guards, body.body)
    if not ranges and not guards:
        return body
    return Sum(ranges, guards, body)


def span(letter: Letter, lower: Whole, upper: Whole) -> Range:
    """A range with one bound on each side."""
    return Range(letter, (whole(lower),), (whole(upper),))


def at_least_zero(value: Affine) -> Guard:
    """The condition ``value >= 0``."""
    return Guard(">=", value)


def _flat(nodes: Iterable[Node], kind: type[Add] | type[Multiply]) -> Iterable[Node]:
    for node in nodes:
        if isinstance(node, kind):
            yield from _flat(node.terms if isinstance(node, Add) else node.factors, kind)  # type: ignore[union-attr]
        else:
            yield node
