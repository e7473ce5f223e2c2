"""Formulas said of some entries: where two letters differ, or where what stands behind them holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import reduce

import numpy as np

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.world import World
from symcnn.checking.judge.headed import Headed
from symcnn.checking.judge.tied import of_class
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.compare import same
from symcnn.checking.numbers.value import Value, combine, spread
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Access, Compare
from symcnn.expression.walk import descend
from symcnn.reading.tree import (
    Application,
    Bracket,
    Call,
    Cases,
    Derivative,
    Entry,
    Nabla,
    Name,
    Operation,
    Text,
    Tree,
    find,
    has,
    walk,
)


class Apart(Headed):
    """A head of whose entries a member says some."""

    def _apart(self, tree: Tree) -> Link | None:
        """A local derivative that is right wherever two letters of one axis differ: the case an author splits off."""
        letters = self._two_letters()
        with suppress(SymcnnError):
            if letters is not None and self.apart_right(tree):
                return Link("right", (f"where {letters[0]} and {letters[1]} differ",), "equal at random numbers",
                            member=tree)
        return None

    def _index_left_out(self, tree: Tree) -> Link | None:
        """A whole array beside one of its entries, ``dE/dy_i = y - t``, on a page whose network nobody stated."""
        if self.reading.batch_kinds is None:
            return None
        with suppress(SymcnnError):
            for letter in sorted(self.heads(self.reading.random[0], False)[0].names):
                if all(any(not head.rank and same(v, head) for v in self._at_letter(tree, world, letter)
                           for head in self.heads(world, False)) for world in self.reading.random):
                    return Link("right", (f"the index {letter} left out",), "equal at random numbers", member=tree)
        return None

    def _at_letter(self, tree: Tree, world: World, letter: str) -> Iterator[Value]:
        """What a list in a formula is at a letter."""
        reader = self._reader(world)
        count = reader.letters[letter].data.size
        for value, _ in reader.options(tree):
            if value.rank == 1 and value.shape[0] == count > 1:
                yield entry_at(value, letter)

    def apart_right(self, tree: Tree) -> bool:
        """Whether a member is right wherever the two letters of the head differ."""
        letters = self._two_letters()
        if letters is None or compares(tree, letters):
            return False
        for world in self.reading.random:
            head = self.heads(world, False)[0]
            where = self.apart(world, letters, head)
            if not where.any() or not any(same(v, head, where) for v, _ in self._reader(world).options(tree)):
                return False
        return True

    def apart(self, world: World, letters: tuple[str, str], head: Value) -> np.ndarray:
        """Where two letters differ, in the shape of the head."""
        values = self._reader(world).letters
        here = combine(values[letters[0]], values[letters[1]], np.not_equal)
        return np.asarray(np.broadcast_to(spread(here, head.names, head.rank)[0], head.data.shape) > 0)

    def _two_letters(self) -> tuple[str, str] | None:
        """``i`` and ``j`` in ``\\partial y_i / \\partial x_j``, where both run over one axis' numbers."""
        if not isinstance(self.head, Derivative):
            return None
        of = self.head.of
        # of the logarithm of an entry too
        of = of.arguments[0] if isinstance(of, Call) and len(of.arguments) == 1 else of
        if self.key is not None and of == self.head.of:
            return None
        sides = [with_entries(t) for t in (of, self.head.by)]
        found = [list(t.indices if isinstance(t, Entry) else t.arguments if isinstance(t, Application) else ()) for t in sides]
        letters = [i[0].name for i in found if len(i) == 1 and isinstance(i[0], Name)]
        known = self._reader(self.reading.random[0]).letters
        if len(letters) != 2 or letters[0] == letters[1] or any(n not in known for n in letters):
            return None
        one, other = (known[n].data for n in letters)
        return (letters[0], letters[1]) if np.array_equal(one, other) and one.size > 1 else None

    def _of_some(self, tree: Tree) -> Link | None:
        """A member that says of which entries it is, or is right for all classes but the one that the line names."""
        with suppress(SymcnnError):
            for condition, said in self._conditions(tree):
                if self._right_where(tree, condition):
                    return Link("right", (said,) if said else (), "equal at random numbers", member=tree)
        return None

    def _conditions(self, tree: Tree) -> Iterator[tuple[Tree, str]]:
        """On what letters and classes a member may hang, with what is said of it."""
        if isinstance(tree, Cases) and all(c is not None and self._is_of_places(c) for _, c in tree.branches):
            yield Bracket(reduce(lambda a, b: Operation("+", a, b), (c for _, c in tree.branches if c is not None))), ""
        for condition in self.reading.behind:
            if self._is_of_places(condition):
                yield condition, "where what is said behind it holds"
        if not self.reading.fixed or not isinstance(self.head, Derivative | Nabla):
            return
        letters = self._reader(self.reading.random[0]).letters
        above, below = (set() if t is None else indices_of(t) for t in (self.head.of, self.head.by))
        inside = {n for t in (tree, self.head) for node in walk(t) for n in indices_of(node)}
        for name in sorted(n for n in inside if of_class(n, self.reading.fixed)):
            named = name in above or self._leaves_out(name)
            for letter in sorted(below & set(letters)) if named else ():
                yield Operation("!=", Name(letter), Name(name)), f"where {letter} is not {name}"

    def _is_of_places(self, condition: Tree) -> bool:
        """Whether a condition compares letters, numbers and classes, and no values."""
        letters = self._reader(self.reading.random[0]).letters
        return all(t.name in letters or of_class(t.name, self.reading.fixed) for t in find(condition, Name)) and not has(
            condition, Text)

    def _leaves_out(self, name: str) -> bool:
        """Whether the network itself goes over all classes but this one."""
        system = self.reading.names.model.network.forward_system
        keys = {k for k, t in system.tensors.items() if of_class(name, {t.shown})}
        return any(isinstance(n, Compare) and n.relation == "!=" and isinstance(n.right, Access) and n.right.tensor in keys
                   for e in system.equations for n in descend(e.right))

    def _right_where(self, tree: Tree, condition: Tree) -> bool:
        """Whether a member is right in all worlds where a condition holds, and somewhere it does."""
        met = False
        for world in self.reading.random:
            head, reader = self.heads(world, False)[0], self._reader(world)
            here = reader.only(condition)
            if here.rank or not set(here.names) <= set(head.names):
                return False
            where = np.asarray(np.broadcast_to(spread(here, head.names, head.rank)[0], head.data.shape) > 0)
            if where.any() and not any(same(v, head, where) for v, _ in reader.options(tree)):
                return False
            met = met or bool(where.any())
        return met


def entry_at(value: Value, letter: str) -> Value:
    """The entry of a list that a letter numbers, of a list for each number of the letter too."""
    others = tuple(n for n in value.names if n != letter)
    names = tuple(sorted({*others, letter}))

    def taken(array: np.ndarray) -> np.ndarray:
        if letter in value.names:
            array = np.diagonal(array, axis1=value.names.index(letter), axis2=-1)
        return np.moveaxis(array, -1, names.index(letter))
    return Value(names, taken(value.data), taken(value.radius))


def compares(tree: Tree, letters: tuple[str, str]) -> bool:
    """Whether a formula tells itself where two letters are the same: it holds there too."""
    told = {Name(n) for n in letters}
    return any({t.condition.left, t.condition.right} == told for t in find(tree, Bracket)
               if isinstance(t.condition, Operation))


def indices_of(tree: Tree) -> set[str]:
    """The names that stand as indices of what a tree names."""
    tree = with_entries(tree)
    found = tree.indices if isinstance(tree, Entry) else tree.arguments if isinstance(tree, Application) else ()
    return {t.name for t in found if isinstance(t, Name)}
