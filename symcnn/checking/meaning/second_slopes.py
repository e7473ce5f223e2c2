r"""Slopes of slopes, ``\sigma''(x)``: of known functions, and of those that a writer defines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.meaning.derivatives import HELD
from symcnn.checking.meaning.functions import ENTRYWISE, Entrywise
from symcnn.checking.numbers.value import Value, combine
from symcnn.errors import NotSupportedYet
from symcnn.reading.tree import Bracket, Call, Cases, Extremum, Name, find, has

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter
    from symcnn.checking.meaning.own_function import OwnFunction

STEP = 2.0**-6
# the weights of the values at so many steps to either side, for differences of the eighth order
WEIGHTS = (-205 / 72, 8 / 5, -1 / 5, 8 / 315, -1 / 560)
STRAIGHT = frozenset(("relu", "leakyrelu", "identity", "abs", "step", "sign", "sgn", "floor", "ceil"))
BENT = STRAIGHT | {"elu", "max", "min"}


def second_slope_of(name: str) -> Entrywise:
    """The slope of a known function's slope at each entry: 0 where it is made of straight lines."""
    if name in STRAIGHT:
        return np.zeros_like
    if name == "elu":
        return lambda x: np.where(x > 0, 0.0, np.exp(np.minimum(x, 0)))
    rule = ENTRYWISE[name]

    def slope(x: np.ndarray) -> np.ndarray:
        beside = [w * (rule(x + n * STEP) + rule(x - n * STEP)) / (1 if n else 2) for n, w in enumerate(WEIGHTS)]
        return np.sum(beside, axis=0) / STEP**2
    return slope


def second_slope_of_own(reader: Interpreter, function: OwnFunction, argument: Value) -> Value:
    """The slope of the slope of a function of the writer's; raises for one with a kink, which differences may go across."""
    body = function.at(Name(HELD))
    if has(body, Extremum, Cases, Bracket) or any(t.function in BENT for t in find(body, Call)):
        raise NotSupportedYet("the second slope of a function with a kink is not understood here")
    reader.budget.spend(40)

    def at(step: int) -> Value:
        there = replace(argument, data=argument.data + step * STEP)
        return reader.elsewhere(defined={**reader.defined, HELD: there}).only(body)

    def term(step: int, weight: float) -> Value:
        return combine(at(step), at(-step), lambda a, b: weight * (a + b) / (1 if step else 2) / STEP**2)
    found = term(0, WEIGHTS[0])
    for step, weight in enumerate(WEIGHTS[1:], 1):
        found = combine(found, term(step, weight), np.add)
    # the digits of a formula's numbers say nothing of how far its slope is off
    return replace(found, radius=argument.radius)
