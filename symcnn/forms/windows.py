"""Sums of one operand over a window, as correlations with an array of ones; and operands with zeros put around or between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from symcnn.calculus.ranges import without_floor
from symcnn.expression.nodes import Range, Sum
from symcnn.expression.walk import accesses
from symcnn.forms.correlation import Operand, built, taken_apart
from symcnn.forms.extents import extents
from symcnn.forms.nodes import Dilated, Form, Kronecker, Ones, Reshaped, Slice, Subsampled
from symcnn.forms.read import Axes, combined, hadamard
from symcnn.forms.relation import MEET, Relation, relations
from symcnn.forms.scene import Scene
from symcnn.forms.slide import padded
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter

Along = tuple[Relation, Affine]


def windows(node: Sum, axes: Axes, scene: Scene) -> Iterator[Form]:
    """A pool, or the way back through one; still to be proved."""
    scalars, operands = taken_apart(node, axes, scene)
    if len(operands) != 1:
        return
    (one,) = operands
    ways = [_along(p, u, node, scene) for p, u in zip(one.places, axes, strict=True)]
    for each in product(*ways):
        ones = Ones(tuple(count for _, count in each))
        yield from built(one.forms(), (ones,), tuple(r for r, _ in each), axes, scalars, scene)
        if all(r.stride == count for r, count in each):
            yield from _blocks(one, ones, axes, scalars, scene)


def _blocks(one: Operand, ones: Ones, axes: Axes, scalars: list[tuple[Form, ...]], scene: Scene) -> Iterator[Form]:
    """Windows that do not overlap: every entry becomes a block."""
    blocks = Kronecker(one.forms()[0], ones)
    none = tuple(whole(0) for _ in axes)
    rest = tuple(scene.extent(v) - n for v, n in zip(axes, extents(blocks), strict=True))
    yield from combined([*scalars, (padded(blocks, none, rest, scene.facts),)], hadamard)


def _along(place: Affine, result: Letter, node: Sum, scene: Scene) -> list[Along]:
    """How far a window reaches along an axis, and how it moves."""
    found: list[Along] = []
    for r in node.ranges:
        if r.letter in place.letters and result in place.letters and _is_fixed(r):
            count = r.upper[0] - r.lower[0] + 1
            offset = whole(r.letter) - r.lower[0] + scene.origin
            found += [(each, count) for each in relations(place, offset, result, scene.origin, node.guards)]
        elif place.letter == r.letter:
            found += _from_bounds(r, result, scene)
    for floor in place.floors():
        rest = floor.numerator - floor.denominator * Affine({(floor,): 1})
        shift = floor.denominator * (place - scene.origin) + rest - (whole(result) - scene.origin)
        if not any(v.is_index for v in shift.letters):
            found.append((Relation(MEET, floor.denominator, whole(1), shift), floor.denominator))
    return found


def _is_fixed(r: Range) -> bool:
    return len(r.lower) == len(r.upper) == 1 and not any(v.is_index for q in (*r.lower, *r.upper) for v in q.letters)


def _from_bounds(r: Range, result: Letter, scene: Scene) -> list[Along]:
    """The window that the bounds of a position say: ``0 <= result - stride*r + first`` and the like for its end."""
    lower = [without_floor(whole(r.letter) - q) for q in r.lower if result in q.letters]
    upper = [without_floor(q - r.letter) for q in r.upper if result in q.letters]
    found: list[Along] = []
    for least, most in product(lower, upper):
        count = least + most + 1
        stride = least.coefficient(r.letter) if not least.floors() else whole(0)
        first = most - result + stride * whole(r.letter)
        if not any(v.is_index for q in (count, first, stride) for v in q.letters):
            shift = first + scene.origin - stride * scene.origin
            found.append((Relation(MEET, stride, whole(1), shift), count))
    return found


def spread_out(node: Sum, axes: Axes, scene: Scene) -> Iterator[Form]:
    """One operand with zeros around it or between its entries, or only every so manyth of them; still to be proved."""
    scalars, operands = taken_apart(node, axes, scene)
    if len(operands) != 1:
        return
    (one,) = operands
    (form, *_), counts = one.forms(), [scene.extent(v) for v in axes]
    steps = tuple(_step(p, u, node) for p, u in zip(one.places, axes, strict=True))
    offsets = tuple(whole(u) - p for p, u in zip(one.places, axes, strict=True))
    if any(s != 1 for s in steps):
        yield from combined([*scalars, (Dilated(form, steps),)], hadamard)
        yield from combined([*scalars, (Subsampled(form, steps),)], hadamard)
    elif not any(v.is_index for q in offsets for v in q.letters):
        after = tuple(n - b - m for n, b, m in zip(counts, offsets, extents(form), strict=True))
        yield from combined([*scalars, (padded(form, offsets, after, scene.facts),)], hadamard)


def _step(place: Affine, result: Letter, node: Sum) -> Affine:
    """What divides the place of the result, or the place that is read, in a bracket."""
    near = place.letters | {result}
    found = [g.modulus for g in node.guards if g.modulus is not None and g.quantity.letters & near]
    return found[0] if found else whole(1)


def rearranged(node: Sum, axes: Axes, scene: Scene) -> Iterator[Form]:
    """All entries of one tensor in row-major order on other axes; still to be proved."""
    tensors = {a.tensor for a in accesses(node)}
    if axes and len(tensors) == 1:
        tensor = scene.system.tensors[tensors.pop()]
        whole_tensor = Slice(tensor.key, (None,) * len(tensor.axes), tuple(a.extent for a in tensor.axes))
        yield Reshaped(whole_tensor, tuple(scene.extent(v) for v in axes))
