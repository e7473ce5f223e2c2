"""Pools recognised: sums and maxima over a window that slides along one tensor, and where they send their gradients.

Four patterns, each with up to two window axes and up to two axes that are the same throughout: the sum of a window, its
adjoint, the maximum of a window or its winners, and slopes times the shares of a window spread over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from symcnn.expression.nodes import Access, Maximum, Multiply, Winner
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box, Boxes
from symcnn.numeric.convolution import scaled_sum
from symcnn.numeric.lines import Line
from symcnn.numeric.orders import Order
from symcnn.numeric.slides import Slide, fit, fit_box
from symcnn.numeric.variables import Component, Operand, bare, components

SUM, SPREAD, MAXIMUM, WINNERS, SHARES = "sum", "spread", "maximum", "winners", "shares"


@dataclass(frozen=True)
class Pool:
    """``pattern`` is one of the above; ``orders`` are those of the left side and of the tensors read, all with two plain
    axes and two of the window, but winners and shares with the window's cells in front.
    """

    pattern: str
    names: tuple[str, ...]
    orders: tuple[Order, ...]
    slides: tuple[Slide, ...]
    extents: tuple[int, ...]
    scale: float = 1.0

    @property
    def work(self) -> int:
        """How many entries the windows hold."""
        return prod(self.extents) * prod(s.kernel * s.result for s in self.slides)


def recognised(line: Line, axes: Mapping[str, Sequence[Box]], boxes: Boxes) -> Pool | None:
    """The pool that a line is, if it is one."""
    if isinstance(line.right, Maximum):
        return _maximum(line.right, line.letters, axes, boxes)
    if isinstance(line.right, Winner):
        return _winners(line.right, line.letters, axes, boxes)
    scale, node = scaled_sum(line.right)
    factors = node.body.factors if isinstance(node.body, Multiply) else (node.body,)
    if len(factors) > 2 or not all(isinstance(f, Access) for f in factors):
        return None
    operands = [bare(line.letters, boxes), *(_read(f, axes) for f in factors)]  # type: ignore[arg-type]
    parts = components(operands, node.guards, [*line.letters, *(r.letter for r in node.ranges)], boxes)
    if parts is None:
        return None
    found = _sum(parts, operands) if len(factors) == 1 else _shares(parts, operands)
    return None if found is None else replace(found, scale=scale)


def _read(access: Access, axes: Mapping[str, Sequence[Box]]) -> Operand:
    return Operand(access.tensor, tuple(axes[access.tensor]), access.indices)


def _sum(parts: Sequence[Component], operands: Sequence[Operand]) -> Pool | None:
    """The sum of each window, or slopes spread over the window."""
    for pattern, image, result in ((SUM, 1, 0), (SPREAD, 0, 1)):
        windows = []
        for part in (p for p in parts if not p.is_plain):
            columns = {next(iter(v.axes)): n for n, v in enumerate(part.variables) if len(v.axes) == 1}
            if len(part.variables) != 2 or columns.keys() != {0, 1}:
                return None
            cells, places = (part.variables[columns[n]] for n in (image, result))
            slide = fit_box(part.table[:, columns[image]], part.table[:, columns[result]], (cells.extent, places.extent))
            windows.append(None if slide is None else (slide, part.variables[columns[0]].axes[0],
                                                       part.variables[columns[1]].axes[1]))
        if windows and None not in windows:
            return _pool(pattern, parts, operands, [(w[0], (w[1], w[2])) for w in windows if w is not None])
    return None


def _maximum(node: Maximum, letters: Sequence[Letter], axes: Mapping[str, Sequence[Box]], boxes: Boxes) -> Pool | None:
    if not isinstance(node.body, Access):
        return None
    bound = [r.letter for r in node.ranges]
    operands = [bare(letters, boxes), _read(node.body, axes), bare(bound, boxes)]
    parts = components(operands, node.guards, [*letters, *bound], boxes)
    if parts is None or any(p.strays for p in parts):
        return None
    windows = []
    for part in (p for p in parts if not p.is_plain):
        columns = {next(iter(v.axes)): n for n, v in enumerate(part.variables) if len(v.axes) == 1}
        if len(part.variables) != 3 or columns.keys() != {0, 1, 2}:
            return None
        slide = _fit(part, columns[1], columns[0], columns[2])
        if slide is None:
            return None
        windows.append((slide, tuple(part.variables[columns[n]].axes[n] for n in (0, 1, 2))))
    # the first of equals is the first in the order of the ranges: rows before columns
    windows.sort(key=lambda w: w[1][2])
    if not windows or [w[1][2] for w in windows] != list(range(len(bound))) or _is_turned(windows):
        return None
    return _pool(MAXIMUM, parts, operands[:2], [(w[0], w[1][:2]) for w in windows])


def _is_turned(windows: Sequence[tuple[Slide, tuple[int, ...]]]) -> bool:
    return any(slide.dilation < 0 for slide, _ in windows)


def _fit(part: Component, image: int, result: int, kernel: int) -> Slide | None:
    extents = [part.variables[n].extent for n in (image, result, kernel)]
    return fit(part.table[:, image], part.table[:, result], part.table[:, kernel], (extents[0], extents[1], extents[2]))


def _winners(node: Winner, letters: Sequence[Letter], axes: Mapping[str, Sequence[Box]], boxes: Boxes) -> Pool | None:
    """The winners of a maximum whose window letters and free letters are the axes of the left side."""
    if not isinstance(node.of, Maximum) or node.of.tie != "first":
        return None
    cells = [q.letter for q in node.at]
    bound = [r.letter for r in node.of.ranges]
    if not all(v in letters for v in cells) or [boxes[v] for v in cells if v is not None] != [boxes[v] for v in bound]:
        return None
    free = [v for v in letters if v not in cells]
    found = _maximum(node.of, free, axes, boxes)
    if found is None:
        return None
    places = tuple(letters.index(v) for v in cells)
    outer = tuple(None if n is None else letters.index(free[n]) for n in found.orders[0])
    front = (None,) * (2 - len(places)) + places
    return replace(found, pattern=WINNERS, orders=((*front, *outer), *found.orders[1:]))


def _shares(parts: Sequence[Component], operands: Sequence[Operand]) -> Pool | None:
    """Slopes times shares, spread over the window: one operand has the window's cells too."""
    for slope, shares in ((1, 2), (2, 1)):
        windows = []
        for part in (p for p in parts if not p.is_plain):
            columns = {frozenset(v.axes): n for n, v in enumerate(part.variables)}
            keys = [frozenset(k) for k in ({0}, {slope, shares}, {shares})]
            slide = _fit(part, *(columns[k] for k in keys)) if columns.keys() == set(keys) else None
            if slide is None or slide.dilation < 0 or len(part.variables) != 3:
                break
            image, both, cell = (part.variables[columns[k]].axes for k in keys)
            windows.append((slide, (image[0], both[slope], both[shares], cell[shares])))
        else:
            chosen = [operands[0], operands[slope], operands[shares]]
            found = _pool(SHARES, parts, chosen, [(w[0], w[1][:3]) for w in windows], (0, slope, shares))
            if found is not None:
                windows.sort(key=lambda w: w[1][0])
                cells = (None,) * (2 - len(windows)) + tuple(w[1][3] for w in windows)
                return replace(found, orders=(*found.orders[:2], (*cells, *found.orders[2])))
    return None


