r"""Kernels whose entries are counted from the middle, ``\sum_{a=-r}^{r} V_a X_{i+a}``: their indices moved to the first one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import from_nought
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Entry, Name, Negation, Number, Operation, SumOver, Tree, find, mapped, walk

Axis = tuple[str, int]


@dataclass(frozen=True)
class Range:
    """From minus ``below`` to ``above``: a number or a letter each."""

    below: Tree
    above: Tree

    @property
    def extent(self) -> Tree:
        """How many numbers lie in it."""
        if isinstance(self.below, Number) and isinstance(self.above, Number):
            return Number(str(int(self.below.text) + int(self.above.text) + 1))
        both = Operation("juxtapose", Number("2"), self.below) if self.below == self.above else Operation(
            "+", self.below, self.above)
        return Operation("+", both, Number("1"))


def with_first_entries(items: Sequence[Item]) -> list[Item]:
    """The items of a document, kernels that are counted from the middle counted from their first entry on."""
    trees = trees_of(items)
    found = centred(trees)
    if not found:
        return list(items)
    base = 0 if from_nought(trees) else 1

    def put(tree: Tree) -> Tree:
        return moved(tree, found, base)
    return with_trees(items, put)


def centred(trees: Sequence[Tree], base: int | None = None) -> dict[Axis, Range]:
    """The axes that sums from minus something run along, with their ranges; where a ``base`` is told, those that were moved."""
    found: dict[Axis, set[Range]] = {}
    for node in (t for tree in trees for t in walk(tree)):
        if not isinstance(node, SumOver) or len(node.letters) != 1 or node.lower is None or node.upper is None:
            continue
        here = range_of(node.lower, node.upper)
        if here is None:
            continue
        index = Name(node.letters[0])
        at = index if base is None else further(index, here.below, base)
        for axis, there in entries(node.body):
            if there == at:
                found.setdefault(axis, set()).add(here)
    return {axis: next(iter(ranges)) for axis, ranges in found.items() if len(ranges) == 1}


def shapes(trees: Sequence[Tree]) -> dict[str, tuple[Tree, ...]]:
    """The extents of the kernels that were moved, by name, where the last axis of theirs was."""
    found = centred(trees, first_index(trees))
    ranks = {name: max(n for other, n in found if other == name) + 1 for name, _ in found}
    used = {n for t in trees for (n, axis), _ in entries(t) if n in ranks and axis >= ranks[n]}
    # the other axes are as long as a letter says that nobody writes
    return {name: tuple(found[name, n].extent if (name, n) in found else Name(f"n_{n + 1}") for n in range(rank))
            for name, rank in ranks.items() if name not in used}


def first_index(trees: Sequence[Tree]) -> int:
    """The index of a first entry: that by which kernels were moved, or else what a document gives away."""
    return next((base for base in (0, 1) if centred(trees, base)), 0 if from_nought(trees) else 1)


def range_of(lower: Tree, upper: Tree) -> Range | None:
    """The range between two bounds, of which the lower is below nought."""
    if isinstance(lower, Negation) and isinstance(lower.argument, Name | Number) and isinstance(upper, Name | Number):
        return Range(lower.argument, upper)
    return None


def entries(tree: Tree) -> Iterator[tuple[Axis, Tree]]:
    """The indices in a tree, each with the name and the axis that it stands at."""
    for node in walk(with_entries(tree)):
        if (found := entry_of(node)) is not None:
            yield from (((found[0], n), index) for n, index in enumerate(found[1]))


def entry_of(tree: Tree) -> tuple[str, tuple[Tree, ...]] | None:
    """The name and the indices of an entry: ``k_p(u, v)`` too."""
    if not isinstance(tree, Entry | Application) or not isinstance(tree.base, Name):
        return None
    if isinstance(tree, Entry):
        return tree.base.name, tree.indices
    base = with_entries(tree.base)
    if isinstance(base, Entry) and isinstance(base.base, Name):
        return base.base.name, (*base.indices, *tree.arguments)
    return (tree.base.name, tree.arguments) if tree.arguments else None


def moved(tree: Tree, axes: Mapping[Axis, Range], base: int) -> Tree:
    """The tree with these axes counted from the base on."""
    found = entry_of(with_entries(tree) if isinstance(tree, Name) else tree)
    if found is None or not any(name == found[0] for name, _ in axes):
        return tree if isinstance(tree, Name) else mapped(tree, lambda t: moved(t, axes, base))
    name, indices = found
    return Entry(Name(name), tuple(further(t, axes[name, n].below, base) if (name, n) in axes else t
                                   for n, t in enumerate(indices)), span=tree.span)


def moved_letter(index: Tree, below: Tree, base: int) -> str | None:
    """The letter of an index that was moved, where it is a letter."""
    letter = next((t.name for t in find(index, Name) if t != below), None)
    return letter if letter is not None and index == further(Name(letter), below, base) else None


def further(index: Tree, by: Tree, base: int) -> Tree:
    """An index that is greater by a number or a letter, and by the base."""
    if isinstance(by, Number):
        own = index.argument if isinstance(index, Negation) else index
        if isinstance(own, Number):
            return Number(str((-1 if isinstance(index, Negation) else 1) * int(own.text) + int(by.text) + base))
        return Operation("+", index, Number(str(int(by.text) + base)))
    tree: Tree = Operation("+", index, by)
    return tree if not base else Operation("+", tree, Number(str(base)))
