"""Products with a band matrix, written: strips and bands copied once for both passes, results in the order of the product."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

from symcnn.numeric.bands import best_form, orders, together
from symcnn.numeric.builder import Builder, Want
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution
from symcnn.numeric.homes import Cut, Home, cut, row_major
from symcnn.numeric.lines import Line
from symcnn.numeric.orders import Order, ordered


@dataclass(frozen=True)
class Bands:
    """A convolution with its numbers: ``count`` rows at once, ``high`` rows of the image seen by them, ``times`` products.

    ``ends`` are the extents of what stands behind rows and channels in memory: columns of the result and images, or
    images and columns.
    """

    found: Convolution
    line: Line
    orders: dict[str, Order]
    count: int

    @property
    def times(self) -> int:
        """How many products there are."""
        return self.found.slides[0].result // self.count

    @property
    def high(self) -> int:
        """How many rows of the image the rows of one product see."""
        return self.found.slides[0].stride * (self.count - 1) + self.found.slides[0].kernel

    @property
    def batch_last(self) -> bool:
        """Whether images stand last in memory."""
        return self.orders[IMAGE][2] == self.found.orders[IMAGE][3]

    @property
    def ends(self) -> tuple[int, int]:
        """The last two extents."""
        both = self.found.slides[1].result, self.found.extents[0]
        return both if self.batch_last else both[::-1]

    @property
    def strip(self) -> tuple[int, int]:
        """Channels and columns of the kernel: what a row of the strips holds of each column."""
        return self.found.extents[1], self.found.slides[1].kernel

    @property
    def sides(self) -> tuple[int, int, int]:
        """Rows, inner extent and columns of a product."""
        return self.count * self.found.extents[2], self.high * prod(self.strip), prod(self.ends)


def wants_band(found: Convolution, builder: Builder) -> None:
    """Notes the zeros that windows reach into, and where images are to stand last."""
    found = best_form(found)
    if found.wanted == IMAGE:
        return
    tensor, order = found.names[IMAGE], orders(found, builder)[IMAGE]
    want = builder.wants.setdefault(tensor, Want())
    around = list(want.around or ((0, 0),) * len(builder.axes[tensor]))
    for axis, slide in zip(found.orders[IMAGE][2:], found.slides, strict=True):
        if axis is not None:
            before, after = around[axis]
            around[axis] = max(before, -slide.shift), max(after, slide.reach + slide.shift - slide.image)
    if any(map(any, around)):
        want.around = tuple(around)
    batch = found.orders[IMAGE][0]
    if tensor in builder.arguments and batch is not None and order[3] == batch:
        want.order = want.order or _whole_order(order, len(around))


def _whole_order(order: Order, rank: int) -> tuple[int, ...]:
    """All axes: those of the order, and those of one entry that it leaves out."""
    named = [a for a in order if a is not None]
    return (*(a for a in range(rank) if a not in named), *named)


def write_band(found: Convolution, line: Line, builder: Builder) -> None:
    """Writes the result or a gradient."""
    found = best_form(found)
    bands = Bands(found, line, orders(found, builder), together(found))
    {RESULT: _result, KERNEL: _kernel, IMAGE: _image}[found.wanted](bands, builder)


def _result(bands: Bands, builder: Builder) -> None:
    band, strips = _band(bands, builder), _windows(bands, builder)
    rows, _, columns = bands.sides
    home = _rows_first(bands, builder, bands.line.tensor)
    out = builder.named(home, f"{home.name}.reshape({bands.times}, {rows}, {columns})")
    builder.source.write(f"np.matmul({band}, {strips}, {out})")
    _finish(bands, home, builder)


def _kernel(bands: Bands, builder: Builder) -> None:
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
    if builder.handed_out(tensor):
        out = builder.source.variable(builder.empty([b.extent for b in axes]))
        builder.put(tensor, out)
    else:
        out = builder.whole(builder.place(tensor))
    places = dict(zip(found.orders[KERNEL][2:], found.flipped, strict=True))
    if any(found.flipped):
        out = f"{out}[{', '.join('::-1' if places.get(a) else ':' for a in range(len(axes)))}]"
    builder.source.write(f"np.add.reduce({seen}, (0, 1), None, {out})")
    _scale(found.scale, out, builder)


def _image(bands: Bands, builder: Builder) -> None:
    """For each stretch of rows a product, each column of the kernel added where it was read."""
    found, source = bands.found, builder.source
    slide = found.slides[1]
    band, slope = _band(bands, builder), _slope(bands, builder)
    _, inner, columns = bands.sides
    home = _frame(bands, builder)
    product = source.buffer((inner, columns))
    shape = (bands.high, *bands.strip, *bands.ends)
    taken = source.constant(f"[{product}.reshape{shape}[:, :, j] for j in range({slide.kernel})]")
    first = [max(s.shift, 0) for s in found.slides]
    down = _reading("i", bands.count * found.slides[0].stride, first[0], bands.high)
    across = _reading("j", slide.dilation, first[1], slide.stride * (slide.result - 1) + 1)
    across += f":{slide.stride}" if slide.stride > 1 else ""
    cells = f"{home.name}[{down}, :, {'' if bands.batch_last else ':, '}{across}]"
    added = source.constant(f"[[{cells} for j in range({slide.kernel})] for i in range({bands.times})]")
    source.write(f"{home.name}.fill(0.0)")
    turned = source.constant(f"{band}.T")
    one, sums, to, of = (_loop_name(builder) for _ in range(4))
    source.write(f"for {one}, {sums} in zip({slope}, {added}):")
    source.write(f"    np.matmul({turned}, {one}, {product})")
    source.write(f"    for {to}, {of} in zip({sums}, {taken}):")
    source.write(f"        np.add({to}, {of}, {to})")
    _finish(bands, home, builder)


def _reading(letter: str, step: int, first: int, length: int) -> str:
    """A slice of some length that begins at ``first`` plus so many steps."""
    begin = (letter if step == 1 else f"{step} * {letter}") + (f" + {first}" if first else "")
    return f"{begin}:{begin} + {length}"


def _loop_name(builder: Builder) -> str:
    name = f"v{len(builder.source.names)}"
    builder.source.names[f"loop {name}"] = name
    return name


def _frame(bands: Bands, builder: Builder) -> Home:
    """The image's gradient inside an array of all that windows reach."""
    found, axes = bands.found, builder.axes[bands.line.tensor]
    before = [max(0, -s.shift) for s in found.slides]
    sizes = [max(s.image + b, s.shift + b + s.reach) for s, b in zip(found.slides, before, strict=True)]
    extents = {"rows": sizes[0], "channels": found.extents[1], "columns": sizes[1], "images": found.extents[0]}
    names = ("rows", "channels", "columns", "images") if bands.batch_last else ("rows", "channels", "images", "columns")
    shape = tuple(extents[n] for n in names)
    steps = row_major(shape)
    strides = {a: s for a, s in zip(bands.orders[IMAGE], steps, strict=True) if a is not None}
    offset = before[0] * steps[0] + before[1] * steps[names.index("columns")]
    return Home(builder.source.buffer(shape), shape, axes, tuple(strides.get(a, 0) for a in range(len(axes))), offset, True)


