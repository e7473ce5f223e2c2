"""Rules for large layers: a line of a pattern that pays becomes a call of a function whose text the program carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symcnn.numeric import kernels
from symcnn.numeric.boxes import Box
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution, Order, recognised
from symcnn.numeric.lines import Line
from symcnn.numeric.source import Source

Arrays = Mapping[str, tuple[str, tuple[Box, ...]]]

# below, calling the functions costs more than they save over the general path
LEAST_WORK = 100_000
# nanoseconds for a multiplication in a product, for an entry copied into columns, for one added from columns
MULTIPLY, COPY, ADD = 0.04, 0.2, 0.66


def write_large(line: Line, arrays: Arrays, axes: Mapping[str, Sequence[Box]], source: Source) -> str | None:
    """The variable of a line, after its statements; None where no rule for large layers fits or pays."""
    found = recognised(line, axes, source.boxes)
    if found is None or found.work < LEAST_WORK:
        return None
    write = {IMAGE: _image, KERNEL: _kernel, RESULT: _result}[found.wanted]
    text = write(found, arrays, source)
    if found.scale != 1:
        text = source.assign(f"{found.scale!r} * {text}").source
    return _given_back(text, found, tuple(axes[line.tensor]), source)


def _result(found: Convolution, arrays: Arrays, source: Source) -> str:
    image, kernel = _padded(found, arrays, source), _operand(found, KERNEL, arrays, source)
    places, _, stride, dilation = _geometry(found)
    call = source.call(kernels.convolve, image, kernel, places, stride, dilation, found.groups)
    return source.assign(call).source


def _kernel(found: Convolution, arrays: Arrays, source: Source) -> str:
    image, slope = _padded(found, arrays, source), _operand(found, RESULT, arrays, source)
    _, taps, stride, dilation = _geometry(found)
    return source.assign(source.call(kernels.kernel_slope, image, slope, taps, stride, dilation, found.groups)).source


def _image(found: Convolution, arrays: Arrays, source: Source) -> str:
    kernel, slope = (_operand(found, role, arrays, source) for role in (KERNEL, RESULT))
    _, _, stride, dilation = _geometry(found)
    cells = tuple(s.reach for s in found.slides)
    framed = source.assign(source.call(kernels.image_slope, kernel, slope, cells, stride, dilation, found.groups)).source
    whole = tuple(s.image for s in found.slides)
    before = tuple(-s.shift for s in found.slides)
    if before == (0, 0) and cells == whole:
        return framed
    return source.assign(source.call(kernels.cropped, framed, before, whole)).source


def _padded(found: Convolution, arrays: Arrays, source: Source) -> str:
    image = _operand(found, IMAGE, arrays, source)
    if all(s.is_inside for s in found.slides):
        return image
    before, cells = tuple(-s.shift for s in found.slides), tuple(s.reach for s in found.slides)
    return source.assign(source.call(kernels.padded, image, before, cells)).source


def _operand(found: Convolution, role: str, arrays: Arrays, source: Source) -> str:
    """The source of an operand with its axes in the order of its role."""
    name, boxes = arrays[found.names[role]]
    return _backwards(found, role, ordered(name, len(boxes), found.orders[role]))


def _backwards(found: Convolution, role: str, text: str) -> str:
    if role != KERNEL or not any(found.flipped):
        return text
    return text + "[:, :, " + ", ".join("::-1" if f else ":" for f in found.flipped) + "]"


def _geometry(found: Convolution) -> tuple[tuple[int, ...], ...]:
    """Places, taps, stride and dilation of the two window axes."""
    return tuple(tuple(getattr(s, n) for s in found.slides) for n in ("result", "kernel", "stride", "dilation"))


def ordered(name: str, rank: int, order: Order) -> str:
    """The source of an array with these of its axes, and an axis of extent one where the order has None.

    >>> ordered("v1", 3, (None, 2, 0))
    'v1[:, 0, :].transpose(1, 0)[None, :, :]'
    """
    left = [axis for axis in range(rank) if axis in order]
    text = name
    if len(left) < rank:
        text += "[" + ", ".join(":" if axis in left else "0" for axis in range(rank)) + "]"
    places = [left.index(axis) for axis in order if axis is not None]
    if places != sorted(places):
        text += f".transpose({', '.join(map(str, places))})"
    if None in order:
        text += "[" + ", ".join("None" if axis is None else ":" for axis in order) + "]"
    return text


def _given_back(text: str, found: Convolution, boxes: Sequence[Box], source: Source) -> str:
    """The variable of the left side: an array in the order of its role, its axes put back as the tensor has them."""
    order = found.orders[found.wanted]
    text = _backwards(found, found.wanted, text)
    if None in order:
        text += "[" + ", ".join("0" if axis is None else ":" for axis in order) + "]"
    kept = [axis for axis in order if axis is not None]
    places = [kept.index(axis) for axis in sorted(kept)]
    if places != sorted(places):
        text += f".transpose({', '.join(map(str, places))})"
    if len(kept) < len(boxes):
        text += "[" + ", ".join(":" if axis in kept else "None" for axis in range(len(boxes))) + "]"
    return source.assign(text).source if not text.isidentifier() else text
