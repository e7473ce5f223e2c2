"""Worlds: numbers for every tensor and gradient of a network, and beside them what the writer's own lines make of them.

One world holds the numbers of the sheet, the others seeded random ones in which formulas are tried. All are floats: two
values are the same where they differ by less than a part in 10**9, at every world.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import Adjoint, adjoint_system, gradient_key
from symcnn.calculus.fragment import ends, loss_letter, with_upstream
from symcnn.checking.steps import Steps
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.expression.walk import tensors
from symcnn.network import Network
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import completed, wanted
from symcnn.proof import fits, labels
from symcnn.system import System

LARGEST = 200_000


@dataclass(frozen=True)
class Stated:
    """What the writer stated for a tensor: its numbers here, how far their rounding reaches, and the claim."""

    data: np.ndarray
    radius: np.ndarray
    claim: str
    good: bool


@dataclass(frozen=True)
class Model:
    """A network with its gradients as one system, and numbers for its size letters.

    ``named`` is the same with every gradient in those of the tensors that read it, for one who goes on from these;
    ``swaps`` holds the mistaken equations for a tensor that were tried before.
    """

    network: Network
    system: System
    sizes: Mapping[Letter, int]
    named: System
    steps: Steps
    losses: tuple[str, ...] = ()
    swaps: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    _jacobians: dict[tuple[str, str], System] = field(default_factory=dict, compare=False, repr=False)

    def shape(self, key: str) -> tuple[int, ...]:
        """The extents of a tensor."""
        return tuple(a.extent.value(self.sizes) for a in self.system.tensors[key].axes)

    def run(self, system: System, outputs: tuple[str, ...], given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Some tensors from others."""
        return self.steps.run(system, outputs, given)

    def jacobian(self, of: str, by: str) -> System:
        """The system with the derivative of every entry of one tensor by every entry of another."""
        if (of, by) not in self._jacobians:
            self._jacobians[of, by] = adjoint_system(self.network.system, of, (by,))
        return self._jacobians[of, by]


def model_of(network: Network, given: Mapping[str, int] | None = None) -> Model:
    """The network with all gradients of its loss; sizes that are letters and not given get small numbers.

    What leads to an end beside the loss has the gradients of a loss of its own, whose upstream gradients are given.
    """
    system, losses = with_gradients(network.system, network.loss), [network.loss]
    named = with_gradients(network.system, network.loss, True)
    others = [k for k in ends(network.forward_system) if k != network.loss]
    if not network.is_fragment and others:
        second = loss_letter(network.system)
        closed = with_upstream(network.system, second, others)
        system = both(with_gradients(closed, second), system)
        named = both(with_gradients(closed, second, True), named)
        losses.append(second)
    sizes = completed(network.system, chosen_sizes(network.system, given or {}))
    return Model(network, system, sizes, named, Steps(sizes), tuple(losses))


def both(one: System, other: System) -> System:
    """Two systems of the same forward equations as one."""
    return replace(other, tensors={**one.tensors, **other.tensors}, equations=(
        *one.equations, *(e for e in other.equations if e not in one.equations)))


