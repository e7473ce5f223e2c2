"""Convolutions as products of matrices: what the cells of an image's windows are, and which axes make rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Add, Multiply, Node, Sum
from symcnn.expression.walk import descend
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.system import System

# cells of the windows of one layer
MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Unrolled:
    """A layer ``output = kernel * image`` as a product of matrices.

    ``cells`` has a row for each offset of the kernel (channels of the image first where the kernel has them first) and a
    column for each position: which entry of the image, in row-major order from 1, the window there covers; 0 on the
    border. ``kernels`` are the axes of the kernel, ``planes`` those of the output, that count output channels.
    ``linear`` says that the output is the sum itself, and no function of it.
    """

    image: str
    kernel: str
    output: str
    cells: np.ndarray
    kernels: tuple[int, ...]
    planes: tuple[int, ...]
    linear: bool

    def windows(self, image: np.ndarray) -> np.ndarray:
        """The windows of an image as columns, (offsets, positions)."""
        return np.concatenate([[0.0], image.ravel()])[self.cells]

    def gathered(self, matrix: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """The image in whose every entry are summed the cells of a matrix (offsets, positions) that stand for it."""
        total = np.zeros(prod(shape) + 1)
        np.add.at(total, self.cells, matrix)
        return total[1:].reshape(shape)


def unrolled(system: System, sizes: Mapping[Letter, int], shapes: Mapping[str, tuple[int, ...]]) -> tuple[Unrolled, ...]:
    """The layers of a system whose equations slide a kernel over an image."""
    return tuple(layer for equation in system.equations for node in descend(equation.right) if isinstance(node, Sum)
                 for layer in _layers(equation, node, system, sizes, shapes))


def _layers(equation: Equation, node: Sum, system: System, sizes: Mapping[Letter, int],
            shapes: Mapping[str, tuple[int, ...]]) -> Iterator[Unrolled]:
    factors = node.body.factors if isinstance(node.body, Multiply) else ()
    if len(factors) != 2 or not all(isinstance(f, Access) for f in factors):
        return
    left = [a.letter for a in equation.left.indices if a.letter is not None]
    if len(left) < len(equation.left.indices):
        return
    for image, kernel in (factors, factors[::-1]):
        assert isinstance(image, Access) and isinstance(kernel, Access)
        offsets = {r.letter for r in node.ranges}
        if _slides(image, offsets) and (axes := _axes(kernel, offsets, left)) is not None:
            letters = axes
            positions = [n for n, a in enumerate(left) if a not in letters]
            inner = [n for n, a in enumerate(letters) if a in offsets]
            outer = sorted((n for n, a in enumerate(letters) if a not in offsets), key=lambda n: left.index(letters[n]))
            rows = {letters[n]: shapes[kernel.tensor][n] for n in inner}
            columns = {left[n]: shapes[equation.tensor][n] for n in positions}
            if any(i.letters & {letters[n] for n in outer} for i in image.indices) or prod(
                    (*rows.values(), *columns.values())) > MOST_CELLS:
                # each group of channels has windows of its own
                continue
            cells = _cells(image.indices, rows, columns, system.origin, sizes, shapes[image.tensor])
            planes = tuple(left.index(letters[n]) for n in outer)
            yield Unrolled(image.tensor, kernel.tensor, equation.tensor, cells, tuple(outer), planes,
                           _is_term(equation.right, node))


def _slides(image: Access, offsets: set[Letter]) -> bool:
    """Whether an index of the image adds an offset to a position."""
    found = [{a for a in i.letters if a.is_index} for i in image.indices]
    return any(f & offsets and f - offsets for f in found)


def _axes(kernel: Access, offsets: set[Letter], left: Sequence[Letter]) -> list[Letter] | None:
    """The letters of the kernel's axes, where each has one of its own, of the sum or of the output."""
    found = [i.letter for i in kernel.indices]
    known = [a for a in found if a is not None and (a in offsets or a in left)]
    return known if len(set(known)) == len(found) and any(a in offsets for a in known) else None


def _cells(indices: Sequence[Affine], rows: Mapping[Letter, int], columns: Mapping[Letter, int], origin: int,
           sizes: Mapping[Letter, int], shape: tuple[int, ...]) -> np.ndarray:
    letters = (*rows, *columns)
    extents = (*rows.values(), *columns.values())
    # an index is linear in its letters
    nought = {**sizes, **dict.fromkeys(letters, origin)}
    cells, inside = np.zeros(extents, dtype=int), np.ones(extents, dtype=bool)
    for index, extent in zip(indices, shape, strict=True):
        start = index.value(nought)
        place = np.full(extents, start - origin)
        for axis, letter in enumerate(letters):
            if letter in index.letters:
                step = index.value({**nought, letter: origin + 1}) - start
                place = place + step * np.arange(extents[axis]).reshape([-1 if n == axis else 1 for n in range(len(letters))])
        inside &= (place >= 0) & (place < extent)
        cells = cells * extent + place
    return np.where(inside, cells + 1, 0).reshape(prod(rows.values()), prod(columns.values()))


def _is_term(right: Node, node: Sum) -> bool:
    return right is node or (isinstance(right, Add) and any(t is node for t in right.terms))
