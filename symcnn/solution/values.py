"""The numbers of a network, forward and backward, exact as far as they can be, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from symcnn.errors import ValueProblem
from symcnn.expression.walk import tensors
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Place
from symcnn.numeric.exact import places_of, tabulate
from symcnn.numeric.program import compile_system
from symcnn.numeric.reals import Real, Reals
from symcnn.proof import cost
from symcnn.system import System

STEPS = 400_000
"""Products beyond which NumPy's floats are used in the place of exact fractions."""


@dataclass(frozen=True)
class Numbers:
    """Every tensor of a system at one set of leaves: exact tables where it is small, arrays of floats where not."""

    system: System
    sizes: Mapping[Letter, int]
    tables: Mapping[str, Any]
    written: Mapping[tuple[str, Place], str] = field(default_factory=dict)

    def at(self, key: str, place: Place) -> Real:
        """One entry."""
        table = self.tables[key]
        if isinstance(table, Mapping):
            return table[place]
        origins = [a.origin for a in self.system.tensors[key].axes]
        return float(np.asarray(table)[tuple(p - o for p, o in zip(place, origins, strict=True))])

    def shape(self, key: str) -> tuple[int, ...]:
        """How many entries a tensor has along each axis."""
        return tuple(a.extent.value(self.sizes) for a in self.system.tensors[key].axes)


def evaluated(system: System, sizes: Mapping[Letter, int], leaves: Mapping[str, Any],
              written: Mapping[tuple[str, Place], str]) -> Numbers:
    """All tensors that follow from the leaves given; equations that need others are left out."""
    known, kept = set(leaves), []
    for equation in system.equations:
        if equation.tensor not in known and tensors(equation.right) <= known:
            kept.append(equation)
            known.add(equation.tensor)
    part = System({k: t for k, t in system.tensors.items() if k in known}, tuple(kept), system.facts, system.origin,
                  system.halves, system.unit_sum, system.ties)
    steps = sum(prod(a.extent.value(sizes) for a in part.tensors[e.tensor].axes) * cost(e.right, sizes) for e in kept)
    if steps <= STEPS:
        tables: Mapping[str, Any] = tabulate(part, sizes, leaves, Reals())
    else:
        tables = _floats(part, sizes, leaves, [e.tensor for e in kept])
    return Numbers(part, sizes, tables, written)


def _floats(system: System, sizes: Mapping[Letter, int], leaves: Mapping[str, Any], outputs: list[str]) -> dict[str, Any]:
    arrays = {k: np.array(_float(v), dtype=float) for k, v in leaves.items()}
    program = compile_system(system, sizes, outputs, [k for k in arrays if k in system.tensors])
    return {**arrays, **program(arrays)}


def _float(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction | float | int) else [_float(v) for v in value]


def fractions(values: Any, place: Place, origins: Place) -> tuple[Any, dict[Place, str]]:
    """Nested numbers as exact fractions, and the digits of each as they were written, by place."""
    if isinstance(values, str):
        return Fraction(values), {place: values}
    if np.ndim(values) == 0:
        text = repr(float(values))
        if not np.isfinite(float(values)):
            raise ValueProblem(f"{text} is no number to calculate with: give finite values")
        return Fraction(text), {}
    found, digits = [], {}
    for number, value in enumerate(values):
        inner, said = fractions(value, (*place, number + origins[len(place)]), origins)
        found.append(inner)
        digits.update(said)
    return found, digits


@dataclass(frozen=True)
class Rounded:
    """A number as it is written, and whether that is all of it."""

    text: str
    exact: bool


def rounded(value: Real, digits: int) -> Rounded:
    """A number to so many decimals; all of them where there are no more; a small one with a power of ten.

    >>> rounded(Fraction(-1, 2), 4), rounded(Fraction(1, 3), 2), rounded(0.0000123, 3).text
    (Rounded(text='-0.5', exact=True), Rounded(text='0.33', exact=False), '1.23e-5')
    """
    exactly = Fraction(value if isinstance(value, Fraction) else repr(float(value)))
    if (10**digits * exactly).denominator == 1:
        return Rounded(_plain(exactly), True)
    decimal = Decimal(exactly.numerator) / Decimal(exactly.denominator)
    if abs(decimal) < Decimal(1).scaleb(-digits):
        mantissa, exponent = f"{decimal:.{max(digits - 1, 0)}e}".split("e")
        return Rounded(f"{mantissa}e{int(exponent)}", False)
    return Rounded(f"{decimal.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN):f}", False)


def _plain(value: Fraction) -> str:
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def all_places(numbers: Numbers, key: str) -> list[Place]:
    """All index tuples of a tensor."""
    return list(places_of(numbers.system.tensors[key], numbers.sizes))
