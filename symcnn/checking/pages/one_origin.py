r"""Axes that are counted from 1 on a page that counts others from 0: the numbers of their letters are made less by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symcnn.checking.binding.centred import entry_of
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import from_nought
from symcnn.checking.binding.pages import chains_of, trees_of, with_chains
from symcnn.checking.pages.axis_origins import Axis, counted_from_one, places_in, without_layer
from symcnn.errors import NotSupportedYet
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import (
    Dots,
    Entry,
    Extremum,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    Tuple,
    find,
    has,
    mapped,
    walk,
)


def with_one_origin(items: Sequence[Item]) -> list[Item]:
    """The items of a document, all axes counted from 0 where some are counted from there and others from 1."""
    trees, chains = trees_of(items), chains_of(items)
    axes = counted_from_one(chains) if from_nought(trees) else frozenset()
    if not axes:
        return list(items)
    moving = Moving(axes, names_of_arrays(trees) | names_of_sizes(chains))
    try:
        return with_chains(items, moving.chain)
    except NotSupportedYet:
        return list(items)


@dataclass(frozen=True)
class Moving:
    """Letters that run along axes counted from 1, moved to start at 0; ``others`` are names that are no such letters."""

    axes: frozenset[Axis]
    others: frozenset[str]

    def chain(self, chain: Chain) -> Chain:
        """A chain with all axes counted from 0: letters that it leaves free, sums, and what is added to either."""
        letters = frozenset(p.letter for m in chain.members for p in places_in(m, 0, {})
                            if p.axis in self.axes and p.letter not in {"", *p.around, *self.others})
        return replace(chain, members=tuple(self.tree(m, letters) for m in chain.members))

    def tree(self, tree: Tree, letters: frozenset[str]) -> Tree:
        """A tree in which these letters stand for numbers less by one."""
        if isinstance(tree, SumOver):
            return self.sum(tree, letters)
        if isinstance(tree, Extremum) and any(n.name in letters for c in tree.conditions for n in find(c, Name)):
            raise NotSupportedYet("a maximum over a letter that is counted from 1 stays as it is")
        found = entry_of(with_entries(tree) if isinstance(tree, Name) else tree)
        if found is None:
            is_moved = isinstance(tree, Name) and tree.name in letters
            return further(tree, 1) if is_moved else tree if isinstance(tree, Name) else mapped(
                tree, lambda t: self.tree(t, letters))
        axes = [(without_layer(found[0]), len(found[1]), n) in self.axes for n in range(len(found[1]))]
        if not any(axes) and not any(n.name in letters for i in found[1] for n in walk(i) if isinstance(n, Name)):
            return tree
        indices = tuple(self.index(t, letters, is_moved) for t, is_moved in zip(found[1], axes, strict=True))
        return Entry(Name(found[0]), indices, span=tree.span)

    def sum(self, tree: SumOver, letters: frozenset[str]) -> Tree:
        """A sum whose bounds are less by one where its letters run along an axis that is counted from 1."""
        own = {p.letter for p in places_in(tree.body, 0, {}) if p.axis in self.axes and p.letter in tree.letters} - self.others
        bounds = tuple(None if t is None else self.tree(t, letters) for t in (tree.lower, tree.upper))
        if own and bounds != (None, None) and own != set(tree.letters):
            raise NotSupportedYet("letters of one sum that are counted from 0 and from 1")
        lower, upper = (further(t, -1) if own and t is not None else t for t in bounds)
        inner = letters - set(tree.letters) | own
        return replace(tree, lower=lower, upper=upper, body=self.tree(tree.body, inner), conditions=tuple(
            self.tree(c, inner) if isinstance(c, Operation) else c for c in tree.conditions))

    def index(self, index: Tree, letters: frozenset[str], is_moved: bool) -> Tree:
        """An index in letters that are less by one, less by one itself where its axis is moved."""
        steps = steps_of(index, letters)
        if steps is None:
            index, steps = self.tree(index, letters), 0
        return further(index, steps - is_moved)


def steps_of(index: Tree, letters: frozenset[str]) -> int | None:
    """By how much an index is less where each of some letters is less by one; None where a letter is multiplied by one."""
    match index:
        case Name(name=name):
            return int(name in letters)
        case Number():
            return 0
        case Operation(operator="+" | "-" as sign, left=left, right=right):
            one, other = steps_of(left, letters), steps_of(right, letters)
            return None if one is None or other is None else one + other if sign == "+" else one - other
        case Operation(operator="juxtapose" | "*", left=Number(text=text), right=right) if text.isdigit():
            one = steps_of(right, letters)
            return None if one is None else int(text) * one
    return None if any(n.name in letters for n in find(index, Name)) else 0


def further(tree: Tree, by: int) -> Tree:
    """An index or a bound that is greater by a number."""
    if not by:
        return tree
    match tree:
        case Number(text=text) if text.isdigit() and int(text) + by >= 0:
            return replace(tree, text=str(int(text) + by))
        case Operation(operator="+" | "-" as sign, left=left, right=Number(text=text)) if text.isdigit():
            return further(left, by + int(text) * (1 if sign == "+" else -1))
    return Operation("+" if by > 0 else "-", tree, Number(str(abs(by))), span=tree.span)


def names_of_arrays(trees: Sequence[Tree]) -> frozenset[str]:
    """The names of which entries are taken."""
    return frozenset(p.axis[0] for t in trees for p in places_in(t, 0, {}))


def names_of_sizes(chains: Sequence[Chain]) -> frozenset[str]:
    """The names in bounds of sums and at the ends of ranges."""
    sums = [t for c in chains for m in c.members for t in find(m, SumOver)]
    ends = [t.upper for t in sums if t.upper is not None]
    ends += [m.items[-1] for c in chains for m in c.members if isinstance(m, Tuple) and has(m, Dots)]
    return frozenset(n.name for t in ends for n in find(t, Name))
