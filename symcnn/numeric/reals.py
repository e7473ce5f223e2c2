"""The numbers of a calculation by hand: exact fractions as long as nothing makes them irrational, floats from there on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log
from typing import Union

from symcnn.errors import ValueProblem, quoted
from symcnn.functions.table import function, known
from symcnn.numeric.fields import RELATIONS, divided_evenly

Real = Union[Fraction, float]
"""A number of a calculation."""


@dataclass(frozen=True)
class Reals:
    """The field of fractions and floats."""

    def number(self, value: Fraction) -> Real:
        return value

    def add(self, one: Real, other: Real) -> Real:
        return one + other

    def multiply(self, one: Real, other: Real) -> Real:
        # an exact 0 stays one: a gradient that a switch stops is 0 and not 0.0000
        return one * other if one and other else Fraction(0)

    def power(self, base: Real, exponent: Fraction) -> Real:
        if base == 0 and exponent < 0:
            raise ValueProblem("a number is divided by 0 at these values: give others")
        if exponent.denominator == 1:
            return base**exponent.numerator
        if base < 0:
            raise ValueProblem("a root of a negative number is taken at these values: give others")
        return float(base) ** float(exponent)

    def apply(self, name: str, parameters: tuple[Fraction, ...], argument: Real) -> Real:
        if not known(name):
            raise ValueProblem(f"the function {quoted(name)} has no values: say what it is, as in {name[:10]} = sigmoid")
        try:
            if name in ("exp", "log"):
                return {"exp": exp, "log": log}[name](argument)
            return function(name).value(argument, *parameters) or Fraction(0)
        except (ValueError, OverflowError) as problem:
            raise ValueProblem(f"{name} has no value at {float(argument):.6g}: give other numbers") from problem

    def compare(self, relation: str, left: Real, right: Real) -> Fraction:
        return Fraction(int(RELATIONS[relation](left, right)))

    def greatest(self, values: Sequence[Real], tie: str) -> Real:
        return max(values)

    def shares(self, values: Sequence[Real], tie: str) -> list[Fraction]:
        return divided_evenly(values, tie)
