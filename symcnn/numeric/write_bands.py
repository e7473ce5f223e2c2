"""Products with a band matrix, written: strips and bands copied once for both passes, results in the order of the product."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from symcnn.numeric.bands import together
from symcnn.numeric.builder import Builder
from symcnn.numeric.by_rows import ByRows
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT
from symcnn.numeric.homes import Cut, Home, cut, row_major
from symcnn.numeric.moves import write_copy
from symcnn.numeric.stretches import (
    Stretches,
    finish,
    frame,
    image_home,
    kernel_in,
    kernel_out,
    reading,
    rows_first,
    scaled,
    sliding,
)
from symcnn.numeric.tap_sums import fits_tap_sum, tap_room, tap_sum


def _result(bands: Stretches, builder: Builder) -> None:
    band, strips = _band(bands, builder), _windows(bands, builder)
    rows, _, columns = bands.sides
    home = rows_first(bands, builder, bands.line.tensor)
    out = builder.named(home, f"{home.name}.reshape({bands.times}, {rows}, {columns})")
    builder.source.write(f"np.matmul({band}, {strips}, {out})")
    finish(bands, home, builder)


def _kernel(bands: Stretches, builder: Builder) -> None:
    """One product for each stretch of rows, then the sum along the band."""
    found, tensor = bands.found, bands.line.tensor
    rows, inner, _ = bands.sides
    slope, strips = _slope(bands, builder), _windows(bands, builder)
    parts = builder.source.buffer((bands.times, rows, inner))
    turned = builder.source.constant(f"{strips}.transpose(0, 2, 1)")
    builder.source.write(f"np.matmul({slope}, {turned}, {parts})")
    axes = builder.axes[tensor]
    laid = Home(parts, (bands.times, rows, inner), (), (), kept=True)
    steps = dict(zip(found.orders[KERNEL], _along(bands), strict=True))
    own = [steps.get(a, (1, 1)) for a in range(len(axes))]
    band_axes = [(bands.times, rows * inner), (bands.count, _down(bands)), *own]
    seen = builder.source.constant(cut(laid, 0, band_axes) or "")
    out = kernel_out(bands, builder)
    builder.source.write(f"np.add.reduce({seen}, (0, 1), None, {out})")
    scaled(found.scale, out, builder)


def _image(bands: Stretches, builder: Builder) -> None:
    """For each stretch of rows a product, each column of the kernel added where it was read."""
    source, slope = builder.source, _slope(bands, builder)
    turned = source.constant(f"{_band(bands, builder)}.T")
    home = frame(bands, builder)
    source.write(f"{home.name}.fill(0.0)")
    if fits_tap_sum(bands):
        _add_in_one(bands, home, turned, slope, builder)
    else:
        _add_by_columns(bands, home, turned, slope, builder)
    finish(bands, home, builder)


def _add_in_one(bands: Stretches, home: Home, turned: str, slope: str, builder: Builder) -> None:
    """The rows of a stretch, summed over the columns of the kernel, added to those of the stretches before."""
    source, wide = builder.source, prod(home.shape[2:])
    lines = (bands.high * home.shape[1], wide)
    views = tap_sum(bands, wide, source.buffer(tap_room(bands, wide)), builder)
    (total,) = source.workspace(lines)
    down = reading("i", bands.count * bands.found.slides[0].stride, max(bands.found.slides[0].shift, 0), bands.high)
    added = source.constant(f"[{home.name}[{down}].reshape{lines} for i in range({bands.times})]")
    one, to = source.loop_name(), source.loop_name()
    source.write(f"for {one}, {to} in zip({slope}, {added}):")
    source.write(f"    np.matmul({turned}, {one}, {views.products})")
    source.write(f"    np.add.reduce({views.moved}, 1, None, {total})")
    source.write(f"    np.add({to}, {total}, {to})")


def _add_by_columns(bands: Stretches, home: Home, turned: str, slope: str, builder: Builder) -> None:
    found, source = bands.found, builder.source
    slide = found.slides[1]
    _, inner, columns = bands.sides
    product = source.buffer((inner, columns))
    shape = (bands.high, *bands.strip, *bands.ends)
    taken = source.constant(f"[{product}.reshape{shape}[:, :, j] for j in range({slide.kernel})]")
    first = [max(s.shift, 0) for s in found.slides]
    down = reading("i", bands.count * found.slides[0].stride, first[0], bands.high)
    across = reading("j", slide.dilation, first[1], slide.stride * (slide.result - 1) + 1)
    across += f":{slide.stride}" if slide.stride > 1 else ""
    cells = f"{home.name}[{down}, :, {'' if bands.batch_last else ':, '}{across}]"
    added = source.constant(f"[[{cells} for j in range({slide.kernel})] for i in range({bands.times})]")
    one, sums, to, of = (builder.source.loop_name() for _ in range(4))
    source.write(f"for {one}, {sums} in zip({slope}, {added}):")
    source.write(f"    np.matmul({turned}, {one}, {product})")
    source.write(f"    for {to}, {of} in zip({sums}, {taken}):")
    source.write(f"        np.add({to}, {of}, {to})")


def _band(bands: Stretches, builder: Builder) -> str:
    """The kernel as a band: (rows of a product, inner), zeros beside it."""
    found = bands.found
    tensor = found.names[KERNEL]
    key = ("band", bands.sides, bands.batch_last, sliding(bands, KERNEL, builder), found.flipped)
    if (tensor, key) not in builder.gathered:
        rows, inner, _ = bands.sides
        # turned: as the first factor BLAS takes it 2 to 5 % faster so
        turned = builder.source.buffer((inner, rows))
        laid = Home(turned, (inner, rows), (), (), kept=True)
        steps = [(bands.count, _down(bands)), *_along(bands)]
        seen = builder.source.constant(cut(laid, 0, [(n, step % inner * rows + step // inner) for n, step in steps]) or "")
        builder.source.write(f"np.copyto({seen}, {kernel_in(bands, builder)})")
        name = builder.source.constant(f"{turned}.T")
        builder.gathered[tensor, key] = name
    return builder.gathered[tensor, key]


def _along(bands: Stretches) -> list[Cut]:
    """Extents and steps in the band of filter, channel, row and column of the kernel."""
    found, (channels, taps) = bands.found, bands.strip
    return [(found.extents[2], bands.sides[1]), (channels, taps), (found.slides[0].kernel, channels * taps), (taps, 1)]


def _down(bands: Stretches) -> int:
    """The step in the band from one row of the result to the next."""
    return bands.found.extents[2] * bands.sides[1] + bands.found.slides[0].stride * prod(bands.strip)


def _windows(bands: Stretches, builder: Builder) -> str:
    """The stretches of the image's strips as matrices that overlap: (products, inner, columns)."""
    found, source = bands.found, builder.source
    (rows, columns), tensor = found.slides, found.names[IMAGE]
    home = image_home(bands, builder)
    batch, channel, row, column = (0 if a is None else home.strides[a] for a in found.orders[IMAGE])
    ends = [(columns.result, columns.stride * column), (found.extents[0], batch)]
    axes = [(rows.reach, row), (found.extents[1], channel), (columns.kernel, columns.dilation * column),
            *(ends if bands.batch_last else ends[::-1])]
    start = home.offset + rows.shift * row + columns.shift * column
    key = ("strips", bands.count, start, *((n, s if n > 1 else 0) for n, s in axes))
    if (tensor, key) not in builder.gathered:
        shape = tuple(n for n, _ in axes)
        name = source.buffer(shape)
        text = cut(home, start, axes)
        assert text is not None
        source.write(f"np.copyto({name}, {builder.named(home, text)})")
        step, long = row_major(shape)[0], prod(bands.ends)
        seen = cut(Home(name, shape, (), (), kept=True), 0, [
            (bands.times, bands.count * rows.stride * step), (bands.sides[1], long), (long, 1)])
        builder.gathered[tensor, key] = source.constant(seen or "")
    return builder.gathered[tensor, key]


def _slope(bands: Stretches, builder: Builder) -> str:
    """The gradient by the result as matrices: (products, rows, columns); copied where it lies otherwise."""
    found, source = bands.found, builder.source
    tensor, (rows, _, columns) = found.names[RESULT], bands.sides
    key = ("rows first", bands.sides, bands.batch_last, sliding(bands, RESULT, builder))
    if (tensor, key) not in builder.gathered:
        home = builder.home(tensor)
        own = rows_first(bands, builder, tensor)
        alike = all(n == 1 or a == b for n, a, b in zip(home.counts, home.strides, own.strides, strict=True))
        if not (home.kept and alike and home.size == own.size):
            write_copy(own, home, builder)
            home = own
        else:
            own = replace(own, name=home.name)
        builder.gathered[tensor, key] = source.constant(f"{home.name}.reshape({bands.times}, {rows}, {columns})")
    return builder.gathered[tensor, key]


BANDS = ByRows(lambda found, dtype: together(found), {RESULT: _result, KERNEL: _kernel, IMAGE: _image})
