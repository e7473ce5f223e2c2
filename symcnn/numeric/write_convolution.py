"""Convolutions as calls: which function gives which of result, kernel and image, and what it is given."""

from __future__ import annotations

from symcnn.numeric import kernels
from symcnn.numeric.boxes import Box
from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution
from symcnn.numeric.orders import Order, ordered
from symcnn.numeric.slides import Slide
from symcnn.numeric.source import Source

Arrays = dict[str, tuple[str, tuple[Box, ...]]]


def write_convolution(found: Convolution, arrays: Arrays, source: Source) -> tuple[str, Order]:
    """The variable of the left side after its statements, and the order of its axes."""
    name = {IMAGE: _image, KERNEL: _kernel, RESULT: _result}[found.wanted](found, arrays, source)
    if found.scale != 1:
        name = source.assign(f"{found.scale!r} * {name}").source
    text = _backwards(found, found.wanted, name)
    return (name if text == name else source.assign(text).source), found.orders[found.wanted]


def _result(found: Convolution, arrays: Arrays, source: Source) -> str:
    image, kernel = framed(found, arrays, source), operand(found, KERNEL, arrays)
    places, _, stride, dilation = geometry(found.slides)
    return source.assign(source.call(kernels.convolve, image, kernel, places, stride, dilation, found.groups)).source


def _kernel(found: Convolution, arrays: Arrays, source: Source) -> str:
    image, slope = framed(found, arrays, source), operand(found, RESULT, arrays)
    _, taps, stride, dilation = geometry(found.slides)
    return source.assign(source.call(kernels.kernel_slope, image, slope, taps, stride, dilation, found.groups)).source


def _image(found: Convolution, arrays: Arrays, source: Source) -> str:
    kernel, slope = (operand(found, role, arrays) for role in (KERNEL, RESULT))
    _, _, stride, dilation = geometry(found.slides)
    cells = tuple(s.reach for s in found.slides)
    name = source.assign(source.call(kernels.image_slope, kernel, slope, cells, stride, dilation, found.groups)).source
    return unframed(name, found.slides, source)


def framed(found: Convolution, arrays: Arrays, source: Source) -> str:
    """The source of the image with zeros where windows reach beyond it."""
    return padded(operand(found, IMAGE, arrays), found.slides, source)


def padded(image: str, slides: tuple[Slide, ...], source: Source, *filling: str) -> str:
    """The source of an image as far as windows reach."""
    if all(s.is_inside for s in slides):
        return image
    before, cells = tuple(-s.shift for s in slides), tuple(s.reach for s in slides)
    return source.assign(source.call(kernels.padded, image, before, cells, *filling)).source


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
