"""Products of two tensors of some size: operands as views, or copied once into columns that both passes use."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symcnn.expression.nodes import Access
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import bounds, is_linear
from symcnn.numeric.builder import Builder, Want
from symcnn.numeric.contractions import Roles, place_product, roles
from symcnn.numeric.homes import Home, View, cut, row_major
from symcnn.numeric.patterns import Product
from symcnn.numeric.source import reshaped

MANY_IMAGES = 8
# rows that are long enough to be copied one by one; entries in all windows that are worth two copies
LONG_ROW, LEAST_IN_STRIPS = 64, 1_500


def is_slid(factor: Access) -> bool:
    """Whether an index adds letters, as that of a window does."""
    return any(len(i.letters) > 1 for i in factor.indices)


def fits_columns(found: Product, builder: Builder) -> bool:
    """Whether the sum is a product of two matrices, read at linear indices with no guard but the tensors' own ends."""
    parts = roles(found, builder)
    if parts is None or not found.summed or found.guards or not found.free:
        return False
    return all(is_linear(i) for f in found.factors for i in f.indices)


def wants_columns(found: Product, builder: Builder) -> None:
    """Notes the rows of zeros that windows reach into, and puts the images of a batch last in memory."""
    for factor in found.factors:
        want_around(factor, builder)
        if is_slid(factor) and factor.tensor in builder.homes:
            want = builder.wants.setdefault(factor.tensor, Want())
            want.order = want.order or batch_last(factor, found, builder)


def want_around(factor: Access, builder: Builder) -> None:
    """Notes how far the indices reach beyond the tensor."""
    axes = builder.axes[factor.tensor]
    reach = []
    for index, box in zip(factor.indices, axes, strict=True):
        low, high = bounds(index, builder.boxes)
        reach.append((max(0, box.first - low), max(0, high - box.first - box.extent + 1)))
    if any(map(any, reach)):
        want = builder.wants.setdefault(factor.tensor, Want())
        old = want.around or ((0, 0),) * len(axes)
        want.around = tuple((max(a, c), max(b, d)) for (a, b), (c, d) in zip(old, reach, strict=True))


def batch_last(factor: Access, found: Product, builder: Builder) -> tuple[int, ...] | None:
    """The axes of an image with those of a batch behind the window's, where there are images enough."""
    batch = [a for a, i in enumerate(factor.indices) if i.letter in found.free]
    for index in factor.indices:
        free, summed = ([v for v in index.letters if v in group] for group in (found.free, found.summed))
        if builder.layout_size(free) < builder.layout_size(summed):
            # the gradient by a kernel, where the positions are summed: what is free there is a channel
            return None
    if not batch or prod(builder.axes[factor.tensor][a].extent for a in batch) < MANY_IMAGES:
        return None
    return (*(a for a in range(len(factor.indices)) if a not in batch), *batch)


def write_columns(found: Product, builder: Builder) -> None:
    """Writes the operands and one ``dot``; the letters of the window's tensor run fastest in the result."""
    parts = roles(found, builder)
    assert parts is not None
    one, other = found.factors
    if _swapped(found, parts, builder):
        one, other, parts = other, one, Roles(parts.columns, parts.rows, parts.inner)
    views = {f: _view(f, builder) for f in (one, other)}
    keep = found.tensor in builder.results
    rows = parts.rows if keep else by_memory(parts.rows, views[one])
    columns = parts.columns if keep else by_memory(parts.columns, views[other])
    inner = by_memory(parts.inner, _dense(views[one], views[other], builder))
    left = operand(one, rows, inner, builder)
    right = operand(other, inner, columns, builder)
    place_product(found, builder, f"{left}.dot({right}", rows, columns)


def _swapped(found: Product, parts: Roles, builder: Builder) -> bool:
    """Whether the first factor's letters are to run fastest: those of a window, else those of more entries."""
    if found.tensor in builder.results:
        return bool(parts.rows) and bool(parts.columns) and found.free == (*parts.columns, *parts.rows)
    one, other = (is_slid(f) or f.tensor not in builder.arguments for f in found.factors)
    if one != other:
        return one
    return prod(builder.counts(parts.rows)) > prod(builder.counts(parts.columns))


def _view(factor: Access, builder: Builder) -> View:
    found = builder.view(factor)
    if found is None or (builder.wants.get(factor.tensor) and not found.home.kept):
        found = builder.view(factor, keep=True)
    assert found is not None
    return found


