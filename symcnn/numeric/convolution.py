"""Convolutions recognised: a sum of a product of two entries in which one operand slides along another.

``Sum image[batch, inner, p]*kernel[outer, inner, m]*result[batch, outer, i]`` with ``p = s*i + d*m + c`` on each window
axis is linear in each of the three: a forward equation gives the result, the two gradients give kernel and image. Which
operand is which is read off the index expressions; the one whose window is smallest is the kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from math import prod

import numpy as np

from symcnn.expression.build import multiply
from symcnn.expression.nodes import Access, Multiply, Node, Number, Sum
from symcnn.numeric.boxes import Box, Boxes
from symcnn.numeric.lines import Line
from symcnn.numeric.orders import Order
from symcnn.numeric.slides import Slide, fit
from symcnn.numeric.variables import Component, Operand, bare, components

IMAGE, KERNEL, RESULT = "image", "kernel", "result"


@dataclass(frozen=True)
class Convolution:
    """``wanted`` is the role of the left side. An order lists axes: of an image batch, channel and window axes; of a
    kernel filter, channel, window; of a result batch, filter, window; None where there is no such axis.

    ``names`` are the two tensors read, by role; ``flipped`` says for each window axis whether the kernel is read
    backwards.
    """

    wanted: str
    names: Mapping[str, str]
    orders: Mapping[str, Order]
    slides: tuple[Slide, ...]
    flipped: tuple[bool, ...]
    extents: tuple[int, int, int]
    groups: int = 1
    scale: float = 1.0

    @property
    def work(self) -> int:
        """How many multiplications a product takes."""
        images, channels, filters = self.extents
        return images * channels * filters // self.groups * prod(s.kernel * s.result for s in self.slides)


def turned(found: Convolution) -> Convolution:
    """The gradient by the image, at stride 1, as a convolution of the slope: filters and channels exchanged, kernel turned.

    From ``p = i + d*m + c`` follows ``i = p + d*(k - 1 - m) - d*(k - 1) - c``.
    """
    outer, inner, *places = found.orders[KERNEL]
    slides = tuple(Slide(1, s.dilation, -s.dilation * (s.kernel - 1) - s.shift, s.result, s.kernel, s.image)
                   for s in found.slides)
    orders = {IMAGE: found.orders[RESULT], KERNEL: (inner, outer, *places), RESULT: found.orders[IMAGE]}
    images, channels, filters = found.extents
    return replace(found, wanted=RESULT, names={IMAGE: found.names[RESULT], KERNEL: found.names[KERNEL]}, orders=orders,
                   slides=slides, flipped=tuple(not f for f in found.flipped), extents=(images, filters, channels))


def recognised(line: Line, axes: Mapping[str, Sequence[Box]], boxes: Boxes) -> Convolution | None:
    """The convolution that a line is, if it is one over one or two window axes."""
    scale, node = scaled_sum(line.right)
    if not isinstance(node.body, Multiply) or len(node.body.factors) != 2:
        return None
    if not all(isinstance(f, Access) for f in node.body.factors):
        return None
    operands = [bare(line.letters, boxes)]
    operands += [Operand(f.tensor, tuple(axes[f.tensor]), f.indices) for f in node.body.factors]  # type: ignore
    letters = [*line.letters, *(r.letter for r in node.ranges)]
    parts = components(operands, node.guards, letters, boxes)
    if parts is None or not any(len(p.variables) in (2, 3) and not p.is_plain for p in parts):
        return None
    found = [c for roles in permutations((0, 1, 2)) if (c := _cast(parts, operands, roles)) is not None]
    return replace(min(found, key=_awkwardness), scale=scale) if found else None


def scaled_sum(node: Node) -> tuple[float, Sum]:
    """A sum and the number in front of it; a product alone is a sum over nothing."""
    if isinstance(node, Multiply) and isinstance(node.factors[0], Number):
        scale, rest = float(node.factors[0].value), multiply(*node.factors[1:])
        return scale, rest if isinstance(rest, Sum) else Sum((), (), rest)
    return 1.0, node if isinstance(node, Sum) else Sum((), (), node)


def _awkwardness(found: Convolution) -> tuple[int, bool, int, bool]:
    kernel, result, image = (prod(getattr(s, n) for s in found.slides) for n in (KERNEL, RESULT, IMAGE))
    return kernel, image < result, sum(found.flipped), found.wanted == IMAGE


def _cast(parts: Sequence[Component], operands: Sequence[Operand], roles: tuple[int, ...]) -> Convolution | None:
    """The convolution with the operands in these roles: the numbers of image, kernel and result."""
    image, kernel, result = roles
    plain: dict[frozenset[int], Component] = {}
    windows: list[tuple[int | None, int | None, int | None, Slide]] = []
    groups = None
    for part in sorted(parts, key=lambda p: -len(p.table)):
        if part.is_plain and len(part.operands) == 2 and part.operands not in plain:
            plain[part.operands] = part
        elif part.is_plain and part.variables[0].extent == 1:
            continue
        elif (window := _window(part, roles)) is not None:
            windows.append(window)
        elif groups is None and (groups := _groups(part, roles)) is not None:
            continue
        else:
            return None
    sides = [frozenset(s) for s in ((image, result), (image, kernel), (kernel, result))]
    if not 1 <= len(windows) <= 2 or (groups is not None and (sides[1] in plain or sides[2] in plain)):
        return None
    windows.sort(key=lambda w: w[0])  # type: ignore
    if len(windows) == 1:
        # a row of its own: rules know images of two window axes only
        windows.insert(0, (None, None, None, Slide(1, 1, 0, 1, 1, 1)))
    batch, inner, outer = (plain.get(s) for s in sides)
    between = groups or _Groups(1, _place(inner, image), _place(inner, kernel), _place(outer, kernel),
                                _place(outer, result), _extent(inner), _extent(outer))
    orders = {IMAGE: (_place(batch, image), between.channel, *(w[0] for w in windows)),
              KERNEL: (between.kernel_filter, between.inner, *(w[1] for w in windows)),
              RESULT: (_place(batch, result), between.result_filter, *(w[2] for w in windows))}
    names = {n: operands[r].name for n, r in zip((IMAGE, KERNEL, RESULT), roles, strict=True) if operands[r].name}
    wanted = (IMAGE, KERNEL, RESULT)[roles.index(0)]
    slides = tuple(_forwards(w[3]) for w in windows)
    return Convolution(wanted, names, orders, slides, tuple(w[3].dilation < 0 for w in windows),  # type: ignore
                       (_extent(batch), between.channels, between.filters), between.count)


def _place(part: Component | None, operand: int) -> int | None:
    return None if part is None else part.variables[0].axes[operand]


def _extent(part: Component | None) -> int:
    return 1 if part is None else part.variables[0].extent


def _window(part: Component, roles: tuple[int, ...]) -> tuple[int, int | None, int, Slide] | None:
    """The axes of image, kernel and result that slide, and how; a kernel of one cell needs no axis."""
    columns = {next(iter(v.axes)): n for n, v in enumerate(part.variables) if len(v.axes) == 1}
    image, kernel, result = roles
    if len(part.variables) != len(columns) or columns.keys() not in ({image, result}, set(roles)):
        return None
    tables = {r: part.table[:, n] for r, n in columns.items()}
    extents = {r: part.variables[n].extent for r, n in columns.items()}
    axes = {r: part.variables[n].axes[r] for r, n in columns.items()}
    slide = fit(tables[image], tables[result], tables.get(kernel, np.zeros_like(tables[image])),
                (extents[image], extents[result], extents.get(kernel, 1)))
    return None if slide is None else (axes[image], axes.get(kernel), axes[result], slide)


def _forwards(slide: Slide) -> Slide:
    """The same windows with the kernel read forwards."""
    if slide.dilation > 0:
        return slide
    return replace(slide, dilation=-slide.dilation, shift=slide.shift + slide.dilation * (slide.kernel - 1))


@dataclass(frozen=True)
class _Groups:
    """Channels and filters in groups; one group where each filter sees all channels."""

    count: int
    channel: int | None
    inner: int | None
    kernel_filter: int | None
    result_filter: int | None
    channels: int
    filters: int


def _groups(part: Component, roles: tuple[int, ...]) -> _Groups | None:
    """The groups where a filter of the kernel and the result goes with a stretch of channels of the image."""
    image, kernel, result = roles
    columns = {frozenset(v.axes): n for n, v in enumerate(part.variables)}
    sides = [frozenset(s) for s in ({image}, {kernel, result}, {kernel})]
    if part.is_plain and part.operands == set(roles):
        axes, extent = part.variables[0].axes, part.variables[0].extent
        return _Groups(extent, axes[image], None, axes[kernel], axes[result], extent, extent)
    if len(part.variables) != len(columns) or columns.keys() not in (set(sides), set(sides[:2])):
        return None
    channel, both = (part.variables[columns[s]] for s in sides[:2])
    inner = part.variables[columns[sides[2]]] if sides[2] in columns else None
    size = 1 if inner is None else inner.extent
    count = channel.extent // size
    if channel.extent % size or both.extent % count or len(part.table) != both.extent * size:
        return None
    within: np.ndarray | int = part.table[:, columns[sides[2]]] if inner is not None else 0
    filters = part.table[:, columns[sides[1]]]
    if np.any(part.table[:, columns[sides[0]]] != filters // (both.extent // count) * size + within):
        return None
    return _Groups(count, channel.axes[image], None if inner is None else inner.axes[kernel], both.axes[kernel],
                   both.axes[result], channel.extent, both.extent)
