"""Gradients with one step of the way back swapped for a mistake: the step itself in plain loops, the way on compiled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.calculus.differentiate import contributions
from symcnn.checking.backward.plain_pass import BackwardPass, Passing, as_array, passings
from symcnn.checking.backward.rules import swaps
from symcnn.checking.binding.model import Model
from symcnn.checking.binding.world import World
from symcnn.checking.causes.forward_rules import forward_swaps
from symcnn.expression.walk import tensors
from symcnn.notation.letters import Fresh
from symcnn.numeric.exact import places_of
from symcnn.system import System


@dataclass(frozen=True)
class Mistake:
    """One step with a rule swapped, its cause and what was done, in a sentence."""

    tag: str
    message: str
    step: Passing


@dataclass(frozen=True)
class WayBack:
    """The steps from a loss back through one model, and their mistakes: the same for every line of a sheet."""

    model: Model
    loss: str
    steps: dict[tuple[str, str], Passing]
    _mistakes: dict[tuple[str, str], tuple[Mistake, ...]] = field(default_factory=dict, compare=False, repr=False)

    def mistakes(self, of: str, to: str) -> tuple[Mistake, ...]:
        """What may go wrong where the gradient of one tensor is passed on to another that it reads."""
        if (of, to) not in self._mistakes:
            self._mistakes[of, to] = tuple(_mistakes(self.model.network.system, self.steps[of, to]))
        return self._mistakes[of, to]

    def passes(self, world: World, writers: bool) -> Passes:
        """The pass at right values, or at the writer's own; made once until the writer states another."""
        memory = world.memory(writers)
        if ("way back", self.loss) not in memory:
            memory["way back", self.loss] = _passes(self, world, writers)
        found: Passes = memory["way back", self.loss]
        return found


def way_back(model: Model, loss: str) -> WayBack:
    """The way back from a loss, made once for a model."""
    if ("way back", loss) not in model.swaps:
        model.swaps["way back", loss] = WayBack(model, loss, passings(model.network.system))
    found: WayBack = model.swaps["way back", loss]
    return found


def _mistakes(system: System, step: Passing) -> Iterator[Mistake]:
    for swap in swaps(step):
        yield Mistake(swap.tag, swap.message, swap.step)
    for forward in forward_swaps(system, step.equation):
        if forward.tag == "factor-missing" and system.tensors[step.equation.tensor].role != "loss":
            # a product whose other factor is gone has no way back through it
            continue
        parts = tuple(contributions(forward.right, step.by, Fresh()))
        if parts:
            tag = "stride-dropped" if forward.tag == "stride-wrong" else forward.tag
            yield Mistake(tag, "on the way back " + forward.message, replace(step, parts=parts))


@dataclass(frozen=True)
class Passes:
    """One backward pass, in which a step can be swapped; what was stated is not passed through again."""

    backward: BackwardPass
    model: Model
    gradients: dict[str, np.ndarray]
    _made: dict[int, tuple[Passing, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

    def gradient(self, by: str, step: Passing) -> np.ndarray:
        """The gradient by a tensor with one step swapped; raises what the step raises, such as ``ProofFailed``."""
        found = self._at(step)
        if step.by == by:
            return found
        forward, loss = self.model.network.system, self.backward.loss
        changed = behind(forward, step.by)
        given = {**self.backward.values, gradient_key(loss, step.by): found}
        given |= {gradient_key(loss, k): v for k, v in self.gradients.items() if k not in changed and k != step.by}
        key = gradient_key(loss, by)
        return self.model.run(self.model.named, (key,), given)[key]

    def _at(self, step: Passing) -> np.ndarray:
        """The gradient by the tensor that the step leads to."""
        if id(step) not in self._made:
            table = self.backward.gradient(step.by, step)
            # the step is kept beside what it makes, so that no other one gets its id
            self._made[id(step)] = step, as_array(table, step.system.tensors[step.by], self.backward.sizes)
        return self._made[id(step)][1]


def behind(system: System, key: str) -> frozenset[str]:
    """All that a tensor is made of."""
    found = {key}
    for equation in reversed(system.equations):
        if equation.tensor in found:
            found |= tensors(equation.right)
    return frozenset(found - {key})


def _passes(way: WayBack, world: World, writers: bool) -> Passes:
    forward, system = way.model.network.system, way.model.system

    def value(key: str) -> np.ndarray:
        if not writers or (key in system.leaves and key not in world.stated):
            return world.truth(key)
        return world.stated[key].data if key in world.stated else world.replay(key)
    values = {k: value(k) for k in forward.tensors if forward.tensors[k].role != "gradient" or k in forward.leaves}
    backward = BackwardPass(forward, way.loss, way.model.sizes, values, way.steps)
    gradients = {k: value(gradient_key(way.loss, k)) for k in forward.tensors
                 if gradient_key(way.loss, k) in system.tensors}
    for name, array in gradients.items():
        backward.take(name, dict(zip(places_of(forward.tensors[name], way.model.sizes), array.ravel().tolist(), strict=True)))
    return Passes(backward, way.model, gradients)
