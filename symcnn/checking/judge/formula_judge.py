"""A formula of a chain judged: by random numbers, by those given, by the writer's own formulas."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import permutations
from typing import ClassVar

import numpy as np

from symcnn.checking.binding.model import behind
from symcnn.checking.binding.world import World
from symcnn.checking.judge.apart import Apart
from symcnn.checking.meaning.derivatives import of_expression
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.indexing import outside
from symcnn.checking.meaning.link import AS_BEFORE, Link, is_entry, is_numeric
from symcnn.checking.meaning.operations import is_loose
from symcnn.checking.numbers.compare import ACROSS, across, close, overlaid, same
from symcnn.checking.numbers.value import Value, brief
from symcnn.checking.report.wording import say
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Greatest, Maximum
from symcnn.expression.nodes import Number as Numeral
from symcnn.expression.walk import descend
from symcnn.reading.tree import (
    PRODUCTS,
    Bracket,
    Derivative,
    Dots,
    Entry,
    Matrix,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    Tuple,
    find,
    has,
    walk,
)

NOUGHT = "both sides are nought"
# how often what holds is tried at other sizes, each time unlike those before
RESIZINGS = 2


class FormulaJudge(Apart):
    """Judges the members that are formulas; ``resizes`` where they are held against the truth at other sizes too."""

    resizes: ClassVar[bool] = True

    def _formula(self, place: int, before: list[Link]) -> Link:
        tree = self.others[place]
        notes = self._holds(tree, self.reading.random, False)
        if notes is not None and not isinstance(tree, Matrix) and not is_numeric(tree) and (
                nothing := self.unlinked() or self._beyond()):
            return Link("undecided", evidence=nothing, member=tree)
        if notes is not None:
            return self._at_this_size_only(tree) or Link("right", notes, "equal at random numbers", member=tree)
        if (found := self._directly(tree)) is not None:
            return found
        settled = bool(before) and before[-1].verdict == "right"
        if (found := self._given_data(tree) or self._at_its_numbers(tree, settled) or self._apart(tree)
                 or self._of_some(tree) or self._entry_by_entry(tree) or self._index_left_out(tree)) is not None:
            return found
        if (ancestors := self._wrong_ancestors(self.reading.random)) and (
                self._follows(tree, False) or self._follows(tree, True)):
            return Link("carried", evidence="follows from your own lines", member=tree, follows_from=ancestors)
        if (found := self._of_own(tree)) is not None:
            return found
        if (earlier := self._wrong_before(before)) is not None and self._equals(tree, earlier):
            return Link("carried", evidence=AS_BEFORE, member=tree)
        return Link("wrong", evidence=self._witness(tree), member=tree)

    def _holds(self, tree: Tree, worlds: Sequence[World], writers: bool) -> tuple[str, ...] | None:
        """The words of a meaning under which the tree is the head in all worlds, or None."""
        said: tuple[str, ...] | None = None
        for world in worlds:
            where = self._where(world)
            found = [(value, h, words) for value, words in self._reader(world, writers).options(tree)
                     for h in self.heads(world, False) if same(value, h, where)]
            fitting = [spoken for value, h, words in found if self._is_said(spoken := (*words, *across(value, h)))]
            if not fitting:
                return None
            said = fitting[0] if said is None or fitting[0] == said else min(said, fitting[0], key=len)
        return said

    def unlinked(self, loss: bool = False) -> str:
        """That what is differentiated does not hang on that by which it is, so that both sides are nought; empty if it does."""
        if not isinstance(self.head, Derivative):
            return ""
        names, forward = self.reading.names, self.reading.names.model.network.forward_system
        with suppress(SymcnnError):
            of, by = names.named(self.head.of).key, names.named(self.head.by).key
            known = of != by and (loss or of != names.model.network.loss) and {of, by} <= set(forward.tensors)
            return f"{of} does not hang on {by} here: {NOUGHT}" if known and of not in behind(forward, by) else ""
        return ""

    def _beyond(self) -> str:
        """That the head is at entries which no tensor has, so that both sides are nought; empty if it is not."""
        for part in (self.head.of, self.head.by) if isinstance(self.head, Derivative) else (self.head,):
            with suppress(SymcnnError):
                if (place := outside(self._reader(self.reading.random[0]), self.reading.names.named(part))) is not None:
                    return f"{say(part)} has no entry at {say(place)} here: {NOUGHT}"
        return ""

    def _directly(self, tree: Tree) -> Link | None:
        """A line whose local derivatives hold all other tensors fixed: ``d\\hat{x}_i/dx_i`` at a fixed mean."""
        if not self._has_two_ways():
            return None
        self._direct, notes = True, None
        with suppress(SymcnnError):
            notes = self._holds(tree, self.reading.random, False)
        self._direct, said = False, "direct derivatives, all else held fixed"
        return None if notes is None else Link("right", (*notes, said), "equal at random numbers", member=tree)

    def _at_this_size_only(self, tree: Tree) -> Link | None:
        """The link of a formula that holds at the numbers chosen for the size letters and not at others, else None."""
        parts = [t for side in (self.head, tree) for t in walk(side)]
        typed = any(isinstance(t, Matrix | Tuple | Dots) or (isinstance(t, SumOver) and isinstance(t.upper, Number))
                    or (isinstance(t, Entry) and any(isinstance(i, Number) for i in t.indices)) for t in parts)
        of_tensors = self.key is not None or isinstance(self.head, Derivative)
        names = {t.name for t in parts if isinstance(t, Name)}
        other: Reading | None = self.reading
        for _ in range(RESIZINGS if self.resizes and of_tensors and not typed else 0):
            other = other.resized(names) if other is not None else None
            if other is None:
                break
            judge = type(self)(other, self.head, [tree])
            with suppress(SymcnnError):
                if judge._holds(tree, other.random, False) is None:
                    sizes = ", ".join(f"{letter.name} = {n}" for letter, n in self.reading.names.model.sizes.items())
                    said = f"it holds by chance for {sizes}; {judge._witness(tree)}"
                    return Link("wrong", evidence=said, member=tree, judge=judge)
        return None

    def _given_data(self, tree: Tree) -> Link | None:
        """A formula that uses a given target, such as y = 1 or a one-hot y, or that targets sum to one."""
        for worlds, said in ((self.reading.targeted(), "uses the target given"),
                             (self.reading.normalised(), "where the targets sum to one")):
            try:
                if worlds and (notes := self._holds(tree, worlds, False)) is not None:
                    return Link("right", (*notes, said), f"equal at random numbers: {said}", member=tree)
            except SymcnnError:
                return None
        return None

    def _at_its_numbers(self, tree: Tree, settled: bool = False) -> Link | None:
        """A formula of single entries, or behind a right one (``settled``: ``A = relu(Z) = Z``): right at the numbers given.

        Where none are given, an array with noughts in it may be right: nobody can tell.
        """
        put_in = self._half_put_in(tree)
        numbers = put_in or self._uses_numbers(tree)
        if not (isinstance(tree, Matrix) or self._is_of_entry() or numbers or settled) or (self._free_letters() and not put_in):
            return None
        # who writes the gates out leaves none to the numbers
        worlds = [] if has(tree, Bracket) and not self._routed() else self.reading.nearby()
        with suppress(SymcnnError):
            if self.reading.data is not None and numbers and self._holds(
                    tree, [self.reading.data], False) is not None:
                return Link("right", ("at the numbers given",), "equal at the numbers given", member=tree)
            if worlds and self._holds(tree, worlds, False) is not None:
                return Link("right", ("maxima and gates lie as at the numbers given",), "equal near the numbers given",
                            member=tree)
            if not worlds and isinstance(tree, Matrix) and self._routed() and self._each_entry_somewhere(tree):
                return Link("undecided", evidence="it hangs on where the maxima lie: give the numbers", member=tree)
        return None

    def _entry_by_entry(self, tree: Tree) -> Link | None:
        """A whole array on the left whose entries the right side says, by letters that the left side leaves out."""
        with suppress(SymcnnError):
            for world in self.reading.random:
                head = self.heads(world, False)[0]
                if not 0 < head.rank <= 2 or head.names or not any(
                        len(v.names) == head.rank and not v.rank and any(close(v.data.transpose(order), head.data)
                        for order in permutations(range(head.rank)) if v.data.transpose(order).shape == head.data.shape)
                        for v, _ in self._reader(world).options(tree)):
                    return None
            return Link("right", ("entry by entry",), "equal at random numbers", member=tree)
        return None

    def _free_letters(self) -> bool:
        return bool(self._reader(self.reading.random[0]).letters)

    def _is_of_entry(self) -> bool:
        """Whether the head is one entry, named by numbers; ``W_2`` may be an array itself."""
        by = self.head.by if isinstance(self.head, Derivative) else self.head
        return is_entry(self.head) and not (isinstance(by, Name) and self.reading.names.keys(by.name))

    def _uses_numbers(self, tree: Tree) -> bool:
        """Whether an array of numbers that was given a name stands in a tree."""
        named = [self.reading.defined[t.name] for t in find(tree, Name) if t.name in self.reading.defined]
        return any(v.rank and all(v.shape == w.shape and np.array_equal(v.data, w.data) for w in values.values())
                   for values in named for v in list(values.values())[:1])

    def _half_put_in(self, tree: Tree) -> bool:
        """Whether numbers were put in for a part of the chain: ``dL/dz dz/dw = 4 x`` where dL/dz is 4."""
        data = self.reading.data
        literals = {float(t.text) for t in find(tree, Number)} if data is not None else set()
        if data is None or not literals or is_numeric(tree):
            return False
        factors = [f for t in find(tree, Operation) if t.operator in PRODUCTS for f in (t.left, t.right)]
        if any(isinstance(f, Number) and f.text == "1" for f in factors):
            # nobody writes a factor of 1 but for an open gate
            return True
        kept = set(walk(tree))
        parts = [t for m in self.others if m != tree for t in find(m, Derivative, Name) if t not in kept]
        for part in parts:
            with suppress(SymcnnError):
                numbers = {abs(float(n)) for n in self._reader(data).only(part).data.ravel()}
                # one number, or an array of equal ones
                if len(numbers) == 1 and numbers <= literals:
                    return True
        return False

    def _routed(self) -> bool:
        """Whether a maximum of the network decides which way a gradient takes."""
        equations = self.reading.names.model.network.forward_system.equations
        return any(isinstance(n, Maximum) or (isinstance(n, Greatest) and not any(isinstance(v, Numeral) for v in n.values))
                   for e in equations for n in descend(e.right))

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

    def _follows(self, tree: Tree, writers: bool) -> bool:
        """Whether the tree, read with right or the writer's values, is what the writer's own lines make of the head."""
        for world in self.reading.random:
            try:
                options = self._reader(world, writers).options(tree)
            except SymcnnError:
                return False
            if not any(same(value, h) for value, words in options for h in self.heads(world, True)
                       if self._is_said((*words, *across(value, h)))):
                return False
        return True

    def _is_said(self, words: tuple[str, ...]) -> bool:
        """Whether a reading leaves no transpose out where the writer is one who writes them, nor turns a gradient over."""
        return not (self.reading.transposes and is_loose(words)) and not (self.reading.upright and ACROSS in words)

    def _of_own(self, tree: Tree) -> Link | None:
        """A derivative of what the writer wrote for a number, where that was wrong."""
        if not isinstance(self.head, Derivative) or not self.reading.own:
            return None
        key = self.reading.head_key(self.head.of)
        if key not in self.reading.own:
            return None
        formula, claim = self.reading.own[key]
        with suppress(SymcnnError):
            for world in self.reading.random:
                reader = self._reader(world)
                slope = of_expression(reader, formula, self.reading.names.named(self.head.by), self.head.by)
                if not any(same(value, slope) or np.allclose(value.data, slope.data, rtol=1e-6, atol=1e-8)
                           for value, _ in reader.options(tree) if value.data.shape == slope.data.shape):
                    return None
            return Link("carried", evidence="the derivative of your own formula", member=tree, follows_from=(claim,))
        return None

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
        def at(world: World) -> tuple[Value, tuple[str, ...], Value]:
            return *self._reader(world).options(tree)[0], self.heads(world, False)[0]
        worlds = self.reading.random
        value, words, head = next((t for t in map(at, worlds) if not same(t[0], t[2])), None) or at(worlds[0])
        for a, b in overlaid(value, head):
            off = abs(a - b)
            if words and np.allclose(a, b, rtol=1e-9):
                return f"right only with {' and '.join(words)}"
            # the first of those that are off alike: which is greatest in the last digit is chance
            place = int(np.argmax(off >= off.max(initial=0.0) * (1 - 1e-9)))
            # no minus stands before nought
            wrong, right = a.ravel()[place] + 0.0, b.ravel()[place] + 0.0
            return f"at random numbers it gives {wrong:.4g} where {right:.4g} is right"
        return f"at random numbers it gives {brief(value)} where {brief(head)} is right"
