"""Worlds: numbers for every tensor and gradient of a network, and beside them what the writer's own lines make of them.

One world holds the numbers of the sheet, the others seeded random ones in which formulas are tried. All are floats: two
values are the same where they differ by less than a part in 10**9, at every world.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.leaves import given_leaves, over, random_leaves
from symcnn.checking.model import Model
from symcnn.checking.value import MOST
from symcnn.errors import NotSupportedYet, ShapeError, quoted
from symcnn.expression.walk import tensors

LARGEST = 200_000
# of a network with more entries than these, only what is asked for is worked out
TOGETHER = 1_000_000


@dataclass(frozen=True)
class Stated:
    """What the writer stated for a tensor: its numbers here, how far their rounding reaches, and the claim.

    A ``root`` is wrong by itself, and not only for what it follows from.
    """

    data: np.ndarray
    radius: np.ndarray
    claim: str
    good: bool
    root: bool = False


@dataclass(eq=False)
class World:
    """Numbers for one model; ``stated`` grows as the writer's lines are read."""

    model: Model
    leaves: Mapping[str, np.ndarray]
    stated: dict[str, Stated] = field(default_factory=dict)
    _truth: dict[str, np.ndarray] = field(default_factory=dict)
    _kept: dict[tuple[str, str], Any] = field(default_factory=dict)
    _replayed: dict[tuple[str, str], Any] = field(default_factory=dict)
    _since: list[Stated] = field(default_factory=list)

    def truth(self, key: str) -> np.ndarray:
        """The right value of a tensor or gradient."""
        if key not in self._truth:
            if key in self.leaves:
                self._truth[key] = self.leaves[key]
            else:
                self._truth.update(self._way_to(key) if self.model.entries > TOGETHER else self._all())
        if key not in self._truth:
            raise NotSupportedYet(f"{key} has too many entries to be tried")
        return self._truth[key]

    def _all(self) -> dict[str, np.ndarray]:
        outputs = tuple(e.tensor for e in self.model.system.equations
                        if np.prod(self.model.shape(e.tensor), dtype=float) <= LARGEST)
        return self.model.run(self.model.system, outputs, self.leaves)

    def _way_to(self, key: str) -> dict[str, np.ndarray]:
        """One tensor of a large network, with what is small on the way to it."""
        behind = {key, *self.ancestry(key)}
        missing = behind & set(getattr(self.leaves, "missing", ()))
        if missing:
            return {key: np.full(self.model.shape(key), np.nan)}
        if sum(np.prod(self.model.shape(k), dtype=float) for k in sorted(behind)) > MOST:
            raise NotSupportedYet(f"{key} takes more than {MOST} numbers, and is not tried")
        small = tuple(e.tensor for e in self.model.system.equations if e.tensor in behind
                      and np.prod(self.model.shape(e.tensor), dtype=float) <= LARGEST)
        found = self.model.run(self.model.system, small, over(self._truth, self.leaves))
        if any(np.isnan(v).any() for v in found.values()):
            raise NotSupportedYet(f"{key} has no value at random numbers")
        return found

    def beside(self, leaves: Mapping[str, np.ndarray]) -> World:
        """The world with other numbers for some leaves, before anything is stated."""
        return World(self.model, over(leaves, self.leaves))

    def replay(self, key: str) -> np.ndarray:
        """The tensor from the writer's own values of what it depends on, as near to it as any were stated."""
        return self.replays(key)[0]

    def replays(self, key: str) -> list[np.ndarray]:
        """The same, and what comes out where gradients such as ``o - t`` are put in instead of taken as stated."""
        known = self.memory(True)
        if ("value", key) not in known:
            known["value", key] = self._replays(key)
        return list(known["value", key])

    def memory(self, writers: bool) -> dict[tuple[str, str], Any]:
        """What was worked out of the truth, or of what the writer stated, until another line states something."""
        if not writers:
            return self._kept
        now = list(self.stated.values())
        if len(now) != len(self._since) or any(a is not b for a, b in zip(now, self._since, strict=True)):
            self._since[:] = now
            self._replayed.clear()
        return self._replayed

    def _replays(self, key: str) -> list[np.ndarray]:
        stated = {k: s.data for k, s in self.stated.items() if k != key}
        found = [self._from(stated, key, True)]
        plain = self._from(stated, key)
        if not np.isfinite(plain).all():
            # a nought or a one on paper may stand for a number beside it that has a logarithm
            plain = self._from({k: inside(s) for k, s in self.stated.items() if k != key}, key)
        if not np.isfinite(found[0]).all():
            return [plain]
        return found if np.array_equal(found[0], plain) else [*found, plain]

    def replay_radius(self, key: str) -> np.ndarray:
        """How far the rounding of those values can move it, to first order, the way it is taken that moves it farther."""
        known = self.memory(True)
        if ("radius", key) not in known:
            radius = self._radius(key, True)
            known["radius", key] = radius if len(self.replays(key)) == 1 else np.maximum(radius, self._radius(key, False))
        return np.asarray(known["radius", key])

    def roots(self, key: str) -> dict[str, Stated]:
        """What was stated with a mistake of its own and leads to a tensor."""
        behind = self.ancestry(key)
        return {k: s for k, s in self.stated.items() if s.root and k in behind and k != key}

    def tracked(self, key: str, roots: Mapping[str, Stated]) -> tuple[np.ndarray, np.ndarray]:
        """The tensor from some stated values alone, all else in full digits; and how far their rounding can move it."""
        stated = {k: s.data for k, s in roots.items()}
        found = self._from(stated, key, True)
        named = bool(np.isfinite(found).all())
        return found if named else self._from(stated, key), self._moved_by(roots, roots, key, named)

    def _radius(self, key: str, named: bool) -> np.ndarray:
        stated = {k: s for k, s in self.stated.items() if k != key}
        return self._moved_by({k: stated[k] for k in self.ancestors(key, named)}, stated, key, named)

    def _moved_by(self, moving: Mapping[str, Stated], beside: Mapping[str, Stated], key: str, named: bool) -> np.ndarray:
        base = {k: s.data for k, s in beside.items()}
        here, total = self._from(base, key, named), np.zeros(self.model.shape(key))
        for name, stated in moving.items():
            for place in zip(*np.nonzero(np.atleast_1d(stated.radius)), strict=True):
                at = place if stated.data.ndim else ()
                farthest = np.zeros(total.shape)
                for side in (-1, 1):
                    moved = np.array(stated.data, dtype=float)
                    moved[at] += side * stated.radius[at]
                    with np.errstate(invalid="ignore"):
                        farthest = np.maximum(farthest, abs(self._from({**base, name: moved}, key, named) - here))
                total = total + farthest
        return np.nan_to_num(total, nan=0.0, posinf=0.0)

    def _from(self, stated: Mapping[str, np.ndarray], key: str, named: bool = False) -> np.ndarray:
        if key in self.model.system.leaves:
            return self.truth(key)
        given = {k: v for k, v in stated.items() if k in self.model.system.tensors and k != key}
        return self.model.run(self.model.named if named else self.model.system, (key,), over(given, self.leaves))[key]

    def ancestry(self, key: str) -> set[str]:
        """All that the equations of a tensor lead back to, in the gradients as they are named."""
        found = {key}
        for equation in reversed(self.model.named.equations):
            if equation.tensor in found:
                found |= tensors(equation.right)
        return found - {key}

    def values_before(self, key: str) -> dict[str, Stated]:
        """The right values of the tensors and gradients that one is made of, as if they had been stated."""
        keys = self.ancestry(key) - set(self.model.system.leaves)
        return {k: Stated(self.truth(k), np.zeros(self.model.shape(k)), "", True) for k in sorted(keys)}

    def ancestors(self, key: str, named: bool = True) -> list[str]:
        """The stated tensors that the replay of one reads."""
        seen, found = {key}, []
        waiting = [key]
        equations = {e.tensor: e for e in (self.model.named if named else self.model.system).equations}
        while waiting:
            current = waiting.pop()
            if current != key and current in self.stated:
                found.append(current)
                continue
            if current in equations:
                for name in sorted(tensors(equations[current].right)):
                    if name not in seen:
                        seen.add(name)
                        waiting.append(name)
        return found

    def jacobian(self, of: str, by: str, writers: bool = False) -> np.ndarray:
        """The total derivative of every entry of one tensor by every entry of another; at the writer's values if so."""
        key = gradient_key(of, by)
        if writers or key not in self._truth:
            system = self.model.jacobian(of, by)
            if np.prod(self.model.shape(of) + self.model.shape(by), dtype=float) > LARGEST:
                raise NotSupportedYet(f"the derivative of {of} by {by} has too many entries to be tried")
            if writers:
                given = {k: s.data for k, s in self.stated.items() if k in system.tensors and k != of}
                return self.model.run(system, (key,), over(given, self.leaves))[key]
            self._truth[key] = self.model.run(system, (key,), self.leaves)[key]
        return self._truth[key]


