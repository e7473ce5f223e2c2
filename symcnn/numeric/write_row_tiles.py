"""Toom and Cook's multiplication along rows, written: image and slopes at the points once for both passes.

With rows in front, a tile of rows is one matrix whose rows are rows of the image: a product with a small matrix gives it at
the points, and there each row of the kernel costs one product with strips instead of one for every row of the result.
"""

from __future__ import annotations

from math import prod

from symcnn.numeric import toom_cook
from symcnn.numeric.builder import Builder
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution
from symcnn.numeric.homes import Home, cut, row_major
from symcnn.numeric.lines import Line
from symcnn.numeric.row_tiles import best_step
from symcnn.numeric.stretches import (
    Stretches,
    finish,
    frame,
    image_home,
    kernel_in,
    kernel_out,
    loop_name,
    moved_image,
    reading,
    row_order,
    rows_first,
    scaled,
    sliding,
    want_zeros,
)


def wants_row_tiles(found: Convolution, line: Line, builder: Builder) -> None:
    """Notes the zeros that tiles reach into, and where images are to stand last."""
    if found.wanted != IMAGE:
        want_zeros(_stretches(found, line, builder), builder)


def write_row_tiles(found: Convolution, line: Line, builder: Builder) -> None:
    """Writes the result or a gradient."""
    {RESULT: _result, KERNEL: _kernel, IMAGE: _image}[found.wanted](_stretches(found, line, builder), builder)


def _stretches(found: Convolution, line: Line, builder: Builder) -> Stretches:
    return Stretches(found, line, row_order(found, builder), best_step(found, builder.source.dtype))


def _matrices(seen: Stretches, builder: Builder) -> list[str]:
    """The constants of the matrices for rows of the image, of the result, and of the kernel."""
    found = toom_cook.matrices(seen.count, seen.found.slides[0].kernel)
    return [builder.source.constant(toom_cook.array_text(m, builder.source.dtype)) for m in found]


def _result(seen: Stretches, builder: Builder) -> None:
    filters = seen.found.extents[2]
    kernel, strips = _kernel_at_points(seen, builder), _strips_at_points(seen, builder)
    products = builder.source.buffer((seen.times, seen.high, filters, prod(seen.ends)))
    builder.source.write(f"np.matmul({kernel}, {strips}, {products})")
    home = rows_first(seen, builder, seen.line.tensor)
    out = builder.named(home, f"{home.name}.reshape({seen.times}, {seen.count}, {filters * prod(seen.ends)})")
    flat = builder.source.constant(f"{products}.reshape({seen.times}, {seen.high}, {filters * prod(seen.ends)})")
    back = builder.source.constant(f"{_matrices(seen, builder)[1]}.T")
    builder.source.write(f"np.matmul({back}, {flat}, {out})")
    finish(seen, home, builder)


def _kernel(seen: Stretches, builder: Builder) -> None:
    """A product for each tile at each point; their sum is the gradient at the points."""
    found, source = seen.found, builder.source
    filters, inner, taps = found.extents[2], prod(seen.strip), found.slides[0].kernel
    slope, strips = _slope_at_points(seen, builder), _strips_at_points(seen, builder)
    parts = source.buffer((seen.times, seen.high, filters, inner))
    turned = source.constant(f"{strips}.transpose(0, 1, 3, 2)")
    source.write(f"np.matmul({slope}, {turned}, {parts})")
    if seen.times > 1:
        total = source.buffer((seen.high, filters, inner))
        source.write(f"np.add.reduce({parts}, 0, None, {total})")
        parts = total
    flat = source.constant(f"{parts}.reshape({seen.high}, {filters * inner})")
    spread = source.constant(f"{_matrices(seen, builder)[2]}.T")
    rows = source.buffer((taps, filters * inner))
    source.write(f"np.matmul({spread}, {flat}, {rows})")
    laid = Home(rows, (taps, filters * inner), (), (), kept=True)
    along = dict(zip(found.orders[KERNEL], _along(seen), strict=True))
    text = cut(laid, 0, [along.get(a, (1, 1)) for a in range(len(builder.axes[seen.line.tensor]))])
    out = kernel_out(seen, builder)
    source.write(f"np.copyto({out}, {source.constant(text or '')})")
    scaled(found.scale, out, builder)


