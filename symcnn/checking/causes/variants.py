"""A mistake as the same engine with one rule swapped: run, and compared with what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.backward.plain_pass import Passing
from symcnn.checking.binding.leaves import over
from symcnn.checking.binding.world import World
from symcnn.checking.causes.forward_rules import RightSwap, forward_swaps
from symcnn.checking.causes.gradient_rules import gradient_swaps
from symcnn.checking.causes.passes import WayBack, way_back
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.equation import Equation
from symcnn.errors import SymcnnError
from symcnn.expression.walk import tensors
from symcnn.system import System

LARGEST = 1_500
MOST = 400
MOST_TERMS = 2_000
# how much less likely a mistake is that was made at some entries and not at the others
PARTLY = 0.4

Array = Callable[[World, bool], np.ndarray | None]
Rules = Callable[[System, Equation], Iterator[RightSwap]]


@dataclass(frozen=True)
class Variant:
    """A swapped rule: the cause, a sentence, how unlikely it is, and what it makes of the head's tensor."""

    tag: str
    message: str
    weight: float
    array: Array


def variant_findings(trial: Trial, passing: bool, through: bool = False) -> Iterator[Finding]:
    """The swapped rules that explain what was written: those of equations, or those of passing a gradient on.

    ``through`` looks behind what the writer stated in between, where a line does not use it.
    """
    key = trial.judge.key
    model = trial.reading.names.model
    if key is None or key not in model.system.tensors:
        return
    if max((int(np.prod(model.shape(k))) for k in model.system.tensors), default=0) > LARGEST:
        return
    for number, variant in enumerate(variants(trial, key, passing, through)):
        if number >= MOST or not trial.spend(50):
            return
        array = _safe(variant.array)
        if trial.explained(array):
            yield Finding(variant.tag, variant.message, variant.weight)
        elif trial.partly_explained(array):
            yield Finding(variant.tag, f"{variant.message}, at the entries marked", variant.weight + PARTLY, False)


def _safe(array: Array) -> Array:
    known: dict[tuple[int, bool], np.ndarray | None] = {}

    def run(world: World, writers: bool) -> np.ndarray | None:
        if (id(world), writers) not in known:
            try:
                known[id(world), writers] = array(world, writers)
            except (SymcnnError, KeyError, ValueError):
                # a swapped rule may ask for what no network has
                known[id(world), writers] = None
        return known[id(world), writers]
    return run


def variants(trial: Trial, key: str, passing: bool, through: bool = False) -> Iterator[Variant]:
    """Every swapped rule on the way from what was stated, or from the leaves, to a tensor."""
    system = trial.reading.names.model.system
    tensor = system.tensors[key]
    stated = frozenset() if through else frozenset(k for w in trial.worlds for k in w.stated) - {key}
    between = [e for e in system.equations if e.tensor in _behind(system, key, stated)]
    if passing:
        yield from _passing(trial, key, stated)
    elif tensor.role == "gradient":
        gradients = [e for e in between if system.tensors[e.tensor].role == "gradient"]
        yield from _equations(trial, key, gradients, gradient_swaps)
    else:
        yield from _equations(trial, key, between, forward_swaps)


def _behind(system: System, key: str, stated: frozenset[str]) -> frozenset[str]:
    """The tensor and those that lead to it, as far back as anything was stated."""
    equations = {e.tensor: e for e in system.equations}
    seen, waiting = {key}, [key]
    while waiting:
        current = waiting.pop()
        for name in sorted(tensors(equations[current].right)) if current in equations else ():
            if name not in seen and name not in stated:
                seen.add(name)
                waiting.append(name)
    return frozenset(seen)


def _equations(trial: Trial, key: str, between: list[Equation], rules: Rules) -> Iterator[Variant]:
    """The equations with one rule swapped, those nearest to the tensor first."""
    model = trial.reading.names.model
    for distance, equation in enumerate(reversed(between)):
        if equation.tensor not in model.swaps:
            model.swaps[equation.tensor] = tuple((s, _other(equation, s)) for s in rules(model.system, equation))
        for swap, other in model.swaps[equation.tensor]:
            yield Variant(swap.tag, swap.message, swap.weight + 0.2 * distance, _swapped(model.system, other, key))


def _other(equation: Equation, swap: RightSwap) -> Equation | None:
    """The mistaken equation, or None where there can be none."""
    try:
        return Equation(equation.left, swap.right)
    except SymcnnError:
        return None


def _swapped(system: System, other: Equation | None, key: str) -> Array:
    """The tensor ``key`` with another equation in place of one: that alone is compiled, the way on from it is kept."""
    def run(world: World, writers: bool) -> np.ndarray | None:
        if other is None:
            return None
        step = world.model.steps.step(system, other)
        found = step({k: operand(world, k, writers, key) for k in step.reads})
        if other.tensor == key:
            return found
        given = {other.tensor: found}
        if writers:
            given |= {k: s.data for k, s in world.stated.items() if k in system.tensors and k not in (key, other.tensor)}
        return world.model.run(system, (key,), over(given, world.leaves))[key]
    return run


def operand(world: World, name: str, writers: bool, key: str) -> np.ndarray:
    """What an equation reads: the writer's own value or what follows from these, or the right one."""
    if not writers or name in world.model.system.leaves:
        return world.truth(name)
    return world.stated[name].data if name in world.stated and name != key else world.replay(name)


# the way a gradient is passed on

def _passing(trial: Trial, key: str, stated: frozenset[str]) -> Iterator[Variant]:
    model = trial.reading.names.model
    forward = model.network.system
    loss, by = model.system.tensors[key].partial or ("", "")
    if by not in forward.tensors or loss not in forward.tensors:
        return
    way = way_back(model, loss)
    for (of, to), distance in _distances(forward, loss, by, stated).items():
        if _terms(trial, way.steps[of, to]) > MOST_TERMS:
            continue
        for place, mistake in enumerate(way.mistakes(of, to)):
            # the mean of a bias is what the same factor elsewhere only happens to be
            weight = 1.0 + 0.2 * distance + 0.001 * place - (0.15 if mistake.tag == "bias-gradient-averaged" else 0.0)
            yield Variant(mistake.tag, mistake.message, weight, _passed(way, by, mistake.step))


def _passed(way: WayBack, by: str, step: Passing) -> Array:
    return lambda world, writers: way.passes(world, writers).gradient(by, step)


def _distances(system: System, loss: str, by: str, stated: frozenset[str]) -> dict[tuple[str, str], int]:
    """The passings that lead to a gradient from the nearest stated ones, nearest first."""
    found: dict[tuple[str, str], int] = {}
    waiting = [(by, 0)]
    while waiting:
        key, distance = waiting.pop(0)
        for equation in system.consumers(key):
            if (equation.tensor, key) in found:
                continue
            found[equation.tensor, key] = distance
            if equation.tensor != loss and gradient_key(loss, equation.tensor) not in stated:
                waiting.append((equation.tensor, distance + 1))
    return found


def _terms(trial: Trial, step: Passing) -> int:
    """How many products one passing adds up."""
    model = trial.reading.names.model
    count = int(np.prod(model.shape(step.equation.tensor)))
    inner = [int(np.prod([max(1, r.upper[0].number or 8) for r in p.ranges])) for p in step.parts]
    return count * max(inner, default=1)
