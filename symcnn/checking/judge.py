"""One chain of equalities judged: each member as a value of the head, the member before it as a stated ancestor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from symcnn.checking.compare import laid, same, tolerance, within
from symcnn.checking.domains import Domains
from symcnn.checking.dots import mapped
from symcnn.checking.interpret import Budget, Interpreter
from symcnn.checking.names import Names
from symcnn.checking.rounding import Evidence, Habit
from symcnn.checking.value import WHOLE, Value, along, exact, spread, union
from symcnn.checking.verdict import Cause
from symcnn.checking.world import World
from symcnn.errors import NameProblem, NameUnknown, NotSupportedYet, SymcnnError
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import descend
from symcnn.reading.tree import Derivative, Entry, Matrix, Nabla, Name, Negation, Number, Operation, Tree, walk

ORDER = ("right", "rounding", "carried", "wrong")
LETTER = {"right": "r", "rounding": "o", "carried": "c", "wrong": "w"}


@dataclass(frozen=True)
class Link:
    """What became of one member of a chain."""

    verdict: str
    notes: tuple[str, ...] = ()
    evidence: str = ""
    entries: Any = None
    expected: Value | None = None
    written: Value | None = None
    member: Tree | None = None
    follows_from: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Member:
    """A side of a chain, and whether it is made of numbers alone."""

    tree: Tree
    numeric: bool


def is_numeric(tree: Tree) -> bool:
    """Whether a tree holds numbers and no names."""
    parts = list(walk(tree))
    return not any(isinstance(t, Name | Derivative | Nabla | Entry) for t in parts) and any(
        isinstance(t, Number | Matrix) for t in parts)


def has_decimals(tree: Tree) -> bool:
    """Whether a number with rounding is typed in a tree."""
    return any(isinstance(t, Number) and ("." in t.text or "e" in t.text.lower()) for t in walk(tree))


@dataclass
class Reading:
    """How one document is read: its names, its worlds, the writer's conventions and definitions so far."""

    names: Names
    random: list[World]
    data: World | None
    base: int
    strides: tuple[int, ...] = (1,)
    defined: dict[str, dict[int, Value]] = field(default_factory=dict)
    exactly: frozenset[float] = frozenset()
    habit: Habit = field(default_factory=Habit)
    _targeted: list[World] = field(default_factory=list)
    _targeted_sums: list[World] = field(default_factory=list)

    @property
    def worlds(self) -> list[World]:
        """All worlds, the sheet's own last."""
        return [*self.random, *([self.data] if self.data is not None else [])]

    def targeted(self) -> list[World]:
        """Random worlds with the targets that the sheet gives; none where it gives none."""
        if self.data is None:
            return []
        tensors = self.names.model.system.tensors
        targets = {k: self.data.leaves[k] for k in self.data.leaves if tensors[k].role == "target"}
        given = {k: v for k, v in targets.items() if not np.isnan(v).any()}
        if given and not self._targeted:
            self._targeted += [w.beside(given) for w in self.random]
        return self._targeted if given else []

    def normalised(self) -> list[World]:
        """Random worlds in which the targets of a loss with logarithms sum to one, as labels and probabilities do."""
        forward = self.names.model.network.forward_system
        logs = any(isinstance(n, Apply) and n.function == "log" for e in forward.equations for n in descend(e.right))
        targets = [k for k in forward.leaves if forward.tensors[k].role == "target" and forward.tensors[k].axes]
        if not logs or not targets or set(targets) <= set(forward.unit_sum):
            return []
        if not self._targeted_sums:
            for world in self.random:
                put = {k: world.leaves[k] / world.leaves[k].sum(axis=-1, keepdims=True) for k in targets}
                self._targeted_sums.append(World(world.model, {**world.leaves, **put}))
        return self._targeted_sums

    def letters(self, trees: Sequence[Tree]) -> dict[str, Value]:
        """The letters that trees leave free, with all their values."""
        domains = Domains(self.names, self.base).free(trees)
        return {name: along(name, numbers) for name, numbers in domains.items() if numbers}

    def interpreter(self, world: World, trees: Sequence[Tree], writers: bool = False,
                    known: dict[str, Value] | None = None) -> Interpreter:
        """A reader of trees in one world, the letters they leave free set to all their values, ``known`` if so."""
        letters = self.letters(trees) if known is None else dict(known)
        number = next(w for w in (self._targeted, self._targeted_sums, self.worlds) if world in w).index(world)
        defined = {name: values[number] for name, values in self.defined.items() if number in values}
        return Interpreter(world, self.names, letters, writers, self.base, defined, self.strides, Budget(),
                           self.exactly)

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
            return True


