"""That each stage of a derivation equals the one before: exact evaluation at seeded points, for small sizes.

Every tensor but those that read the one differentiated by holds random elements of a field; these follow from their
equations, so that folding is put to the test. Named partials are worked out by dual numbers, which share no code with the
calculus. Residues modulo a prime serve where nothing is compared, rationals elsewhere.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise, product
from math import prod
from typing import Any

from symcnn.calculus.adjoint import Adjoint, gradient_key
from symcnn.calculus.stages import Stage
from symcnn.equation import Equation
from symcnn.errors import ProofFailed
from symcnn.expression.nodes import Access, Compare, Node, Partial, Size, Sum
from symcnn.expression.walk import children, descend, transform
from symcnn.notation.letters import Letter
from symcnn.numeric.dual import Dual, Duals
from symcnn.numeric.entrywise import Evaluation, Place, Run, prepare
from symcnn.numeric.fields import Field, NeedsOrder, Rationals, Residues, draw
from symcnn.numeric.sizes import as_quantities, wanted
from symcnn.system import System

BUDGET = 60_000
ENTRIES = 6
SIZES = 3
# beyond the budget most entries of the gradient that comes in are 0, and what they multiply is not looked at
SPARSE_BUDGET, SPARSE_ENTRIES, SPARSE_VALUES = 400_000, 3, 6


@dataclass(frozen=True)
class World:
    """Values for every entry that anything reads, made when first read."""

    adjoint: Adjoint
    by: str
    sizes: Mapping[Letter, int]
    field: Field
    seed: int
    spacing: int = 1
    _known: dict[tuple[str, Place], Any] = dataclasses.field(default_factory=dict, repr=False)
    _runs: dict[str, Run] = dataclasses.field(default_factory=dict, repr=False)

    def entry(self, key: str, place: Place) -> Any:
        """One entry."""
        if (key, place) not in self._known:
            self._known[key, place] = self._make(key, place)
        return self._known[key, place]

    def _make(self, key: str, place: Place) -> Any:
        if key.startswith(PARTIAL):
            return self._partial(self._named[key], place)
        self._check(key, place)
        if key in self._given_by:
            return self._run(self._given_by[key])(dict(zip(self._given_by[key].letters, place, strict=True)))
        return self._drawn(key, place)

    @cached_property
    def _named(self) -> dict[str, Equation]:
        return {partial_key(e.tensor, self.by): e for e in self.adjoint.system.equations}

    @cached_property
    def _given_by(self) -> dict[str, Equation]:
        """What is worked out: the tensors that read ``by``, and gradients that are put in where they are used."""
        adjoint = self.adjoint
        found = {e.tensor: e for e in adjoint.system.consumers(self.by)}
        for key in (e.tensor for e in adjoint.system.equations if e.tensor != adjoint.of):
            if key in adjoint.path() and adjoint.is_plain(key):
                found.setdefault(gradient_key(adjoint.of, key), adjoint.equation(key))
        return found

    @cached_property
    def _labels(self) -> frozenset[str]:
        return labels(self.adjoint.system)

    @cached_property
    def _inside(self) -> dict[str, str]:
        return {self.adjoint.tensor(k).key: k for k in self.adjoint.system.tensors}

    def _run(self, equation: Equation) -> Run:
        if equation.tensor not in self._runs:
            self._runs[equation.tensor] = prepare(
                equation.right, Evaluation(self.field, self.entry, as_quantities(self.sizes)))
        return self._runs[equation.tensor]

    def _partial(self, equation: Equation, place: Place) -> Any:
        """The slope that dual numbers carry when the one entry of ``by`` moves."""
        axes = len(self.adjoint.system.tensors[equation.tensor].axes)
        moving, zero, one = place[axes:], self.field.number(Fraction(0)), self.field.number(Fraction(1))

        def entries(key: str, at: Place) -> Dual:
            return Dual(self.entry(key, at), {(): one} if (key, at) == (self.by, moving) else {})

        run = prepare(equation.right, Evaluation(Duals(self.field), entries, as_quantities(self.sizes)))
        return run(dict(zip(equation.letters, place[:axes], strict=True))).slopes.get((), zero)

    def _check(self, key: str, place: Place) -> None:
        tensors = self.adjoint.system.tensors
        shape = tensors[key].axes if key in tensors else self.adjoint.tensor(self._inside[key]).axes
        for position, axis in zip(place, shape, strict=True):
            if not axis.origin <= position < axis.origin + axis.extent.value(self.sizes):
                raise ProofFailed(f"{key} is read at {list(place)}, outside its axes: a bound was lost")

    def _drawn(self, key: str, place: Place) -> Any:
        system = self.adjoint.system
        if key in self._labels:
            return self.field.number(Fraction(system.origin + draw(self.seed, key) % 2))
        if key in system.unit_sum and place and place[-1] == system.tensors[key].axes[-1].last.value(self.sizes):
            total = self.field.number(Fraction(1))
            for other in range(system.origin, place[-1]):
                part = self.field.multiply(self.field.number(Fraction(-1)), self.entry(key, (*place[:-1], other)))
                total = self.field.add(total, part)
            return total
        if self.spacing > 1 and key not in system.tensors and draw(self.seed, "spaced", key, place) % self.spacing:
            return self.field.number(Fraction(0))
        return self.field.random(self.seed, key, place)  # type: ignore[attr-defined]


PARTIAL = "partial "


def partial_key(of: str, by: str) -> str:
    """A key for a named partial that is no tensor's."""
    return f"{PARTIAL}{of} by {by}"


