"""How one document is read: its names, its worlds, the writer's conventions and definitions so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.class_vectors import is_target
from symcnn.checking.binding.domains import Domains, cut, is_letter
from symcnn.checking.binding.leaves import over, random_leaves
from symcnn.checking.binding.model import resized
from symcnn.checking.binding.names import Names
from symcnn.checking.binding.world import World
from symcnn.checking.binding.worlds import random_world
from symcnn.checking.meaning.budget import Budget
from symcnn.checking.meaning.derivatives import is_result
from symcnn.checking.meaning.interpret import Interpreter
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.checking.meaning.ranged import one_maximum
from symcnn.checking.meaning.unit_sums import class_axis, targets_summing
from symcnn.checking.numbers.compare import same
from symcnn.checking.numbers.rounding import Habit
from symcnn.checking.numbers.value import Value, along, exact
from symcnn.errors import NameProblem, NameUnknown, SymcnnError
from symcnn.reading.tree import (
    Call,
    Convolved,
    Derivative,
    Entry,
    Extremum,
    Nabla,
    Name,
    Operation,
    Tree,
    Tuple,
    find,
    walk,
)

if TYPE_CHECKING:
    from symcnn.checking.meaning.own_function import OwnFunction

# worlds in which every entry of a window is the greatest in some
OTHERS = 40
OTHER_SEED = 5


@dataclass
class Reading:
    """How one document is read: its names, its worlds, the writer's conventions and definitions so far.

    ``own`` holds wrong formulas of the writer for single numbers, by key, each with its claim; ``functions`` those that the
    writer defined, by name; ``worked`` what a name was worked out from and as, line after line, and ``held`` what became of
    it; ``entries`` letters that name entries; ``outdated`` the parameters before their step; ``fixed`` letters that stand for
    one number, and run over none; ``mapping`` names of matrices that the network tells; ``behind`` is what is said behind a
    line of its letters; ``extents`` numbers of size letters that shapes said so far tell; ``loose`` letters that stand for
    any number; ``invented`` are numbers for letters that nothing knows; ``limits`` are those of names in bounds of sums,
    ``settled`` such that several bounds agree on; ``batch_kinds`` says whether the gradients of weights have been sums or
    means over samples so far, on a page whose network nobody stated; ``rights`` are all that stands behind a sign of
    equality. A writer who ``transposes`` somewhere leaves no transpose out elsewhere, nor who ``crosses`` two vectors by one;
    one whose matrices are ``upright`` lets no gradient lie across what it is by.
    """

    names: Names
    random: list[World]
    data: World | None
    base: int
    strides: tuple[int, ...] = (1,)
    defined: dict[str, dict[int, Value]] = field(default_factory=dict)
    exactly: frozenset[float] = frozenset()
    meanings: dict[str, Tree] = field(default_factory=dict)
    worked: dict[str, tuple[Tree, ...]] = field(default_factory=dict)
    habit: Habit = field(default_factory=Habit)
    limits: dict[str, float] = field(default_factory=dict)
    settled: dict[str, float] = field(default_factory=dict)
    own: dict[str, tuple[Tree, str]] = field(default_factory=dict)
    functions: dict[str, OwnFunction] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    behind: list[Tree] = field(default_factory=list)
    mapping: set[str] = field(default_factory=set)
    given: Mapping[str, int] = field(default_factory=dict)
    extents: dict[str, int] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)
    invented: dict[str, dict[int, Value]] = field(default_factory=dict)
    outdated: Mapping[str, np.ndarray] = field(default_factory=dict)
    _resized: list[Reading | None] = field(default_factory=list)
    transposes: bool = False
    crosses: bool = False
    upright: bool = False
    batch_kinds: set[str] | None = None
    rights: tuple[Tree, ...] = ()
    held: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    _targeted: list[World] = field(default_factory=list)
    _targeted_sums: list[World] = field(default_factory=list)
    _sums: list[list[str]] = field(default_factory=list)
    _nearby: list[World] = field(default_factory=list)
    _elsewhere: list[World] = field(default_factory=list)

    @property
    def worlds(self) -> list[World]:
        """All worlds, the sheet's own last."""
        return [*self.random, *([self.data] if self.data is not None else [])]

    def resized(self, names: Set[str] | None = None) -> Reading | None:
        """How the lines are read at other numbers for the size letters, in one random world; None where no size is open.

        Nor for lines with ``names`` that stand for what was worked out at the numbers chosen first.
        """
        if not self._resized:
            model = resized(self.names.model, self.given)
            self._resized.append(None if model is None else Reading(
                replace(self.names, model=model), [random_world(model, OTHER_SEED)], None, self.base, self.strides,
                limits=self.limits, functions=self.functions, given=self.given, transposes=self.transposes,
                crosses=self.crosses, upright=self.upright, fixed=self.fixed))
        found = self._resized[0]
        return None if (self.defined.keys() if names is None else self.defined.keys() & names) or (
            names is None and self.own) else found

    def targeted(self) -> list[World]:
        """Random worlds with the targets that the sheet gives; none where it gives none."""
        if self.data is None:
            return []
        network = self.names.model.network
        targets = {k: self.data.leaves[k] for k in self.data.leaves if is_target(network, k)}
        given = {k: v for k, v in targets.items() if not np.isnan(v).any()}
        if given and not self._targeted:
            self._targeted += [w.beside(given) for w in self.random]
        return self._targeted if given else []

    def normalised(self) -> list[World]:
        """Random worlds in which the targets of a loss with logarithms sum to one, as labels and probabilities do."""
        if not self._sums:
            self._sums.append(targets_summing(self.names.model.network.forward_system))
            for world in self.random if self._sums[0] else ():
                put = {k: world.leaves[k] / world.leaves[k].sum(axis=class_axis(world, k), keepdims=True)
                       for k in self._sums[0]}
                self._targeted_sums.append(World(world.model, {**world.leaves, **put}))
        return self._targeted_sums

    def nearby(self) -> list[World]:
        """Random worlds but for the numbers that the sheet gives, which are moved a little: maxima lie where they lie there.

        There are none where nothing hangs on this.
        """
        if self.data is not None and not self._nearby and (self.names.model.bent or self.names.model.compared):
            every = {k: self.data.leaves[k] for k in self.data.leaves}
            given = {k: v for k, v in every.items() if not np.isnan(v).any()}
            self._nearby += [w.beside({k: moved(v, seed) for k, v in given.items()}) for seed, w in enumerate(self.random)]
        return self._nearby

    def elsewhere(self) -> list[World]:
        """The first random world with other data and parameters, but the same gradients from above: other maxima."""
        if not self._elsewhere:
            world, tensors = self.random[0], self.names.model.system.tensors
            kept = {k: world.leaves[k] for k in world.leaves if tensors[k].role == "gradient"}
            self._elsewhere += [World(world.model, over(kept, random_leaves(
                world.model.system, world.model.sizes, 1_000 + n, positive=False))) for n in range(OTHERS)]
        return self._elsewhere

    def counted_from(self, base: int) -> Reading:
        """The same with indices that start at another number; what is learnt of names is shared."""
        return self if base == self.base else replace(self, base=base, _resized=[])

    def letters(self, trees: Sequence[Tree]) -> dict[str, Value]:
        """The letters that trees leave free, with all their values."""
        domains = Domains(self.names, self.base).free(trees)
        for letter, numbers in (*self._of_expressions(trees), *self._of_windows(trees)):
            domains[letter] = cut(domains[letter], numbers) if letter in domains else numbers
        return {name: along(name, numbers) for name, numbers in domains.items() if numbers and name not in self.fixed}

    def _of_expressions(self, trees: Sequence[Tree]) -> Iterator[tuple[str, range]]:
        """The letters at which entries of what stands in a bracket are taken, ``(I * K)_{i,j}``, and its extents."""
        for tree in (t for side in trees for t in find(side, Entry) if isinstance(t.base, Operation | Convolved)):
            inner = tree.indices[0].items if isinstance(tree.indices[0], Tuple) else tree.indices
            letters = [t.name for t in inner if isinstance(t, Name) and is_letter(t.name)]
            world = self.random[0]
            with suppress(SymcnnError):
                reader = Interpreter(world, self.names, {}, False, self.base, {}, self.strides, Budget())
                # turned or not, what a sign gives in one mode is as large
                value = next(iter(reader.options(tree.base)))[0] if isinstance(tree.base, Convolved) else reader.only(tree.base)
                if len(letters) == len(inner) == value.rank:
                    yield from zip(letters, (range(self.base, self.base + n) for n in value.shape), strict=True)

    def _of_windows(self, trees: Sequence[Tree]) -> Iterator[tuple[str, range]]:
        """The letters of the one maximum that is meant by ``\\max`` without a body, and its extents."""
        if any(isinstance(t, Extremum) and t.body is None for side in trees for t in walk(side)):
            with suppress(SymcnnError):
                key = one_maximum(self.names)
                axes = self.names.model.network.forward_system.tensors[key].axes
                extents = self.names.model.shape(key)
                yield from ((a.letter, range(self.base, self.base + n)) for a, n in zip(axes, extents, strict=True))

    def interpreter(self, world: World, trees: Sequence[Tree], writers: bool = False,
                    known: dict[str, Value] | None = None) -> Interpreter:
        """A reader of trees in one world, the letters they leave free set to all their values, ``known`` if so."""
        letters = self.letters(trees) if known is None else dict(known)
        groups = (self._targeted, self._targeted_sums, self._nearby, self.worlds)
        number = 0 if world in self._elsewhere else next(group.index(world) for group in groups if world in group)
        defined = {name: values[number] for name, values in self.defined.items() if number in values}
        if world in self._targeted or world in self._targeted_sums:
            defined = self._defined_there(world, defined)
        return Interpreter(world, self.names, letters, writers, self.base, defined, self.strides, Budget(),
                           self.exactly, self.meanings, transposes=self.transposes, crosses=self.crosses,
                           functions=self.functions)

    def _defined_there(self, world: World, defined: Mapping[str, Value]) -> dict[str, Value]:
        """What the writer's names are in a world with other targets than that in which they were defined."""
        found: dict[str, Value] = {}
        for name, value in defined.items():
            meaning = self.meanings.get(name)
            found[name] = value
            with suppress(SymcnnError):
                if meaning is not None:
                    found[name] = Interpreter(world, self.names, self.letters([meaning]), False, self.base, dict(found),
                                              self.strides, Budget(), self.exactly, self.meanings).only(meaning)
        return found

    def head_key(self, tree: Tree) -> str | None:
        """The tensor or gradient that a tree is, or is an entry of."""
        try:
            if isinstance(tree, Derivative | Nabla):
                by = tree.by if tree.by is not None else tree.of  # type: ignore[union-attr]
                of_loss = isinstance(tree, Nabla) or self._is_loss(tree.of)
                return self.names.gradient(by).key if of_loss and by is not None else None
            if isinstance(tree, Entry) and isinstance(tree.base, Derivative | Nabla):
                return self.head_key(tree.base)
            return self.names.named(tree).key
        except SymcnnError:
            return self._by_value(tree)

    def _by_value(self, tree: Tree) -> str | None:
        """The tensor whose defining formula a tree is: the one that has its values at random numbers."""
        if is_numeric(tree) or isinstance(tree, Name | Entry | Derivative):
            return None
        found: set[str] | None = None
        for world in self.random:
            try:
                options = [v for v, _ in self.interpreter(world, [tree]).options(tree) if not v.names]
            except SymcnnError:
                return None
            tensors = world.model.network.forward_system.equations
            fits = {e.tensor for e in tensors if any(
                v.shape == world.model.shape(e.tensor) and same(v, exact(world.truth(e.tensor))) for v in options)}
            found = fits if found is None else found & fits
        return min(found) if found else None

    def _is_loss(self, tree: Tree) -> bool:
        try:
            return self.names.named(tree).key == self.names.model.network.loss
        except (NameUnknown, NameProblem):
            # any letter may be the loss, and no entry of what a function gives
            return not (isinstance(tree, Entry) and isinstance(tree.base, Call)) and not (
                isinstance(tree, Name) and is_result(self.names, tree.name))


def moved(values: np.ndarray, seed: int) -> np.ndarray:
    """Numbers moved by less than a part in 10**5, the first of equal ones staying the greatest."""
    steps = np.random.default_rng(seed).uniform(0, 1, values.size)
    largest = max(1.0, float(np.abs(values).max(initial=0.0)))
    return values - 1e-5 * largest * np.cumsum(steps).reshape(values.shape) / values.size


def replayed(world: World, key: str, value: np.ndarray) -> World:
    """The world with another value for one tensor.

    Derivatives by differences start from the leaves, or from the tensor they are by: they are worked out once for all
    worlds that differ in other tensors.
    """
    replaced = {**world.replaced, key: value.tobytes()}
    changed = World(world.model, world.leaves, {}, dict(world._truth), slopes={} if world.taken else world.slopes,
                    replaced=replaced)
    changed._truth[key] = value
    return changed
