"""Arrays: indexed expressions whose free letters are those of their axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symcnn.equation import Axis
from symcnn.expression.nodes import Apply, Maximum, Node, Sum
from symcnn.expression.walk import descend, substitute
from symcnn.notation.affine import Affine, Whole, whole
from symcnn.notation.letters import Letter, index

Pieces = tuple[str | Affine, ...]


@dataclass(frozen=True)
class Array:
    """A value at every index of its axes.

    ``channel`` is the place of the channel axis, ``kind`` what its entries are (``logits``, ``probabilities``), and
    ``lettered`` says that the author chose the letters. ``pieces`` holds, per axis, the arithmetic of its extent.
    """

    axes: tuple[Axis, ...]
    body: Node
    channel: int | None = None
    kind: str = ""
    lettered: bool = False
    pieces: tuple[Pieces, ...] = ()

    @property
    def rank(self) -> int:
        return len(self.axes)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters of the axes, told apart by a mark where one is used twice."""
        names = [a.letter for a in self.axes]
        return tuple(index(name, names[:place].count(name)) for place, name in enumerate(names))

    @property
    def names(self) -> tuple[str, ...]:
        """The letters of the axes as they are shown."""
        return tuple(a.letter for a in self.axes)

    @property
    def extents(self) -> tuple[Affine, ...]:
        return tuple(a.extent for a in self.axes)


@dataclass(frozen=True)
class Pending:
    """A leaf whose letters, extents or both are still open; its first use settles them."""

    key: str
    letters: tuple[str, ...] | None = None
    extents: tuple[Affine, ...] | None = None

    @property
    def rank(self) -> int | None:
        known = self.letters if self.letters is not None else self.extents
        return None if known is None else len(known)


Operand = Array | Pending


def scalar(node: Node) -> Array:
    """A value without axes."""
    return Array((), node)


def at(array: Array, indices: Sequence[Whole]) -> Node:
    """The entry of an array at these indices; letters bound inside never capture one."""
    values = {v: whole(i) for v, i in zip(array.letters, indices, strict=True)}
    return substitute(array.body, {v: q for v, q in values.items() if q != whole(v)})


def elementwise(array: Array, function: str, parameters: tuple = (), kind: str = "") -> Array:
    """A scalar function of every entry."""
    return replace(array, body=Apply(function, array.body, parameters), kind=kind)


def relettered(array: Array, names: Sequence[str]) -> Array:
    """The array with other letters on its axes."""
    axes = tuple(replace(a, letter=n) for a, n in zip(array.axes, names, strict=True))
    target = replace(array, axes=axes)
    return replace(target, body=at(array, target.letters))


def reduces(node: Node) -> bool:
    """Whether a sum or a maximum over letters stands in the node; a bracket alone does not count."""
    return any(isinstance(n, Sum | Maximum) and n.ranges for n in descend(node))