def inside(stated: Stated) -> np.ndarray:
    """What was stated, noughts and ones moved between nought and one by less than their rounding."""
    step = np.minimum(0.1 * stated.radius, 0.01)
    return np.where(stated.data == 0, step, np.where(stated.data == 1, 1 - step, stated.data))


def random_world(model: Model, seed: int) -> World:
    """A world of seeded numbers of moderate size; all positive where a logarithm has no value otherwise."""
    system, sizes = model.system, model.sizes
    world = World(model, random_leaves(system, sizes, seed, positive=False))
    if model.entries > TOGETHER:
        return world
    with suppress(NotSupportedYet):
        if any(np.isnan(world.truth(e.tensor)).any() for e in model.network.forward_system.equations):
            return World(model, random_leaves(system, sizes, seed, positive=True))
    return world


def data_world(model: Model, values: Mapping[str, np.ndarray]) -> World | None:
    """The world of the sheet's own numbers, or None where it gives none; a leaf without numbers is not a number.

    Raises ``ShapeError`` where numbers have another shape than the tensor they are given to.
    """
    for key, array in values.items():
        if key in model.system.tensors and np.shape(array) != (shape := model.shape(key)):
            raise ShapeError(f"{quoted(key)} has the shape {shape} and is given numbers of shape {np.shape(array)}: "
                             "give it its sizes, or other numbers")
    leaves = given_leaves(model.system, model.sizes, values)
    return None if leaves is None else World(model, leaves)
