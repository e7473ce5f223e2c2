"""The backward pass with plain loops, equation by equation, so that one rule of it can be swapped for a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.calculus.differentiate import Contribution, contributions
from symcnn.equation import Equation, Tensor
from symcnn.errors import ProofFailed
from symcnn.expression.walk import tensors
from symcnn.functions.table import function
from symcnn.notation.letters import Fresh, Letter
from symcnn.numeric.entrywise import Evaluation, Place, condition, prepare, walk_ranges, whole_number
from symcnn.numeric.exact import places_of
from symcnn.numeric.fields import RELATIONS, divided_evenly
from symcnn.numeric.floating import checked_float
from symcnn.numeric.sizes import as_quantities
from symcnn.system import System

Table = dict[Place, float]


@dataclass(frozen=True)
class Floats:
    """The field of floats, for evaluation entry by entry."""

    def number(self, value: Fraction) -> float:
        return checked_float(value)

    def add(self, one: float, other: float) -> float:
        return one + other

    def multiply(self, one: float, other: float) -> float:
        return one * other

    def power(self, base: float, exponent: Fraction) -> float:
        if (base == 0 and exponent < 0) or (base < 0 and exponent.denominator > 1):
            raise ProofFailed("a power without a value: draw other values")
        return float(base ** float(exponent)) if exponent.denominator > 1 else float(base ** int(exponent))

    def apply(self, name: str, parameters: tuple[Fraction, ...], argument: float) -> float:
        return float(function(name).value(argument, *map(checked_float, parameters)))

    def compare(self, relation: str, left: float, right: float) -> float:
        return float(RELATIONS[relation](left, right))

    def greatest(self, values: Sequence[float], tie: str) -> float:
        return max(values)

    def shares(self, values: Sequence[float], tie: str) -> list[float]:
        return [float(s) for s in divided_evenly(values, tie)]


@dataclass(frozen=True)
class Passing:
    """How the gradient of one equation's left side is passed on to a tensor it reads.

    Contributions that differ in the letters of ``replacing`` overwrite each other where they should be added, zeros
    from padding too, and only what is not zero if ``sparse``; ``averaged`` divides by how many there are; without
    ``upstream`` the gradient from above is taken as 1.
    """

    system: System
    equation: Equation
    by: str
    parts: tuple[Contribution, ...]
    replacing: tuple[Letter, ...] = ()
    sparse: bool = False
    averaged: bool = False
    upstream: bool = True

    def changed(self, parts: Sequence[Contribution]) -> Passing | None:
        """With other contributions, or None where they are the same."""
        return None if tuple(parts) == self.parts else replace(self, parts=tuple(parts))


def passings(system: System) -> dict[tuple[str, str], Passing]:
    """The right way to pass each gradient on, by the tensor of the equation and the one it is passed to."""
    return {(e.tensor, by): Passing(system, e, by, tuple(contributions(e.right, by, Fresh())))
            for e in system.equations for by in sorted(tensors(e.right))}


@dataclass(frozen=True)
class BackwardPass:
    """The gradients of a loss on one choice of sizes and data; made once, tables by tensor."""

    system: System
    loss: str
    sizes: Mapping[Letter, int]
    values: Mapping[str, np.ndarray]
    steps: Mapping[tuple[str, str], Passing]
    _kept: dict[str, Table] = field(default_factory=dict, compare=False, repr=False)
    _read: dict[str, Table] = field(default_factory=dict, compare=False, repr=False)

    def take(self, key: str, gradient: Table) -> None:
        """The gradient by a tensor is known, and is not worked out again."""
        self._kept[key] = gradient

    def gradient(self, key: str, swapped: Passing | None = None) -> Table:
        """The gradient by one tensor, with one passing swapped; places outside the tensor are kept where they occur.

        Raises ``ProofFailed`` where the swapped rule reads outside a tensor.
        """
        if swapped is not None and not self._reaches(key, swapped):
            swapped = None
        if swapped is not None:
            return self._made(key, swapped)
        if key not in self._kept:
            self._kept[key] = self._made(key, None)
        return self._kept[key]

    def _reaches(self, key: str, swapped: Passing) -> bool:
        """Whether a gradient is passed on through the one that is swapped."""
        found = {swapped.by} if swapped.by == key else {key}
        for equation in self.system.equations:
            if equation.tensor == swapped.equation.tensor:
                return swapped.by in found
            if tensors(equation.right) & found:
                found.add(equation.tensor)
        return False

    def _made(self, key: str, swapped: Passing | None) -> Table:
        if key == self.loss:
            return {(): 1.0}
        total: Table = dict.fromkeys(places_of(self.system.tensors[key], self.sizes), 0.0)
        for equation in self.system.consumers(key):
            if equation.tensor not in self._on_the_way:
                continue
            own = swapped is not None and swapped.equation.tensor == equation.tensor and swapped.by == key
            step = swapped if own and swapped is not None else self.steps[equation.tensor, key]
            for place, value in self.passed(step, self.gradient(equation.tensor, swapped)).items():
                total[place] = total.get(place, 0.0) + value
        return total

    @cached_property
    def _on_the_way(self) -> frozenset[str]:
        """The loss and all that leads to it."""
        found = {self.loss}
        for equation in reversed(self.system.equations):
            if equation.tensor in found:
                found |= tensors(equation.right)
        return frozenset(found)

    def passed(self, step: Passing, upstream: Mapping[Place, float]) -> Table:
        """What one equation passes on, given the gradient by its left side."""
        groups: dict[tuple[int, ...], Table] = {}
        counts: dict[Place, int] = {}
        for letters, place, value in self._terms(step, upstream):
            if step.sparse and value == 0:
                continue
            group = groups.setdefault(tuple(letters[v] for v in step.replacing if v in letters), {})
            group[place] = group.get(place, 0.0) + value
            counts[place] = counts.get(place, 0) + 1
        found: Table = {}
        for _, group in sorted(groups.items(), key=lambda item: item[0]):
            found.update(group)
        return {p: v / counts[p] for p, v in found.items()} if step.averaged else found

    def _terms(self, step: Passing,
               upstream: Mapping[Place, float]) -> Iterator[tuple[dict[Letter, int], Place, float]]:
        context = Evaluation(Floats(), self._entry, as_quantities(self.sizes))
        for part in step.parts:
            walk = walk_ranges(part.ranges, () if step.replacing else part.guards, context)
            conditions = [condition(g, context) for g in part.guards] if step.replacing else []
            factor = prepare(part.factor, context)
            indices = [whole_number(i, context) for i in part.indices]
            for place in places_of(self.system.tensors[step.equation.tensor], self.sizes):
                above = upstream[place] if step.upstream else 1.0
                for letters in walk(dict(zip(step.equation.letters, place, strict=True))):
                    counts = all(holds(letters) for holds in conditions)
                    yield letters, tuple(i(letters) for i in indices), above * factor(letters) if counts else 0.0

    def _entry(self, key: str, place: Place) -> float:
        if key in self.values:
            if key not in self._read:
                places = places_of(self.system.tensors[key], self.sizes)
                self._read[key] = dict(zip(places, self.values[key].ravel().tolist(), strict=True))
            found = self._read[key].get(place)
            if found is None:
                raise ProofFailed(f"{key} is read outside its axes")
            return found
        inside = {gradient_key(self.loss, e.tensor): e.tensor for e in self.system.equations}
        return self.gradient(inside[key])[place]


def as_array(table: Mapping[Place, float], tensor: Tensor, sizes: Mapping[Letter, int]) -> np.ndarray:
    """The entries that lie within a tensor, as an array."""
    shape = tuple(a.extent.value(sizes) for a in tensor.axes)
    return np.array([table.get(p, 0.0) for p in places_of(tensor, sizes)], dtype=float).reshape(shape)


def outside(table: Mapping[Place, float], tensor: Tensor, sizes: Mapping[Letter, int]) -> tuple[np.ndarray, list[Any]]:
    """All entries as an array, those before and behind the tensor too, and per axis the count (before, behind)."""
    axes = list(zip(*table, strict=True)) if table else []
    reach, margins = [], []
    for axis, found in zip(tensor.axes, axes, strict=True):
        first, last = axis.origin, axis.last.value(sizes)
        low, high = min(first, *found), max(last, *found)
        reach.append((low, high))
        margins.append((first - low, high - last))
    array = np.zeros([high - low + 1 for low, high in reach])
    for place, value in table.items():
        array[tuple(p - low for p, (low, _) in zip(place, reach, strict=True))] = value
    return array, margins
