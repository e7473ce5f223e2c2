"""Toom and Cook's multiplication along rows, written: image and slopes at the points once for both passes.

With rows in front, a tile of rows is one matrix whose rows are rows of the image: a product with a small matrix gives it at
the points, and there each row of the kernel costs one product with strips instead of one for every row of the result.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from math import gcd, prod

from symcnn.numeric.bands import is_better_turned
from symcnn.numeric.builder import Builder
from symcnn.numeric.by_rows import ByRows
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT
from symcnn.numeric.homes import Home, cut, row_major
from symcnn.numeric.moves import write_copy
from symcnn.numeric.point_strips import TileLoop, apart, by_residue, in_parts, matrices, tile_loop
from symcnn.numeric.row_tiles import best_step
from symcnn.numeric.side_by_side import is_side_by_side
from symcnn.numeric.source import Source
from symcnn.numeric.stretches import (
    Stretches,
    finish,
    frame,
    kernel_in,
    kernel_out,
    reading,
    rows_first,
    scaled,
    sliding,
)
from symcnn.numeric.tap_sums import TapSum, fits_tap_sum, tap_room, tap_sum

# entries of slopes at the points that stay; more are worked out tile by tile. In single precision, where both gradients
# read them, twice as many, which are as many bytes: 0.97 of the time of working them out twice
MOST_KEPT = 500_000


def _result(seen: Stretches, builder: Builder) -> None:
    """For each tile a product at each point, then back from the points to rows."""
    source, (filters, inner), columns = builder.source, _weights(seen), prod(seen.ends)
    kernel, home = _kernel_at_points(seen, builder), rows_first(seen, builder, seen.line.tensor)
    out = builder.named(home, f"{home.name}.reshape({seen.times}, {seen.count}, {filters * columns})")
    loop, (products,) = tile_loop(seen, builder, False, [(seen.high, filters, columns)])
    flat = source.constant(f"{products}.reshape({seen.high}, {filters * columns})")
    back, to = source.constant(f"{matrices(seen, builder)[1]}.T"), loop.along(out)
    loop.write_head()
    loop.write_products(in_parts(kernel, (seen.high, filters, inner), seen, builder),
                        in_parts(products, (seen.high, filters, columns), seen, builder))
    source.write(f"    np.matmul({back}, {flat}, {to})")
    finish(seen, home, builder)


def _kernel(seen: Stretches, builder: Builder) -> None:
    """For each tile a product at each point; their sum is the gradient at the points."""
    source, (filters, inner), taps = builder.source, _weights(seen), seen.found.slides[0].kernel
    tiles = _slope_tiles(seen, builder)
    loop, (room, part, total, rows) = tile_loop(seen, builder, True, [
        tiles.room, *[(seen.high, filters, inner)] * 2, (taps, filters * inner)])
    source.write(f"{total}.fill(0.0)")
    slope = tiles.in_parts(loop, room)
    loop.write_head()
    loop.write_products(slope, in_parts(part, (seen.high, filters, inner), seen, builder))
    source.write(f"    np.add({total}, {part}, {total})")
    flat = source.constant(f"{total}.reshape({seen.high}, {filters * inner})")
    spread = source.constant(f"{matrices(seen, builder)[2]}.T")
    source.write(f"np.matmul({spread}, {flat}, {rows})")
    _spread_kernel(seen, rows, builder)


def _weights(seen: Stretches) -> tuple[int, int]:
    """Filters, and channels times columns of the kernel."""
    return seen.found.extents[2], prod(seen.strip)


def _spread_kernel(seen: Stretches, rows: str, builder: Builder) -> None:
    """Writes the gradient by the kernel where it is to be, from an array with rows of the kernel in front."""
    laid = Home(rows, (seen.found.slides[0].kernel, prod(_weights(seen))), (), (), kept=True)
    along = dict(zip(seen.found.orders[KERNEL], _along(seen), strict=True))
    text = cut(laid, 0, [along.get(a, (1, 1)) for a in range(len(builder.axes[seen.line.tensor]))])
    out = kernel_out(seen, builder)
    builder.source.write(f"np.copyto({out}, {builder.source.constant(text or '')})")
    scaled(seen.found.scale, out, builder)


def _image(seen: Stretches, builder: Builder) -> None:
    """For each tile products with the kernel turned, added where strips were read; then back from the points to rows."""
    source, home = builder.source, frame(seen, builder)
    row, run, in_one = row_major(home.shape)[0], prod(home.shape[2:]), fits_tap_sum(seen)
    kernel, tiles = _kernel_at_points(seen, builder), _slope_tiles(seen, builder)
    own = tap_room(seen, run) if in_one else (seen.high, prod(seen.strip), prod(seen.ends))
    slope, product, wide, rows = source.workspace(tiles.room, own, (seen.high, *home.shape[1:]), (seen.high, row))
    flat = source.constant(f"{wide}.reshape({seen.high}, {row})")
    turned = source.constant(f"{kernel}.transpose(0, 2, 1)")
    begin = max(seen.found.slides[0].shift, 0)
    totals = source.constant(cut(home, begin * row, [(seen.times, apart(seen) * row), (seen.high, row), (row, 1)]) or "")
    one, total = source.loop_name(), source.loop_name()
    views = tap_sum(seen, run, product, builder) if in_one else None
    for name in (home.name, *(views.beside if views is not None else ())):
        source.write(f"{name}.fill(0.0)")
    source.write(f"for {one}, {total} in zip({tiles.name}, {totals}):")
    of = f"np.matmul({turned}, {tiles.to_points(one, slope, source)}, "
    if views is not None:
        _add_in_one(seen, views, of, wide, run, builder)
    else:
        _add_by_columns(seen, of, wide, product, home.shape[2 if seen.batch_last else 3], builder)
    for forward, own_rows, at in by_residue(0, seen, builder, turned=True):
        there, back = (source.constant(f"{name}{index}") if index else name for name, index in ((flat, at), (rows, own_rows)))
        source.write(f"    np.matmul({forward}, {there}, {back})" if forward else f"    np.copyto({back}, {there})")
    source.write(f"    np.add({total}, {rows}, {total})")
    finish(seen, home, builder)


def _add_in_one(seen: Stretches, views: TapSum, product: str, wide: str, run: int, builder: Builder) -> None:
    source = builder.source
    points = source.constant(f"{views.products}.reshape({seen.high}, {prod(seen.strip)}, {prod(seen.ends)})")
    lines = source.constant(f"{wide}.reshape({seen.high * seen.strip[0]}, {run})")
    source.write(f"    {product}{points})")
    source.write(f"    np.add.reduce({views.moved}, 1, None, {lines})")


def _add_by_columns(seen: Stretches, product: str, wide: str, room: str, width: int, builder: Builder) -> None:
    """A column of the kernel that reaches cells which none before it did is copied: half the time of adding it to zeros."""
    source, slide = builder.source, seen.found.slides[1]
    apart = slide.stride // gcd(slide.stride, slide.dilation)
    source.write(f"    {product}{room})")
    taps = range(slide.kernel)
    reached = {max(slide.shift, 0) + slide.dilation * j + slide.stride * n for j in taps[:apart] for n in range(slide.result)}
    for cells in _gaps(reached, width):
        part = f"{wide}[:, :, {'' if seen.batch_last else ':, '}{cells.start}:{cells.stop}]"
        source.write(f"    {source.constant(part) if len(cells) < width else wide}.fill(0.0)")
    for step, columns in (("np.copyto({}, {})", taps[:apart]), ("np.add({0}, {1}, {0})", taps[apart:])):
        if columns:
            added, taken = _tap_views(seen, wide, room, columns, builder)
            to, of = source.loop_name(), source.loop_name()
            source.write(f"    for {to}, {of} in zip({added}, {taken}):")
            source.write(f"        {step.format(to, of)}")


def _gaps(reached: Collection[int], width: int) -> list[range]:
    """The runs of cells, from 0, that are not reached; all cells where there are more than two runs."""
    ends = [-1, *sorted(reached), width]
    found = [range(one + 1, other) for one, other in pairwise(ends) if other - one > 1]
    return found if len(found) <= 2 else [range(width)]


def _tap_views(seen: Stretches, wide: str, product: str, columns: range, builder: Builder) -> tuple[str, str]:
    """Lists of views, one for each of these columns of the kernel: the cells that it reads, and its part of a product."""
    slide = seen.found.slides[1]
    first = max(slide.shift, 0)
    across = reading("j", slide.dilation, first, slide.stride * (slide.result - 1) + 1)
    across += f":{slide.stride}" if slide.stride > 1 else ""
    cells = f"{wide}[:, :, {'' if seen.batch_last else ':, '}{across}]"
    parts = f"{product}.reshape{(seen.high, *seen.strip, *seen.ends)}[:, :, j]"
    return tuple(builder.source.constant(f"[{text} for j in {columns!r}]") for text in (cells, parts))  # type: ignore


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
        (laid,) = source.workspace((rows, filters, channels, columns))
        turned = source.constant(f"{laid}.transpose(1, 2, 0, 3)")
        source.write(f"np.copyto({turned}, {kernel_in(seen, builder)})")
        name = source.buffer((seen.high, filters, inner))
        flat = source.constant(f"{laid}.reshape({rows}, {filters * inner})")
        out = source.constant(f"{name}.reshape({seen.high}, {filters * inner})")
        source.write(f"np.matmul({matrices(seen, builder)[2]}, {flat}, {out})")
        builder.gathered[tensor, key] = name
    return builder.gathered[tensor, key]


@dataclass(frozen=True)
class _Slopes:
    """Tiles of the gradient by the result, at the points already or to be put there by ``back``, one after the other."""

    name: str
    room: tuple[int, ...]
    back: str = ""

    def in_parts(self, loop: TileLoop, room: str) -> str:
        """The parts of a tile's slopes at the points; what puts them there is done before."""
        seen, builder = loop.seen, loop.builder
        shape = (seen.high, seen.found.extents[2], prod(seen.ends))
        if not self.back:
            return loop.along(in_parts(self.name, (seen.times, *shape), seen, builder))
        flat = builder.source.constant(f"{room}.reshape({shape[0]}, {prod(shape[1:])})")
        loop.first.append(f"np.matmul({self.back}, {loop.along(self.name)}, {flat})")
        return in_parts(room, shape, seen, builder)

    def to_points(self, tile: str, room: str, source: Source) -> str:
        """The source of a tile at the points, after what the loop has to do for it."""
        if not self.back:
            return tile
        flat = source.constant(f"{room}.reshape({self.room[0]}, {prod(self.room[1:])})")
        source.write(f"    np.matmul({self.back}, {tile}, {flat})")
        return room


