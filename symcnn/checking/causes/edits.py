"""Edits of what someone wrote: one kind of change at one place, each with the mistake it would undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from symcnn.checking.binding.class_vectors import is_unit_vector
from symcnn.checking.causes.other_nodes import others_at
from symcnn.checking.causes.places import everywhere, exchanged, places
from symcnn.checking.causes.renamings import GATED, renamed
from symcnn.checking.causes.targets import same_target, target_of
from symcnn.checking.judge.operator_indices import OPERATORS
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import (
    Convolved,
    Derivative,
    Entry,
    Extremum,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    find,
    walk,
)

PRODUCTS = ("juxtapose", "*", "odot", "star")
ONE = Number("1")
MOST_SWAPPED = 10


@dataclass(frozen=True)
class Edit:
    """Another tree, and the mistake that was made if it is right; ``symbol`` where one sign on paper changes.

    Where ``throughout`` names two parts, the tree is to have the second one wherever the first one stands.
    """

    tag: str
    message: str
    weight: float
    start: Tree
    symbol: bool = False
    throughout: tuple[Tree, Tree] | None = None

    @property
    def tree(self) -> Tree:
        """The tree, which is made only when it is asked for."""
        return self.start if self.throughout is None else everywhere(self.start, *self.throughout)


def symbol_edits(reading: Reading, tree: Tree, others: tuple[Tree, ...]) -> Iterator[Edit]:
    """Another index, another name, another sign at one place, or at all alike."""
    said_of = frozenset(k for other in others if isinstance(other, Name | Entry | Derivative | Nabla)
                        and (k := reading.head_key(other)) is not None)
    for node, rebuild, parents in places(tree):
        base = node.base if isinstance(node, Entry) else None
        if inside_a_name(parents) or (isinstance(base, Name) and is_unit_vector(base.name)):
            # the vector of a class stands for an index that was written
            continue
        # what a sign of convolution stands beside may be of any shape
        any_rank = bool(parents) and (isinstance(parents[-1], Derivative | Convolved) or (
            isinstance(parents[-1], Operation) and parents[-1].operator in OPERATORS))
        found = list(others_at(reading, node, (tree, *others), any_rank))
        again = bool(found) and _count(tree, node) > 1
        linking = again and _links_derivatives(tree, node)
        above = set(map(type, parents))
        seen: set[Tree] = set()
        for tag, message, weight, new in found:
            if new in seen:
                continue
            made = rebuild(new)
            itself = _says_itself(reading, made, others) or (
                not parents and any(same_target(reading, made, t) for t in others))
            if itself or (said_of and above & {SumOver, Extremum} and Derivative not in above and (
                    reading.head_key(new) in said_of)):
                # what is said of itself, or of a sum of its own entries, is no repair
                continue
            if tag == "wrong-symbol":
                tag, message = renamed(reading, node, new, parents) or (tag, message)
                weight = GATED if tag == "relu-gate-wrong" else weight
            seen.add(new)
            yield Edit(tag, message, weight, made, True)
            if again:
                path = tag == "wrong-symbol" and linking
                yield Edit("wrong-path" if path else tag, message + " throughout", weight + 0.1,
                           tree, True, (node, new))


def swap_edits(reading: Reading, tree: Tree) -> Iterator[Edit]:
    """Two entries of one tensor, or two names of one kind, in each other's place."""
    found = [(node, target) for node, _, parents in places(tree) if isinstance(node, Name | Entry)
             and not inside_a_name(parents) and (target := target_of(reading, node)) is not None]
    distinct = list(dict.fromkeys((node, target.key, len(target.indices)) for node, target in found))
    for place, (one, key, count) in enumerate(distinct[:MOST_SWAPPED]):
        for other, its_key, its_count in distinct[place + 1:MOST_SWAPPED]:
            # two names bare, or two entries of one tensor
            if key == its_key or count == its_count == 0:
                yield Edit("swapped-entries", f"{say(one)} and {say(other)} have changed places", 1.15,
                           exchanged(tree, {one: other, other: one}))


def _links_derivatives(tree: Tree, node: Tree) -> bool:
    """Whether a chain of derivatives goes through a name: once above, once below."""
    found = list(find(tree, Derivative))
    return any(t.of == node for t in found) and any(t.by == node for t in found)


def letter_edits(tree: Tree, loose: tuple[str, ...], missing: tuple[str, ...]) -> Iterator[Edit]:
    """Letters of one side only, put for those of the other side only."""
    if not loose or len(loose) > len(missing):
        return
    for chosen in permutations(missing, len(loose)):
        new = tree
        for old, letter in zip(loose, chosen, strict=True):
            new = everywhere(new, Name(old), Name(letter))
        said = ", ".join(f"{letter} for {old}" for old, letter in zip(loose, chosen, strict=True))
        yield Edit("wrong-index", f"right with {said}", 0.6, new, True)


def inside_a_name(parents: tuple[Tree, ...]) -> bool:
    """Whether a place lies inside an entry, which is edited as a whole."""
    return any(isinstance(p, Entry) for p in parents)


def _count(tree: Tree, node: Tree) -> int:
    return sum(1 for t in walk(tree) if t == node)


def _says_itself(reading: Reading, made: Tree, others: tuple[Tree, ...]) -> bool:
    """Whether a line would only say that a derivative is itself."""
    return isinstance(made, Derivative) and any(
        isinstance(t, Derivative) and t.of == made.of and same_target(reading, made.by, t.by) for t in others)
