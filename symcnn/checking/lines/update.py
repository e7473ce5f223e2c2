"""A step of gradient descent: old values on the right, new ones on the left, and the pass after it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from symcnn.checking.binding.samples import COUNTS
from symcnn.checking.binding.world import World
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.grading import Grading, Span
from symcnn.checking.numbers.stated import Stated
from symcnn.checking.numbers.value import Value
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Name, Number, Operation, Tree, find

FACTORS = ("*", "juxtapose", "/")
RATES = ("\\alpha", "\\eta", "\\lambda", "\\mu", "\\gamma", "\\epsilon", "lr", "\\rho", "n", "a", "r")


@dataclass
class Updates:
    """The new values so far: right ones and the writer's, by key; ``rate`` is the step size found last."""

    right: dict[str, np.ndarray] = field(default_factory=dict)
    written: dict[str, Stated] = field(default_factory=dict)
    rate: float | str | None = None
    moved: bool = False


@dataclass
class UpdateJudge(Judge):
    """Judges the members of an update against ``old - rate*gradient``."""

    rate: float | str = 1.0
    resizes: ClassVar[bool] = False

    def step_size(self, world: World) -> float:
        """The step size in a world: a number, or what a leaf holds there."""
        return float(world.truth(self.rate)) if isinstance(self.rate, str) else self.rate

    def _head_values(self, world: World, writers: bool) -> Iterator[Value]:
        yield from self._seen(world, self.stepped(world, writers))

    def stepped(self, world: World, writers: bool) -> np.ndarray:
        """The new value of the whole parameter."""
        assert self.key is not None
        gradient = self.reading.names.gradient_by(self.key)
        if writers:
            old = world.stated[self.key].data if self.key in world.stated else world.truth(self.key)
            step = world.stated[gradient].data if gradient in world.stated else world.replay(gradient)
        else:
            old, step = world.truth(self.key), world.truth(gradient)
        return np.asarray(old - self.step_size(world) * step)

    def _wrong_ancestors(self, worlds: Sequence[World]) -> tuple[str, ...]:
        assert self.key is not None
        gradient = self.reading.names.gradient_by(self.key)
        found = []
        for world in worlds:
            stated = [gradient] if gradient in world.stated else world.ancestors(gradient)
            found += [world.stated[k] for k in stated]
        return tuple(dict.fromkeys(s.claim for s in found if not s.good))

    def _mended(self, world: World) -> list[np.ndarray]:
        gradient = self.reading.names.gradient_by(str(self.key))
        return [np.asarray(world.truth(str(self.key)) - self.step_size(world) * world.mended(gradient))]

    def _roots(self, world: World) -> dict[str, Stated]:
        gradient = self.reading.names.gradient_by(str(self.key))
        own = world.stated.get(gradient)
        return {gradient: own} if own is not None and own.root else world.roots(gradient)

    def _tracked(self, world: World, roots: Mapping[str, Stated]) -> tuple[np.ndarray, Span]:
        gradient = self.reading.names.gradient_by(str(self.key))
        own = roots.get(gradient)
        step, span = world.tracked(gradient, roots) if own is None else (own.data, own.span)
        size = self.step_size(world)
        return np.asarray(world.truth(str(self.key)) - size * step), stepped(size, span)

    def _number(self, place: int, before: list[Link]) -> Link:
        found = super()._number(place, before)
        # of a weight that no equation has nobody knows the step
        beyond = self._beyond() if found.verdict == "wrong" else ""
        return Link("undecided", evidence=beyond, member=found.member) if beyond else found

    def _out_of_reach(self, grading: Grading, target: Value, times: float) -> np.ndarray | None:
        # each entry has a gradient of its own
        return None

    def _reach(self, head: Value) -> Span:
        world = self.reading.data
        assert world is not None and self.key is not None
        gradient = self.reading.names.gradient_by(self.key)
        stated = world.stated.get(gradient)
        span = stated.span if stated is not None else world.replay_radius(gradient)
        return self._shown_span(world, head, stepped(self.step_size(world), span))


