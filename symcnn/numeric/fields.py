"""The two fields that exact evaluation computes in: residues modulo a prime, and rationals.

Functions such as exp are atoms: the same argument gets the same random value. The few identities kept true are
``exp(-u) = 1/exp(u)``, ``log(1/u) = -log(u)``, and sigmoid, tanh and softplus in terms of exp and log, so that
``1/(1 + exp(-u))`` and ``sigmoid(u)`` agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from math import isqrt
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Protocol

from symcnn.errors import ProofFailed, quoted
from symcnn.functions.table import FUNCTIONS

PRIME = 2**61 - 1
RELATIONS = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "=": eq, "!=": ne}
GRAIN = 2**20
STRAIGHT = ("relu", "leaky_relu", "abs")
BROKEN = (*STRAIGHT, "elu")


class NeedsOrder(ProofFailed):
    """Residues have no order; the same evaluation with rationals has an answer."""


class Field(Protocol):
    """What exact evaluation asks of numbers."""

    def number(self, value: Fraction) -> Any: ...
    def add(self, one: Any, other: Any) -> Any: ...
    def multiply(self, one: Any, other: Any) -> Any: ...
    def power(self, base: Any, exponent: Fraction) -> Any: ...
    def apply(self, function: str, parameters: tuple[Fraction, ...], argument: Any) -> Any: ...
    def compare(self, relation: str, left: Any, right: Any) -> Any: ...
    def greatest(self, values: Sequence[Any], tie: str) -> Any: ...
    def shares(self, values: Sequence[Any], tie: str) -> list[Any]: ...


def draw(*key: object) -> int:
    """A number below 2**64 that depends on nothing but the key."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), "big")


def divided_evenly(values: Sequence[Any], tie: str) -> list[Fraction]:
    """The share of the gradient that each of several values gets from their maximum."""
    best = max(values)
    winners = [i for i, v in enumerate(values) if v == best]
    match tie:
        case "first":
            winners, share = winners[:1], Fraction(1)
        case "all":
            share = Fraction(1)
        case "split":
            share = Fraction(1, len(winners))
        case _:
            raise ProofFailed(f"no rule for ties is called {quoted(tie)}: use first, all or split")
    return [share if i in winners else Fraction(0) for i in range(len(values))]


def apply_by_exponentials(field: Field, function: str, argument: Any) -> Any:
    """Sigmoid, tanh and softplus in terms of exp and log, so that identities between them hold; else None."""
    if function not in ("sigmoid", "tanh", "softplus"):
        return None
    one, growth = field.number(Fraction(1)), field.apply("exp", (), argument)
    if function == "softplus":
        return field.apply("log", (), field.add(one, growth))
    if function == "tanh":
        growth = field.multiply(growth, growth)
    reciprocal = field.power(field.add(one, growth), Fraction(-1))
    above = growth if function == "sigmoid" else field.add(growth, field.number(Fraction(-1)))
    return field.multiply(above, reciprocal)


@dataclass(frozen=True)
class Residues:
    """Whole numbers modulo 2**61 - 1: a wrong identity holds at a random point with a chance below 1e-15."""

    seed: int = 0
    _seen: dict[object, int] = field(default_factory=dict, compare=False, repr=False)

    def number(self, value: Fraction) -> int:
        if value.denominator == 1:
            return value.numerator % PRIME
        return value.numerator * pow(value.denominator, -1, PRIME) % PRIME

    def add(self, one: int, other: int) -> int:
        return (one + other) % PRIME

    def multiply(self, one: int, other: int) -> int:
        return one * other % PRIME

    def power(self, base: int, exponent: Fraction) -> int:
        whole = exponent.numerator // exponent.denominator
        if whole < 0 and base == 0:
            raise ProofFailed("a power of zero below zero: draw other values")
        result = pow(base, whole, PRIME)
        if exponent.denominator > 1:
            root = self._atom("root", (exponent.denominator,), base)
            result = result * pow(root, exponent.numerator % exponent.denominator, PRIME) % PRIME
        return result

    def apply(self, function: str, parameters: tuple[Fraction, ...], argument: int) -> int:
        if function in BROKEN:
            raise NeedsOrder(f"{function} asks for the order of two numbers, residues have none: use rationals")
        if (value := apply_by_exponentials(self, function, argument)) is not None:
            return value
        if function == "exp":
            small = min(argument, PRIME - argument)
            value = self._atom("exp", (), small) if small else 1
            return value if small == argument else pow(value, -1, PRIME)
        if function == "log" and argument:
            inverse = pow(argument, -1, PRIME)
            value = self._atom("log", (), min(argument, inverse)) if argument != 1 else 0
            return value if argument <= inverse else PRIME - value
        return self._atom(function, parameters, argument)

    def compare(self, relation: str, left: int, right: int) -> int:
        if RELATIONS[relation] not in (eq, ne):
            raise NeedsOrder(f"{relation} asks for the order of two numbers, residues have none: use rationals")
        return int(RELATIONS[relation](left, right))

    def greatest(self, values: Sequence[int], tie: str) -> int:
        raise NeedsOrder("a maximum asks for the order of two numbers, residues have none: use rationals")

    def shares(self, values: Sequence[int], tie: str) -> list[int]:
        raise NeedsOrder("a maximum asks for the order of two numbers, residues have none: use rationals")

    def random(self, *key: object) -> int:
        """A random element for this key."""
        return draw(self.seed, "leaf", *key) % (PRIME - 2) + 2

    def _atom(self, function: str, parameters: tuple[object, ...], argument: int) -> int:
        key = function, parameters, argument
        if key not in self._seen:
            self._seen[key] = draw(self.seed, *key) % (PRIME - 2) + 2
        return self._seen[key]