def replayed(world: World, key: str, value: np.ndarray) -> World:
    """The world with another value for one tensor."""
    changed = World(world.model, world.leaves, {}, dict(world._truth))
    changed._truth[key] = value
    return changed


@dataclass
class Judge:
    """Judges the members of one chain against its head."""

    reading: Reading
    head: Tree
    others: list[Tree]

    def __post_init__(self) -> None:
        self.trees = [self.head, *self.others]
        self.key = self.reading.head_key(self.head)
        self.plain = is_numeric(self.head) and not has_decimals(self.head)
        self._heads: dict[tuple[int, bool], list[Value]] = {}
        self._free: dict[str, Value] | None = None

    def links(self) -> list[Link]:
        """The members after the head, judged in order."""
        if self._only_arithmetic():
            # nothing is known of the head: its first value is taken as true, the rest held against that
            first = Judge(self.reading, self.others[0], self.others[1:])
            return [Link("given", member=self.others[0]), *first.links()]
        found: list[Link] = []
        for place in range(len(self.others)):
            found.append(self._link(place, found))
        return found

    def _only_arithmetic(self) -> bool:
        """Whether numbers are written for a head that has none at the sheet's numbers."""
        if not self.others or not all(is_numeric(t) for t in self.others):
            return False
        if self.reading.data is None:
            return has_decimals(self.others[0]) and self.key is not None
        try:
            return bool(np.isnan(self.heads(self.reading.data, False)[0].data).any())
        except SymcnnError:
            return False

    def _link(self, place: int, before: list[Link]) -> Link:
        tree = self.others[place]
        try:
            if is_numeric(tree) and (self.reading.data is not None or self.key is None) and self._needs_data(tree):
                return self._number(place, before)
            return self._formula(place, before)
        except SymcnnError as problem:
            return Link("undecided", evidence=str(problem), member=tree)

    def _needs_data(self, tree: Tree) -> bool:
        """Whether numbers are those of the sheet: not where they hold at random numbers too."""
        if has_decimals(tree):
            return True
        try:
            return self._holds(tree, self.reading.random, False) is None
        except SymcnnError:
            return True

    # the head

    def heads(self, world: World, writers: bool) -> list[Value]:
        """The values the head may have: the truth, or what follows from the writer's own lines."""
        key = (id(world), writers)
        if key not in self._heads:
            self._heads[key] = list(self._head_values(world, writers))
        return self._heads[key]

    def _head_values(self, world: World, writers: bool) -> Iterator[Value]:
        if not writers:
            yield from (v for v, _ in self._reader(world).options(self.head))
            return
        if self.key is None:
            yield from (v for v, _ in self._reader(world, True).options(self.head))
            return
        for array in world.replays(self.key):
            yield from self._seen(world, array)

    def _seen(self, world: World, array: np.ndarray) -> Iterator[Value]:
        """What the head shows of a value for its whole tensor."""
        assert self.key is not None
        reader = replace(self._reader(world), world=replayed(world, self.key, array))
        yield from (v for v, _ in reader.options(self.head))

    def _reader(self, world: World, writers: bool = False) -> Interpreter:
        if self._free is None:
            self._free = self.reading.letters(self.trees)
        return self.reading.interpreter(world, self.trees, writers, self._free)

    # formulas

    def _formula(self, place: int, before: list[Link]) -> Link:
        tree = self.others[place]
        notes = self._holds(tree, self.reading.random, False)
        if notes is not None:
            return Link("right", notes, "equal at random numbers", member=tree)
        if (found := self._given_data(tree)) is not None:
            return found
        if (ancestors := self._wrong_ancestors(self.reading.random)) and (
                self._follows(tree, False) or self._follows(tree, True)):
            return Link("carried", evidence="follows from your own lines", member=tree, follows_from=ancestors)
        if (earlier := self._wrong_before(before)) is not None and self._equals(tree, earlier):
            return Link("carried", evidence="equals the member before it", member=tree)
        return Link("wrong", evidence=self._witness(tree), member=tree)

    def _holds(self, tree: Tree, worlds: Sequence[World], writers: bool) -> tuple[str, ...] | None:
        """The words of a meaning under which the tree is the head in all worlds, or None."""
        said: tuple[str, ...] | None = None
        for world in worlds:
            where = self._where(world)
            fitting = [words for value, words in self._reader(world, writers).options(tree)
                       if any(same(value, h, where) for h in self.heads(world, False))]
            if not fitting:
                return None
            said = fitting[0] if said is None or fitting[0] == said else min(said, fitting[0], key=len)
        return said

    def _where(self, world: World) -> np.ndarray | None:
        """Where a local derivative is judged: at the entries that depend on each other."""
        if not isinstance(self.head, Derivative) or self.key is not None:
            return None
        return self.heads(world, False)[0].data != 0

    def _given_data(self, tree: Tree) -> Link | None:
        """A formula that uses a given target, such as y = 1 or a one-hot y, or that targets sum to one."""
        for worlds, said in ((self.reading.targeted(), "uses the target given"),
                             (self.reading.normalised(), "where the targets sum to one")):
            try:
                if worlds and self._holds(tree, worlds, False) is not None:
                    return Link("right", (said,), f"equal at random numbers: {said}", member=tree)
            except SymcnnError:
                return None
        return None

    def _uses_given(self) -> bool:
        """Whether the sheet gives targets that a formula may use."""
        return bool(self.reading.targeted())

    def _wrong_ancestors(self, worlds: Sequence[World]) -> tuple[str, ...]:
        """The claims that the head depends on and that were wrong."""
        if self.key is None:
            return tuple(dict.fromkeys(s.claim for w in worlds for s in w.stated.values() if not s.good))
        found = [w.stated[k] for w in worlds for k in w.ancestors(self.key)]
        return tuple(dict.fromkeys(s.claim for s in found if not s.good))

    def _follows(self, tree: Tree, writers: bool) -> bool:
        """Whether the tree, read with right or the writer's values, is what the writer's own lines make of the head."""
        for world in self.reading.random:
            try:
                options = self._reader(world, writers).options(tree)
            except SymcnnError:
                return False
            if not any(same(value, h) for value, _ in options for h in self.heads(world, True)):
                return False
        return True

    def _wrong_before(self, before: list[Link]) -> Tree | None:
        return before[-1].member if before and before[-1].verdict in ("wrong", "carried") else None

    def _equals(self, tree: Tree, other: Tree) -> bool:
        for world in self.reading.random:
            for writers in (False, True):
                reader = self._reader(world, writers)
                if any(same(a, b) for a, _ in reader.options(tree) for b, _ in reader.options(other)):
                    break
            else:
                return False
        return True

    def _witness(self, tree: Tree) -> str:
        """Where a wrong formula fails first."""
        world = self.reading.random[0]
        value = self._reader(world).options(tree)[0][0]
        head = self.heads(world, False)[0]
        return f"at random numbers it gives {brief(value)} where {brief(head)} is right"

    # numbers

    def _number(self, place: int, before: list[Link]) -> Link:
        found = self._number_as(self.others[place], before)
        points = with_points(self.others[place]) if found.verdict == "wrong" and is_worked(self.others[place]) else None
        if points is not None:
            again = self._number_as(points, before)
            if again.verdict in ("right", "rounding"):
                return replace(again, notes=(*again.notes, "the point means times"), member=self.others[place])
        return replace(found, member=self.others[place])

    def _number_as(self, tree: Tree, before: list[Link]) -> Link:
        world = self.reading.worlds[-1]
        best: Link | None = None
        seen: Evidence | None = None
        for written, notes in self._reader(world).options(tree):
            for target in self.heads(world, False):
                for shaped in laid(written, target):
                    link, evidence = self._graded(shaped, target, notes, before)
                    if best is None or ORDER.index(link.verdict) < ORDER.index(best.verdict):
                        best, seen = link, evidence
        if best is None:
            expected = self.heads(world, False)[0]
            return Link("wrong", evidence=f"its shape differs from {expected.shape}", expected=expected, member=tree)
        if seen is not None and best.verdict in ("right", "rounding"):
            self.reading.habit.take(seen)
        return replace(best, member=tree)

    def _graded(self, written: Value, target: Value, notes: tuple[str, ...], before: list[Link]
                ) -> tuple[Link, Evidence]:
        written = filled(written, target)
        reach = np.broadcast_to(tolerance(written), written.data.shape)
        grades = np.full(written.data.shape, 3)
        cut = np.full(written.data.shape, 3)
        evidence = Evidence(written.data, reach)
        ancestors: tuple[str, ...] = ()
        for rank, goal, more, said in self._goals(target, before):
            goal_data = filled(goal, written).data
            if goal_data.shape != written.data.shape:
                continue
            if rank == 2 and not np.all(np.isfinite(goal_data)):
                raise NotSupportedYet("your earlier value makes this impossible to work out")
            more = np.broadcast_to(more, written.data.shape)
            # what follows from a wrong line may hide how its author rounds
            slack = reach + more if rank == 2 and more.any() else 0.0
            # arithmetic on plain numbers comes out, it is not rounded to whole ones
            whole = 0.0 if self.plain else coarse(written, goal_data)
            fits = within(written.data, goal_data, reach + more + slack + whole)
            shorter = evidence.see(goal_data) if not more.any() else within(written.data, goal_data, 2 * (reach + more))
            cut = np.where(shorter, np.minimum(cut, max(rank, 1)), cut)
            if rank == 2 and np.any(fits & (grades > 2)):
                ancestors = said
            grades = np.where(fits, np.minimum(grades, rank), grades)
        better = np.minimum(grades, cut)
        if better.max(initial=0) < grades.max(initial=0) and self.reading.habit.allows(evidence):
            grades, notes = better, (*notes, "digits are cut off, not rounded")
        verdict = ORDER[int(grades.max(initial=0))]
        entries = None if not written.rank else marks(grades)
        follows = ancestors if verdict == "carried" else ()
        return Link(verdict, notes, "", entries, target, written, None, follows), evidence

    def _goals(self, target: Value, before: list[Link]) -> Iterator[tuple[int, Value, np.ndarray, tuple[str, ...]]]:
        """What a number may be, how good that is, how much further it may be off, and the claims it follows from."""
        world = self.reading.worlds[-1]
        zero = np.zeros(())
        yield 0, target, zero, ()
        wrong = self._wrong_ancestors([world])
        rank = 2 if wrong else 1
        try:
            for head in self.heads(world, True):
                for shaped in laid(head, target):
                    yield rank, shaped, zero, wrong
                    yield rank, shaped, self._reach(shaped), wrong
        except SymcnnError:
            pass
        if before and before[-1].written is not None:
            bad = before[-1].verdict in ("wrong", "carried")
            for shaped in laid(before[-1].written, target):
                yield 2 if bad else 1, shaped, shaped.radius, before[-1].follows_from

    def _reach(self, head: Value) -> np.ndarray:
        world = self.reading.worlds[-1]
        if self.key is None:
            return head.radius
        return self._shown_radius(world, head, world.replay_radius(self.key))

    def _shown_radius(self, world: World, head: Value, radius: np.ndarray) -> np.ndarray:
        """What the head shows of how far its whole tensor may be moved."""
        shown = next((v.data for v in self._seen(world, radius)), radius)
        return shown if shown.shape == head.data.shape else np.asarray(radius.max(initial=0.0))


