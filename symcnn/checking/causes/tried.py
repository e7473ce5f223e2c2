"""A wrong member beside its head: what either may be, in the worlds where it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.budget import Budget, Effort
from symcnn.checking.meaning.document import Reading, replayed
from symcnn.checking.meaning.interpret import Interpreter
from symcnn.checking.meaning.link import Link
from symcnn.checking.meaning.operations import is_loose
from symcnn.checking.numbers.value import Value, spread, union
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Tree

STEPS = 60_000


@dataclass
class Tried:
    """One wrong member beside its head; ``left`` counts the steps that may still be taken.

    ``loose`` allows what the rounding of the lines before may add, for a mistake that nothing explains to the digit;
    ``strict`` allows nothing but the author's way to round.
    """

    reading: Reading
    judge: Judge
    link: Link
    before: Link | None = None
    left: int = STEPS
    effort: Effort = field(default_factory=Effort)
    loose: bool = False
    strict: bool = False
    _heads: dict[tuple[int, bool], list[Value]] = field(default_factory=dict)
    _members: dict[int, list[Value]] = field(default_factory=dict)
    _readers: dict[int, Interpreter] = field(default_factory=dict)

    @property
    def member(self) -> Tree:
        """The side that is wrong."""
        assert self.link.member is not None
        return self.link.member

    @property
    def backward(self) -> bool:
        """Whether the head is a gradient."""
        key = self.judge.key
        return key is not None and self.reading.names.model.system.tensors[key].role == "gradient"

    @property
    def numeric(self) -> bool:
        """Whether numbers were judged, and not a formula."""
        return self.link.written is not None

    @property
    def worlds(self) -> Sequence[World]:
        """Where the member was judged."""
        return self.reading.worlds[-1:] if self.numeric else self.reading.normalised() or self.reading.random

    @property
    def writers(self) -> tuple[bool, ...]:
        """Whether a mistake is tried on right values only, or on the writer's own too."""
        stated = [s for w in self.worlds for s in w.stated.values()]
        # a formula is tried on the writer's own only where that differs from the truth
        return (False, True) if any(self.numeric or not s.good for s in stated) else (False,)

    def spend(self, count: int = 1) -> bool:
        """Whether so many steps may still be taken."""
        self.left -= count
        return self.left >= 0

    def heads(self, world: World, writers: bool) -> list[Value]:
        """What the head is in a world."""
        key = (id(world), writers)
        if key not in self._heads:
            try:
                self._heads[key] = self.judge.heads(world, writers)
            except SymcnnError:
                self._heads[key] = []
        return self._heads[key]

    def members(self, world: World) -> list[Value]:
        """What the member may mean in a world."""
        number = id(world)
        if number not in self._members:
            try:
                self._members[number] = [v for v, words in self.judge._reader(world).options(self.member)
                                         if not (self.reading.transposes and is_loose(words))]
            except SymcnnError:
                self._members[number] = []
        return self._members[number]

    def read_head(self, world: World, array: np.ndarray) -> list[Value]:
        """The head where its tensor has other entries."""
        assert self.judge.key is not None
        number = id(world)
        if number not in self._readers:
            self._readers[number] = self.judge._reader(world)
        reader = replace(self._readers[number], world=replayed(world, self.judge.key, array), budget=Budget())
        try:
            return [v for v, _ in reader.options(self.judge.head)]
        except SymcnnError:
            return []

    def positions(self, key: str) -> Value | None:
        """Which entries of its tensor the head shows, numbered through; None where it is worked out from entries."""
        size = np.prod(self.reading.names.model.shape(key))
        shown = self.read_head(self.worlds[-1], np.arange(float(size)).reshape(self.reading.names.model.shape(key)))
        if not shown or not ((shown[0].data >= 0) & (shown[0].data < size) & (shown[0].data % 1 == 0)).all():
            return None
        return shown[0]

    def place_of(self, key: str, flat: float) -> tuple[int, ...]:
        """The indices of an entry, as the network counts them, of its number."""
        model = self.reading.names.model
        shape = model.shape(key)
        return tuple(int(n) + model.system.origin for n in np.unravel_index(round(flat), shape)) if shape else ()

    def place(self, key: str) -> tuple[int, ...] | None:
        """The indices of the head, where it is one entry."""
        shown = self.positions(key)
        return None if shown is None or shown.data.size != 1 else self.place_of(key, float(shown.data.ravel()[0]))


def like(value: Value, written: Value) -> np.ndarray | None:
    """A value in the shape of what was written, or None where it has none."""
    names = union(value, written)
    if names != written.names:
        return None
    try:
        return np.broadcast_to(spread(value, names, written.rank)[0], written.data.shape)
    except ValueError:
        return None
