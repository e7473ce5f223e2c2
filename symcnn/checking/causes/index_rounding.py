"""Edits of indices that count windows: rounded to the wrong side, or not divided by the stride, or not multiplied with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.causes.edits import Edit, inside_a_name
from symcnn.checking.causes.places import places
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Application, Call, Entry, Name, Number, Operation, SumOver, Tree, find, mapped, walk

ROUNDED = {"floor": "ceil", "ceil": "floor"}
WAYS = {"floor": "down", "ceil": "up"}


def rounding_edits(reading: Reading, tree: Tree, back: bool) -> Iterator[Edit]:
    """Indices of one entry with the other rounding, or with the stride; ``back`` says that a gradient is written."""
    yield from _other_bounds(tree)
    for node, rebuild, parents in places(tree):
        if not isinstance(node, Name | Entry | Application) or inside_a_name(parents):
            continue
        target = target_of(reading, node)
        if target is None or not target.indices:
            continue
        summed = {name for p in parents if isinstance(p, SumOver) for name in p.letters}
        for tag, said, made in _changed(reading, target.indices, summed, back):
            new = tree_of(reading, target.key, made)
            yield Edit(tag, f"{said}: right with {say(new)} for {say(node)}", 0.8, rebuild(new))


def _other_bounds(tree: Tree) -> Iterator[Edit]:
    """Where all sums begin, or where they end, with the other rounding."""
    for side, word in (("lower", "begin"), ("upper", "end")):
        ends = [end for t in find(tree, SumOver) if (end := getattr(t, side)) and _is_rounded(end)]
        if ends:
            other = ROUNDED[next(t.function for t in find(ends[0], Call) if t.function in ROUNDED)]
            shown = " and ".join(dict.fromkeys(say(_turned(end)) for end in ends))
            yield Edit("floor-for-ceiling", f"where the sums {word} is to be rounded {WAYS[other]}: {shown}", 0.8,
                       _with_ends(tree, side))


def _with_ends(tree: Tree, side: str) -> Tree:
    """The tree with the rounded bounds of one side of its sums rounded the other way."""
    found = mapped(tree, lambda t: _with_ends(t, side))
    end = getattr(found, side) if isinstance(found, SumOver) else None
    if not isinstance(found, SumOver) or end is None or not _is_rounded(end):
        return found
    return replace(found, lower=_turned(end)) if side == "lower" else replace(found, upper=_turned(end))


def _is_rounded(tree: Tree) -> bool:
    return any(t.function in ROUNDED for t in find(tree, Call))


def _changed(reading: Reading, indices: tuple[Tree, ...], summed: set[str], back: bool
             ) -> Iterator[tuple[str, str, tuple[Tree, ...]]]:
    if any(isinstance(t, Call) and t.function in ROUNDED for i in indices for t in walk(i)):
        yield "floor-for-ceiling", "it is rounded to the wrong side", tuple(_turned(i) for i in indices)
    for place, index in enumerate(indices):
        letters = list(dict.fromkeys(t.name for t in find(index, Name)))
        counted = any(t.text not in ("0", "1") for t in find(index, Number))
        if len(letters) == 2 and counted and not summed & set(letters):
            other = exchanged(index, letters[0], letters[1])
            yield ("flatten-order", "the entries are taken in another order, columns for rows",
                   (*indices[:place], other, *indices[place + 1:]))
    bare = [n for n, i in enumerate(indices) if isinstance(i, Name)]
    tag = "stride-dropped" if back else "stride-wrong"
    for axes in dict.fromkeys((tuple(bare[-2:]), *((n,) for n in bare))):
        for stride in (s for s in reading.strides if s > 1 and axes):
            times = tuple(_times(i, stride, reading.base) if n in axes else i for n, i in enumerate(indices))
            parts = tuple(_part(i, stride, reading.base) if n in axes else i for n, i in enumerate(indices))
            yield tag, f"windows are {stride} apart", times
            yield tag, f"windows are {stride} apart", parts


def exchanged(tree: Tree, one: str, other: str) -> Tree:
    """The tree with two letters in each other's place."""
    if isinstance(tree, Name):
        return Name({one: other, other: one}.get(tree.name, tree.name))
    return mapped(tree, lambda t: exchanged(t, one, other))


def _turned(tree: Tree) -> Tree:
    if isinstance(tree, Call) and tree.function in ROUNDED:
        return Call(ROUNDED[tree.function], tree.arguments)
    return mapped(tree, _turned)


def _times(letter: Tree, stride: int, base: int) -> Tree:
    """``s(i - 1) + 1`` where places are counted from one."""
    found = Operation("juxtapose", Number(str(stride)), letter)
    return found if base == 0 or stride == 1 else Operation("-", found, Number(str(base * (stride - 1))))


def _part(letter: Tree, stride: int, base: int) -> Tree:
    """The window that a place lies in, where windows lie side by side."""
    if base == 0:
        return Call("floor", (Operation("/", letter, Number(str(stride))),))
    return Call("ceil", (Operation("/", letter, Number(str(stride))),))