def is_worked(tree: Tree) -> bool:
    """Whether a tree is a sum or a difference, and not numbers as they stand: in those a point is a decimal point."""
    return any(isinstance(t, Operation) and t.operator in ("+", "-") for t in walk(tree))


def with_points(tree: Tree) -> Tree | None:
    """The tree with ``6.2`` read as 6 times 2, or None where no number has a point between whole numbers."""
    if isinstance(tree, Number):
        left, point, right = tree.text.partition(".")
        if point and left.isdigit() and right.isdigit():
            return Operation("juxtapose", Number(left), Number(right))
        return None
    if isinstance(tree, Operation) and tree.operator == "-" and (found := times_minus(tree)) is not None:
        return with_points(found) or found
    changed = False

    def rule(t: Tree) -> Tree:
        nonlocal changed
        new = with_points(t)
        changed = changed or new is not None
        return t if new is None else new

    found = mapped(tree, rule)
    return found if changed else None


def times_minus(tree: Operation) -> Tree | None:
    """``a + 5. - 1`` as ``a + 5*(-1)``: the point stands for a product, the sign belongs to its second factor."""
    left = tree.left
    if isinstance(left, Number) and left.text.endswith("."):
        return Operation("juxtapose", Number(left.text[:-1]), Negation(tree.right))
    if isinstance(left, Operation) and left.operator in ("+", "-") and isinstance(left.right, Number) and (
            left.right.text.endswith(".")):
        return Operation(left.operator, left.left, Operation("juxtapose", Number(left.right.text[:-1]),
                                                             Negation(tree.right)))
    return None