def chosen_sizes(system: System, given: Mapping[str, int]) -> dict[Letter, int]:
    """Numbers for the size letters: those given, others small, different, and large enough to tell entries apart."""
    letters = sorted({*wanted(system, system.equations), *(v for q in system.facts.nonnegative for v in q.letters)})
    ranges = []
    for letter in letters:
        odd = system.halves.get(letter)
        if odd is not None and odd.name in given:
            ranges.append([given[odd.name] // 2])
        elif letter.name in given:
            ranges.append([given[letter.name]])
        else:
            least = system.facts.least.get(letter, 1)
            ranges.append([least + n for n in (5, 4, 2, 3, 1, 0, 6)])
    found = []
    for numbers in islice(product(*ranges), 4_000):
        sizes = dict(zip(letters, numbers, strict=True))
        if fits(system, sizes):
            entries = sum(float(np.prod([a.extent.value(sizes) for a in t.axes])) for t in system.tensors.values())
            least = min((a.extent.value(sizes) for t in system.tensors.values() for a in t.axes), default=1)
            found.append(((-len(set(numbers)), entries > 3_000, -min(least, 3), entries, numbers), sizes))
    if not found and letters:
        raise MeaninglessError("no small sizes fit what is assumed of them: look at the sizes given")
    return min(found, key=lambda f: f[0])[1] if found else {}


def with_gradients(system: System, loss: str, named: bool = False) -> System:
    """A system with the gradients of a loss by everything on the way to it."""
    path = Adjoint(system, loss).path()
    keys = tuple(k for k in system.tensors if k in path and k != loss and system.tensors[k].role != "gradient")
    return adjoint_system(system, loss, keys, named)


@dataclass(eq=False)
class World:
    """Numbers for one model; ``stated`` grows as the writer's lines are read."""

    model: Model
    leaves: dict[str, np.ndarray]
    stated: dict[str, Stated] = field(default_factory=dict)
    _truth: dict[str, np.ndarray] = field(default_factory=dict)
    _replayed: dict[tuple[str, str], Any] = field(default_factory=dict)
    _since: list[Stated] = field(default_factory=list)

    def truth(self, key: str) -> np.ndarray:
        """The right value of a tensor or gradient."""
        if key not in self._truth:
            if key in self.leaves:
                self._truth[key] = self.leaves[key]
            else:
                self._truth.update(self._all())
        if key not in self._truth:
            raise NotSupportedYet(f"{key} has too many entries to be tried")
        return self._truth[key]

    def _all(self) -> dict[str, np.ndarray]:
        outputs = tuple(e.tensor for e in self.model.system.equations
                        if np.prod(self.model.shape(e.tensor), dtype=float) <= LARGEST)
        needed = {k: v for k, v in self.leaves.items() if k in self.model.system.leaves}
        return self.model.run(self.model.system, outputs, needed)

    def replay(self, key: str) -> np.ndarray:
        """The tensor from the writer's own values of what it depends on, as near to it as any were stated."""
        return self.replays(key)[0]

    def replays(self, key: str) -> list[np.ndarray]:
        """The same, and what comes out where gradients such as ``o - t`` are put in instead of taken as stated."""
        known = self._known()
        if ("value", key) not in known:
            known["value", key] = self._replays(key)
        return list(known["value", key])

    def _known(self) -> dict[tuple[str, str], Any]:
        """What was worked out since the writer last stated anything."""
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
        known = self._known()
        if ("radius", key) not in known:
            radius = self._radius(key, True)
            known["radius", key] = radius if len(self.replays(key)) == 1 else np.maximum(radius, self._radius(key, False))
        return np.asarray(known["radius", key])

    def _radius(self, key: str, named: bool) -> np.ndarray:
        base = {k: s.data for k, s in self.stated.items() if k != key}
        here, total = self._from(base, key, named), np.zeros(self.model.shape(key))
        for name in dict.fromkeys(self.ancestors(key, named)):
            stated = self.stated[name]
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
        given = {**{k: v for k, v in self.leaves.items() if k in self.model.system.leaves},
                 **{k: v for k, v in stated.items() if k in self.model.system.tensors and k != key}}
        return self.model.run(self.model.named if named else self.model.system, (key,), given)[key]

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
            given = {k: v for k, v in self.leaves.items() if k in system.leaves}
            if writers:
                given |= {k: s.data for k, s in self.stated.items() if k in system.tensors and k != of}
                return self.model.run(system, (key,), given)[key]
            self._truth[key] = self.model.run(system, (key,), given)[key]
        return self._truth[key]


def inside(stated: Stated) -> np.ndarray:
    """What was stated, noughts and ones moved between nought and one by less than their rounding."""
    step = np.minimum(0.1 * stated.radius, 0.01)
    return np.where(stated.data == 0, step, np.where(stated.data == 1, 1 - step, stated.data))


def random_world(model: Model, seed: int) -> World:
    """A world of seeded numbers of moderate size; all positive where a logarithm has no value otherwise."""
    world = World(model, random_leaves(model, seed, positive=False))
    with suppress(NotSupportedYet):
        if any(np.isnan(world.truth(e.tensor)).any() for e in model.network.forward_system.equations):
            return World(model, random_leaves(model, seed, positive=True))
    return world


def random_leaves(model: Model, seed: int, *, positive: bool) -> dict[str, np.ndarray]:
    """Seeded numbers for every leaf, targets inside (0, 1), labels valid."""
    leaves: dict[str, np.ndarray] = {}
    system, origin = model.system, model.system.origin
    for key in system.leaves:
        # a tensor has the same numbers in every network that has it
        random = np.random.default_rng([seed, *key.encode()])
        tensor, shape = system.tensors[key], model.shape(key)
        between = positive or tensor.role == "target"
        values = random.uniform(0.2, 0.8, shape) if between else random.normal(0, 0.6, shape)
        if key in system.unit_sum:
            values = values / values.sum(axis=-1, keepdims=True)
        if key in labels(system):
            values = np.asarray(float(origin + random.integers(2)))
        leaves[key] = np.asarray(values)
    return leaves


def data_world(model: Model, values: Mapping[str, np.ndarray]) -> World | None:
    """The world of the sheet's own numbers, or None where it gives none; a leaf without numbers is not a number."""
    system = model.system
    leaves = {k: np.asarray(v, dtype=float) for k, v in values.items() if k in system.tensors}
    if not leaves:
        return None
    missing = {k: np.full(model.shape(k), np.nan) for k in system.leaves if k not in leaves}
    return World(model, {**leaves, **missing})
