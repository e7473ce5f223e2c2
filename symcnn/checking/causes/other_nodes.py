"""What else may stand at one place: another entry, another name, another number, other bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.target import Target
from symcnn.checking.causes.bound_edits import other_bounds
from symcnn.checking.causes.places import places
from symcnn.checking.causes.renamings import exchanged_tag
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.causes.turn_tags import counted_back, turn_tag
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import tensors
from symcnn.reading.tree import Derivative, Entry, Extremum, Name, Number, Operation, SumOver, Tree, walk


def others_at(reading: Reading, node: Tree, around: tuple[Tree, ...], any_rank: bool) -> Iterator[
        tuple[str, str, float, Tree]]:
    """The nodes that may stand in the place of one in the trees ``around``, of ``any_rank`` if so.

    Each goes with the mistake that was made where it is right, what is said of this, and how unlikely it is.
    """
    if isinstance(node, Name | Entry):
        target = target_of(reading, node)
        if target is not None:
            yield from _other_entries(reading, node, target, around)
            yield from _other_names(reading, node, target, any_rank)
    if isinstance(node, Number) and "." not in node.text and node.text.isdigit():
        for text in (str(int(node.text) + 1), str(int(node.text) - 1)):
            yield "index-off-by-one", f"{text} belongs where {node.text} is written", 1.7, Number(text)
    if isinstance(node, Name) and target_of(reading, node) is None and node.name in _letters(around):
        yield from _strided(reading, node, around)
    if isinstance(node, Derivative) and target_of(reading, node.of) is None:
        yield from _derivative_of(reading, node)
    if isinstance(node, SumOver | Extremum):
        yield from other_bounds(node)


def _strided(reading: Reading, letter: Name, around: tuple[Tree, ...]) -> Iterator[tuple[str, str, float, Tree]]:
    """A letter of positions without its stride."""
    tag = "stride-dropped" if any(isinstance(t, Derivative) for tree in around for t in walk(tree)) else "stride-wrong"
    for stride in reading.strides:
        if stride > 1:
            new = Operation("juxtapose", Number(str(stride)), letter)
            yield tag, f"windows are {stride} apart: {say(new)} belongs where {letter.name} is written", 0.9, new


def _other_entries(reading: Reading, node: Tree, target: Target, around: tuple[Tree, ...]) -> Iterator[
        tuple[str, str, float, Tree]]:
    indices, base = target.indices, reading.base
    shape = reading.names.model.shape(target.key)

    def made(new: tuple[Tree, ...]) -> Tree:
        return tree_of(reading, target.key, new)
    # the fewest first: those at other letters take most of the steps
    if (turned := counted_back(reading.base, indices, around)) != indices:
        tag = turn_tag(reading, around[::-1])
        yield tag, f"the window runs the wrong way at {say(node)}: right with {say(made(turned))}", 0.8, made(turned)
    for one in range(len(indices)):
        for other_place in range(one + 1, len(indices)):
            if indices[one] != indices[other_place]:
                new_indices = list(indices)
                new_indices[one], new_indices[other_place] = indices[other_place], indices[one]
                new = made(tuple(new_indices))
                yield exchanged_tag(reading, target.key, indices), f"right with {say(new)} for {say(node)}", 1.05, new
    letters = sorted(n for n in _letters(around) if reading.names.size(n) is None)
    for place, index in enumerate(indices):
        extent = shape[place] if place < len(shape) else 0
        for tag, weight, other in _other_indices(index, extent, base, letters):
            new = made((*indices[:place], other, *indices[place + 1:]))
            yield tag, f"right with {say(new)} for {say(node)}", weight, new
    if len(indices) == 2 and all(isinstance(i, Number) for i in indices) and shape[0] * shape[1] <= 36:
        for row in range(base, base + shape[0]):
            for column in range(base, base + shape[1]):
                new = made((Number(str(row)), Number(str(column))))
                yield "wrong-index", f"right with {say(new)} for {say(node)}", 1.3, new


def _other_indices(index: Tree, extent: int, base: int, letters: Sequence[str]) -> Iterator[tuple[str, float, Tree]]:
    if isinstance(index, Number):
        for number in range(base, base + min(extent, 12)):
            if str(number) != index.text:
                yield "wrong-index", 1.0, Number(str(number))
        return
    for by, sign in ((1, "+"), (1, "-")):
        yield "index-off-by-one", 1.0, Operation(sign, index, Number(str(by)))
    if isinstance(index, Operation) and index.operator in ("+", "-"):
        flipped = "-" if index.operator == "+" else "+"
        yield "wrong-index", 1.1, replace(index, operator=flipped)
        yield "wrong-index", 1.2, index.left
    for letter in letters:
        for name, rebuild in ((n, r) for n, r, _ in places(index) if isinstance(n, Name)):
            if name.name != letter:  # type: ignore[attr-defined]
                yield "wrong-index", 1.1, rebuild(Name(letter))


def _letters(trees: tuple[Tree, ...]) -> set[str]:
    """The letters that stand alone as indices, and those of sums."""
    found: set[str] = set()
    for tree in trees:
        for node in walk(with_entries(tree)):
            if isinstance(node, Entry):
                found |= {i.name for i in node.indices if isinstance(i, Name) and len(i.name) < 6}
            elif isinstance(node, SumOver):
                found |= set(node.letters)
    return found


def _other_names(reading: Reading, node: Tree, target: Target, any_rank: bool) -> Iterator[
        tuple[str, str, float, Tree]]:
    system = reading.names.model.system
    mine = system.tensors[target.key]
    for key in other_keys(reading, target, any_rank):
        tensor = system.tensors[key]
        new = tree_of(reading, key, target.indices)
        tag, weight = ("wrong-index" if numbered_alike(tensor.shown, mine.shown) else "wrong-symbol"), 1.2
        if tensor.partial and (tensor.partial[1] == target.key or _gives(reading, target.key, tensor.partial[1])):
            tag, weight = "value-for-gradient", 1.1
        elif tensor.role == "parameter" and mine.role == "parameter" and len(tensor.axes) == len(mine.axes):
            weight = 1.15
        yield tag, f"right with {say(new)} for {say(node)}", weight, new


def _gives(reading: Reading, key: str, inner: str) -> bool:
    """Whether a tensor is the value of an activation of another."""
    return any(e.tensor == key and isinstance(e.right, Apply) and inner in tensors(e.right)
               for e in reading.names.model.network.forward_system.equations)


def other_keys(reading: Reading, target: Target, any_rank: bool) -> Iterator[str]:
    """The tensors that may stand where another does, at its indices."""
    system = reading.names.model.system
    mine, shape = system.tensors[target.key], reading.names.model.shape(target.key)
    for key in system.tensors:
        tensor = system.tensors[key]
        if key == target.key or len(tensor.axes) < len(target.indices) or (any_rank and tensor.partial):
            continue
        # whole arrays share a side where one may stand for the other in a product
        alike = len(tensor.axes) == len(mine.axes) and (target.indices or not shape or set(shape) & set(
            reading.names.model.shape(key)))
        if alike or any_rank or (not target.indices and len(mine.axes) == len(tensor.axes) == 1 and numbered_alike(
                tensor.shown, mine.shown)) or (target.indices and len(target.indices) == len(tensor.axes)):
            yield key


def numbered_alike(one: str, other: str) -> bool:
    """Whether two names differ in their numbers, or in what stands above them, alone: h1 and h2, X^k and X^{k-1}."""
    plain = [re.sub("[0-9]+", "#", re.sub(r"\^(\{[^}]*\}|.)", "", n)) for n in (one, other)]
    return plain[0] == plain[1]


def _derivative_of(reading: Reading, node: Derivative) -> Iterator[tuple[str, str, float, Tree]]:
    """Another tensor above."""
    tensors = reading.names.model.network.system.tensors
    for key in tensors:
        if tensors[key].role in ("intermediate", "loss") and (new := replace(node, of=Name(tensors[key].shown))) != node:
            yield "wrong-symbol", f"right with {say(new)} for {say(node)}", 1.2, new