def _pool(pattern: str, parts: Sequence[Component], operands: Sequence[Operand],
          windows: Sequence[tuple[Slide, tuple[int, ...]]], numbers: Sequence[int] | None = None) -> Pool | None:
    """The pool, if what does not slide is at most two axes that all operands have."""
    numbers = range(len(operands)) if numbers is None else numbers
    plain = [p for p in parts if p.is_plain and (p.operands >= set(numbers) or p.variables[0].extent > 1)]
    if len(plain) > 2 or any(not p.operands >= set(numbers) for p in plain):
        return None
    if not 1 <= len(windows) <= 2 or all(w[0].kernel == 1 for w in windows):
        return None
    places = [p.variables[0].axes for p in sorted(plain, key=lambda p: p.variables[0].axes[numbers[1]])]
    missing = 2 - len(places)
    windows = sorted(windows, key=lambda w: w[1][0]) if pattern != MAXIMUM else list(windows)
    spare = (None,) * (2 - len(windows))
    orders = tuple((*((None,) * missing), *(p[n] for p in places), *spare, *(w[1][i] for w in windows))
                   for i, n in enumerate(numbers))
    slides = (Slide(1, 1, 0, 1, 1, 1),) * (2 - len(windows)) + tuple(w[0] for w in windows)
    names = tuple(o.name for o in operands[1:] if o.name is not None)
    return Pool(pattern, names, orders, slides, tuple(p.variables[0].extent for p in plain))
