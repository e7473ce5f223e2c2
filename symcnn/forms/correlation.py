"""Sums in which places are added: correlations and convolutions of two operands, found from how the places hang together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from symcnn.errors import NotRecognised
from symcnn.expression.build import multiply
from symcnn.expression.nodes import Multiply, Node, Sum
from symcnn.expression.walk import accesses, free_letters
from symcnn.forms.nodes import Form
from symcnn.forms.read import Axes, combined, hadamard, read
from symcnn.forms.relation import Relation, relations
from symcnn.forms.scene import Scene
from symcnn.forms.slide import Pair, slid
from symcnn.forms.support import fitted
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import map_quantities


@dataclass(frozen=True)
class Operand:
    """What is read at the same places: its factors with a letter of its own for each axis, and the places."""

    node: Node
    letters: Axes
    places: tuple[Affine, ...]
    scene: Scene

    def forms(self) -> tuple[Form, ...]:
        """Its operator forms."""
        return read(self.node, self.letters, self.scene)

    @property
    def is_parameter(self) -> bool:
        """Whether a parameter stands in it: kernels are written behind what they slide over."""
        tensors = self.scene.system.tensors
        return any(tensors[a.tensor].role == "parameter" for a in accesses(self.node))


def correlations(node: Sum, axes: Axes, scene: Scene, swapped: bool = False) -> Iterator[Form]:
    """Two operands slid over each other; they are still to be proved. ``swapped`` puts a parameter in front."""
    scalars, operands = taken_apart(node, axes, scene)
    if len(operands) != 2:
        return
    one, other = sorted(operands, key=lambda o: o.is_parameter != swapped)
    pairs = [(one, other)] if one.is_parameter != other.is_parameter else [(one, other), (other, one)]
    for p, q in pairs:
        along = [relations(a, b, u, scene.origin, node.guards) for a, b, u in zip(p.places, q.places, axes, strict=True)]
        for each in product(*along):
            yield from built(p.forms(), q.forms(), each, axes, scalars, scene)


def fits(node: Sum, axes: Axes, scene: Scene) -> Iterator[Form]:
    """The same from the places that meet, where all sizes are numbers; still to be proved."""
    scalars, operands = taken_apart(node, axes, scene)
    if len(operands) != 2:
        return
    one, other = sorted(operands, key=lambda o: o.is_parameter)
    for each in product(*fitted(node, one.places, other.places, axes, scene)):
        yield from built(one.forms(), other.forms(), each, axes, scalars, scene)


def taken_apart(node: Sum, axes: Axes, scene: Scene) -> tuple[list[tuple[Form, ...]], list[Operand]]:
    """The body as factors that do not move, and operands that are read at different places."""
    if not axes:
        return [], []
    factors = node.body.factors if isinstance(node.body, Multiply) else (node.body,)
    moving = {*axes, *(r.letter for r in node.ranges)}
    groups: dict[tuple[Affine, ...], list[Node]] = {}
    for factor in factors:
        groups.setdefault(places_of(factor, node, axes, moving), []).append(factor)
    if any(all(p and p[n] == whole(v) for p in groups if p) for n, v in enumerate(axes)) and len(groups) > 1:
        raise NotRecognised("along one axis all factors are read at the same place: it is a label")
    still = groups.pop((), [])
    if any(free_letters(f) & moving for f in still):
        raise NotRecognised("a factor moves without reading an entry")
    scalars = [read(f, (), scene) for f in still]
    if not node.ranges and list(groups) == [tuple(whole(v) for v in axes)]:
        raise NotRecognised("what is read entry by entry is no sum")
    return scalars, [operand(fs, places, moving, scene) for places, fs in groups.items()]


def built(one: tuple[Form, ...], other: tuple[Form, ...], along: tuple[Relation, ...], axes: Axes,
          scalars: list[tuple[Form, ...]], scene: Scene) -> Iterator[Form]:
    """The forms that a relation on each axis gives."""
    counts = tuple(scene.extent(v) for v in axes)
    for form in slid(Pair(one[0], other[0], counts, scene.facts), along):
        yield from combined([*scalars, (form,)], hadamard)


def places_of(factor: Node, node: Sum, axes: Axes, moving: set[Letter]) -> tuple[Affine, ...]:
    """Where a factor is read along each axis; empty for one that does not move."""
    found: list[Affine] = []
    for axis in axes:
        joined = joined_to(axis, node, moving - set(axes) | {axis})
        at = dict.fromkeys(i for a in accesses(factor) for i in a.indices if i.letters & joined)
        if len(at) > 1:
            raise NotRecognised("a factor is read at two places along one axis")
        found += at
    if found and len(found) < len(axes):
        raise NotRecognised("a factor moves along some of the axes only")
    return tuple(found)


def joined_to(axis: Letter, node: Sum, moving: set[Letter]) -> set[Letter]:
    """The axis and the summed letters that stand in an index with it, or in the same brackets and bounds."""
    reached = {axis}
    sets = [i.letters & moving for a in accesses(node.body) for i in a.indices]
    sets += [frozenset({r.letter, *(v for q in (*r.lower, *r.upper) for v in q.letters & moving)}) for r in node.ranges]
    sets += [g.quantity.letters & moving for g in node.guards]
    while more := {v for letters in sets if letters & reached for v in letters} - reached:
        reached |= more
    return reached


def operand(factors: list[Node], places: tuple[Affine, ...], moving: set[Letter], scene: Scene) -> Operand:
    """The product of the factors, read at letters of its own; raises ``NotRecognised`` where other letters are left."""
    letters = tuple(scene.fresh.named("q") for _ in places)
    new = dict(zip(places, letters, strict=True))
    node = map_quantities(multiply(*factors), lambda q: whole(new[q]) if q in new else q)
    if free_letters(node) & moving or len(new) < len(places):
        raise NotRecognised("an operand moves with letters that are no place of it")
    counts = [extent_at(v, node, scene) for v in letters]
    inside = scene.within(scene.axis(v, n) for v, n in zip(letters, counts, strict=True))
    return Operand(node, letters, places, inside)


def extent_at(letter: Letter, node: Node, scene: Scene) -> Affine:
    """How far the axis runs that a letter is the index of."""
    found = dict.fromkeys(axis.extent for a in accesses(node) for i, axis in zip(
        a.indices, scene.system.tensors[a.tensor].axes, strict=True) if i.letter == letter)
    if len(found) != 1:
        raise NotRecognised("factors read at the same place have different sizes")
    return next(iter(found))
