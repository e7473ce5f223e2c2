"""Recognition: from a right side and the letters of its axes to operator forms, by one rule for each kind of node.

The rules stand in the files beside this one. They propose; what they propose for a sum is kept only if it is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import singledispatch

from symcnn.errors import NotRecognised
from symcnn.expression.nodes import Node, Sum
from symcnn.expression.walk import free_letters
from symcnn.forms.nodes import Form, Hadamard, Reshaped, Scalar
from symcnn.forms.scene import Scene
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import map_quantities

Axes = tuple[Letter, ...]
MOST = 3
"""How many forms of one right side are kept."""


def read(node: Node, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    """The forms of a right side over these axes, the plainest first; scalars stand for themselves.

    Raises ``NotRecognised`` where there is none.
    """
    if axes and not free_letters(node) & set(axes):
        axes = ()
    flat = _flattened(node, axes, scene) if len(axes) > 1 else None
    return _read(node, axes, scene) if flat is None else flat


def _flattened(node: Node, axes: Axes, scene: Scene) -> tuple[Form, ...] | None:
    """The forms of a right side that is read at the row-major place of all axes, as those of a column put in shape."""
    place, count = whole(0), whole(1)
    for letter in axes:
        place, count = place * scene.extent(letter) + (whole(letter) - scene.origin), count * scene.extent(letter)
    column = scene.fresh.named("q")
    plain = map_quantities(node, lambda q: whole(column) if q == place + scene.origin else q)
    if free_letters(plain) & set(axes):
        return None
    counts = tuple(scene.extent(v) for v in axes)
    return combined([read(plain, (column,), scene.within([scene.axis(column, count)]))], lambda f: Reshaped(f[0], counts))


@singledispatch
def _read(node: Node, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    raise NotRecognised(f"a {type(node).__name__.lower()} has no operator form: keep to the index form")


rule = _read.register


def as_sum(node: Node, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    """The forms of a right side taken as a sum of one term: a convolution may have nothing left to sum."""
    return _read(Sum((), (), node), axes, scene)


def combined(parts: Sequence[tuple[Form, ...]], build: Callable[[tuple[Form, ...]], Form]) -> tuple[Form, ...]:
    """What the parts build: the first of each, then the others of one part at a time."""
    first = tuple(p[0] for p in parts)
    found = [build(first)]
    for place, part in enumerate(parts):
        found += [build((*first[:place], other, *first[place + 1:])) for other in part[1:]]
    return tuple(found[:MOST])


def hadamard(factors: Sequence[Form]) -> Form:
    """The product entry by entry, flat, what is no array in front."""
    flat: list[Form] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Hadamard) else [factor]
    flat.sort(key=lambda f: not isinstance(f, Scalar))
    return flat[0] if len(flat) == 1 else Hadamard(tuple(flat))
