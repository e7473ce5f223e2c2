"""Accumulations ``a, b += c``: what one position passes back, and to which entries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.compare import close
from symcnn.checking.numbers.value import spread, union
from symcnn.derivation import Derivation
from symcnn.errors import NotSupportedYet, SymcnnError, quoted
from symcnn.expression.nodes import Access, Node
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Evaluation, prepare
from symcnn.numeric.sizes import as_quantities
from symcnn.reading.tree import Tree, Tuple

MOST = 5_000


def judge_accumulation(reading: Reading, head: Tree, value: Tree) -> Link:
    """Whether the entries on the left are those that take the value on the right, no more and no fewer."""
    targets = head.items if isinstance(head, Tuple) else (head,)
    keys = {reading.head_key(t) for t in targets}
    if len(keys) != 1 or None in keys:
        raise NotSupportedYet("an accumulation adds to entries of one gradient: write them as partial derivatives")
    (key,) = keys
    world = reading.random[0]
    wanted = passed(world, str(key))
    for places, amount in stated(reading, world, str(key), targets, value):
        fits = [into for into, given in wanted if close(np.asarray(given), np.asarray(amount))]
        if not fits:
            return Link("wrong", evidence="no position passes this value back", member=value)
        if not any(into == places for into in fits):
            missing = sorted(fits[0] - places) or sorted(places - fits[0])
            return Link("wrong", evidence=f"it passes back to {len(fits[0])} entries; look at {list(missing[0])}",
                        member=value)
    return Link("right", evidence="position by position", member=value)


def passed(world: World, key: str) -> list[tuple[frozenset[tuple[int, ...]], float]]:
    """For every position what it passes back and the places that take it."""
    net = world.model.network
    by = next((k for k in net.system.tensors if net.adjoint.tensor(k).key == key), None)
    if by is None:
        raise NotSupportedYet(f"an accumulation adds to entries of a gradient, and {quoted(key)} is none")
    letters = dict(world.model.sizes.items())
    found: list[tuple[frozenset[tuple[int, ...]], float]] = []
    scatter = Derivation(net.adjoint, by).scatter()
    for group in scatter.sets():
        free: list[Letter] = sorted({v for t in group.targets for i in t.indices for v in i.letters if v.is_index})
        axes = dict(zip(net.system.tensors[by].letters, net.system.tensors[by].axes, strict=True))
        ranges = [range(axes[v].origin, axes[v].origin + axes[v].extent.value(world.model.sizes)) for v in free]
        for numbers in _product(ranges):
            known = {**letters, **dict(zip(free, numbers, strict=True))}
            places = frozenset(tuple(i.value(known) for i in t.indices) for t in group.targets)
            found.append((places, _number(group.value, known, world)))
    return found


def _product(ranges: list[range]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for numbers in ranges:
        found = [(*head, n) for head in found for n in numbers]
    return found


class Floats:
    """The field of floats, as exact evaluation asks for it."""

    def number(self, value) -> float:  # type: ignore[no-untyped-def]
        return float(value)

    def add(self, one: float, other: float) -> float:
        return one + other

    def multiply(self, one: float, other: float) -> float:
        return one * other

    def power(self, base: float, exponent) -> float:  # type: ignore[no-untyped-def]
        return float(base ** float(exponent))

    def compare(self, relation: str, left: float, right: float) -> float:
        return float({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
                      "==": left == right, "!=": left != right}[relation])


def _number(node: Node, letters: dict[Letter, int], world: World) -> float:
    def entries(key: str, place: tuple[int, ...]) -> float:
        origin = world.model.system.origin
        return float(world.truth(key)[tuple(p - origin for p in place)])

    if isinstance(node, Access):
        return entries(node.tensor, tuple(i.value(letters) for i in node.indices))
    run = prepare(node, Evaluation(Floats(), entries, as_quantities(world.model.sizes)))  # type: ignore[arg-type]
    return float(run(dict(letters)))


def stated(reading: Reading, world: World, key: str, targets: tuple[Tree, ...], value: Tree
           ) -> list[tuple[frozenset[tuple[int, ...]], float]]:
    """What the writer says, for every value of the letters left free: the places, and what they take."""
    shape = world.model.shape(key)
    positions = World(world.model, world.leaves, {}, dict(world._truth))
    positions._truth[key] = np.arange(float(np.prod(shape))).reshape(shape)
    trees = [*targets, value]
    reader = replace(reading.interpreter(world, trees), world=positions)
    places = [reader.only(t) for t in targets]
    amount = reading.interpreter(world, trees).only(value)
    names = union(amount, *places)
    if amount.rank or any(p.rank for p in places):
        raise SymcnnError("an accumulation adds numbers to entries, not arrays")
    extents = {n: e for v in (amount, *places) for n, e in zip(v.names, v.data.shape, strict=False)}
    if np.prod(list(extents.values()), dtype=float) > MOST:
        raise NotSupportedYet("the letters of this accumulation take too many values to be tried")
    laid = [a.ravel() for a in np.broadcast_arrays(*(spread(v, names, 0)[0] for v in (amount, *places)))]
    origin = world.model.system.origin
    found = []
    for flat in range(laid[0].size):
        into = frozenset(tuple(int(n) + origin for n in np.unravel_index(int(np.rint(p[flat])), shape))
                         for p in laid[1:])
        found.append((into, float(laid[0][flat])))
    return found
