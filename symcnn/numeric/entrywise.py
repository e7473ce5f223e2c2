"""What a right side is at one place: each node as a function of the letters' numbers, computed with plain loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch
from typing import Any

from symcnn.errors import NotSupportedYet, ProofFailed, quoted
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Guard,
    Maximum,
    Multiply,
    Node,
    Number,
    Partial,
    Power,
    Range,
    Size,
    Sum,
    Winner,
)
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.numeric.fields import Field

Place = tuple[int, ...]
Entries = Callable[[str, Place], Any]
Letters = dict[Letter, int]
Run = Callable[[Letters], Any]


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation knows beside the letters: the field, the entries, and quantities for size letters.

    A ``sparse`` one does not look at what a first factor of 0 multiplies.
    """

    field: Field
    entries: Entries
    sizes: Mapping[Letter, Affine]
    sparse: bool = False


def whole_number(quantity: Affine, context: Evaluation) -> Callable[[Letters], int]:
    """A quantity as a function of the letters' numbers."""
    quantity = quantity.substitute(context.sizes)
    if (number := quantity.number) is not None:
        return lambda letters: number
    if any(len(m) > 1 or not isinstance(a, Letter) for m, _ in quantity.terms for a in m):
        return quantity.value
    constant = quantity.constant
    linear = [(m[0], c) for m, c in quantity.terms if m and isinstance(m[0], Letter)]
    if len(linear) == 1 and linear[0][1] == 1:
        only = linear[0][0]
        return lambda letters: letters[only] + constant
    return lambda letters: constant + sum([c * letters[v] for v, c in linear])


def condition(guard: Guard, context: Evaluation) -> Callable[[Letters], bool]:
    """A guard as a function of the letters' numbers."""
    quantity = whole_number(guard.quantity, context)
    match guard.relation:
        case ">=":
            return lambda letters: quantity(letters) >= 0
        case "==":
            return lambda letters: quantity(letters) == 0
        case "|" if guard.modulus is not None:
            modulus = whole_number(guard.modulus, context)
            return lambda letters: quantity(letters) % modulus(letters) == 0
    raise NotSupportedYet(f"a guard with the relation {guard.relation!r} has no rule: use >=, == or |")


def walk_ranges(ranges: tuple[Range, ...], guards: tuple[Guard, ...], context: Evaluation,
                ) -> Callable[[Letters], Iterator[Letters]]:
    """All numbers of the bound letters where every guard holds; a guard is looked at as soon as its letters are."""
    bound = {r.letter for r in ranges}
    stages: list[tuple[Any, ...]] = []
    seen: set[Letter] = set()
    left = list(guards)
    for r in (None, *ranges):
        if r is not None:
            seen.add(r.letter)
        ready = [g for g in left if (_guard_letters(g) & bound) <= seen]
        left = [g for g in left if g not in ready]
        bounds = None if r is None else (
            r.letter, [whole_number(q, context) for q in r.lower], [whole_number(q, context) for q in r.upper])
        stages.append((bounds, [condition(g, context) for g in ready]))

    def step(depth: int, letters: Letters) -> Iterator[Letters]:
        if depth == len(stages):
            yield letters
            return
        (letter, lower, upper), conditions = stages[depth]
        for value in range(max(q(letters) for q in lower), min(q(letters) for q in upper) + 1):
            letters[letter] = value
            if all(holds(letters) for holds in conditions):
                yield from step(depth + 1, letters)

    def run(letters: Letters) -> Iterator[Letters]:
        if all(holds(letters) for holds in stages[0][1]):
            yield from step(1, dict(letters))
    return run


def _guard_letters(guard: Guard) -> frozenset[Letter]:
    return guard.quantity.letters | (guard.modulus.letters if guard.modulus is not None else frozenset())


@singledispatch
def prepare(node: Node, context: Evaluation) -> Run:
    """The node as a function of the letters' numbers."""
    raise TypeError(f"no rule to evaluate {type(node).__name__}")


@prepare.register
def _(node: Number, context: Evaluation) -> Run:
    value = context.field.number(node.value)
    return lambda letters: value


