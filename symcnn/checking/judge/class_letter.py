r"""The letter of the true class: ``L = -\log p_k``, ``dL/dz_k = p_k - 1``, where k is the class of the sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.judge.scope import indices_in
from symcnn.checking.judge.tied import with_letter
from symcnn.checking.meaning.document import Reading
from symcnn.notation.spelling import split
from symcnn.reading.tree import Call, Derivative, Entry, Nabla, Name, Number, Tree, mapped, walk

MOST_CLASSES = 6


def label(reading: Reading) -> str | None:
    """The one target that is a list of as many numbers as there are classes, where a loss has logarithms of it."""
    tensors = reading.names.model.network.forward_system.tensors
    found = [k for k, t in tensors.items() if t.role == "target"]
    known = set(found) <= set(reading.names.model.network.forward_system.unit_sum)
    one = len(found) == 1 and len(tensors[found[0]].axes) == 1
    return found[0] if one and (known or reading.normalised()) else None


def at_classes(reading: Reading, head: Tree, tree: Tree) -> Iterator[tuple[str, list[tuple[Reading, Tree, Tree]]]]:
    """For every free letter: the reading and both sides of a line, for each class that the letter may be."""
    target = label(reading)
    letters = sorted(indices_in(head) | indices_in(tree)) if target is not None else []
    if target is None or not speaks_of_one(tree) or any(stands_for(t, reading, target) for t in walk(tree)):
        # a line that names the label is no line on one class
        return
    (count,) = reading.names.model.shape(target)
    for letter in letters if count <= MOST_CLASSES else ():
        yield letter, [(of_class(reading, target, n), numbered(head, letter, n + reading.base),
                        numbered(tree, letter, n + reading.base)) for n in range(count)]


def speaks_of_one(tree: Tree) -> bool:
    """Whether a formula may be one of the true class: a logarithm stands in it or a 1, and no derivative."""
    nodes = list(walk(tree))
    marks = any(t == Number("1") or (isinstance(t, Call) and t.function in ("log", "ln")) for t in nodes)
    return marks and not any(isinstance(t, Derivative | Nabla) for t in nodes)


def stands_for(tree: Tree, reading: Reading, target: str) -> bool:
    """Whether a tree names the label."""
    base = tree.base if isinstance(tree, Entry) else tree
    shown = reading.names.model.network.forward_system.tensors[target].shown
    return isinstance(base, Name) and split(base.name).base == split(shown).base


def of_class(reading: Reading, target: str, number: int) -> Reading:
    """The reading in random worlds whose label is this class."""
    worlds = []
    for world in reading.random:
        label_ = np.zeros_like(np.asarray(world.leaves[target], dtype=float))
        label_[number] = 1.0
        worlds.append(World(world.model, {**world.leaves, target: label_}))
    return replace(reading, random=worlds, data=None, _targeted=[], _targeted_sums=[], _nearby=[], _elsewhere=[])


def numbered(tree: Tree, letter: str, number: int) -> Tree:
    """The tree with a number for an index letter."""
    def put(node: Tree) -> Tree:
        if isinstance(node, Name) and node.name == letter:
            return Number(str(number))
        return node if isinstance(node, Name | Number) else mapped(node, put)
    return with_letter(put(tree), letter, str(number))
