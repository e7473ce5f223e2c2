"""Convolutions as calls: which function gives which of result, kernel and image, and what it is given."""

from __future__ import annotations

from collections.abc import Callable

from symcnn.numeric import kernels, strip_kernels, tile_kernels, toom_cook
from symcnn.numeric.boxes import Box
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution, turned
from symcnn.numeric.orders import Order, ordered
from symcnn.numeric.slides import Slide
from symcnn.numeric.source import Source

TALL, FEW_FILTERS, FEW_COLUMNS, LONGEST_STRIP = 5, 32, 25, 1_000_000
# the rooms of a kernel at the points of its tiles, and of its gradient there; of an image's strips
AT_POINTS, STRIPS = "kernel", "image strips"
Arrays = dict[str, tuple[str, tuple[Box, ...]]]


def write_convolution(found: Convolution, arrays: Arrays, source: Source) -> tuple[str, Order]:
    """The variable of the left side after its statements, and the order of its axes."""
    step = toom_cook.step(found, source.dtype)
    if step is None and turns(found):
        found = turned(found)
    if step is None:
        name = {IMAGE: _image, KERNEL: _kernel, RESULT: _result}[found.wanted](found, arrays, source)
    else:
        tiled = {IMAGE: _tiled_image, KERNEL: _tiled_kernel, RESULT: _tiled_result}[found.wanted]
        name = tiled(found, arrays, source, step)
    if found.scale != 1:
        name = source.assign(f"{found.scale!r} * {name}").source
    text = _backwards(found, found.wanted, name)
    return (name if text == name else source.assign(text).source), found.orders[found.wanted]


def _called(source: Source, function: Callable[..., object], *arguments: object) -> str:
    """The variable of a call; the last argument is what the functions of the program work in."""
    return source.pass_on(source.call(function, *arguments, source.constant("{}")))


def by_strips(found: Convolution) -> bool:
    """Whether strips beat columns: 5 to 50 % where few filters leave little work for the copy of an entry.

    Tall kernels only, and strips of one image that stay in the cache; the gradient of a kernel with few columns in all is
    better off with one product for everything.
    """
    rows, columns = found.slides
    _, channels, filters = found.extents
    if found.groups != 1 or rows.kernel < TALL or filters > FEW_FILTERS:
        return False
    strip = channels * columns.kernel
    return strip * rows.reach * columns.result <= LONGEST_STRIP and (found.wanted != KERNEL or strip >= FEW_COLUMNS)


def turns(found: Convolution) -> bool:
    """Whether the image's gradient is best a convolution itself, of the slope and the kernel turned: 0.7 where filters are few.

    Columns of the slope are copied then, one for each filter; columns of the image are added up otherwise, at three times
    the cost of a copy, one for each channel.
    """
    _, channels, filters = found.extents
    return (found.wanted == IMAGE and found.groups == 1 and all(s.stride == 1 for s in found.slides)
            and any(s.kernel > 1 for s in found.slides) and filters <= min(channels, FEW_FILTERS))


def _result(found: Convolution, arrays: Arrays, source: Source) -> str:
    image, kernel = framed(found, arrays, source), operand(found, KERNEL, arrays)
    places, taps, stride, dilation = geometry(found.slides)
    if taps == stride == (1, 1) and found.groups == 1:
        # nothing to copy: images are columns as they are
        images, channels, filters = found.extents
        product = f"np.matmul({kernel}.reshape({filters}, {channels}), {image}.reshape({images}, {channels}, -1))"
        return source.assign(f"{product}.reshape({images}, {filters}, {places[0]}, {places[1]})").source
    if by_strips(found):
        ready = _strips(found, image, source)
        return _called(source, strip_kernels.strip_convolve, image, kernel, places, stride, dilation, ready)
    return _called(source, kernels.convolve, image, kernel, places, stride, dilation, found.groups)


def _kernel(found: Convolution, arrays: Arrays, source: Source) -> str:
    image, slope = framed(found, arrays, source), operand(found, RESULT, arrays)
    _, taps, stride, dilation = geometry(found.slides)
    if by_strips(found):
        ready = _strips(found, image, source)
        return _called(source, strip_kernels.strip_kernel_slope, image, slope, taps, stride, dilation, ready)
    return _called(source, kernels.kernel_slope, image, slope, taps, stride, dilation, found.groups)


def _image(found: Convolution, arrays: Arrays, source: Source) -> str:
    kernel, slope = (operand(found, role, arrays) for role in (KERNEL, RESULT))
    _, taps, stride, dilation = geometry(found.slides)
    cells = tuple(s.reach for s in found.slides)
    if taps == stride == (1, 1) and found.groups == 1 and all(s.shift == 0 and s.image == s.result for s in found.slides):
        images, channels, filters = found.extents
        product = f"np.matmul({kernel}.reshape({filters}, {channels}).T, {slope}.reshape({images}, {filters}, -1))"
        return source.assign(f"{product}.reshape({images}, {channels}, {cells[0]}, {cells[1]})").source
    if by_strips(found):
        name = _called(source, strip_kernels.strip_image_slope, kernel, slope, cells, stride, dilation)
    else:
        function = kernels.turned_slope if stride == (1, 1) and found.extents[2] == found.groups > 1 else kernels.image_slope
        name = _called(source, function, kernel, slope, cells, stride, dilation, found.groups)
    return unframed(name, found.slides, source)


