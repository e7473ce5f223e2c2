"""Edits tried on one side of a line, the parts that stay worked out once for each world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.causes.remembering import Remembering
from symcnn.checking.causes.trial import Trial
from symcnn.checking.meaning.operations import is_loose
from symcnn.checking.numbers.compare import same
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Tree

EDIT_STEPS = 6_000


@dataclass
class Editing:
    """Tries edits of one side, the parts that stay evaluated once for each world."""

    trial: Trial
    left: int = 0
    _readers: dict[int, Remembering] = field(default_factory=dict)
    _ranges: dict[object, tuple[Tree, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grant(EDIT_STEPS)

    def grant(self, most: int) -> None:
        """Begin another search, which may take so many steps."""
        self.left = self.trial.effort.share(most)

    def reader(self, world: World) -> Remembering:
        """The interpreter of one world, its letters those of the line as it stands."""
        number = id(world)
        if number not in self._readers:
            plain = self.trial.judge._reader(world)
            self._readers[number] = Remembering(**{
                **{n: getattr(plain, n) for n in plain.__dataclass_fields__}, "ranges": self._ranges})
        return self._readers[number]

    def value(self, world: World, tree: Tree) -> np.ndarray | None:
        """The likeliest value of a tree, or None where it has none or no steps are left."""
        if self.left <= 0:
            return None
        try:
            return self.options(world, tree)[0][0].data
        except SymcnnError:
            return None

    def options(self, world: World, tree: Tree):  # type: ignore[no-untyped-def]
        """What a tree may mean in a world."""
        reader = self.reader(world)
        before = reader.known.spent
        try:
            return reader.options(tree)
        finally:
            spent = reader.known.spent - before + 1
            self.left -= spent
            self.trial.effort.spend(spent)

    def member_right(self, tree: Tree) -> bool:
        """Whether the line is right with this member."""
        try:
            return any(all(self._fits(world, tree, writers) for world in self._worlds())
                       for writers in ((False, True) if self._has_stated() else (False,))) or self._at_given(tree)
        except (SymcnnError, ValueError):
            return False

    def truly_right(self, tree: Tree) -> bool:
        """Whether the line is right with this member for right values of what stands before it, not the writer's alone."""
        try:
            return not self._has_stated() or all(self._fits(w, tree, False) for w in self._worlds()) or self._at_given(tree)
        except (SymcnnError, ValueError):
            return False

    def _worlds(self) -> Sequence[World]:
        """Random worlds, with targets that sum to one where a loss wants it."""
        return self.trial.reading.normalised() or self.trial.reading.random

    def _at_given(self, tree: Tree) -> bool:
        """Whether the line is right where the targets have the values given, such as y = 1."""
        worlds = self.trial.reading.targeted()
        return bool(worlds) and all(self._fits(world, tree, False) for world in worlds)

    def _has_stated(self) -> bool:
        return any(w.stated for w in self.trial.reading.random)

    def _fits(self, world: World, tree: Tree, writers: bool) -> bool:
        if self.left <= 0:
            return False
        judge = self.trial.judge
        heads = self.trial.heads(world, writers)
        places = [judge._where(world), *([judge.apart(world, letters, heads[0])] if heads and (
            letters := judge._two_letters()) is not None else [])]
        return any(same(value, h, where) for value, words in self.options(world, tree)
                   if not (self.trial.reading.transposes and is_loose(words)) for h in heads for where in places)

    def head_right(self, tree: Tree) -> bool:
        """Whether the line is right with this head."""
        try:
            given = () if self.trial.numeric else self.trial.reading.targeted()
            return any(bool(worlds) and all(self._head_fits(world, tree) for world in worlds)
                       for worlds in (self.trial.worlds, given)) or self._apart(tree)
        except (SymcnnError, ValueError):
            return False

    def _apart(self, head: Tree) -> bool:
        """Whether the line is right with this head wherever its two letters differ."""
        if self.trial.numeric or not isinstance(head, Derivative):
            return False
        other = replace(self.trial.judge, head=head)
        return other.key is None and other.apart_right(self.trial.member)

    def _head_fits(self, world: World, tree: Tree) -> bool:
        if self.left <= 0:
            return False
        if self.trial.numeric:
            return any(self.trial.near(v) for v, _ in self.options(world, tree))
        return any(same(m, v) for v, _ in self.options(world, tree) for m in self.trial.members(world))
