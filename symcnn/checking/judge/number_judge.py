"""Numbers of a chain judged entry by entry: by the truth, by the writer's rounding, by the writer's earlier numbers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.judge.another_way import AnotherWay
from symcnn.checking.judge.points import is_worked, with_points
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.compare import laid, same
from symcnn.checking.numbers.grading import WRONG, Grading
from symcnn.checking.numbers.stated import Span
from symcnn.checking.numbers.value import Value
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Tree

ORDER = ("right", "rounding", "carried", "wrong")
# of more entries than these that nothing explains, none is looked at by itself
MOST_CORNERS = 12
LETTER = {"right": "r", "rounding": "o", "carried": "c", "wrong": "w"}

# the share of a number that is left out beside the rest without a word
NEGLECTED = 1e-7


class NumberJudge(AnotherWay):
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
                    near = with_neglect(shaped, target) if is_worked(tree) else shaped
                    link, grading = self._graded(near, target, notes, before)
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
        self._see_entries(grading, target)
        if before and before[-1].written is not None:
            bad = before[-1].verdict in ("wrong", "carried")
            for shaped in laid(before[-1].written, target):
                grading.see_result(2 if bad else 1, shaped, before[-1].follows_from)

    def _see_entries(self, grading: Grading, target: Value) -> None:
        """What single entries of the same array were before, where they were wrong: one mistake costs once."""
        own = None if self.key is None else self.reading.worlds[-1].stated.get(self.key)
        if own is None or own.good or own.formula or not own.apiece:
            return
        for shaped in [s for head in self._seen(self.reading.worlds[-1], own.data) for s in laid(head, target)]:
            grading.see(2, shaped, (own.claim,))

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
        for shaped, shown, said in self._tracked_goals(target):
            grading.see_further(2, shaped, shown, said)

    def _tracked_goals(self, target: Value) -> list[tuple[Value, Span, tuple[str, ...]]]:
        """What that comes to, how far it may be moved, and the claims it follows from; nothing where no mistake leads here."""
        world = self.reading.worlds[-1]
        if self.key is None or not (roots := self._roots(world)):
            return []
        said = tuple(dict.fromkeys(s.claim for s in roots.values()))
        with suppress(SymcnnError):
            array, span = self._tracked(world, roots)
            return [(s, self._shown_span(world, head, span), said) for head in self._seen(world, array)
                    for s in laid(head, target)]
        return []

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
        if missed is not None and (said := self._follows_whole(grading, target)):
            # no rounding of what is on paper explains it, since nothing was rounded after a mistake
            grading.ancestors = said
            return np.where(grading.exact & (grading.grades == 0), 0, 2)
        return grades if missed is None else np.where(missed & loose if (missed & loose).any() else missed, WRONG, grades)

    def _follows_whole(self, grading: Grading, target: Value) -> tuple[str, ...]:
        """The claims with mistakes from which every number follows, with all digits kept after them; none where some do not."""
        for goal, span, said in self._tracked_goals(target):
            if goal.shape == grading.written.shape and grading.is_all(goal, span, self.reading.habit):
                return said
        return ()

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

    def _reach(self, head: Value) -> Span:
        world = self.reading.worlds[-1]
        if self.key is None:
            return head.radius, head.radius
        return self._shown_span(world, head, world.replay_radius(self.key))


def with_neglect(written: Value, target: Value) -> Value:
    r"""What was reckoned with room for what authors leave out beside the rest, ``\sqrt{v} + 10^{-8}``; counts have none."""
    if written.data.shape != target.data.shape:
        return written
    whole = target.data == np.rint(target.data)
    return replace(written, radius=np.maximum(written.radius, np.where(whole, 0.0, NEGLECTED * np.abs(target.data))))


def marks(grades: np.ndarray) -> Any:
    """The grades of an array as nested lists of letters."""
    if grades.ndim == 0:
        return LETTER[ORDER[int(grades)]]
    return [marks(part) for part in grades]