def _finish(bands: Bands, home: Home, builder: Builder) -> None:
    """Registers where the result is; what its readers want around it is copied there."""
    tensor = bands.line.tensor
    text = builder.whole(home)
    _scale(bands.found.scale, text, builder)
    want = builder.wants.get(tensor)
    if want is not None and (want.around or want.zero):
        copy = builder.place(tensor, want.order)
        builder.source.write(f"np.copyto({builder.whole(copy)}, {text})")
    else:
        builder.live(tensor, home)


def _scale(scale: float, name: str, builder: Builder) -> None:
    if scale != 1:
        builder.source.write(f"np.multiply({name}, {scale!r}, {name})")


def _rows_first(bands: Bands, builder: Builder, tensor: str) -> Home:
    """An array for a result: rows, filters, columns and images."""
    found, axes = bands.found, builder.axes[tensor]
    shape = (found.slides[0].result, found.extents[2], *bands.ends)
    strides = {a: s for a, s in zip(bands.orders[RESULT], row_major(shape), strict=True) if a is not None}
    return Home(builder.source.buffer(shape), shape, axes, tuple(strides.get(a, 0) for a in range(len(axes))), kept=True)


def _band(bands: Bands, builder: Builder) -> str:
    """The kernel as a band: (rows of a product, inner), zeros beside it."""
    found = bands.found
    tensor = found.names[KERNEL]
    key = ("band", bands.sides, bands.batch_last, _sliding(bands, KERNEL, builder), found.flipped)
    if (tensor, key) not in builder.gathered:
        rows, inner, _ = bands.sides
        name = builder.source.buffer((rows, inner))
        laid = Home(name, (rows, inner), (), (), kept=True)
        seen = builder.source.constant(cut(laid, 0, [(bands.count, _down(bands)), *_along(bands)]) or "")
        kernel, axes = builder.array(tensor)
        text = ordered(kernel, len(axes), found.orders[KERNEL])
        if any(found.flipped):
            text += "[:, :, " + ", ".join("::-1" if f else ":" for f in found.flipped) + "]"
        builder.source.write(f"np.copyto({seen}, {text})")
        builder.gathered[tensor, key] = name
    return builder.gathered[tensor, key]


