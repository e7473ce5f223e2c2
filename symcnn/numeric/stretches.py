"""A result worked out in stretches of its rows: where image, result and gradients lie, rows in front, in memory."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from symcnn.expression.walk import accesses
from symcnn.numeric.builder import Builder, Want
from symcnn.numeric.columns import is_slid
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution
from symcnn.numeric.homes import Home, row_major
from symcnn.numeric.lines import Line
from symcnn.numeric.moves import write_copy
from symcnn.numeric.orders import Order, ordered

LONG_ROW = 16


@dataclass(frozen=True)
class Stretches:
    """A convolution with its numbers: ``count`` rows of the result at once, ``times`` stretches of them.

    The last stretch may hold rows beyond the result. ``ends`` are the extents of what stands behind rows and channels in
    memory: columns of the result and images, or images and columns. Where images stand side by side in one long row, so
    many columns apart, ``wide`` is that number, and each has columns beside its result that are no part of it; else 0.
    """

    found: Convolution
    line: Line
    orders: dict[str, Order]
    count: int
    wide: int = 0

    @property
    def times(self) -> int:
        """How many stretches there are."""
        return -(-self.found.slides[0].result // self.count)

    @property
    def high(self) -> int:
        """How many rows of the image one stretch sees."""
        return self.found.slides[0].stride * (self.count - 1) + self.found.slides[0].kernel

    @property
    def reach(self) -> tuple[int, int]:
        """How many rows and columns of the image all stretches see."""
        rows, columns = self.found.slides
        return rows.stride * (self.times * self.count - 1) + rows.kernel, columns.reach

    @property
    def batch_last(self) -> bool:
        """Whether images stand last in memory."""
        return self.orders[IMAGE][2] == self.found.orders[IMAGE][3]

    @property
    def ends(self) -> tuple[int, int]:
        """The last two extents."""
        both = self.wide or self.found.slides[1].result, self.found.extents[0]
        return both if self.batch_last else both[::-1]

    @property
    def strip(self) -> tuple[int, int]:
        """Channels and columns of the kernel: what a row of the strips holds of each column."""
        return self.found.extents[1], self.found.slides[1].kernel

    @property
    def sides(self) -> tuple[int, int, int]:
        """Rows, inner extent and columns of a product with a band."""
        return self.count * self.found.extents[2], self.high * prod(self.strip), prod(self.ends)


def row_order(found: Convolution, builder: Builder) -> dict[str, Order]:
    """The axes of image and result as they best lie in memory: rows, channels, and of columns and images the shorter last.

    Between layers images stand last, where pools and all else along columns is fast. One layer alone has its arrays copied
    on both ends, which is faster along columns.
    """
    batch_last = found.extents[0] > 1 and (found.slides[1].result < LONG_ROW or follows_another(builder))
    found_orders: dict[str, Order] = {}
    for role in (IMAGE, RESULT):
        batch, channel, row, column = found.orders[role]
        found_orders[role] = (row, channel, column, batch) if batch_last else (row, channel, batch, column)
    return found_orders


def follows_another(builder: Builder) -> bool:
    """Whether windows are read of a tensor that the program works out itself."""
    return any(is_slid(a) and a.tensor not in builder.arguments
               for line in builder.lines.values() for a in accesses(line.right))


def want_zeros(seen: Stretches, builder: Builder) -> None:
    """Notes the zeros that windows reach into, and where images are to stand last."""
    found = seen.found
    tensor, order = found.names[IMAGE], seen.orders[IMAGE]
    want = builder.wants.setdefault(tensor, Want())
    around = list(want.around or ((0, 0),) * len(builder.axes[tensor]))
    for axis, slide, reach in zip(found.orders[IMAGE][2:], found.slides, seen.reach, strict=True):
        if axis is not None:
            before, after = around[axis]
            around[axis] = max(before, -slide.shift), max(after, reach + slide.shift - slide.image)
    if any(map(any, around)):
        want.around = tuple(around)
    batch = found.orders[IMAGE][0]
    if tensor in builder.arguments and batch is not None and order[3] == batch:
        want.order = want.order or whole_order(order, len(around))


def image_home(seen: Stretches, builder: Builder) -> Home:
    """Where the image lives between calls, with the zeros around it that windows reach into."""
    tensor = seen.found.names[IMAGE]
    home, want = builder.home(tensor), builder.wants.get(tensor, Want())
    if home.kept and (home.around or not want.around) and (home.zero is not None or not want.zero):
        return home
    return moved_image(seen, builder)


def moved_image(seen: Stretches, builder: Builder) -> Home:
    """A copy of the image with its rows in front."""
    tensor = seen.found.names[IMAGE]
    home = builder.home(tensor)
    copy = builder.place(tensor, whole_order(seen.orders[IMAGE], len(home.axes)))
    write_copy(copy, home, builder)
    return copy


def whole_order(order: Order, rank: int) -> tuple[int, ...]:
    """All axes: those of the order, and those of one entry that it leaves out."""
    named = [a for a in order if a is not None]
    return (*(a for a in range(rank) if a not in named), *named)


def frame(seen: Stretches, builder: Builder) -> Home:
    """The image's gradient inside an array of all that windows reach."""
    found, axes = seen.found, builder.axes[seen.line.tensor]
    before = [max(0, -s.shift) for s in found.slides]
    sizes = [max(s.image + b, s.shift + b + r) for s, b, r in zip(found.slides, before, seen.reach, strict=True)]
    extents = {"rows": sizes[0], "channels": found.extents[1], "columns": sizes[1], "images": found.extents[0]}
    names = ("rows", "channels", "columns", "images") if seen.batch_last else ("rows", "channels", "images", "columns")
    shape = tuple(extents[n] for n in names)
    steps = row_major(shape)
    strides = {a: s for a, s in zip(seen.orders[IMAGE], steps, strict=True) if a is not None}
    offset = before[0] * steps[0] + before[1] * steps[names.index("columns")]
    return Home(builder.source.buffer(shape), shape, axes, tuple(strides.get(a, 0) for a in range(len(axes))), offset, True)


