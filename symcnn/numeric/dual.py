"""Dual numbers over a field: a value and its derivatives by the entries of one tensor, carried forward together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from symcnn.expression.build import access
from symcnn.expression.nodes import Apply, Node
from symcnn.numeric.entrywise import Evaluation, Place, prepare
from symcnn.numeric.fields import Field
from symcnn.sympy_form import slope_node

ARGUMENT, VALUE = "u", "y"


class Dual(NamedTuple):
    """A value and its derivatives, those that are zero left out."""

    value: Any
    slopes: Mapping[Place, Any]


@dataclass(frozen=True)
class Duals:
    """The field of dual numbers over another field."""

    base: Field
    _slopes: dict[object, Node] = field(default_factory=dict, compare=False, repr=False)

    def number(self, value: Fraction) -> Dual:
        return Dual(self.base.number(value), {})

    def add(self, one: Dual, other: Dual) -> Dual:
        slopes = dict(one.slopes)
        for place, slope in other.slopes.items():
            slopes[place] = self.base.add(slopes[place], slope) if place in slopes else slope
        return Dual(self.base.add(one.value, other.value), slopes)

    def multiply(self, one: Dual, other: Dual) -> Dual:
        left, right = self._scaled(one, other.value), self._scaled(other, one.value)
        return Dual(self.base.multiply(one.value, other.value), self.add(left, right).slopes)

    def power(self, base: Dual, exponent: Fraction) -> Dual:
        value = self.base.power(base.value, exponent)
        if not base.slopes:
            return Dual(value, {})
        slope = self.base.multiply(self.base.number(exponent), self.base.power(base.value, exponent - 1))
        return Dual(value, self._scaled(base, slope).slopes)

    def apply(self, function: str, parameters: tuple[Fraction, ...], argument: Dual) -> Dual:
        value = self.base.apply(function, parameters, argument.value)
        if not argument.slopes:
            return Dual(value, {})
        slope = self._slope(function, parameters, argument.value, value)
        return Dual(value, self._scaled(argument, slope).slopes)

    def compare(self, relation: str, left: Dual, right: Dual) -> Dual:
        return Dual(self.base.compare(relation, left.value, right.value), {})

    def greatest(self, values: Sequence[Dual], tie: str) -> Dual:
        numbers = [v.value for v in values]
        total = Dual(self.base.number(Fraction(0)), {})
        for share, value in zip(self.base.shares(numbers, tie), values, strict=True):
            total = self.add(total, self._scaled(value, share)) if share else total
        return Dual(self.base.greatest(numbers, tie), total.slopes)

    def shares(self, values: Sequence[Dual], tie: str) -> list[Dual]:
        return [Dual(share, {}) for share in self.base.shares([v.value for v in values], tie)]

    def _scaled(self, dual: Dual, factor: Any) -> Dual:
        return Dual(dual.value, {place: self.base.multiply(factor, slope) for place, slope in dual.slopes.items()})

    def _slope(self, function: str, parameters: tuple[Fraction, ...], argument: Any, value: Any) -> Any:
        key = function, parameters
        if key not in self._slopes:
            self._slopes[key] = slope_node(Apply(function, access(ARGUMENT), parameters), access(VALUE))
        entries = {ARGUMENT: argument, VALUE: value}
        context = Evaluation(self.base, lambda tensor, place: entries[tensor], {})
        return prepare(self._slopes[key], context)({})