def _strips(found: Convolution, image: str, source: Source) -> str:
    """The variable of all strips, which the gradient by the kernel finds there still; none where they are made in turns."""
    (rows, columns), (images, channels, _) = found.slides, found.extents
    size = channels * columns.kernel * rows.reach * columns.result * (4 if source.dtype == "np.float32" else 8)
    if len(strip_kernels.images_at_once(images, size)) > 1:
        source.latest.pop(STRIPS, None)
        return "None"
    places, taps, stride, dilation = geometry(found.slides)
    rooms = source.constant("{}")
    return source.held(STRIPS, source.call(strip_kernels.strips, image, taps, places, stride, dilation, rooms))


def _tiled_result(found: Convolution, arrays: Arrays, source: Source, step: int) -> str:
    image, before, places = operand(found, IMAGE, arrays), _before(found), geometry(found.slides)[0]
    kernel, (forward, back, _) = _at_points(found, arrays, source, step), _matrices(found, source, step)
    return _called(source, tile_kernels.tile_convolve, image, kernel, before, places, step, forward, back)


def _tiled_kernel(found: Convolution, arrays: Arrays, source: Source, step: int) -> str:
    image, slope = operand(found, IMAGE, arrays), operand(found, RESULT, arrays)
    source.latest.pop(AT_POINTS, None)
    return _called(source, tile_kernels.tile_kernel_slope, image, slope, _before(found), step, *_matrices(found, source, step))


def _tiled_image(found: Convolution, arrays: Arrays, source: Source, step: int) -> str:
    slope, before, cells = operand(found, RESULT, arrays), _before(found), tuple(s.image for s in found.slides)
    kernel, (forward, back, _) = _at_points(found, arrays, source, step), _matrices(found, source, step)
    return _called(source, tile_kernels.tile_image_slope, kernel, slope, before, cells, step, forward, back)


def _before(found: Convolution) -> tuple[int, ...]:
    return tuple(-s.shift for s in found.slides)


def _at_points(found: Convolution, arrays: Arrays, source: Source, step: int) -> str:
    """The variable of the kernel at the points, which a gradient that follows the result finds there still."""
    points, spread = found.slides[0].kernel + step - 1, _matrices(found, source, step)[2]
    kernel, rooms = operand(found, KERNEL, arrays), source.constant("{}")
    return source.held(AT_POINTS, source.call(tile_kernels.at_points, kernel, points, spread, rooms))


def _matrices(found: Convolution, source: Source, step: int) -> list[str]:
    """The constants: the matrices of tiles and results, and that of both axes of the kernel at once."""
    names = [source.constant(toom_cook.array_text(m, source.dtype)) for m in toom_cook.matrices(step, found.slides[0].kernel)]
    return [*names[:2], source.constant(f"np.kron({names[2]}, {names[2]})")]


def framed(found: Convolution, arrays: Arrays, source: Source) -> str:
    """The source of the image with zeros where windows reach beyond it."""
    return padded(operand(found, IMAGE, arrays), found.extents[:2], found.slides, source)


def padded(image: str, outer: tuple[int, ...], slides: tuple[Slide, ...], source: Source, filling: str = "") -> str:
    """The source of an image as far as windows reach, ``outer`` its images and channels."""
    if all(s.is_inside for s in slides):
        return image
    before = tuple(-s.shift for s in slides)
    return frame(image, (*outer, *(s.image for s in slides)), before, tuple(s.reach for s in slides), source, filling)


def frame(image: str, shape: tuple[int, ...], before: tuple[int, ...], cells: tuple[int, ...], source: Source,
          filling: str = "") -> str:
    """A kept array of so many cells with an image of that shape in it, what stands around it written once."""
    key = f"frame of {image}: {before} {cells} {filling}"
    if key not in source.names:
        name = source.names[key] = source.buffer((*shape[:-2], *cells), filling)
        inside, seen = [], []
        for ahead, extent, room in zip(before, shape[-2:], cells, strict=True):
            first, last = max(ahead, 0), min(ahead + extent, room)
            inside.append(f"{first}:{last}")
            seen.append(f"{first - ahead}:{last - ahead}")
        target = source.constant(f"{name}[:, :, {', '.join(inside)}]")
        source.write(f"np.copyto({target}, {image}[:, :, {', '.join(seen)}])")
    return source.names[key]


def unframed(name: str, slides: tuple[Slide, ...], source: Source) -> str:
    """The variable of an image of which the array holds what windows reach."""
    before, whole = tuple(-s.shift for s in slides), tuple(s.image for s in slides)
    if before == (0, 0) and whole == tuple(s.reach for s in slides):
        return name
    return source.assign(source.call(kernels.cropped, name, before, whole)).source


def operand(found: Convolution, role: str, arrays: Arrays) -> str:
    """The source of an operand with its axes in the order of its role."""
    name, boxes = arrays[found.names[role]]
    return _backwards(found, role, ordered(name, len(boxes), found.orders[role]))


def _backwards(found: Convolution, role: str, text: str) -> str:
    if role != KERNEL or not any(found.flipped):
        return text
    return text + "[:, :, " + ", ".join("::-1" if f else ":" for f in found.flipped) + "]"


def geometry(slides: tuple[Slide, ...]) -> tuple[tuple[int, ...], ...]:
    """Places, taps, stride and dilation of the window axes."""
    return tuple(tuple(getattr(s, n) for s in slides) for n in ("result", "kernel", "stride", "dilation"))
