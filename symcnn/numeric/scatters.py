"""A gradient by an image as slice adds: one matrix product, then each offset of the kernel added where it belongs.

``dx[i] = Sum_{k,f} g[i - f + b, k]*w[f, k]`` and ``dx[i] = Sum_{k,c} g[c, k]*w[i - s*c + b, k]`` are both
``dx[s*c + f - b] += Sum_k g[c, k]*w[f, k]``: an index that is the free letter plus a multiple of a summed one becomes a
letter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from math import prod

from symcnn.expression.nodes import Access
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import is_linear
from symcnn.numeric.builder import Builder
from symcnn.numeric.columns import by_memory, operand
from symcnn.numeric.floating import checked_float
from symcnn.numeric.homes import Home, View, cut, row_major, view
from symcnn.numeric.patterns import Product

MOST_OFFSETS = 121


@dataclass(frozen=True)
class Slide:
    """One axis: ``free`` is ``place`` plus ``step`` times ``other`` plus ``shift``; ``place`` is an index of a factor."""

    free: Letter
    place: Letter
    other: Letter
    step: int
    shift: int


@dataclass(frozen=True)
class Spread:
    """The product before it is added: factors at letters alone, and the slides of the axes."""

    factors: tuple[Access, Access]
    slides: tuple[Slide, ...]
    inner: tuple[Letter, ...]


def spread(found: Product, builder: Builder) -> Spread | None:
    """The sum in scatter form, where it has one."""
    if len(found.factors) != 2 or found.guards or not all(is_linear(i) for f in found.factors for i in f.indices):
        return None
    slides: list[Slide] = []
    factors = []
    for factor in found.factors:
        indices: list[Affine] = []
        for index, box in zip(factor.indices, builder.axes[factor.tensor], strict=True):
            slide = _slide(index, found, builder)
            if len(index.letters) > 1:
                if slide is None:
                    return None
                place = builder.layout.letter(box.first, box.extent)
                slides.append(Slide(slide[0], place, slide[1], slide[2], slide[3]))
                index = whole(place)
            elif index.number is None and (index.letter is None or builder.boxes[index.letter] != box):
                return None
            indices.append(index)
        factors.append(Access(factor.tensor, tuple(indices)))
    letters = [[i.letter for i in f.indices if i.letter is not None] for f in factors]
    own = {s.free for s in slides}
    held = {v for group in letters for v in group}
    if not slides or own & held or any(builder.boxes[v].extent > 1 for v in found.free if v not in held | own):
        return None
    if any(sum(v in f for v in (s.place, s.other) for f in letters) != 2 for s in slides):
        return None
    both = set(letters[0]) & set(letters[1])
    inner = tuple(v for v in found.summed if v in both)
    taken = {s.other for s in slides}
    if both != set(inner) or any(v not in both and v not in taken for v in found.summed) or not inner:
        return None
    return Spread((factors[0], factors[1]), tuple(slides), inner)


def _slide(index: Affine, found: Product, builder: Builder) -> tuple[Letter, Letter, int, int] | None:
    """The free letter, the summed one, and ``free = index + step*summed + shift``."""
    free = [v for v in index.letters if v in found.free]
    summed = [v for v in index.letters if v in found.summed]
    if len(free) != 1 or len(summed) != 1 or len(index.letters) != 2 or index.coefficient(free[0]).number != 1:
        return None
    return free[0], summed[0], -(index.coefficient(summed[0]).number or 0), -index.constant


def fits_spread(found: Product, builder: Builder) -> bool:
    """Whether the scatter form exists and has few offsets."""
    parts = spread(found, builder)
    return parts is not None and prod(builder.counts(_offsets(parts, builder))) <= MOST_OFFSETS


def work_spread(found: Product, builder: Builder) -> int:
    """The multiplications of the product before it is added."""
    parts = spread(found, builder)
    held = {i.letter for f in parts.factors for i in f.indices if i.letter is not None} if parts is not None else set()
    return builder.layout_size(held)


def adds_less(found: Product, builder: Builder) -> bool:
    """Whether there is less to add than there would be to copy into columns."""
    parts = spread(found, builder)
    if parts is None:
        return False
    held = {i.letter for f in parts.factors for i in f.indices if i.letter is not None}
    added = builder.layout_size(held - set(parts.inner))
    return added < max(builder.layout_size(found.letters(f)) for f in found.factors)


def _offsets(parts: Spread, builder: Builder) -> tuple[Letter, ...]:
    """For each axis the letter that takes fewer values: the kernel's."""
    return tuple(min((s.place, s.other), key=lambda v: builder.boxes[v].extent) for s in parts.slides)


