"""Sums over windows as slice adds, an axis at a time: the rows of a window first, then its columns."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.expression.nodes import Access
from symcnn.notation.affine import Affine, constant, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box, bounds, is_linear
from symcnn.numeric.builder import Builder
from symcnn.numeric.columns import want_around
from symcnn.numeric.floating import checked_float
from symcnn.numeric.homes import Home, row_major, view
from symcnn.numeric.patterns import Product

MOST_CELLS = 64


def fits_sliced(found: Product, builder: Builder) -> bool:
    """Whether one tensor is summed over windows, each letter of one in an index with one free letter or none."""
    if len(found.factors) != 1 or not found.summed or found.guards:
        return False
    indices = found.factors[0].indices
    if not all(is_linear(i) for i in indices):
        return False
    for index in indices:
        if sum(v in found.summed for v in index.letters) > 1 or sum(v in found.free for v in index.letters) > 1:
            return False
    letters = [v for i in indices for v in i.letters]
    return len(set(letters)) == len(letters) and set(letters) >= set(found.free)


def few_cells(found: Product, builder: Builder) -> bool:
    """Whether the windows are small, and there are windows on each axis that is summed."""
    return builder.layout_size(found.summed) <= MOST_CELLS and all(
        any(v in found.free for v in i.letters) for i in found.factors[0].indices if i.letters & set(found.summed))


def wants_sliced(found: Product, builder: Builder) -> None:
    """Notes the zeros that windows reach into."""
    want_around(found.factors[0], builder)


def write_sliced(found: Product, builder: Builder) -> None:
    """Writes an add for each cell of the window's side, for each axis."""
    factor = found.factors[0]
    home = builder.home(factor.tensor)
    if view(home, factor.indices, builder.boxes) is None:
        home = builder.kept(factor.tensor)
    free_of = {a: next((v for v in i.letters if v in found.free), None) for a, i in enumerate(factor.indices)}
    order = sorted(range(len(factor.indices)), key=lambda a: -abs(home.strides[a]))
    axes = [found.free.index(v) for a in order if (v := free_of[a]) is not None]
    out_order = tuple(axes) if found.tensor not in builder.results else tuple(range(len(found.free)))
    windowed = [a for a in order if factor.indices[a].letters & set(found.summed)]
    raw = {a: builder.layout.letter(low, high - low + 1) for a in windowed[1:]
           for low, high in [bounds(factor.indices[a], builder.boxes)]}
    current = Access(factor.tensor, tuple(whole(raw[a]) if a in raw else i for a, i in enumerate(factor.indices)))
    for number, axis in enumerate(windowed):
        window = next(v for v in factor.indices[axis].letters if v in found.summed)
        if number + 1 == len(windowed):
            out = builder.place(found.tensor, out_order)
            target = Access("", tuple(whole(v) for v in found.free))
        else:
            letters = [v for i in by_memory_of(current, home) for v in sorted(i.letters) if v != window]
            out, target = _stage(letters, builder)
        _add_cells(home, current, window, out, target, builder)
        if number:
            builder.done(home.shape, home.name)
        home = out
        current, raw = _next(target, raw, windowed[number + 1:number + 2], factor)
    if found.scale != 1:
        name = builder.whole(builder.homes[found.tensor])
        builder.source.write(f"np.multiply({name}, {checked_float(found.scale)!r}, {name})")


def by_memory_of(current: Access, home: Home) -> list[Affine]:
    """The indices of a reading in the order of its tensor's axes in memory."""
    order = sorted(range(len(current.indices)), key=lambda a: -abs(home.strides[a]))
    return [current.indices[a] for a in order]


def _letters(target: Access) -> list[Letter]:
    return [i.letter for i in target.indices if i.letter is not None]


def _next(current: Access, raw: dict[int, Letter], axes: Sequence[int], factor: Access) -> tuple[Access, dict[int, Letter]]:
    """The reading of the next stage: its axis is read at windows, the others as they are."""
    for axis in axes:
        letter = raw[axis]
        opened = tuple(factor.indices[axis] if i.letter == letter else i for i in current.indices)
        return Access("", opened), {a: v for a, v in raw.items() if a != axis}
    return current, raw


def _stage(letters: Sequence[Letter], builder: Builder) -> tuple[Home, Access]:
    boxes: tuple[Box, ...] = tuple(builder.boxes[v] for v in letters)
    shape = tuple(b.extent for b in boxes)
    home = Home(builder.scratch(shape), shape, boxes, row_major(shape), kept=True)
    return home, Access("", tuple(whole(v) for v in letters))


def _add_cells(home: Home, current: Access, window: Letter, out: Home, target: Access, builder: Builder) -> None:
    box, texts = builder.boxes[window], []
    to = view(out, target.indices, builder.boxes)
    letters = sorted(_letters(target), key=lambda v: -abs(to.steps.get(v, 0)) if to is not None else 0)
    for cell in range(box.first, box.first + box.extent):
        at = {window: constant(cell)}
        seen = view(home, [i.substitute(at) for i in current.indices], builder.boxes)
        assert seen is not None and to is not None
        texts.append(builder.text(seen, [(v,) for v in letters]))
    written = builder.text(to, [(v,) for v in letters]) if to is not None else None
    first, *rest = texts
    if not rest:
        assert written is not None and first is not None
        builder.source.copy(written, first)
        return
    builder.source.write(f"np.add({first}, {rest[0]}, {written})")
    for text in rest[1:]:
        builder.source.write(f"np.add({written}, {text}, {written})")