def _slope_tiles(seen: Stretches, builder: Builder) -> _Slopes:
    """The gradient by the result at the points, (tiles, points, filters, columns), worked out once where that is little."""
    source, shape = builder.source, (seen.high, seen.found.extents[2], prod(seen.ends))
    back, tensor = matrices(seen, builder)[1], seen.found.names[RESULT]
    key = ("row points", seen.count, seen.batch_last, seen.wide, sliding(seen, RESULT, builder))
    if (tensor, key) not in builder.gathered:
        tiles = _slope_rows(seen, builder)
        if seen.times * prod(shape) > MOST_KEPT * (2 if _in_both(seen, builder) else 1):
            return _Slopes(tiles, shape, back)
        name = source.buffer((seen.times, *shape))
        out = source.constant(f"{name}.reshape({seen.times}, {seen.high}, {prod(shape[1:])})")
        source.write(f"np.matmul({back}, {tiles}, {out})")
        builder.gathered[tensor, key] = name
    return _Slopes(builder.gathered[tensor, key], ())


def _in_both(seen: Stretches, builder: Builder) -> bool:
    """Whether both gradients read the slopes at the points, in single precision: that by the image is no convolution."""
    return builder.source.dtype == "np.float32" and not is_better_turned(seen.found)


def _slope_rows(seen: Stretches, builder: Builder) -> str:
    """The gradient by the result as tiles of rows: (tiles, rows of one, filters and columns)."""
    found, source, tensor = seen.found, builder.source, seen.found.names[RESULT]
    key = ("tiles of rows", seen.count, seen.batch_last, seen.wide, sliding(seen, RESULT, builder))
    if (tensor, key) not in builder.gathered:
        home, own = builder.home(tensor), rows_first(seen, builder, tensor)
        alike = all(n == 1 or a == b for n, a, b in zip(home.counts, home.strides, own.strides, strict=True))
        if seen.wide or not (home.kept and alike and home.size == own.size):
            write_copy(own, home, builder)
            home = own
        elif seen.times * seen.count > found.slides[0].result:
            # the rows of the last tile beyond the result, which hold no slopes
            source.write(f"{source.constant(f'{home.name}[{found.slides[0].result}:]')}.fill(0.0)")
        columns = found.extents[2] * prod(seen.ends)
        builder.gathered[tensor, key] = source.constant(f"{home.name}.reshape({seen.times}, {seen.count}, {columns})")
    return builder.gathered[tensor, key]


ROW_TILES = ByRows(lambda found, dtype: best_step(found, dtype), {RESULT: _result, KERNEL: _kernel, IMAGE: _image},
                   is_side_by_side)