def finish(seen: Stretches, home: Home, builder: Builder) -> None:
    """Registers where the result is; what its readers want around it is copied there."""
    tensor = seen.line.tensor
    text = builder.whole(home)
    scaled(seen.found.scale, text, builder)
    want = builder.wants.get(tensor)
    if want is not None and (want.around or want.zero):
        write_copy(builder.place(tensor, want.order), home, builder)
    else:
        builder.live(tensor, home)


def scaled(factor: float, name: str, builder: Builder) -> None:
    """Multiplies an array in place."""
    if factor != 1:
        builder.source.write(f"np.multiply({name}, {factor!r}, {name})")


def rows_first(seen: Stretches, builder: Builder, tensor: str) -> Home:
    """An array for a result: rows of all stretches, filters, columns and images."""
    found, axes = seen.found, builder.axes[tensor]
    shape = (seen.times * seen.count, found.extents[2], *seen.ends)
    strides = {a: s for a, s in zip(seen.orders[RESULT], row_major(shape), strict=True) if a is not None}
    return Home(builder.source.buffer(shape), shape, axes, tuple(strides.get(a, 0) for a in range(len(axes))), kept=True)


def sliding(seen: Stretches, role: str, builder: Builder) -> Order:
    """The axes in the order of a role, but those of one entry."""
    axes = builder.axes[seen.found.names[role]]
    return tuple(None if a is None or axes[a].extent == 1 else a for a in seen.found.orders[role])


def reading(letter: str, step: int, first: int, length: int) -> str:
    """A slice of some length that begins at ``first`` plus so many steps."""
    begin = (letter if step == 1 else f"{step} * {letter}") + (f" + {first}" if first else "")
    return f"{begin}:{begin} + {length}"


def kernel_out(seen: Stretches, builder: Builder) -> str:
    """The source of the array for a gradient by the kernel, its axes in order, read forwards."""
    tensor, found = seen.line.tensor, seen.found
    axes = builder.axes[tensor]
    if builder.handed_out(tensor):
        out = builder.source.variable(builder.empty([b.extent for b in axes]))
        builder.put(tensor, out)
    else:
        out = builder.whole(builder.place(tensor))
    places = dict(zip(found.orders[KERNEL][2:], found.flipped, strict=True))
    if any(found.flipped):
        out = f"{out}[{', '.join('::-1' if places.get(a) else ':' for a in range(len(axes)))}]"
    return out


def kernel_in(seen: Stretches, builder: Builder) -> str:
    """The source of the kernel: filters, channels, rows, columns, read forwards."""
    found = seen.found
    kernel, axes = builder.array(found.names[KERNEL])
    text = ordered(kernel, len(axes), found.orders[KERNEL])
    if any(found.flipped):
        text += "[:, :, " + ", ".join("::-1" if f else ":" for f in found.flipped) + "]"
    return text
