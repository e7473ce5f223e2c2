"""One chain of equalities judged: each member as a value of the head, the member before it as a stated ancestor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symcnn.checking.compare import laid, overlaid, same
from symcnn.checking.document import Reading, replayed
from symcnn.checking.dots import with_entries
from symcnn.checking.grading import WRONG, Grading
from symcnn.checking.interpret import Interpreter
from symcnn.checking.link import Link, has_decimals, is_entry, is_numeric
from symcnn.checking.points import is_worked, with_points
from symcnn.checking.rounding import Evidence
from symcnn.checking.value import Value, combine, spread
from symcnn.checking.world import Stated, World
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Greatest, Maximum
from symcnn.expression.walk import descend
from symcnn.reading.tree import (
    Application,
    Derivative,
    Entry,
    Matrix,
    Name,
    Tree,
    walk,
)

ORDER = ("right", "rounding", "carried", "wrong")
LETTER = {"right": "r", "rounding": "o", "carried": "c", "wrong": "w"}


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
        if (found := self._given_data(tree) or self._at_its_numbers(tree) or self._apart(tree)) is not None:
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

    def _at_its_numbers(self, tree: Tree) -> Link | None:
        """A formula of single entries: right where it is at the numbers given, say for where a maximum lies.

        Where none are given, an array with noughts in it may be right: nobody can tell.
        """
        if not (isinstance(tree, Matrix) or is_entry(self.head) or self._uses_numbers(tree)) or self._free_letters():
            return None
        worlds = self.reading.nearby()
        with suppress(SymcnnError):
            if self.reading.data is not None and self._uses_numbers(tree) and self._holds(
                    tree, [self.reading.data], False) is not None:
                return Link("right", ("at the numbers given",), "equal at the numbers given", member=tree)
            if worlds and self._holds(tree, worlds, False) is not None:
                return Link("right", ("maxima and gates lie as at the numbers given",), "equal near the numbers given",
                            member=tree)
            if not worlds and isinstance(tree, Matrix) and self._routed() and self._each_entry_somewhere(tree):
                return Link("undecided", evidence="it hangs on where the maxima lie: give the numbers", member=tree)
        return None

    def _apart(self, tree: Tree) -> Link | None:
        """A local derivative that is right wherever two letters of one axis differ: the case an author splits off."""
        letters = self._two_letters()
        if letters is None:
            return None
        with suppress(SymcnnError):
            for world in self.reading.random:
                head = self.heads(world, False)[0]
                where = self.apart(world, letters, head)
                if not where.any() or not any(same(v, head, where) for v, _ in self._reader(world).options(tree)):
                    return None
            return Link("right", (f"where {letters[0]} and {letters[1]} differ",), "equal at random numbers", member=tree)
        return None

    def apart(self, world: World, letters: tuple[str, str], head: Value) -> np.ndarray:
        """Where two letters differ, in the shape of the head."""
        values = self._reader(world).letters
        here = combine(values[letters[0]], values[letters[1]], np.not_equal)
        return np.asarray(np.broadcast_to(spread(here, head.names, head.rank)[0], head.data.shape) > 0)

    def _two_letters(self) -> tuple[str, str] | None:
        """``i`` and ``j`` in ``\\partial y_i / \\partial x_j``, where both run over one axis' numbers."""
        if not isinstance(self.head, Derivative) or self.key is not None:
            return None
        sides = [with_entries(t) for t in (self.head.of, self.head.by)]
        found = [list(t.indices if isinstance(t, Entry) else t.arguments if isinstance(t, Application) else ()) for t in sides]
        letters = [i[0].name for i in found if len(i) == 1 and isinstance(i[0], Name)]
        known = self._reader(self.reading.random[0]).letters
        if len(letters) != 2 or letters[0] == letters[1] or any(n not in known for n in letters):
            return None
        one, other = (known[n].data for n in letters)
        return (letters[0], letters[1]) if np.array_equal(one, other) and one.size > 1 else None

    def _free_letters(self) -> bool:
        return bool(self._reader(self.reading.random[0]).letters)

    def _uses_numbers(self, tree: Tree) -> bool:
        """Whether an array of numbers that was given a name stands in a tree."""
        named = [self.reading.defined[t.name] for t in walk(tree) if isinstance(t, Name) and t.name in self.reading.defined]
        return any(v.rank and all(v.shape == w.shape and np.array_equal(v.data, w.data) for w in values.values())
                   for values in named for v in list(values.values())[:1])

    def _routed(self) -> bool:
        """Whether a maximum of the network decides which way a gradient takes."""
        equations = self.reading.names.model.network.forward_system.equations
        return any(isinstance(n, Maximum | Greatest) for e in equations for n in descend(e.right))

    def _each_entry_somewhere(self, tree: Matrix) -> bool:
        """Whether every entry is right in some world, and noughts stand where a maximum may lie elsewhere."""
        seen: np.ndarray | None = None
        for world in self.reading.elsewhere():
            value, head = self._reader(world).only(tree), self.heads(world, False)[0]
            if value.shape != head.shape or value.names or head.names:
                return False
            here = abs(value.data - head.data) <= 1e-9
            seen = here if seen is None else seen | here
        return seen is not None and bool(seen.all())

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
        for a, b in overlaid(value, head):
            place = int(np.argmax(abs(a - b)))
            return f"at random numbers it gives {a.ravel()[place]:.4g} where {b.ravel()[place]:.4g} is right"
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
        # arithmetic on plain numbers comes out, it is not rounded to whole ones
        grading = Grading(written, target, exactly=self.plain)
        for rank, goal, more, said in self._goals(target, before):
            grading.see(rank, goal, more, said)
        if grading.grades.max(initial=0) == WRONG:
            for goal, more, said in self._tracked_goals(target):
                grading.see(2, goal, more, said)
        grades = grading.graded(self.reading.habit)
        if grades is not grading.grades:
            notes = (*notes, "digits are cut off, not rounded")
        verdict = ORDER[int(grades.max(initial=0))]
        entries = None if not grading.written.rank else marks(grades)
        follows = grading.ancestors if verdict == "carried" else ()
        return Link(verdict, notes, "", entries, target, grading.written, None, follows), grading.evidence

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

    def _tracked_goals(self, target: Value) -> Iterator[tuple[Value, np.ndarray, tuple[str, ...]]]:
        """What follows from the lines where mistakes were made, all after them kept in a calculator."""
        world = self.reading.worlds[-1]
        if self.key is None or not (roots := self._roots(world)):
            return
        said = tuple(dict.fromkeys(s.claim for s in roots.values()))
        with suppress(SymcnnError):
            array, radius = self._tracked(world, roots)
            for head in self._seen(world, array):
                for shaped in laid(head, target):
                    yield shaped, self._shown_radius(world, head, radius), said

    def _roots(self, world: World) -> dict[str, Stated]:
        """The lines with a mistake of their own that the head depends on."""
        return world.roots(str(self.key))

    def _tracked(self, world: World, roots: Mapping[str, Stated]) -> tuple[np.ndarray, np.ndarray]:
        return world.tracked(str(self.key), roots)

    def _reach(self, head: Value) -> np.ndarray:
        world = self.reading.worlds[-1]
        if self.key is None:
            return head.radius
        return self._shown_radius(world, head, world.replay_radius(self.key))

    def _shown_radius(self, world: World, head: Value, radius: np.ndarray) -> np.ndarray:
        """What the head shows of how far its whole tensor may be moved."""
        shown = next((v.data for v in self._seen(world, radius)), radius)
        return shown if shown.shape == head.data.shape else np.asarray(radius.max(initial=0.0))


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
