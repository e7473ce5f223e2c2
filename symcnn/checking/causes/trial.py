"""What a suspected mistake has to show: that it makes what was written right, where the truth does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.causes.remembering import Remembering
from symcnn.checking.causes.tried import Tried, like
from symcnn.checking.numbers.compare import close, cut_off, laid, same, tolerance, within
from symcnn.checking.numbers.value import Value
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Number, Tree, find, walk

# a mistake may move a rounding farther than the right rule does
LOOSE = 4


@dataclass(frozen=True)
class Finding:
    """A mistake that explains what was written: its cause, how unlikely it is beside others, whether it is sure.

    ``symbol`` says that one sign on paper makes the difference.
    """

    tag: str
    message: str
    weight: float
    sure: bool = True
    symbol: bool = False


@dataclass
class Trial(Tried):
    """A wrong member that mistakes are tried on."""

    def explained(self, array: Callable[[World, bool], np.ndarray | None]) -> bool:
        """Whether the member is what the head is where its tensor has these entries instead."""
        return self.explained_as(lambda world, writers: [] if (a := array(world, writers)) is None
                                 else self.read_head(world, a))

    def explained_as(self, values: Callable[[World, bool], Iterable[Value]]) -> bool:
        """Whether the member is one of these values, in every world."""
        if self.strict and not all(map(self.differs, values(self.worlds[-1], False))):
            return False
        return any(all(self._fits(world, values(world, writers)) for world in self.worlds) for writers in self.writers)

    def partly_explained(self, array: Callable[[World, bool], np.ndarray | None]) -> bool:
        """Whether all numbers that are wrong, where not all are, are those of the head with these entries instead."""
        written, red = self.link.written, self.red if self.numeric else None
        if self.strict or written is None or red is None or red.all() or not red.any():
            return False
        for world, writers in ((w, own) for w in self.worlds for own in self.writers):
            values = [] if (a := array(world, writers)) is None else self.read_head(world, a)
            for shaped in (s for v in values for s in laid(v, written)):
                goal = like(shaped, written)
                if goal is not None and np.all(within(written.data, goal, self.reach)[red]):
                    return True
        return False

    def _fits(self, world: World, values: Iterable[Value]) -> bool:
        if self.numeric:
            return any(self.near(v) for v in values)
        where = self.judge._where(world)
        return any(same(m, v, where) for v in values for m in self.members(world))

    # numbers

    def near(self, value: Value) -> bool:
        """Whether the written numbers are these, up to their digits: all that are wrong, and the others too."""
        written, red = self.link.written, self.red
        assert written is not None and red is not None
        for shaped in laid(value, written):
            goal = like(shaped, written)
            if goal is None or not np.all(np.isfinite(goal)):
                continue
            cuts = self.strict and self.reading.habit.cuts
            fits = cut_off(written.data, goal, self.reach / 2) if cuts else within(written.data, goal, self.reach)
            if np.all(fits):
                return True
        return False

    def differs(self, value: Value) -> bool:
        """Whether numbers are others than the truth, by more than the digits written hide."""
        hidden = np.max(self.reach, initial=0.0)
        pairs = [(head, like(shaped, head)) for head in self.heads(self.worlds[-1], False) for shaped in laid(value, head)]
        return not any(goal is not None and np.all(within(goal, head.data, hidden)) for head, goal in pairs)

    @cached_property
    def reach(self) -> np.ndarray:
        """How far the digits written allow a number to be off."""
        written = self.link.written
        assert written is not None
        reach = np.broadcast_to(tolerance(written), written.data.shape) * (2 if self.reading.habit.cuts else 1)
        if not self.loose:
            return reach
        more = [LOOSE * np.maximum(*self.judge._reach(h)) for h in self.heads(self.worlds[-1], True)[:1]]
        return 2 * reach + sum(m if m.shape == reach.shape else m.max(initial=0.0) for m in more)

    @cached_property
    def red(self) -> np.ndarray | None:
        """The entries that are wrong."""
        written, expected = self.link.written, self.link.expected
        if written is None or expected is None:
            return None
        red = np.ones(written.data.shape, dtype=bool)
        for writers in self.writers:
            for head in self.heads(self.worlds[-1], writers):
                for shaped in laid(head, written):
                    goal = like(shaped, written)
                    if goal is not None:
                        red &= ~within(written.data, goal, self.reach)
        for goal in self._from_before():
            red &= ~within(written.data, goal, self.reach)
        return red

    def _from_before(self) -> list[np.ndarray]:
        """The member before as a goal: what was to be worked out."""
        earlier, written = None if self.before is None else self.before.written, self.link.written
        if earlier is None or written is None:
            return []
        found = [like(shaped, written) for shaped in laid(earlier, written)]
        return [g for g in found if g is not None]

    def goals(self) -> list[np.ndarray]:
        """What should have been written, in the shape of what was: what the member before says, the truth, and so on."""
        written = self.link.written
        assert written is not None
        found = self._from_before()
        for writers in self.writers:
            for head in self.heads(self.worlds[-1], writers):
                for shaped in laid(head, written):
                    goal = like(shaped, written)
                    if goal is not None and np.all(np.isfinite(goal)):
                        found.append(goal)
        return found

    # another tree in the member's or the head's place

    def repaired(self, tree: Tree) -> bool:
        """Whether the line is right with another member, or, for numbers, says the number that was written."""
        try:
            if not self.spend(sum(1 for _ in walk(tree))):
                return False
            if self.numeric:
                return self._number_holds(tree)
            return any(self._holds(tree, writers) for writers in self.writers)
        except SymcnnError:
            return False

    def _holds(self, tree: Tree, writers: bool) -> bool:
        for world in self.worlds:
            where = self.judge._where(world)
            options = self.reading.interpreter(world, [self.judge.head, tree]).options(tree)
            if not any(same(v, h, where) for v, _ in options for h in self.heads(world, writers)):
                return False
        return True

    @cached_property
    def _numbers(self) -> Remembering:
        """The reader of numbers put into a formula, in which no letter is free that the head does not have."""
        plain = self.reading.interpreter(self.worlds[-1], [self.judge.head])
        return Remembering(**{n: getattr(plain, n) for n in plain.__dataclass_fields__})

    def alone(self, tree: Tree) -> Value | None:
        """The value of numbers put into a formula, where they have one meaning alone."""
        try:
            options = self._numbers.options(tree)
        except SymcnnError:
            return None
        return options[0][0] if len(options) == 1 else None

    def _number_holds(self, tree: Tree) -> bool:
        options = self._numbers.options(tree)
        # what may mean many things takes as many comparisons
        self.spend(len(options) - 1)
        for value, _ in options:
            for writers in self.writers:
                for head in self.heads(self.worlds[-1], writers):
                    if any(self._nearly(shaped, head) for shaped in laid(value, head)):
                        return True
        return False

    @staticmethod
    def _nearly(value: Value, head: Value) -> bool:
        goal = like(head, value)
        if goal is None or goal.shape != value.data.shape:
            return False
        return bool(np.all(within(value.data, goal, np.broadcast_to(tolerance(value), goal.shape))))

    def head_repaired(self, head: Tree) -> bool:
        """Whether the member is right for another head."""
        if not self.spend(sum(1 for _ in walk(self.member))):
            return False
        judge = replace(self.judge, head=head)
        try:
            for world in self.worlds:
                options = [v for v, _ in judge._reader(world).options(self.member)]
                where = judge._where(world)
                if self.numeric:
                    other = Trial(self.reading, judge, replace(self.link, expected=judge.heads(world, False)[0]))
                    if (red := other.red) is None or red.any():
                        return False
                elif not any(same(v, h, where) for v in options for h in judge.heads(world, False)):
                    return False
        except SymcnnError:
            return False
        return True

    def few_digits(self) -> bool:
        """Whether so few digits were written that chance could have made them fit."""
        written = self.link.written
        if written is None or written.data.size > 1:
            return False
        texts = [t.text for t in find(self.member, Number)]
        return len(texts) == 1 and len(texts[0].replace(".", "").replace(",", "").lstrip("0")) < 3


def ratio(one: np.ndarray, other: np.ndarray) -> float | None:
    """The one number that turns the second array into the first, if there is one."""
    if one.shape != other.shape or not np.all(np.isfinite(one)) or not np.all(np.isfinite(other)):
        return None
    place = np.unravel_index(int(np.argmax(np.abs(other))), other.shape) if other.shape else ()
    if other.size == 0 or abs(other[place]) < 1e-9:
        return None
    found = float(one[place] / other[place])
    return found if close(one, found * other) and abs(found) > 1e-9 else None