def labels(system: System) -> frozenset[str]:
    """Scalars that are compared with an index: class labels."""
    found = set()
    for equation in system.equations:
        for node in descend(equation.right):
            if isinstance(node, Compare) and isinstance(node.left, Size) and isinstance(node.right, Access):
                found.add(node.right.tensor)
    return frozenset(found)


def prove_stages(adjoint: Adjoint, by: str, stages: Sequence[Stage]) -> tuple[str, ...]:
    """For each stage how it was shown equal to the one before; raises ``ProofFailed`` where it is not."""
    said, worlds = ["by definition"], Worlds(adjoint, by)
    for before, after in pairwise(stages):
        said.append(_prove(worlds, before, after))
    return tuple(said)


def _prove(worlds: Worlds, before: Stage, after: Stage) -> str:
    adjoint, by, points, tried = worlds.adjoint, worlds.by, 0, 0
    for seed, sizes in enumerate(islice(small_sizes(adjoint.system), SIZES)):
        entries, spacing = effort(adjoint, by, (before.equation, after.equation), sizes)
        tried += bool(entries)
        for place in islice(places(adjoint, by, sizes, seed), entries):
            one, other = (worlds.value(s.equation, place, sizes, seed, spacing) for s in (before, after))
            if one != other:
                at = {v.name: n for v, n in zip(before.equation.letters, place, strict=True)}
                raise ProofFailed(f"{after.rule} changed the value at {at} for sizes {named(sizes)}: this is our mistake")
            points += 1
    if not tried:
        return "too large to evaluate exactly"
    return f"equal at {points} entries" + (f" for {tried} choices of sizes" if tried > 1 else "")