def write_spread(found: Product, builder: Builder) -> None:
    """Writes the product and the adds."""
    parts = spread(found, builder)
    assert parts is not None
    offsets = _offsets(parts, builder)
    # the kernel's factor first, so that places and images run fastest
    kernel, image = parts.factors
    if not set(offsets) <= {i.letter for i in kernel.indices}:
        kernel, image = image, kernel
    views = [_view(f, builder) for f in (kernel, image)]
    rows = _outer(kernel, parts.inner, views[0])
    columns = _outer(image, parts.inner, views[1])
    inner = by_memory(parts.inner, views[0])
    left, right = operand(kernel, rows, inner, builder), operand(image, inner, columns, builder)
    rows = (*(v for v in found.free if not any(v in (s.free, *rows, *columns) for s in parts.slides)), *rows)
    letters = (*rows, *columns)
    shape = builder.counts(letters)
    name = builder.scratch(shape)
    flat = builder.source.constant(f"{name}.reshape({prod(builder.counts(rows))}, {prod(builder.counts(columns))})")
    builder.source.write(f"{left}.dot({right}, {flat})")
    laid = Home(name, shape, tuple(builder.boxes[v] for v in letters), row_major(shape), kept=True)
    home = builder.place(found.tensor, _order(found, parts, letters, builder))
    target = builder.whole(home)
    builder.source.write(f"{target}.fill(0.0)")
    source_view = view(laid, [whole(v) for v in letters], builder.boxes)
    assert source_view is not None
    _adds(found, parts, offsets, source_view, home, builder)
    builder.done(shape, name)
    if found.scale != 1:
        builder.source.write(f"np.multiply({target}, {checked_float(found.scale)!r}, {target})")


def _view(factor: Access, builder: Builder) -> View:
    found = builder.view(factor)
    assert found is not None
    return found


def _outer(factor: Access, inner: Iterable[Letter], found: View) -> tuple[Letter, ...]:
    return by_memory([i.letter for i in factor.indices if i.letter is not None and i.letter not in set(inner)], found)


def _order(found: Product, parts: Spread, letters: Sequence[Letter], builder: Builder) -> tuple[int, ...]:
    """The axes of the result as the product has them: a slid axis where its many places are."""
    many = {s.free: max((s.place, s.other), key=lambda v: builder.boxes[v].extent) for s in parts.slides}
    return tuple(sorted(range(len(found.free)), key=lambda a: letters.index(many.get(found.free[a], found.free[a]))))


def _adds(found: Product, parts: Spread, offsets: Sequence[Letter], laid: View, home: Home, builder: Builder) -> None:
    """One loop over pairs of views: of the result, and of what is added to it."""
    pairs = []
    for values in combinations(*(range(builder.boxes[v].first, builder.boxes[v].first + builder.boxes[v].extent)
                                 for v in offsets)):
        pair = _pair(found, parts, dict(zip(offsets, values, strict=True)), laid, home, builder)
        if pair is not None:
            pairs.append(f"({pair[0]}, {pair[1]})")
    listed = builder.source.constant("[" + ",\n      ".join(pairs) + "]")
    one, other = (f"v{len(builder.source.names) + i}" for i in range(2))
    builder.source.names.update({f"loop {n}": n for n in (one, other)})
    builder.source.write(f"for {one}, {other} in {listed}:")
    builder.source.write(f"    np.add({one}, {other}, {one})")


def _pair(found: Product, parts: Spread, fixed: dict[Letter, int], laid: View, home: Home,
          builder: Builder) -> tuple[str, str] | None:
    """The views for one offset, cut where the result ends; None where nothing of it lies within."""
    start_to, start_from = home.offset, laid.start
    to_axes, from_axes = [], []
    slide_of = {s.free: s for s in parts.slides}
    for axis in builder.memory(home):
        letter, box, stride = found.free[axis], home.axes[axis], home.strides[axis]
        slide = slide_of.get(letter)
        if slide is None:
            to_axes.append((box.extent, stride))
            from_axes.append((box.extent, laid.steps.get(letter, 0)))
            continue
        found_range = _range(slide, fixed, box.first, box.extent, builder)
        if found_range is None:
            return None
        moving, first, count, step, at = found_range
        to_axes.append((count, step * stride))
        start_to += (at - box.first) * stride
        from_axes.append((count, laid.steps.get(moving, 0)))
        start_from += (first - builder.boxes[moving].first) * laid.steps.get(moving, 0)
        still = slide.other if moving == slide.place else slide.place
        start_from += (fixed[still] - builder.boxes[still].first) * laid.steps.get(still, 0)
    to, of = cut(home, start_to, to_axes), cut(laid.home, start_from, from_axes)
    assert to is not None and of is not None
    return to, of


def _range(slide: Slide, fixed: dict[Letter, int], first: int, extent: int,
           builder: Builder) -> tuple[Letter, int, int, int, int] | None:
    """The letter that moves, its first value and count within the result, its step there and where it begins."""
    moving = slide.other if slide.place in fixed else slide.place
    step = slide.step if moving == slide.other else 1
    base = slide.shift + (fixed[slide.place] if moving == slide.other else slide.step * fixed[slide.other])
    box = builder.boxes[moving]
    inside = [n for n in range(box.first, box.first + box.extent) if first <= base + step * n < first + extent]
    return (moving, inside[0], len(inside), step, base + step * inside[0]) if inside else None