def _sliding(bands: Bands, role: str, builder: Builder) -> Order:
    """The axes in the order of a role, but those of one entry."""
    axes = builder.axes[bands.found.names[role]]
    return tuple(None if a is None or axes[a].extent == 1 else a for a in bands.found.orders[role])


def _along(bands: Bands) -> list[Cut]:
    """Extents and steps in the band of filter, channel, row and column of the kernel."""
    found, (channels, taps) = bands.found, bands.strip
    return [(found.extents[2], bands.sides[1]), (channels, taps), (found.slides[0].kernel, channels * taps), (taps, 1)]


def _down(bands: Bands) -> int:
    """The step in the band from one row of the result to the next."""
    return bands.found.extents[2] * bands.sides[1] + bands.found.slides[0].stride * prod(bands.strip)


def _windows(bands: Bands, builder: Builder) -> str:
    """The stretches of the image's strips as matrices that overlap: (products, inner, columns)."""
    found, source = bands.found, builder.source
    (rows, columns), tensor = found.slides, found.names[IMAGE]
    home = builder.home(tensor)
    want = builder.wants.get(tensor, Want())
    if not home.kept or (want.around and not home.around) or (want.zero and home.zero is None):
        copy = builder.place(tensor, _whole_order(bands.orders[IMAGE], len(home.axes)))
        source.write(f"np.copyto({builder.whole(copy)}, {builder.whole(home)})")
        home = copy
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


def _slope(bands: Bands, builder: Builder) -> str:
    """The gradient by the result as matrices: (products, rows, columns); copied where it lies otherwise."""
    found, source = bands.found, builder.source
    tensor, (rows, _, columns) = found.names[RESULT], bands.sides
    key = ("rows first", bands.sides, bands.batch_last, _sliding(bands, RESULT, builder))
    if (tensor, key) not in builder.gathered:
        home = builder.home(tensor)
        own = _rows_first(bands, builder, tensor)
        alike = all(n == 1 or a == b for n, a, b in zip(home.counts, home.strides, own.strides, strict=True))
        if not (home.kept and alike and home.size == own.size):
            source.write(f"np.copyto({builder.whole(own)}, {builder.whole(home)})")
            home = own
        else:
            own = replace(own, name=home.name)
        builder.gathered[tensor, key] = source.constant(f"{home.name}.reshape({bands.times}, {rows}, {columns})")
    return builder.gathered[tensor, key]
