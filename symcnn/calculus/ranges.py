"""Inequalities become ranges again: each bounds the innermost letter it holds, needless ones go."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.equation import Equation
from symcnn.errors import NotSupportedYet
from symcnn.expression.build import total
from symcnn.expression.nodes import Access, Guard, Maximum, Node, Range, Sum
from symcnn.expression.walk import children, rebuild, substitute
from symcnn.notation.affine import ONE, Affine, ceiling_divide, floor_divide
from symcnn.notation.facts import Facts, Interval, tightest
from symcnn.notation.letters import Letter


def ranges_from(letters: Sequence[Letter], inequalities: Sequence[Affine],
                facts: Facts) -> tuple[list[Range], list[Guard], list[Guard]]:
    """The ranges of the letters, the brackets that hold none of them, and those that must stay inside."""
    waiting = [without_floor(q) for q in inequalities]
    ranges: list[Range] = []
    inside: list[Guard] = []
    known = facts
    for place, letter in enumerate(letters):
        later = set(letters[place + 1:])
        mine = [q for q in waiting if letter in q.letters and not q.letters & later]
        waiting = [q for q in waiting if q not in mine]
        lower, upper, left = _bounds(letter, mine, known)
        inside += [Guard(">=", q) for q in left]
        if not lower or not upper:
            raise NotSupportedYet(f"no plain bound is left for {letter.name} in a sum: put numbers in for the sizes")
        least = tightest(sorted(lower, key=_moves), known, lower=True)
        most = tightest(sorted(upper, key=_moves), known, lower=False)
        ranges.append(Range(letter, least, most))
        known = known.within({letter: Interval(least, most)})
    outside = [Guard(">=", q) for q in waiting if not facts.proves(q)]
    return ranges, outside, [g for g in inside if not known.proves(g.quantity)]


def without_floor(quantity: Affine) -> Affine:
    """An inequality on a floor as one on what is divided: ``c - floor(n/d) >= 0`` says ``n <= d*c + d - 1``."""
    floors = quantity.floors()
    if len(floors) != 1 or (slope := quantity.coefficient(floors[0])) not in (ONE, -ONE):
        return quantity
    floor, rest = floors[0], quantity.without(floors[0])
    if slope == ONE:
        return floor.numerator + floor.denominator * rest
    return floor.denominator * (rest + 1) - 1 - floor.numerator


def _moves(bound: Affine) -> bool:
    """Whether a bound follows another index: the fixed ends of an axis are written first."""
    return any(v.is_index for v in bound.letters)


def _bounds(letter: Letter, inequalities: Sequence[Affine], facts: Facts) -> tuple[
        list[Affine], list[Affine], list[Affine]]:
    """Lower bounds, upper bounds, and the inequalities that bound the letter in no plain way."""
    lower, upper, left = [], [], []
    for quantity in inequalities:
        if any(letter in f.numerator.letters | f.denominator.letters for f in quantity.floors()):
            left.append(quantity)
            continue
        slope, rest = quantity.coefficient(letter), quantity.without(letter)
        if facts.proves(slope - 1):
            lower.append(ceiling_divide(-rest, slope))
        elif facts.proves(-slope - 1):
            upper.append(floor_divide(rest, -slope))
        else:
            left.append(quantity)
    return lower, upper, left


def at_entry(equation: Equation, indices: tuple[Affine, ...], facts: Facts) -> Equation:
    """The equation at one entry of what it gives, letters put in for its own."""
    right = substitute(equation.right, dict(zip(equation.letters, indices, strict=True)))
    return Equation(Access(equation.tensor, indices), retightened(right, facts))


def retightened(node: Node, facts: Facts) -> Node:
    """The node with bounds and brackets dropped that are needless for the numbers now in it."""
    if not isinstance(node, Sum | Maximum):
        below = children(node)
        return rebuild(node, tuple(retightened(child, facts) for child in below)) if below else node
    if isinstance(node, Sum):
        node = _collapsed(node, facts)
        if not isinstance(node, Sum):
            return retightened(node, facts)
    ranges, known = [], facts
    for r in node.ranges:
        lower, upper = tightest(r.lower, known, lower=True), tightest(r.upper, known, lower=False)
        ranges.append(Range(r.letter, lower, upper))
        known = known.within({r.letter: Interval(lower, upper)})
    guards = [g for g in node.guards if not ((g.relation == ">=" and known.proves(g.quantity))
                                             or (g.relation == "==" and g.quantity.number == 0))]
    body = retightened(node.body, known)
    return total(ranges, guards, body) if isinstance(node, Sum) else Maximum(tuple(ranges), tuple(guards), body, node.tie)


def _collapsed(node: Sum, facts: Facts) -> Node:
    """The sum without the letters whose ranges leave one number."""
    for r in node.ranges:
        lower, upper = tightest(r.lower, facts, lower=True), tightest(r.upper, facts, lower=False)
        if len(lower) == len(upper) == 1 and lower == upper and lower[0].number is not None:
            rest = total([q for q in node.ranges if q != r], node.guards, node.body)
            value = substitute(rest, {r.letter: lower[0]})
            return _collapsed(value, facts) if isinstance(value, Sum) else value
    return node