def filled(value: Value, like: Value) -> Value:
    """A value with the letters and array axes of another too, repeated along those it does not have."""
    names = union(value, like)
    rank = max(value.rank, like.rank)
    data, radius = spread(value, names, rank)
    other, _ = spread(like, names, rank)
    try:
        shape = np.broadcast_shapes(data.shape, other.shape)
    except ValueError:
        return value
    unit = None
    if value.unit is not None:
        unit = np.broadcast_to(spread(Value(value.names, value.unit, value.unit), names, rank)[0], shape)
    return Value(names, np.broadcast_to(data, shape), np.broadcast_to(radius, shape), unit)


def coarse(written: Value, goal: np.ndarray) -> np.ndarray:
    """How much further a whole number may be from a goal that is none: 23 for 22.71 is rounded, 1 for 0.71 is not."""
    if written.unit is None:
        return np.zeros(())
    whole = (written.unit >= WHOLE) & (np.abs(written.data) >= 10) & (goal != np.rint(goal))
    return np.where(whole, WHOLE, 0.0)


def marks(grades: np.ndarray) -> Any:
    """The grades of an array as nested lists of letters."""
    if grades.ndim == 0:
        return LETTER[ORDER[int(grades)]]
    return [marks(part) for part in grades]


def brief(value: Value) -> str:
    """The first number of a value."""
    return f"{value.data.ravel()[0]:.4g}" if value.data.size else "nothing"


def worst(links: Sequence[Link]) -> str:
    """The verdict of a whole chain."""
    if not links:
        return "given"
    if any(x.verdict == "undecided" for x in links) and not any(x.verdict == "wrong" for x in links):
        return "undecided"
    return max((x.verdict for x in links if x.verdict in ORDER), key=ORDER.index)
