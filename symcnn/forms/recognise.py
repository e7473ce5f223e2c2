"""From an equation to its operator forms: which of its axes are kept, what the right side is, and that both agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from symcnn.equation import Equation
from symcnn.errors import NotRecognised
from symcnn.expression.nodes import Node, Range
from symcnn.expression.walk import accesses, bound_letters
from symcnn.forms import entrywise, sums
from symcnn.forms.extents import extents
from symcnn.forms.nodes import Cropped, Form, Inner, Ones, Padded, Reshaped, Scalar, Slice, Slid, SumOfEntries, Total
from symcnn.forms.proving import proved
from symcnn.forms.read import MOST, Axes, hadamard, read
from symcnn.forms.scene import Scene
from symcnn.forms.twins import twins
from symcnn.forms.units import with_units
from symcnn.forms.walk import descend
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Fresh, Letter
from symcnn.proof import small_sizes
from symcnn.system import System

RULES = (entrywise, sums)
CHOICES = 6
"""For how many choices of sizes a form is put to the proof."""


@dataclass(frozen=True)
class Recognised:
    """The left side as an array, the right sides it equals, and how each was proved."""

    left: Slice
    forms: tuple[Form, ...]
    proofs: tuple[str, ...]


def recognise(equation: Equation, system: System) -> Recognised:
    """The operator forms of an equation; raises ``NotRecognised`` where there is none."""
    scene = scene_of(equation, system)
    letters = [v for i in equation.left.indices for v in sorted(i.letters) if v.is_index]
    bare = [i.letter for i in equation.left.indices if i.letter is not None and i.letter.is_index]
    if len(bare) < len(letters):
        raise NotRecognised(f"an index of {equation.tensor} is a sum with a letter: ask for it at its own letters")
    reason = NotRecognised("")
    for (right, summed), axes in product(with_units(equation, scene), list(_choices(tuple(bare)))):
        try:
            return _over(equation, right, summed, axes, scene)
        except NotRecognised as problem:
            reason = problem
    raise NotRecognised(f"{equation.tensor} has no operator form: {reason}") from reason


def _choices(letters: Axes) -> Iterator[Axes]:
    """The axes that may be kept: all of them, then fewer, labels in front first."""
    for count in range(len(letters), 0, -1):
        yield from reversed(list(combinations(letters, count)))
    yield ()


def _over(equation: Equation, right: Node, summed: frozenset[Letter], axes: Axes, scene: Scene) -> Recognised:
    letters = equation.left.indices
    found = [_spread(f, axes, scene) for f in read(right, axes, scene)]
    if any(r.letter in summed for f in found for g in descend(f) if isinstance(g, Total) for r in g.ranges):
        raise NotRecognised("an axis of one entry is only counted over")
    if letters and not axes and not any(isinstance(f, SumOfEntries | Inner) for f in descend(found[0])):
        raise NotRecognised("at one place it is a number: an operator form is that of a whole tensor")
    if not all(is_sound(f) for f in found):
        raise NotRecognised("what is added up moves with a label")
    forms: dict[Form, str] = {}
    for form in (t for f in found for t in (f, *twins(f))):
        if form not in forms and len(forms) < 2 * MOST and (how := proved(equation.right, form, axes, scene)):
            forms[form] = how
    if not forms:
        raise NotRecognised("no form was proved equal to it")
    places = tuple(None if i.letter in axes else i for i in equation.left.indices)
    left = Slice(equation.tensor, places, tuple(scene.extent(v) for v in axes))
    return Recognised(left, tuple(forms), tuple(forms.values()))


def is_sound(form: Form) -> bool:
    """Whether labels only name parts: a window that moves with one, or a place worked out from one, is no label.

    Groups of channels are the exception: the channel of one operand is worked out from that of the other.
    """
    for each in descend(form):
        sizes = (*each.before, *each.after) if isinstance(each, Padded | Cropped) else (
            each.extents if isinstance(each, Ones | Reshaped) else ())
        if any(v.is_index for q in sizes for v in q.letters):
            return False
    parts = {f for f in descend(form) if isinstance(f, Slice) and any(map(_worked_out, f.places))}
    numbers = [i for f in descend(form) if isinstance(f, Scalar) for a in accesses(f.node) for i in a.indices]
    grouped = len(parts) == 1 and any(isinstance(f, Slid) for f in descend(form))
    return (grouped or not parts) and not any(map(_worked_out, numbers))


def _worked_out(place: Affine | None) -> bool:
    return place is not None and place.letter is None and any(v.is_index for v in place.letters)


def _spread(form: Form, axes: Axes, scene: Scene) -> Form:
    """A scalar that every entry of an array is, as an array."""
    return form if extents(form) or not axes else hadamard([form, Ones(tuple(scene.extent(v) for v in axes))])


def scene_of(equation: Equation, system: System) -> Scene:
    """The scene of the right side of an equation: the letters on its left run over their axes."""
    ranges = []
    for index, axis in zip(equation.left.indices, system.tensors[equation.tensor].axes, strict=True):
        letter: Letter | None = index.letter
        if letter is not None and letter.is_index:
            ranges.append(Range(letter, axis.interval.lower, axis.interval.upper))
    fresh = Fresh([*(r.letter for r in ranges), *bound_letters(equation.right)])
    return Scene(system, tuple(ranges), fresh, tuple(small_sizes(system, CHOICES)))
