"""Numbers of a chain judged entry by entry: by the truth, by the writer's rounding, by the writer's earlier numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from symcnn.checking.compare import laid
from symcnn.checking.grading import WRONG, Grading
from symcnn.checking.headed import Headed
from symcnn.checking.link import Link
from symcnn.checking.points import is_worked, with_points
from symcnn.checking.rounding import Evidence
from symcnn.checking.value import Value
from symcnn.checking.world import Stated, World
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Tree

ORDER = ("right", "rounding", "carried", "wrong")
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