def stepped(size: float, span: Span) -> Span:
    """How far down and up a step less a gradient can be moved by what moves the gradient."""
    below, above = span
    return (size * above, size * below) if size >= 0 else (-size * below, -size * above)


def rates(reading: Reading, trees: list[Tree], updates: Updates) -> list[float | str]:
    """The step sizes an update may have: named ones, then numbers typed in it, then the last one found."""
    found: list[float | str] = []
    spoken = {t.name for tree in trees for t in find(tree, Name)}
    # what stands in the line comes first, and what has nothing to do with it last
    for name in sorted((*RATES, *reading.defined), key=lambda n: (n not in spoken, n not in RATES)):
        values = reading.defined.get(name)
        if values and all(v.data.size == 1 for v in values.values()):
            found.append(float(next(iter(values.values())).data.ravel()[0]))
    found = [*shared_rates(reading, trees), *found]
    system = reading.names.model.network.system
    leaves = [k for k in system.leaves if system.tensors[k].shown in RATES and not system.tensors[k].axes]
    found[:0] = [k for near in (True, False) for k in leaves if (system.tensors[k].shown in spoken) == near]
    # a number that stands by itself is a result, and no step size
    factors = [t for tree in trees for n in find(tree, Operation) if n.operator in FACTORS
               for t in (n.left, n.right)]
    found += [abs(float(t.text.replace(",", ""))) for t in factors if isinstance(t, Number)]
    if updates.rate is not None:
        found.insert(0, updates.rate)
    return list(dict.fromkeys(r for r in found if isinstance(r, str) or 0 < r <= 10)) or [1.0]


def shared_rates(reading: Reading, trees: list[Tree]) -> list[float]:
    r"""Step sizes divided by a number of samples that the network has nothing of: ``\frac{\eta}{m}``."""
    def value(tree: Tree) -> float | None:
        values = reading.defined.get(tree.name) if isinstance(tree, Name) else None
        first = next(iter(values.values())) if values else None
        return float(first.data.ravel()[0]) if first is not None and first.data.size == 1 else None
    pairs = [(value(t.left), value(t.right)) for tree in trees for t in find(tree, Operation) if t.operator == "/"
             and isinstance(t.left, Name) and t.left.name in RATES and isinstance(t.right, Name) and t.right.name in COUNTS]
    return [rate / count for rate, count in pairs if rate and count]


def judge_update(reading: Reading, head: Tree, others: list[Tree], updates: Updates) -> UpdateJudge:
    """The judge of an update, with the step size under which most of its members are right."""
    best, score = None, -1
    for rate in rates(reading, others, updates):
        judge = UpdateJudge(reading, head, others, rate=rate)
        good = 0
        with contextlib.suppress(SymcnnError):
            good = sum(x.verdict in ("right", "rounding", "carried") for x in judge.links())
        if good > score:
            best, score = judge, good
    assert best is not None
    if score > 0:
        updates.rate = best.rate
    return best


def after(reading: Reading, updates: Updates) -> Reading | None:
    """The reading in which the sheet's world has the new values, or None where there are none."""
    shapes = reading.names.model.shapes
    # a later block may have given a name another shape
    right = {k: v for k, v in updates.right.items() if np.shape(v) == shapes.get(k)}
    if reading.data is None or not right:
        return None
    world = reading.data.beside(right)
    world.stated.update({k: s for k, s in updates.written.items() if s.data.shape == shapes.get(k)})
    return Reading(reading.names, reading.random, world, reading.base, reading.strides, reading.defined,
                   reading.exactly, reading.meanings, reading.worked, reading.habit, reading.limits,
                   functions=reading.functions, entries=reading.entries, given=reading.given, fixed=reading.fixed,
                   mapping=reading.mapping, transposes=reading.transposes, crosses=reading.crosses, upright=reading.upright,
                   outdated={k: reading.data.truth(k) for k in right})