@dataclass(frozen=True)
class Rationals:
    """Fractions: they have an order, so maxima, comparisons and piecewise functions are computed truly."""

    seed: int = 0
    _seen: dict[object, Fraction] = field(default_factory=dict, compare=False, repr=False)

    def number(self, value: Fraction) -> Fraction:
        return value

    def add(self, one: Fraction, other: Fraction) -> Fraction:
        return one + other

    def multiply(self, one: Fraction, other: Fraction) -> Fraction:
        return one * other

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        whole = exponent.numerator // exponent.denominator
        if whole < 0 and base == 0:
            raise ProofFailed("a power of zero below zero: draw other values")
        if exponent.denominator > 1:
            return base**whole * self._root(base, exponent.denominator) ** (exponent.numerator % exponent.denominator)
        return base**whole

    def apply(self, function: str, parameters: tuple[Fraction, ...], argument: Fraction) -> Fraction:
        if function in STRAIGHT:
            return Fraction(FUNCTIONS[function].value(argument, *parameters))
        if function == "elu":
            scale, growth = (*parameters, Fraction(1))[0], self._exp(argument)
            return argument if argument > 0 else scale * (growth - 1)
        if (value := apply_by_exponentials(self, function, argument)) is not None:
            return value
        if function == "exp":
            return self._exp(argument)
        if function == "log" and argument > 0:
            value = self._atom("log", (), max(argument, 1 / argument)) if argument != 1 else Fraction(0)
            return value if argument > 1 else -value
        return self._atom(function, parameters, argument)

    def compare(self, relation: str, left: Fraction, right: Fraction) -> Fraction:
        return Fraction(int(RELATIONS[relation](left, right)))

    def greatest(self, values: Sequence[Fraction], tie: str) -> Fraction:
        return max(values)

    def shares(self, values: Sequence[Fraction], tie: str) -> list[Fraction]:
        return divided_evenly(values, tie)

    def random(self, *key: object) -> Fraction:
        """A random number between -2 and 2 for this key."""
        return Fraction(draw(self.seed, "leaf", *key) % (4 * GRAIN) - 2 * GRAIN, GRAIN) + Fraction(1, 3 * GRAIN)

    def _exp(self, argument: Fraction) -> Fraction:
        if argument == 0:
            return Fraction(1)
        above_one = 1 + 3 * self._atom("exp", (), abs(argument))
        return above_one if argument > 0 else 1 / above_one

    def _root(self, base: Fraction, degree: int) -> Fraction:
        if degree == 2 and base >= 0:
            top, bottom = isqrt(base.numerator), isqrt(base.denominator)
            if top * top == base.numerator and bottom * bottom == base.denominator:
                return Fraction(top, bottom)
        return self._atom("root", (degree,), base)

    def _atom(self, function: str, parameters: tuple[object, ...], argument: Fraction) -> Fraction:
        key = function, parameters, argument
        if key not in self._seen:
            self._seen[key] = Fraction(draw(self.seed, *key) % (GRAIN - 1) + 1, GRAIN)
        return self._seen[key]