def by_memory(letters: Sequence[Letter], found: View) -> tuple[Letter, ...]:
    """Letters by their steps in memory, the longest first."""
    return tuple(sorted(letters, key=lambda v: (-abs(found.steps.get(v, 0)), v)))


def _dense(one: View, other: View, builder: Builder) -> View:
    """Of two views the one that has more letters in windows apart: the order of its letters needs no copy."""
    shared = len(set(one.steps.values())) - len(one.steps), len(set(other.steps.values())) - len(other.steps)
    return one if shared[0] >= shared[1] else other


def operand(factor: Access, first: Sequence[Letter], second: Sequence[Letter], builder: Builder) -> str:
    """The source of a factor with these axes: a view, or columns copied once in the order of memory."""
    found = _view(factor, builder)
    groups = [g for g in (first, second) if g]
    axes = [found.axis(g, builder.boxes) for g in groups]
    if all(a is not None for a in axes) and any(a is not None and 1 in a for a in axes):
        text = builder.text(found, groups)
        if text is not None:
            return text
    return _copied(factor, found, groups, builder)


def _copied(factor: Access, found: View, groups: Sequence[Sequence[Letter]], builder: Builder) -> str:
    steps = [tuple((builder.boxes[v].extent, found.steps.get(v, 0)) for v in g
                   if builder.boxes[v].extent > 1) for g in groups]
    key = (factor.tensor, ("columns", found.start, *steps))
    turned = (factor.tensor, ("columns", found.start, *steps[::-1]))
    if len(groups) > 1 and turned in builder.gathered:
        return builder.source.constant(f"{builder.gathered[turned]}.T")
    if key not in builder.gathered:
        fast = min((abs(found.steps.get(v, 0)), -i, v) for i, g in enumerate(groups) for v in g
                   if builder.boxes[v].extent > 1 or len(g) == 1)[2]
        if len(groups) > 1 and fast in groups[0]:
            builder.gathered[turned] = _columns(factor, groups[::-1], builder)
            return builder.source.constant(f"{builder.gathered[turned]}.T")
        builder.gathered[key] = _columns(factor, groups, builder)
    return builder.gathered[key]


def _columns(factor: Access, groups: Sequence[Sequence[Letter]], builder: Builder) -> str:
    letters = [v for g in groups for v in g]
    counts = builder.counts(letters)
    name = builder.source.buffer(counts)
    shape = tuple(prod(builder.counts(g)) for g in groups)
    seen = builder.view(factor)
    text = builder.text(seen, [(v,) for v in letters]) if seen is not None else None
    if text is None:
        seen = builder.view(factor, keep=True)
        assert seen is not None
        text = builder.text(seen, [(v,) for v in letters])
    assert seen is not None and text is not None
    builder.source.copy(name, _by_strips(seen, letters, builder) or text)
    return builder.source.constant(reshaped(name, shape)) if shape != counts else name


def _by_strips(seen: View, letters: Sequence[Letter], builder: Builder) -> str | None:
    """The source of windows of short rows, read at each column of the kernel first: then a window's rows follow each other.

    A step of a copy from row to row costs as much as 20 entries: 0.55 to 0.8 of the time of windows copied at once.
    """
    if len(letters) < 3 or not seen.home.kept or prod(builder.counts(letters)) < LEAST_IN_STRIPS:
        return None
    *others, high, wide = letters
    steps = {v: (builder.boxes[v].extent, seen.steps.get(v, 0)) for v in letters}
    taps = [v for v in others if steps[v][0] > 1 and steps[v][1] == steps[high][1]]
    if len(taps) != 1 or min(steps[high]) < 2 or steps[wide][1] != 1 or steps[wide][0] >= LONG_ROW:
        return None
    others.remove(taps[0])
    rows = steps[high][0] + steps[taps[0]][0] - 1
    shape = (*builder.counts(others), rows, steps[wide][0])
    name, strides = builder.source.buffer(shape), dict(zip((*others, high, wide), row_major(shape), strict=True))
    of = cut(seen.home, seen.start, [*(steps[v] for v in others), (rows, steps[high][1]), steps[wide]])
    strides[taps[0]] = strides[high]
    found = cut(Home(name, shape, (), (), kept=True), 0, [(steps[v][0], strides[v]) for v in letters])
    assert of is not None and found is not None
    builder.source.copy(name, builder.source.constant(of))
    return builder.source.constant(found)
