"""Relations of two operands read off numbers: which places meet, where all sizes are numbers and letters have collapsed.

With numbers for sizes a closed form can be so short, an index a quotient or a constant, that the convolution it came from
stands in no index any more; the places that it joins still say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, product

from symcnn.errors import ProofFailed
from symcnn.expression.nodes import Sum
from symcnn.forms.relation import MEET, SLIDE, Relation
from symcnn.forms.scene import Scene
from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Evaluation, walk_ranges, whole_number
from symcnn.numeric.fields import Residues

MOST_POINTS, MOST_EACH, REACH = 30_000, 3, 6
"""How many points are looked at, how many relations are kept for an axis, how great a coefficient is tried."""
Point = tuple[int, int, int]


def fitted(node: Sum, one: Sequence[Affine], other: Sequence[Affine], axes: Sequence[Letter],
           scene: Scene) -> list[list[Relation]]:
    """For each axis the relations of the two places and the result that hold at every point; empty without numbers."""
    letters = {v for r in scene.ranges for q in (*r.lower, *r.upper) for v in q.letters}
    if any(not v.is_index for v in letters) or scene.system.size_letters:
        return [[] for _ in axes]
    points = _points(node, one, other, axes, scene)
    return [_fit(along) for along in points]


def _points(node: Sum, one: Sequence[Affine], other: Sequence[Affine], axes: Sequence[Letter],
            scene: Scene) -> list[set[Point]]:
    """The offsets (first place, second place, result) that meet in the sum, axis by axis."""
    context = Evaluation(Residues(0), _no_entry, {})
    outer, inner = walk_ranges(scene.ranges, (), context), walk_ranges(node.ranges, node.guards, context)
    places = [(whole_number(p, context), whole_number(q, context)) for p, q in zip(one, other, strict=True)]
    found: list[set[Point]] = [set() for _ in axes]
    everything = (letters for around in outer({}) for letters in inner(dict(around)))
    for letters in islice(everything, MOST_POINTS):
        for along, (p, q), axis in zip(found, places, axes, strict=True):
            along.add((p(letters) - scene.origin, q(letters) - scene.origin, letters[axis] - scene.origin))
    return found


def _no_entry(key: str, place: tuple[int, ...]) -> Fraction:
    raise ProofFailed(f"{key} is read where only places are looked at")


def _fit(points: set[Point]) -> list[Relation]:
    """The relations with the smallest coefficients."""
    found: list[tuple[int, Relation]] = []
    steps = [n for n in range(-REACH, REACH + 1) if n]
    for stride, step, kind in product(range(1, REACH + 1), steps, (SLIDE, MEET)):
        shifts = {stride * (u if kind == SLIDE else p) + step * q - (p if kind == SLIDE else u) for p, q, u in points}
        if len(shifts) == 1:
            relation = Relation(kind, constant(stride), constant(step), constant(shifts.pop()))
            found.append((stride + abs(step), relation))
    found.sort(key=lambda each: each[0])
    by_kind = {kind: [r for _, r in found if r.kind == kind][:MOST_EACH] for kind in (SLIDE, MEET)}
    return by_kind[MEET] + by_kind[SLIDE]