def effort(adjoint: Adjoint, by: str, equations: Sequence[Equation], sizes: Mapping[Letter, int]) -> tuple[int, int]:
    """How many entries to look at, and how far apart those of the incoming gradient are that are not 0; 1 for all."""
    terms = [cost(e.right, sizes) for e in equations]
    below = max((cost(e.right, sizes) for e in adjoint.system.consumers(by)), default=1)
    if max(terms) * below <= BUDGET:
        return ENTRIES, 1
    spacing = max(1, min(terms) // SPARSE_VALUES)
    return (SPARSE_ENTRIES if max(terms) + max(terms) // spacing * below <= SPARSE_BUDGET else 0), spacing


@dataclass(frozen=True)
class Worlds:
    """The worlds of one proof, kept so that what two stages read is worked out once."""

    adjoint: Adjoint
    by: str
    _found: dict[tuple[object, ...], World] = dataclasses.field(default_factory=dict, repr=False)

    def value(self, equation: Equation, place: Place, sizes: Mapping[Letter, int], seed: int, spacing: int) -> Any:
        """The right side of an equation at one place."""
        right = transform(equation.right, _partials_as_entries)
        letters = dict(zip(equation.letters, place, strict=True))
        for over in (Residues(seed), Rationals(seed)):
            key = (type(over), seed, spacing)
            world = self._found.setdefault(key, World(self.adjoint, self.by, sizes, over, seed, spacing))
            context = Evaluation(over, world.entry, as_quantities(sizes), spacing > 1)
            try:
                return prepare(right, context)(dict(letters))
            except NeedsOrder:
                continue
        raise AssertionError("rationals have an order")


def _partials_as_entries(node: Node) -> Node:
    if not isinstance(node, Partial):
        return node
    return Access(partial_key(node.of.tensor, node.by.tensor), node.of.indices + node.by.indices)


def small_sizes(system: System, count: int = SIZES) -> Iterator[dict[Letter, int]]:
    """Small numbers for the size letters that fit what is assumed of them, all different where possible."""
    letters = sorted({*wanted(system, system.equations), *assumed(system)})
    candidates = [range(system.facts.least.get(v, 1), system.facts.least.get(v, 1) + 6) for v in letters]
    found = []
    for numbers in islice(product(*candidates), 20_000):
        sizes = dict(zip(letters, numbers, strict=True))
        if fits(system, sizes):
            found.append(sizes)
    found.sort(key=lambda s: (-len(set(s.values())), draw(7, tuple(s.values()))))
    yield from found[:count]


def assumed(system: System) -> frozenset[Letter]:
    """The letters that something is assumed of beyond their least value."""
    facts = system.facts
    return frozenset().union(*(q.letters for q in (*facts.nonnegative, *(q for pair in facts.divisible for q in pair))))


def fits(system: System, sizes: Mapping[Letter, int]) -> bool:
    """Whether sizes fulfil what the system assumes, with every extent at least 1."""
    return holds(system, sizes) and all(a.extent.value(sizes) >= 1 for t in system.tensors.values() for a in t.axes)


def holds(system: System, sizes: Mapping[Letter, int]) -> bool:
    """Whether sizes fulfil what the system assumes."""
    return (all(q.value(sizes) >= 0 for q in system.facts.nonnegative)
            and all(n.value(sizes) % d.value(sizes) == 0 for n, d in system.facts.divisible))


def cost(node: Node, sizes: Mapping[Letter, int]) -> int:
    """About how many terms one entry of a right side has when its sums are written out."""
    terms = max((cost(child, sizes) for child in children(node)), default=1)
    return terms * prod(_width(r.lower, r.upper, sizes) for r in node.ranges) if isinstance(node, Sum) else terms


def _width(lower: Sequence[Any], upper: Sequence[Any], sizes: Mapping[Letter, int]) -> int:
    """The widest a range can be, letters of other ranges left out."""
    fixed = [q.value(sizes) for q in upper if not any(v.is_index for v in q.letters)]
    start = [q.value(sizes) for q in lower if not any(v.is_index for v in q.letters)]
    return max(1, min(fixed) - max(start) + 1) if fixed and start else 4


def places(adjoint: Adjoint, by: str, sizes: Mapping[Letter, int], seed: int) -> Iterator[Place]:
    """Entries of the gradient to look at: the first, the last, and seeded ones between."""
    axes = adjoint.tensor(by).axes
    extents = [a.extent.value(sizes) for a in axes]
    yield tuple(a.origin for a in axes)
    yield tuple(a.origin + n - 1 for a, n in zip(axes, extents, strict=True))
    count = 0
    while extents:
        yield tuple(a.origin + draw(seed, count, j) % n for j, (a, n) in enumerate(zip(axes, extents, strict=True)))
        count += 1


def named(sizes: Mapping[Letter, int]) -> dict[str, int]:
    """Sizes by name, for a message."""
    return {v.name: n for v, n in sizes.items()}