def _image(seen: Stretches, builder: Builder) -> None:
    """For each tile products with the kernel turned, added where strips were read; then back from the points to rows."""
    source, home = builder.source, frame(seen, builder)
    row = row_major(home.shape)[0]
    kernel, slope = _kernel_at_points(seen, builder), _slope_at_points(seen, builder)
    product = source.buffer((seen.high, prod(seen.strip), prod(seen.ends)))
    wide = source.buffer((seen.times, seen.high, *home.shape[1:]))
    added, taken = _tap_views(seen, wide, product, builder)
    turned = source.constant(f"{kernel}.transpose(0, 2, 1)")
    one, sums, to, of = (loop_name(builder) for _ in range(4))
    source.write(f"{wide}.fill(0.0)")
    source.write(f"for {one}, {sums} in zip({slope}, {added}):")
    source.write(f"    np.matmul({turned}, {one}, {product})")
    source.write(f"    for {to}, {of} in zip({sums}, {taken}):")
    source.write(f"        np.add({to}, {of}, {to})")
    rows = source.buffer((seen.times, seen.high, row))
    flat = source.constant(f"{wide}.reshape({seen.times}, {seen.high}, {row})")
    forward = source.constant(f"{_matrices(seen, builder)[0]}.T")
    source.write(f"np.matmul({forward}, {flat}, {rows})")
    _add_rows(seen, home, rows, builder)
    finish(seen, home, builder)


def _tap_views(seen: Stretches, wide: str, product: str, builder: Builder) -> tuple[str, str]:
    """Lists of views: for each tile and column of the kernel the cells that it reads, for each column its part of a product."""
    slide = seen.found.slides[1]
    first = max(slide.shift, 0)
    across = reading("j", slide.dilation, first, slide.stride * (slide.result - 1) + 1)
    across += f":{slide.stride}" if slide.stride > 1 else ""
    cells = f"{wide}[i][:, :, {'' if seen.batch_last else ':, '}{across}]"
    parts = f"{product}.reshape{(seen.high, *seen.strip, *seen.ends)}[:, :, j]"
    return (builder.source.constant(f"[[{cells} for j in range({slide.kernel})] for i in range({seen.times})]"),
            builder.source.constant(f"[{parts} for j in range({slide.kernel})]"))


def _add_rows(seen: Stretches, home: Home, rows: str, builder: Builder) -> None:
    """Adds the rows of all tiles where they lie: as many at a time as tiles are apart, which overlap in nothing."""
    begin, row, source = max(seen.found.slides[0].shift, 0), row_major(home.shape)[0], builder.source
    source.write(f"{home.name}.fill(0.0)")
    for first in range(0, seen.high, seen.count):
        last = min(first + seen.count, seen.high)
        part = source.constant(f"{rows}[:, {first}:{last}]")
        to = source.constant(cut(home, (begin + first) * row, [
            (seen.times, seen.count * row), (last - first, row), (row, 1)]) or "")
        source.write(f"np.add({to}, {part}, {to})")


def _along(seen: Stretches) -> list[tuple[int, int]]:
    """Extents and steps of filter, channel, row and column of the kernel where its rows stand in front."""
    found, (channels, taps) = seen.found, seen.strip
    filters = found.extents[2]
    return [(filters, channels * taps), (channels, taps), (found.slides[0].kernel, filters * channels * taps), (taps, 1)]


def _kernel_at_points(seen: Stretches, builder: Builder) -> str:
    """The kernel at the points: (points, filters, inner)."""
    found, source, tensor = seen.found, builder.source, seen.found.names[KERNEL]
    key = ("row points", seen.count, sliding(seen, KERNEL, builder), found.flipped)
    if (tensor, key) not in builder.gathered:
        (filters, channels, rows, columns), inner = (n for n, _ in _along(seen)), prod(seen.strip)
        laid = source.buffer((rows, filters, channels, columns))
        turned = source.constant(f"{laid}.transpose(1, 2, 0, 3)")
        source.write(f"np.copyto({turned}, {kernel_in(seen, builder)})")
        name = source.buffer((seen.high, filters, inner))
        flat = source.constant(f"{laid}.reshape({rows}, {filters * inner})")
        out = source.constant(f"{name}.reshape({seen.high}, {filters * inner})")
        source.write(f"np.matmul({_matrices(seen, builder)[2]}, {flat}, {out})")
        builder.gathered[tensor, key] = name
    return builder.gathered[tensor, key]


