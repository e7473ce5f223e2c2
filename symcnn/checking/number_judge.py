"""Numbers of a chain judged entry by entry: by the truth, by the writer's rounding, by the writer's earlier numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.compare import laid, same
from symcnn.checking.grading import WRONG, Grading, Span
from symcnn.checking.headed import Headed
from symcnn.checking.link import Link
from symcnn.checking.points import is_worked, with_points
from symcnn.checking.stated import Stated
from symcnn.checking.value import Value
from symcnn.checking.world import World
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Tree

ORDER = ("right", "rounding", "carried", "wrong")
# of more entries than these that nothing explains, none is looked at by itself
MOST_CORNERS = 12
LETTER = {"right": "r", "rounding": "o", "carried": "c", "wrong": "w"}


class NumberJudge(Headed):
    """Judges the members that are numbers."""

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
        seen: Grading | None = None
        for written, notes in self._reader(world).options(tree):
            for target in self.heads(world, False):
                for shaped in laid(written, target):
                    link, grading = self._graded(shaped, target, notes, before)
                    if best is None or ORDER.index(link.verdict) < ORDER.index(best.verdict):
                        best, seen = link, grading
        if best is None:
            expected = self.heads(world, False)[0]
            return Link("wrong", evidence=f"its shape differs from {expected.shape}", expected=expected, member=tree)
        if seen is not None and best.verdict in ("right", "rounding"):
            habit = self.reading.habit
            habit.digits(seen.units)
            habit.take(seen.evidence, seen.loose, seen.alone(False, habit), seen.alone(True, habit))
        return replace(best, member=tree)

    def _graded(self, written: Value, target: Value, notes: tuple[str, ...], before: list[Link]
                ) -> tuple[Link, Grading]:
        # arithmetic on plain numbers comes out, it is not rounded to whole ones
        habit = self.reading.habit
        grading = Grading(written, target, exactly=self.plain, cuts=habit.surely_cuts, least=habit.finest)
        self._see_goals(grading, target, before)
        if grading.grades.max(initial=0) == WRONG:
            self._see_corners(grading, target)
        if grading.grades.max(initial=0) == WRONG:
            self._see_tracked(grading, target)
        if grading.grades.max(initial=0) == WRONG:
            self._see_without_formulas(grading, target)
        said = self._see_otherwise(grading, target) if grading.graded(self.reading.habit).max(initial=0) == WRONG else ""
        notes = (*notes, said) if said else notes
        # the way that the gradients of equal numbers went is none that the roundings are held together by
        grades = grading.graded(self.reading.habit) if said else self._held_together(grading, target)
        if grades is not grading.grades and grades.max(initial=0) < WRONG:
            notes = (*notes, "digits are cut off, not rounded")
        verdict = ORDER[int(grades.max(initial=0))]
        entries = None if not grading.written.rank else marks(grades)
        follows = grading.ancestors if verdict == "carried" else ()
        chance = grading.chance(self.reading.habit) if verdict in ("right", "rounding") else 1.0
        unlike = grading.unlike(self.reading.habit)
        return Link(verdict, notes, "", entries, target, grading.written, None, follows, chance=chance, unlike=unlike), grading

    def _see_goals(self, grading: Grading, target: Value, before: list[Link]) -> None:
        """What a number may be: the truth, what follows from earlier lines, what the member before it comes to."""
        world = self.reading.worlds[-1]
        grading.see(0, target, ())
        wrong = self._wrong_ancestors([world])
        heads: list[Value] = []
        with suppress(SymcnnError):
            heads = self._alike(target)
        if wrong and heads and self._untouched(world, heads):
            wrong = ()
        rank = 2 if wrong else 1
        for shaped in [s for head in heads for s in laid(head, target)]:
            grading.see(rank, shaped, wrong)
            grading.see_span(rank, shaped, partial(self._reach, shaped), wrong)
        if before and before[-1].written is not None:
            bad = before[-1].verdict in ("wrong", "carried")
            for shaped in laid(before[-1].written, target):
                grading.see_result(2 if bad else 1, shaped, before[-1].follows_from)

    def _alike(self, target: Value) -> list[Value]:
        """What follows from the writer's own lines where the head is read as the target is, and in no other way."""
        world = self.reading.worlds[-1]
        heads = self.heads(world, True)
        truths = [] if self.key is not None else self.heads(world, False)
        if len(truths) < 2 or len(truths) != len(heads):
            return heads
        return [h for h, t in zip(heads, truths, strict=True) if t is target or same(t, target)]

    def _untouched(self, world: World, heads: list[Value]) -> bool:
        """Whether none of the numbers that are wrong in earlier lines leads to these, but only others beside them."""
        with suppress(SymcnnError):
            mended = [v for array in self._mended(world) for v in self._seen(world, array)]
            return bool(mended) and all(any(same(h, v) for v in mended) for h in heads)
        return False

    def _mended(self, world: World) -> list[np.ndarray]:
        """The head's tensor from the writer's values, those that are wrong put right."""
        return [] if self.key is None else [world.mended(self.key)]

    def _see_tracked(self, grading: Grading, target: Value) -> None:
        """What follows from the lines where mistakes were made, all after them kept in a calculator."""
        world = self.reading.worlds[-1]
        if self.key is None or not (roots := self._roots(world)):
            return
        said = tuple(dict.fromkeys(s.claim for s in roots.values()))
        goals: list[tuple[Value, Span]] = []
        with suppress(SymcnnError):
            array, span = self._tracked(world, roots)
            goals += [(s, self._shown_span(world, head, span)) for head in self._seen(world, array) for s in laid(head, target)]
        for shaped, shown in goals:
            grading.see_further(2, shaped, shown, said)

    def _see_without_formulas(self, grading: Grading, target: Value) -> None:
        """What follows from the numbers of earlier lines, wrong formulas between them left aside."""
        world = self.reading.worlds[-1]
        numbers = {k: s for k, s in world.stated.items() if not s.formula or s.good}
        if self.key is None or len(numbers) == len(world.stated):
            return
        alone = World(world.model, world.leaves, numbers, dict(world._truth))
        said = self._wrong_ancestors([alone])
        for array in alone.replays(self.key) if said else ():
            for head in self._seen(world, array):
                for shaped in laid(head, target):
                    grading.see(2, shaped, said)
                    grading.see_further(2, shaped, self._shown_span(world, head, alone.replay_radius(self.key)), said)

    def _see_otherwise(self, grading: Grading, target: Value) -> str:
        """What it is by another choice at kinks and among equal numbers, in words; what explains not all counts for nothing."""
        world = self.reading.worlds[-1]
        if self.key is None or self.key in world.model.system.leaves:
            return ""
        if self._all_explained(grading, target, [world.opened(self.key)]):
            return "the slope at a kink is taken as the one to its right"
        # whichever is taken, each gradient is handed on once
        totals = [float(np.sum(v.data)) for v in (target, *self.heads(world, True))] if self.is_of_compared else []
        off = min((abs(float(np.sum(grading.written.data)) - n) for n in totals), default=0.0)
        once = off <= 2 * float(np.sum(grading.reach))
        if once and self._all_explained(grading, target, world.otherwise(self.key)):
            return "of equal numbers another is taken for the greatest"
        return ""

    def goes_another_way(self, link: Link) -> bool:
        """Whether a line is right by another choice at kinks and among equal numbers alone, and not without it."""
        if link.written is None or link.expected is None:
            return False
        grading = Grading(link.written, link.expected, exactly=self.plain)
        grading.see(0, link.expected, ())
        if grading.graded(self.reading.habit).max(initial=0) < WRONG:
            return False
        return bool(self._see_otherwise(grading, link.expected))

    @property
    def is_of_compared(self) -> bool:
        """Whether the head is an array of the gradient of what a maximum is taken of."""
        model = self.reading.names.model
        return self.key in {gradient_key(model.network.loss, k) for k in model.compared}

    def _all_explained(self, grading: Grading, target: Value, found: Iterable[Sequence[np.ndarray]]) -> bool:
        """Whether a line is right or follows with one of the arrays, by the truth and by what was stated, at each entry."""
        world = self.reading.worlds[-1]
        wrong = self._wrong_ancestors([world])
        before = grading.grades, grading.cut, grading.exact, grading.once, grading.ancestors
        for pair in found:
            for rank, array in zip((0, 2 if wrong else 1), pair, strict=False):
                for shaped in [s for head in self._seen(world, array) for s in laid(head, target)]:
                    grading.see(rank, shaped, wrong)
        if grading.graded(self.reading.habit).max(initial=0) < WRONG:
            return True
        grading.grades, grading.cut, grading.exact, grading.once, grading.ancestors = before
        return False

    def _held_together(self, grading: Grading, target: Value) -> np.ndarray:
        """The grades; wrong where the rounding of earlier lines explains each number, and not all of them together."""
        habit = self.reading.habit
        grades = grading.graded(habit)
        loose = (grading.grades == 1) & ~grading.exact
        if grades.max(initial=0) != 1 or not loose.any():
            return grades
        cut = grades is not grading.grades
        missed = self._out_of_reach(grading, target, 2.0 if cut else 1.0)
        if missed is not None and not cut and habit.allows(grading.evidence):
            grades = np.minimum(grading.grades, grading.cut)
            missed = self._out_of_reach(grading, target, 2.0)
        return grades if missed is None else np.where(missed & loose if (missed & loose).any() else missed, WRONG, grades)

    def _out_of_reach(self, grading: Grading, target: Value, times: float) -> np.ndarray | None:
        """The entries that no rounding of what was stated explains together with the others, or None."""
        world, key, written = self.reading.worlds[-1], self.key, grading.written.data
        flat = self._places(world, written.shape)
        if key is None or flat is None:
            return None
        missed = []
        for reach in world.reaches(key):
            unit = (grading.evidence.reach + grading.bent).ravel()
            found = reach.together(written.ravel(), unit, flat, world.truth(key), times)
            if found is None:
                return None
            missed.append(found)
        return np.logical_and.reduce(missed).reshape(written.shape) if missed else None

    def _places(self, world: World, shown: tuple[int, ...]) -> np.ndarray | None:
        """Which entries of the tensor the head shows, numbered through; None where it shows no entries as they are."""
        if self.key is None or not world.stated:
            return None
        shape = world.model.shape(self.key)
        places = next(self._seen(world, np.arange(float(np.prod(shape))).reshape(shape))).data
        flat = np.rint(places).astype(int).ravel()
        even = places.shape == shown and np.array_equal(flat, places.ravel()) and len(set(flat)) == flat.size
        return flat if even else None

    def _see_corners(self, grading: Grading, target: Value) -> None:
        """What entries are where all stated values are moved at once, of those that the moves added up fall short of."""
        world, key, bad = self.reading.worlds[-1], self.key, np.flatnonzero(grading.grades == WRONG)
        flat = self._places(world, grading.written.data.shape)
        if key is None or flat is None or bad.size > MOST_CORNERS or key in world.model.system.leaves:
            return
        wrong = self._wrong_ancestors([world])
        for moves in world.moves(key):
            for entry in bad[moves.near(grading.written.data.ravel()[bad], grading.reach.ravel()[bad], flat[bad])]:
                base = float(moves.way.array.ravel()[flat[entry]])
                side = float(np.sign(grading.written.data.ravel()[entry] - base))
                corner = moves.corner(int(flat[entry]), side)
                sums = (moves.reach.above if side > 0 else moves.reach.below).ravel()[flat[entry]]
                grading.see_corner(2 if wrong else 1, int(entry), (base, corner), abs(corner - base) - sums, wrong)

    def _roots(self, world: World) -> dict[str, Stated]:
        """The lines with a mistake of their own that the head depends on."""
        return world.roots(str(self.key))

    def _tracked(self, world: World, roots: Mapping[str, Stated]) -> tuple[np.ndarray, Span]:
        return world.tracked(str(self.key), roots)

    def _reach(self, head: Value) -> Span:
        world = self.reading.worlds[-1]
        if self.key is None:
            return head.radius, head.radius
        return self._shown_span(world, head, world.replay_radius(self.key))

    def _shown_span(self, world: World, head: Value, span: Span) -> Span:
        """What the head shows of how far its whole tensor may be moved."""
        if not span[0].any() and not span[1].any():
            return np.zeros(()), np.zeros(())
        shown = [next((v.data for v in self._seen(world, more)), more) for more in span[:1 + (not np.array_equal(*span))]]
        below, above = (s if s.shape == head.data.shape else np.asarray(more.max(initial=0.0))
                        for s, more in zip((shown[0], shown[-1]), span, strict=True))
        return below, above


def marks(grades: np.ndarray) -> Any:
    """The grades of an array as nested lists of letters."""
    if grades.ndim == 0:
        return LETTER[ORDER[int(grades)]]
    return [marks(part) for part in grades]
