"""That an operator form equals a right side: in canonical form, else by exact evaluation at seeded places for small sizes.

Every tensor holds random elements of a field, so that the two sides agree as formulas; their shapes are compared too.
Places on the border are looked at first: there a bound that was lost shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcnn.errors import ProofFailed
from symcnn.expression.nodes import Node
from symcnn.expression.walk import canonical
from symcnn.forms.cutting import FEW, cut
from symcnn.forms.extents import extents
from symcnn.forms.meaning import Meaning, entry
from symcnn.forms.nodes import Form
from symcnn.forms.scene import Scene
from symcnn.forms.world import AnyOrder, World
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Evaluation, prepare
from symcnn.numeric.fields import draw
from symcnn.numeric.sizes import as_quantities, completed
from symcnn.proof import cost

PLACES, FEWEST = 40, 3
BUDGET = 60_000
"""Places that are looked at, and about how many terms are evaluated in all."""


def proved(node: Node, form: Form, axes: tuple[Letter, ...], scene: Scene) -> str:
    """How the form was shown equal to the node, an array over the axes; empty where it was not."""
    known = (node, form, axes, scene.ranges)
    if known not in scene.proofs:
        scene.proofs[known] = _proved(node, form, axes, scene)
    return scene.proofs[known]


def _proved(node: Node, form: Form, axes: tuple[Letter, ...], scene: Scene) -> str:
    if extents(form) and len(extents(form)) != len(axes):
        return ""
    meant = entry(form, tuple(whole(v) for v in axes), Meaning(scene.fresh, scene.origin))
    tried = points = 0
    # of large layers a few channels stand for all
    left, right, few = cut(node, meant, scene)
    for seed, sizes in enumerate(scene.choices):
        if not _same_shape(form, axes, scene, sizes):
            return ""
        if canonical(meant) == canonical(node):
            continue
        places = PLACES * BUDGET // max(1, BUDGET + (cost(left, sizes) + cost(right, sizes)) * PLACES)
        found = _agree(left, right, few, sizes, seed, max(FEWEST, places))
        if found is None:
            return ""
        points, tried = points + found, tried + bool(found)
    if canonical(meant) == canonical(node):
        return "the same in canonical form"
    kept = f", {FEW} entries of every axis that is only added over" if points and left != node else ""
    return f"equal at {points} entries" + (f" for {tried} choices of sizes" if tried > 1 else "") + kept if points else ""


def _same_shape(form: Form, axes: tuple[Letter, ...], scene: Scene, sizes: Mapping[Letter, int]) -> bool:
    known = completed(scene.system, sizes)
    return all(n.value(known) == scene.extent(v).value(known) for n, v in zip(extents(form), axes, strict=False))


def agree_with_zeros(one: Node, other: Node, scene: Scene) -> str:
    """How two right sides were shown equal where the second reads 0 outside of tensors; empty where they differ."""
    tried = points = 0
    for seed, sizes in enumerate(scene.choices):
        found = _agree(one, other, scene, sizes, seed, PLACES, zeros=True)
        if found is None:
            return ""
        points, tried = points + found, tried + bool(found)
    return f"equal at {points} entries" + (f" for {tried} choices of sizes" if tried > 1 else "") if points else ""


def _agree(one: Node, other: Node, scene: Scene, sizes: Mapping[Letter, int], seed: int, most: int,
           zeros: bool = False) -> int | None:
    """At how many places both have the same value; None where they differ, or one of them reads outside a tensor."""
    world = scene.worlds.setdefault(seed, World(scene.system, sizes, AnyOrder(seed), seed))
    context = Evaluation(world.field, world.entry_or_zero if zeros else world.entry, as_quantities(sizes))
    runs, count = (prepare(one, context), prepare(other, context)), 0
    try:
        for place in sampled(scene, sizes, seed, most):
            if runs[0](dict(place)) != runs[1](dict(place)):
                return None
            count += 1
    except ProofFailed:
        return None
    return count


def sampled(scene: Scene, sizes: Mapping[Letter, int], seed: int, most: int) -> Iterator[dict[Letter, int]]:
    """Numbers for the letters in scope: the first and last values, then seeded ones; each choice once."""
    seen: set[tuple[int, ...]] = set()
    for attempt in range(4 * most):
        letters: dict[Letter, int] = {}
        for r in scene.ranges:
            known = {**sizes, **letters}
            low, high = max(q.value(known) for q in r.lower), min(q.value(known) for q in r.upper)
            if low > high:
                break
            letters[r.letter] = _pick(low, high, attempt, draw(seed, attempt, len(letters)))
        if len(letters) == len(scene.ranges) and tuple(letters.values()) not in seen and len(seen) < most:
            seen.add(tuple(letters.values()))
            yield letters


def _pick(low: int, high: int, attempt: int, random: int) -> int:
    if attempt < 2:
        return (low, high)[attempt]
    width = high - low + 1
    return (low, high, low + random // 4 % width, low + random // 16 % width)[random % 4]
