"""Axes that are only labelled or added over, cut down to a few entries, so that large layers are proved as cheaply as small.

An axis may be cut where every index at it, in both right sides, is a bare letter that runs over the whole of it, and that
letter stands nowhere else but at axes of which the same is true: in no place that is worked out, no bound, no bracket, no
size. Then both sides say the same of every number of entries, and what holds for a few of them holds for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Union

from symcnn.expression.nodes import Access, Guard, Maximum, Node, Range, Size, Sum, Winner
from symcnn.expression.walk import accesses, descend, transform
from symcnn.forms.scene import Scene
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.system import System

FEW = 3
"""Entries that are left of an axis."""

Axis = tuple[str, int]
Member = Union[Axis, Letter]


@dataclass
class _Uses:
    """What goes together: letters and the axes they stand at; ``fixed`` are those that may not be cut."""

    system: System
    parents: dict[Member, Member] = field(default_factory=dict)
    ranges: dict[Letter, list[Range]] = field(default_factory=dict)
    fixed: set[Member] = field(default_factory=set)

    def root(self, member: Member) -> Member:
        while self.parents.setdefault(member, member) != member:
            member = self.parents[member]
        return member

    def fix(self, quantities: Iterable[Affine]) -> None:
        self.fixed |= {v for q in quantities for v in q.letters if v.is_index}

    def read(self, node: Node) -> None:
        """Everything that one node says of letters and axes."""
        match node:
            case Access():
                for place, index in enumerate(node.indices):
                    self._at((node.tensor, place), index)
            case Sum() | Maximum():
                self.bind(node.ranges, node.guards)
            case Winner():
                self.fix(node.at)
                self.fix(i for a in accesses(node.of) for i in a.indices)
            case Size():
                self.fix([node.quantity])

    def bind(self, ranges: Iterable[Range], guards: Iterable[Guard]) -> None:
        for r in ranges:
            self.root(r.letter)
            self.ranges.setdefault(r.letter, []).append(r)
            self.fix((*r.lower, *r.upper))
        self.fix(g.quantity for g in guards)
        self.fix(g.modulus for g in guards if g.modulus is not None)

    def _at(self, axis: Axis, index: Affine) -> None:
        if index.letter is not None and index.letter.is_index:
            self.parents[self.root(axis)] = self.root(index.letter)
        else:
            self.fix([index])
            self.fixed.add(self.root(axis))
            self.fixed.add(axis)

    def classes(self) -> Iterator[list[Member]]:
        """Letters and axes that go together."""
        found: dict[Member, list[Member]] = {}
        for member in list(self.parents):
            found.setdefault(self.root(member), []).append(member)
        yield from found.values()

    def extent(self, member: Member) -> set[int | None]:
        """How far it runs, from the first index; None where that is no number, or it starts elsewhere."""
        if isinstance(member, Letter):
            return {_count(r, self.system.origin) for r in self.ranges.get(member, ())} or {None}
        axes = self.system.tensors[member[0]].axes
        return {axes[member[1]].extent.number} if member[1] < len(axes) else {None}


def _count(r: Range, origin: int) -> int | None:
    if len(r.lower) != 1 or len(r.upper) != 1 or r.lower[0].number != origin or r.upper[0].number is None:
        return None
    return r.upper[0].number - origin + 1


def cut(one: Node, other: Node, scene: Scene) -> tuple[Node, Node, Scene]:
    """Two right sides and their scene with every axis that may be cut cut down to a few entries."""
    uses = _Uses(scene.system)
    uses.bind(scene.ranges, ())
    for node in (*descend(one), *descend(other)):
        uses.read(node)
    letters: set[Letter] = set()
    for members in uses.classes():
        extents = {n for m in members for n in uses.extent(m)}
        if len(extents) == 1 and (extents.pop() or 0) > FEW and uses.fixed.isdisjoint(members):
            letters |= {m for m in members if isinstance(m, Letter)}
    if not letters:
        return one, other, scene
    last = (whole(FEW + scene.origin - 1),)

    def shorter(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
        return tuple(replace(r, upper=last) if r.letter in letters else r for r in ranges)

    def rule(node: Node) -> Node:
        return replace(node, ranges=shorter(node.ranges)) if isinstance(node, Sum | Maximum) else node

    return transform(one, rule), transform(other, rule), replace(scene, ranges=shorter(scene.ranges))
