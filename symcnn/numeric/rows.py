"""A gradient by one image: a product for each row of the kernel, its sums over the columns done, then slice adds of rows.

Where ``dx[u + m, v + n] += Sum_k g[u, v, k]*w[m, n, k]``, the rows of g are run together with as many zeros between
them as the kernel reaches, so that to shift by n is to shift all of them at once. The product sums over k and n, and
only the rows m are left to be added, each as one run of memory; or over k alone, and all offsets are added so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from symcnn.expression.nodes import Access
from symcnn.expression.walk import accesses
from symcnn.notation.letters import Letter
from symcnn.numeric.builder import Builder
from symcnn.numeric.columns import by_memory, is_slid, operand
from symcnn.numeric.floating import checked_float
from symcnn.numeric.homes import Home, cut, row_major
from symcnn.numeric.patterns import Product
from symcnn.numeric.scatters import Slide, spread

# the most zeros that may be run along, as a multiple of what they stand between
WIDEST = 2
# entries that are copied for each column of the kernel in the time in which one is added
COPIED = 1.5


@dataclass(frozen=True)
class Axis:
    """One axis of the image: the letter of the kernel and that of the result there, whether the kernel runs backwards.

    ``first`` is the place of the image's first cell among all that the windows reach.
    """

    free: Letter
    kernel: Letter
    moving: Letter
    is_turned: bool
    first: int


@dataclass(frozen=True)
class Rows:
    """The factors, and the axes in the order of the image."""

    kernel: Access
    image: Access
    axes: tuple[Axis, ...]
    inner: tuple[Letter, ...]
    channels: tuple[Letter, ...]


def rows_of(found: Product, builder: Builder) -> Rows | None:
    """The sum in this form: one image, every window next to the last, nothing of the gradient beyond the image."""
    parts = spread(found, builder)
    if parts is None or len(parts.slides) < 2:
        return None
    held = [{i.letter for i in f.indices} for f in parts.factors]
    extent = builder.boxes
    small = {min((s.place, s.other), key=lambda v: extent[v].extent) for s in parts.slides}
    places = [i for i in range(2) if small <= held[i]]
    if not places:
        return None
    kernel, image = parts.factors[places[0]], parts.factors[1 - places[0]]
    axes = [_axis(s, small, builder) for s in parts.slides]
    moving = {a.moving for a in axes if a is not None}
    if None in axes or held[1 - places[0]] - {None} != moving | set(parts.inner):
        return None
    order = sorted((a for a in axes if a is not None), key=lambda a: found.free.index(a.free))
    channels = tuple(v for v in found.free if v not in {a.free for a in order})
    return Rows(kernel, image, tuple(order), parts.inner, channels)


def _axis(slide: Slide, small: set[Letter], builder: Builder) -> Axis | None:
    moving = slide.place if slide.other in small else slide.other
    kernel = slide.other if moving == slide.place else slide.place
    if abs(slide.step) != 1 or (slide.step < 0 and moving == slide.other):
        return None
    boxes = builder.boxes
    ends = boxes[slide.other].first if slide.step > 0 else -(boxes[slide.other].first + boxes[slide.other].extent - 1)
    first = boxes[slide.free].first - slide.shift - boxes[slide.place].first - ends
    reach = boxes[moving].extent + boxes[kernel].extent - 1
    if first < 0 or first + boxes[slide.free].extent > reach:
        return None
    return Axis(slide.free, kernel, moving, slide.step < 0, first)


def fits_rows(found: Product, builder: Builder) -> bool:
    """Whether the form exists, and the zeros between the rows are not too many."""
    rows = rows_of(found, builder)
    if rows is None:
        return False
    cells = prod(builder.counts([a.moving for a in rows.axes[1:]]))
    return prod(_widths(rows, builder)[1:]) <= WIDEST * cells


def _widths(rows: Rows, builder: Builder) -> list[int]:
    """How many cells the windows reach along each axis."""
    return [builder.boxes[a.moving].extent + builder.boxes[a.kernel].extent - 1 for a in rows.axes]


def pays_rows(found: Product, builder: Builder) -> bool:
    """Whether less is copied and added than into columns, and nothing else reads the same columns."""
    rows = rows_of(found, builder)
    assert rows is not None
    widths = _widths(rows, builder)
    *offsets, last = (a.kernel for a in rows.axes)
    run = prod(builder.counts([rows.axes[0].moving])) * prod(widths[1:])
    inner, channels = (prod(builder.counts(v)) for v in (rows.inner, rows.channels))
    taps, others = builder.boxes[last].extent, prod(builder.counts(offsets))
    columns = inner * taps * others * prod(builder.counts([a.free for a in rows.axes]))
    return run * (inner * taps + channels * others) < columns and not _in_windows(rows.image.tensor, found.tensor, builder)


def _in_windows(tensor: str, but: str, builder: Builder) -> bool:
    """Whether another line reads windows of a tensor, as a filter's gradient does those of the image."""
    return any(a.tensor == tensor and is_slid(a) for k, line in builder.lines.items() if k != but
               for a in accesses(line.right))


