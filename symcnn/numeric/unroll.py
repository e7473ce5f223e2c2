"""Sums written out term by term, with the letters that have numbers put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcnn.errors import NotSupportedYet
from symcnn.expression.build import ONE, ZERO, add, quantity, total
from symcnn.expression.nodes import Access, Greatest, Guard, Maximum, Node, Range, Size, Sum, Winner
from symcnn.expression.walk import children, rebuild
from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter

Letters = Mapping[Letter, int]
Part = tuple[dict[Letter, int], tuple[Range, ...], tuple[Guard, ...]]


def unroll(node: Node, letters: Letters, sizes: Letters, widest: int | None = None) -> Node:
    """The node with every sum and maximum written out whose ranges have numbers.

    Letters without a number stay where they stand; a range that needs one stays a range. A maximum is written out whole
    or not at all; so is a switch, and where its window has more than ``widest`` places it is not.
    """
    return _unroll(node, {**sizes, **letters}, widest)


def _unroll(node: Node, letters: Letters, widest: int | None) -> Node:
    match node:
        case Access():
            return Access(node.tensor, tuple(_put_in(i, letters) for i in node.indices))
        case Size():
            return quantity(_put_in(node.quantity, letters))
        case Sum():
            return add(*(_term(node, part, widest) for part in _parts(node.ranges, node.guards, letters)))
        case Maximum():
            values = _window(node, letters, widest)
            return _kept(node, letters, widest) if values is None else _greatest(tuple(values.values()), node.tie)
        case Winner():
            return _winner(node, letters, widest)
    below = children(node)
    return rebuild(node, tuple(_unroll(child, letters, widest) for child in below)) if below else node


def _term(node: Sum, part: Part, widest: int | None) -> Node:
    letters, ranges, guards = part
    return total(ranges, guards, _unroll(node.body, letters, widest))


def _parts(ranges: tuple[Range, ...], guards: tuple[Guard, ...], letters: Letters) -> Iterator[Part]:
    """What is left of the ranges and guards once those that can be decided are, for every value of their letters."""
    bound = {r.letter for r in ranges}
    if not bound.isdisjoint(letters):
        letters = {v: n for v, n in letters.items() if v not in bound}
    undecided = []
    for guard in guards:
        holds = _decide(guard, letters)
        if holds is None:
            undecided.append(guard)
        elif not holds:
            return
    for place, r in enumerate(ranges):
        values = _values(r, letters)
        if values is not None:
            rest = ranges[:place] + ranges[place + 1:]
            for value in values:
                yield from _parts(rest, tuple(undecided), {**letters, r.letter: value})
            return
    yield dict(letters), tuple(_range(r, letters) for r in ranges), tuple(_guard(g, letters) for g in undecided)


def _values(r: Range, letters: Letters) -> range | None:
    lower, upper = ([n for q in side if (n := _put_in(q, letters).number) is not None] for side in (r.lower, r.upper))
    if len(lower) < len(r.lower) or len(upper) < len(r.upper):
        return None
    return range(max(lower), min(upper) + 1)


def _decide(guard: Guard, letters: Letters) -> bool | None:
    number = _put_in(guard.quantity, letters).number
    modulus = 1 if guard.modulus is None else _put_in(guard.modulus, letters).number
    if number is None or modulus is None:
        return None
    match guard.relation:
        case ">=":
            return number >= 0
        case "==":
            return number == 0
        case "|":
            return number % modulus == 0
    raise NotSupportedYet(f"a guard with the relation {guard.relation!r} has no rule: use >=, == or |")


def _put_in(value: Affine, letters: Letters) -> Affine:
    known = value.letters & letters.keys()
    if not known:
        return value
    if len(known) == len(value.letters):
        return constant(value.value(letters))
    return value.substitute({v: constant(letters[v]) for v in known})


def _range(r: Range, letters: Letters) -> Range:
    return Range(r.letter, tuple(_put_in(q, letters) for q in r.lower), tuple(_put_in(q, letters) for q in r.upper))


def _guard(guard: Guard, letters: Letters) -> Guard:
    modulus = None if guard.modulus is None else _put_in(guard.modulus, letters)
    return Guard(guard.relation, _put_in(guard.quantity, letters), modulus)


def _window(node: Maximum, letters: Letters, widest: int | None) -> dict[tuple[int, ...], Node] | None:
    """The values of a maximum by place, or None where its ranges or guards wait for a letter."""
    bound = [r.letter for r in node.ranges]
    values = {}
    for inner, ranges, guards in _parts(node.ranges, node.guards, letters):
        if ranges or guards:
            return None
        values[tuple(inner[v] for v in bound)] = _unroll(node.body, inner, widest)
    return values


def _greatest(values: tuple[Node, ...], tie: str) -> Node:
    return values[0] if len(values) == 1 else Greatest(values, tie)


def _kept(node: Maximum, letters: Letters, widest: int | None) -> Maximum:
    letters = {v: n for v, n in letters.items() if v not in {r.letter for r in node.ranges}}
    ranges = tuple(_range(r, letters) for r in node.ranges)
    return Maximum(ranges, tuple(_guard(g, letters) for g in node.guards), _unroll(node.body, letters, widest), node.tie)


def _winner(node: Winner, letters: Letters, widest: int | None) -> Node:
    at = tuple(_put_in(q, letters) for q in node.at)
    place = tuple(q.number for q in at)
    if isinstance(node.of, Greatest):
        return Winner(Greatest(tuple(_unroll(v, letters, widest) for v in node.of.values), node.of.tie), at)
    values = _window(node.of, letters, widest)
    if values is None or None in place:
        return Winner(_kept(node.of, letters, widest), at)
    if place not in values:
        return ZERO
    if len(values) == 1:
        return ONE
    if widest is not None and len(values) > widest:
        return Winner(_kept(node.of, letters, widest), at)
    return Winner(Greatest(tuple(values.values()), node.of.tie), (constant(list(values).index(place)),))  # type: ignore
