"""What the head of a chain is: the truth, or what follows from the writer's own lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.meaning.document import Reading, replayed
from symcnn.checking.meaning.interpret import Interpreter
from symcnn.checking.meaning.link import has_decimals, is_numeric
from symcnn.checking.numbers.stated import Span, Stated
from symcnn.checking.numbers.value import Value
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Name, Tree, find


@dataclass
class Headed:
    """A head and the members said to equal it: the values that the head has in a world."""

    reading: Reading
    head: Tree
    others: list[Tree]

    def __post_init__(self) -> None:
        self.trees = [self.head, *self.others]
        self.key = self.reading.head_key(self.head)
        self.plain = is_numeric(self.head) and not has_decimals(self.head)
        self._heads: dict[tuple[int, bool, bool], list[Value]] = {}
        self._direct = False
        self._free: dict[str, Value] | None = None

    def heads(self, world: World, writers: bool) -> list[Value]:
        """The values the head may have: the truth, or what follows from the writer's own lines."""
        key = (id(world), writers, self._direct)
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
        reader = self.reading.interpreter(world, self.trees, writers, self._free)
        return replace(reader, direct=True) if self._direct else reader

    def _has_two_ways(self) -> bool:
        """Whether a local derivative stands in the line that is another where all else is held fixed."""
        names, found = self.reading.names, False
        for node in (t for tree in self.trees for t in find(tree, Derivative)):
            with suppress(SymcnnError):
                of, by = names.named(node.of).key, names.named(node.by).key
                found = found or names.model.direct(of, by) is not None
        return found

    def _where(self, world: World) -> np.ndarray | None:
        """Where a local derivative is judged: at the entries that depend on each other anywhere, at all where none do."""
        if not isinstance(self.head, Derivative) or self.key is not None:
            return None
        slope, *others = (self.heads(w, False)[0] for w in (world, *self.reading.random))
        # where a gate is closed here, it is open elsewhere
        hangs = np.any([v.data != 0 for v in (slope, *others) if v.shape == slope.shape and v.names == slope.names], axis=0)
        if not hangs.any():
            return None
        # one number by one number of the writer's is judged where it is nought too
        alone = not slope.rank and not slope.names and isinstance(self.head.by, Name) and (
            self.head.by.name in self.reading.defined)
        return None if alone else hangs

    def _wrong_ancestors(self, worlds: Sequence[World]) -> tuple[str, ...]:
        """The claims that the head depends on and that were wrong."""
        if self.key is None:
            return tuple(dict.fromkeys(s.claim for w in worlds for s in w.stated.values() if not s.good))
        found = [w.stated[k] for w in worlds for k in w.ancestors(self.key)]
        return tuple(dict.fromkeys(s.claim for s in found if not s.good))

    def _places(self, world: World, shown: tuple[int, ...]) -> np.ndarray | None:
        """Which entries of the tensor the head shows, numbered through; None where it shows no entries as they are."""
        if self.key is None or not world.stated:
            return None
        shape = world.model.shape(self.key)
        places = next(self._seen(world, np.arange(float(np.prod(shape))).reshape(shape))).data
        flat = np.rint(places).astype(int).ravel()
        even = places.shape == shown and np.array_equal(flat, places.ravel()) and len(set(flat)) == flat.size
        return flat if even else None

    def _roots(self, world: World) -> dict[str, Stated]:
        """The lines with a mistake of their own that the head depends on."""
        return world.roots(str(self.key))

    def _tracked(self, world: World, roots: Mapping[str, Stated]) -> tuple[np.ndarray, Span]:
        return world.tracked(str(self.key), roots)

    def _shown_span(self, world: World, head: Value, span: Span) -> Span:
        """What the head shows of how far its whole tensor may be moved."""
        if not span[0].any() and not span[1].any():
            return np.zeros(()), np.zeros(())
        shown = [next((v.data for v in self._seen(world, more)), more) for more in span[:1 + (not np.array_equal(*span))]]
        below, above = (s if s.shape == head.data.shape else np.asarray(more.max(initial=0.0))
                        for s, more in zip((shown[0], shown[-1]), span, strict=True))
        return below, above
