"""Entries gathered by an index array that is worked out once: any affine reading, zeros outside, guards and all."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symcnn.expression.nodes import Access, Guard
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import INDEX, Letter
from symcnn.numeric.boxes import Boxes, bounds, is_linear, volume, written
from symcnn.numeric.builder import Builder, Want
from symcnn.numeric.homes import Home
from symcnn.numeric.masks import condition_text

LARGEST_TABLE = 1 << 20


def can_take(access: Access, builder: Builder) -> bool:
    """Whether the table of places is small enough to keep."""
    return volume({v for i in access.indices for v in i.letters}, builder.boxes) <= LARGEST_TABLE


def outside(access: Access, builder: Builder) -> bool:
    """Whether an index leaves the tensor's domain."""
    from_axes = builder.axes[access.tensor]
    ends = (bounds(i, builder.boxes) for i in access.indices)
    return not all(low >= b.first and high < b.first + b.extent for (low, high), b in zip(ends, from_axes, strict=True))


def want_zero(access: Access, guards: Sequence[Guard], builder: Builder) -> None:
    """Notes that the tensor needs a place that is 0, where it is read outside or under a guard."""
    if guards or outside(access, builder):
        builder.wants.setdefault(access.tensor, Want()).zero = True


def take(access: Access, groups: Sequence[Sequence[Letter]], guards: Sequence[Guard], builder: Builder) -> str:
    """A kept array of the entries with one axis for each group of letters; entries outside or guarded off are 0."""
    source, boxes = builder.source, builder.boxes
    masked = bool(guards) or outside(access, builder)
    if masked and not builder.wants.setdefault(access.tensor, Want()).zero:
        builder.wants[access.tensor].zero = True
    home = builder.kept(access.tensor) if masked else builder.home(access.tensor)
    letters = [v for g in groups for v in g]
    shape = tuple(prod(builder.counts(g)) for g in groups)
    text = table(home, access.indices, letters, guards, boxes, home.zero)
    key = (access.tensor, _steps(home.place(access.indices), groups, boxes) if not masked else (text, shape))
    turned = (key[0], (key[1][0], *key[1][:0:-1]))
    if turned in builder.gathered and len(groups) == 2 and not masked:
        return source.constant(f"{builder.gathered[turned]}.T")
    if key not in builder.gathered:
        places = source.constant(f"np.array({text}.reshape({', '.join(map(str, shape))}))")
        # NumPy copies an index that is read-only in every call
        out = builder.gathered[key] = source.buffer(shape)
        flat = home.flat if masked else home.name
        source.write(f'{flat}.take({places}, None, {out}, "clip")')
    return builder.gathered[key]


def _steps(place: Affine, groups: Sequence[Sequence[Letter]], boxes: Boxes) -> tuple[object, ...]:
    """What tells two tables apart, whatever their letters are called: the first place, and for each axis its steps."""
    names = {v: whole(Letter(INDEX, "axis", i)) for i, v in enumerate(sorted(place.letters))}
    if not is_linear(place):
        return (place.substitute(names), tuple((boxes[v].first, boxes[v].extent) for v in sorted(place.letters)),
                *(tuple(names[v] for v in g if v in names) for g in groups))
    start = place.value({v: boxes[v].first for v in place.letters})
    return (start, *(tuple((boxes[v].extent, place.coefficient(v).number or 0) for v in g) for g in groups))


def table(home: Home, indices: Sequence[Affine], letters: Sequence[Letter], guards: Sequence[Guard], boxes: Boxes,
          missing: int | None) -> str:
    """The source of the places in memory, one axis for each letter; ``missing`` where an index or a guard says nothing."""
    text = written(home.place(indices), letters, boxes)
    conditions = []
    for index, box in zip(indices, home.axes, strict=True):
        low, high = bounds(index, boxes)
        at = written(index, letters, boxes)
        conditions += [f"({at} >= {box.first})"] if low < box.first else []
        conditions += [f"({at} <= {box.first + box.extent - 1})"] if high >= box.first + box.extent else []
    conditions += [f"({condition_text(g, letters, boxes)})" for g in guards]
    if conditions:
        text = f"np.where({' & '.join(conditions)}, {text}, {missing})"
    full = tuple(boxes[v].extent for v in letters)
    return f"np.broadcast_to({text}, {full})"