@prepare.register
def _(node: Size, context: Evaluation) -> Run:
    quantity, number = whole_number(node.quantity, context), context.field.number
    return lambda letters: number(Fraction(quantity(letters)))


@prepare.register
def _(node: Access, context: Evaluation) -> Run:
    indices = [whole_number(i, context) for i in node.indices]
    entries, key = context.entries, node.tensor
    return lambda letters: entries(key, tuple([i(letters) for i in indices]))


@prepare.register
def _(node: Add, context: Evaluation) -> Run:
    return _folded(node.terms, context.field.add, context)


@prepare.register
def _(node: Multiply, context: Evaluation) -> Run:
    run = _folded(node.factors, context.field.multiply, context)
    if not context.sparse:
        return run
    first, rest = prepare(node.factors[0], context), _folded(node.factors[1:], context.field.multiply, context)
    zero, product = context.field.number(Fraction(0)), context.field.multiply

    def stopped(letters: Letters) -> Any:
        value = first(letters)
        return zero if value == zero else product(value, rest(letters))
    return stopped


def _folded(nodes: tuple[Node, ...], operation: Callable[[Any, Any], Any], context: Evaluation) -> Run:
    first, *rest = [prepare(n, context) for n in nodes]

    def run(letters: Letters) -> Any:
        value = first(letters)
        for other in rest:
            value = operation(value, other(letters))
        return value
    return run


@prepare.register
def _(node: Power, context: Evaluation) -> Run:
    base, power, exponent = prepare(node.base, context), context.field.power, node.exponent
    return lambda letters: power(base(letters), exponent)


@prepare.register
def _(node: Apply, context: Evaluation) -> Run:
    argument, apply = prepare(node.argument, context), context.field.apply
    return lambda letters: apply(node.function, node.parameters, argument(letters))


@prepare.register
def _(node: Sum, context: Evaluation) -> Run:
    places, body = walk_ranges(node.ranges, node.guards, context), prepare(node.body, context)
    add, zero = context.field.add, context.field.number(Fraction(0))

    def run(letters: Letters) -> Any:
        value = zero
        for inner in places(letters):
            value = add(value, body(inner))
        return value
    return run


@prepare.register
def _(node: Maximum, context: Evaluation) -> Run:
    window, greatest = window_of(node, context), context.field.greatest
    return lambda letters: greatest(list(window(letters).values()), node.tie)


@prepare.register
def _(node: Greatest, context: Evaluation) -> Run:
    values, greatest = [prepare(v, context) for v in node.values], context.field.greatest
    return lambda letters: greatest([v(letters) for v in values], node.tie)


def window_of(node: Maximum | Greatest, context: Evaluation) -> Callable[[Letters], dict[Place, Any]]:
    """The values a maximum is taken over, by place, in row-major order; raises ``ProofFailed`` where there is none."""
    if isinstance(node, Greatest):
        values = [prepare(v, context) for v in node.values]
        return lambda letters: {(i,): v(letters) for i, v in enumerate(values)}
    places, body = walk_ranges(node.ranges, node.guards, context), prepare(node.body, context)
    bound = [r.letter for r in node.ranges]

    def run(letters: Letters) -> dict[Place, Any]:
        found = {tuple(inner[v] for v in bound): body(inner) for inner in places(letters)}
        if not found:
            raise ProofFailed("a maximum is taken over no value: look at its ranges and guards")
        return found
    return run


@prepare.register
def _(node: Winner, context: Evaluation) -> Run:
    window, at = window_of(node.of, context), [whole_number(q, context) for q in node.at]
    field, zero = context.field, context.field.number(Fraction(0))

    def run(letters: Letters) -> Any:
        values = window(letters)
        shares = dict(zip(values, field.shares(list(values.values()), node.of.tie), strict=True))
        return shares.get(tuple(q(letters) for q in at), zero)
    return run


@prepare.register
def _(node: Compare, context: Evaluation) -> Run:
    left, right = prepare(node.left, context), prepare(node.right, context)
    compare = context.field.compare
    return lambda letters: compare(node.relation, left(letters), right(letters))


@prepare.register
def _(node: Partial, context: Evaluation) -> Run:
    raise NotSupportedYet(f"a partial derivative of {quoted(node.of.tensor)} has no value until it is worked out")