def _strips_at_points(seen: Stretches, builder: Builder) -> str:
    """The image at the points, read at each column of the kernel: (tiles, points, inner, columns)."""
    found, source, (_, columns) = seen.found, builder.source, seen.found.slides
    tensor, home = found.names[IMAGE], _image_rows(seen, builder)
    batch, channel, row, column = (0 if a is None else home.strides[a] for a in found.orders[IMAGE])
    first = home.offset - home.offset % row + found.slides[0].shift * row
    inside = home.offset % row + columns.shift * column
    ends = [(columns.result, columns.stride * column), (found.extents[0], batch)]
    axes = [(seen.times, seen.high * row), (seen.high, row), (found.extents[1], channel),
            (columns.kernel, columns.dilation * column), *(ends if seen.batch_last else ends[::-1])]
    key = ("row points", seen.count, first, inside, *((n, s if n > 1 else 0) for n, s in axes))
    if (tensor, key) not in builder.gathered:
        tiles = source.constant(cut(home, first, [(seen.times, seen.count * row), (seen.high, row), (row, 1)]) or "")
        points = source.buffer((seen.times, seen.high, row))
        source.write(f"np.matmul({_matrices(seen, builder)[0]}, {tiles}, {points})")
        shape = tuple(n for n, _ in axes)
        strips = source.buffer(shape)
        text = cut(Home(points, (seen.times, seen.high, row), (), (), kept=True), inside, axes)
        source.write(f"np.copyto({strips}, {source.constant(text or '')})")
        builder.gathered[tensor, key] = source.constant(
            f"{strips}.reshape({seen.times}, {seen.high}, {prod(seen.strip)}, {prod(seen.ends)})")
    return builder.gathered[tensor, key]


def _image_rows(seen: Stretches, builder: Builder) -> Home:
    """Where the image lives, each row of it with the zeros beside it in one piece."""
    home, axis = image_home(seen, builder), seen.found.orders[IMAGE][2]
    assert axis is not None
    before, after = home.around[axis] if home.around else (0, 0)
    whole = home.strides[axis] * (home.axes[axis].extent + before + after) == home.size
    return home if whole else moved_image(seen, builder)


def _slope_at_points(seen: Stretches, builder: Builder) -> str:
    """The gradient by the result at the points: (tiles, points, filters, columns)."""
    found, source, tensor = seen.found, builder.source, seen.found.names[RESULT]
    key = ("row points", seen.count, seen.batch_last, sliding(seen, RESULT, builder))
    if (tensor, key) not in builder.gathered:
        home, own = builder.home(tensor), rows_first(seen, builder, tensor)
        alike = all(n == 1 or a == b for n, a, b in zip(home.counts, home.strides, own.strides, strict=True))
        if not (home.kept and alike and home.size == own.size):
            source.write(f"np.copyto({builder.whole(own)}, {builder.whole(home)})")
            home = own
        elif seen.times * seen.count > found.slides[0].result:
            # the rows of the last tile beyond the result, which hold no slopes
            source.write(f"{source.constant(f'{home.name}[{found.slides[0].result}:]')}.fill(0.0)")
        filters, columns = found.extents[2], prod(seen.ends)
        tiles = source.constant(f"{home.name}.reshape({seen.times}, {seen.count}, {filters * columns})")
        name = source.buffer((seen.times, seen.high, filters, columns))
        out = source.constant(f"{name}.reshape({seen.times}, {seen.high}, {filters * columns})")
        source.write(f"np.matmul({_matrices(seen, builder)[1]}, {tiles}, {out})")
        builder.gathered[tensor, key] = name
    return builder.gathered[tensor, key]