def write_rows(found: Product, builder: Builder) -> None:
    """Writes the copy of the rows, the product, and the adds."""
    rows = rows_of(found, builder)
    assert rows is not None
    *offsets, last = rows.axes
    if adds_all(rows, builder):
        offsets = [*rows.axes]
    widths = _widths(rows, builder)
    steps = row_major(widths)
    length = builder.boxes[rows.axes[0].moving].extent * steps[0]
    letters = (*(a.kernel for a in offsets), *rows.channels)
    if len(offsets) == len(rows.axes):
        right, inner = _run(rows, steps, length, builder), rows.inner
        # as the kernel lies in memory, so that it is not copied
        seen = builder.view(rows.kernel)
        letters = by_memory(letters, seen) if seen is not None else letters
    else:
        right, inner = _shifted(rows, steps, length, builder), (*rows.inner, last.kernel)
    left = operand(rows.kernel, letters, inner, builder)
    products = _Products(rows, offsets, letters, length, builder)
    builder.source.write(f"np.matmul({left}, {right}, {products.target})")
    home = _home(found, rows, widths, builder)
    axes = tuple(range(len(offsets)))
    flat = builder.source.constant(f"{home.name}.reshape({', '.join(map(str, products.result))})")
    builder.source.write(f"np.add.reduce({products.shifted}, {axes[0] if len(axes) == 1 else axes}, None, {flat})")
    if found.scale != 1:
        target = builder.whole(home)
        builder.source.write(f"np.multiply({target}, {checked_float(found.scale)!r}, {target})")


def adds_all(rows: Rows, builder: Builder) -> bool:
    """Whether columns of the kernel are added with its rows, so that neither the rows nor the kernel are copied again.

    0.7 to 0.95 of the time where there is more to copy, once for each column, than there is to add; with many channels 1.2.
    """
    *offsets, last = (a.kernel for a in rows.axes)
    inner, channels, taps = (prod(builder.counts(v)) for v in (rows.inner, rows.channels, (last,)))
    return COPIED * inner * taps >= channels * prod(builder.counts(offsets)) * (taps - 1)


class _Products:
    """An array of a product for each offset of the kernel, zeros around: where it is written, and shifted as it is added."""

    def __init__(self, rows: Rows, offsets: Sequence[Axis], letters: Sequence[Letter], length: int, builder: Builder) -> None:
        widths, boxes = _widths(rows, builder), builder.boxes
        step = dict(zip(rows.axes, row_major(widths), strict=True))
        far = {a: (boxes[a.kernel].extent - 1) * step[a] for a in offsets}
        furthest, size = sum(far.values()), prod(widths)
        shape = (*builder.counts(letters), furthest + max(length, size))
        name, stride = builder.source.buffer(shape), dict(zip(letters, row_major(shape), strict=False))
        home = Home(name, shape, (), (), kept=True)
        target = cut(home, furthest, ((prod(shape[:-1]), shape[-1]), (length, 1)))
        moved = ((boxes[a.kernel].extent, stride[a.kernel] + (step[a] if a.is_turned else -step[a])) for a in offsets)
        start = furthest - sum(n for a, n in far.items() if a.is_turned)
        shifted = cut(home, start, (*moved, *((boxes[v].extent, stride[v]) for v in rows.channels), (size, 1)))
        assert target is not None and shifted is not None
        self.target, self.shifted = builder.source.constant(target), builder.source.constant(shifted)
        self.result = (*builder.counts(rows.channels), size)


def _flat(name: str, shape: Sequence[int], builder: Builder) -> str:
    return builder.source.constant(f"{name}.reshape({prod(shape[:-1])}, {shape[-1]})")


def _run(rows: Rows, steps: Sequence[int], length: int, builder: Builder) -> str:
    """The rows run together, zeros between them."""
    counts = builder.counts(rows.inner)
    name = builder.source.buffer((*counts, length))
    _fill(rows, steps, Home(name, (*counts, length), (), (), kept=True), 0, builder)
    return _flat(name, (*counts, length), builder)


def _shifted(rows: Rows, steps: Sequence[int], length: int, builder: Builder) -> str:
    """The rows run together, once for each column of the kernel, shifted by it."""
    last = rows.axes[-1]
    taps = builder.boxes[last.kernel].extent
    counts = builder.counts(rows.inner)
    shape = (*counts, taps - 1 + length)
    name = builder.source.buffer(shape)
    run = Home(name, shape, (), (), kept=True)
    shift = (taps, 1 if last.is_turned else -1)
    shifted = cut(run, 0 if last.is_turned else taps - 1,
                  (*zip(counts, row_major(shape)[:-1], strict=True), shift, (length, 1)))
    assert shifted is not None
    copies = builder.source.buffer((*counts, taps, length))
    _fill(rows, steps, run, taps - 1, builder)
    builder.source.copy(copies, builder.source.constant(shifted))
    return _flat(copies, (*counts, taps, length), builder)


def _fill(rows: Rows, steps: Sequence[int], run: Home, start: int, builder: Builder) -> None:
    """Writes the copy of the gradient into an array of runs."""
    within = zip((builder.boxes[a.moving].extent for a in rows.axes), steps, strict=True)
    counts = zip(builder.counts(rows.inner), row_major(run.shape)[:-1], strict=True)
    target = cut(run, start, (*counts, *within))
    letters = [*rows.inner, *(a.moving for a in rows.axes)]
    found = builder.view(rows.image)
    text = builder.text(found, [(v,) for v in letters]) if found is not None else None
    if text is None:
        found = builder.view(rows.image, keep=True)
        assert found is not None
        text = builder.text(found, [(v,) for v in letters])
    assert target is not None and text is not None
    builder.source.copy(builder.source.constant(target), text)


def _home(found: Product, rows: Rows, widths: Sequence[int], builder: Builder) -> Home:
    """Where the gradient lives: within all cells that the windows reach."""
    shape = (*builder.counts(rows.channels), *widths)
    letters = (*rows.channels, *(a.free for a in rows.axes))
    strides = dict(zip(letters, row_major(shape), strict=True))
    offset = sum(a.first * strides[a.free] for a in rows.axes)
    return builder.live(found.tensor, Home(builder.source.buffer(shape), shape, builder.axes[found.tensor],
                                           tuple(strides[v] for v in found.free), offset, True))
