"""The matrices of Toom and Cook's multiplication, worked out exactly, and the convolutions it pays for.

A polynomial product of degrees m-1 and r-1 is fixed by its values at m+r-1 points; turned around, that is a correlation of
r kernel cells with a tile of m+r-1 cells for m outputs. Points are 0, 1, -1, 2, -2, 1/2, -1/2, 4/3 and infinity.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution

POINTS = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), Fraction(4, 3))
# results of a tile on each axis: 4 where many tiles are whole, 2 where maps are small, and where rounding matters
STEPS = (4, 2)
# single precision with the points 0, 1, -1 and infinity is as exact as a plain product; with six points it is ten times off
EXACT_POINTS = 4
# nanoseconds in double precision on one core; single takes half of each: a multiplication in a product, an entry copied
# into columns (or added from them), an entry of a tile for each point of an axis, and an entry of the kernel at a point,
# once for result and image or back
MULTIPLY, TILE_POINT = 0.046, 0.5
COPY = {RESULT: 0.25, IMAGE: 0.6, KERNEL: 0.3}
KERNEL_POINT = {RESULT: 0.8, IMAGE: 0.8, KERNEL: 1.5}
WORTH = 0.95
Matrix = list[list[Fraction]]


def matrices(step: int, taps: int) -> tuple[Matrix, Matrix, Matrix]:
    """``forward`` for tiles of the image, ``back`` for results, ``spread`` for kernels, a row for each point.

    >>> forward, back, spread = matrices(2, 3)
    >>> [[str(v) for v in row] for row in spread]
    [['-1', '0', '0'], ['1/2', '1/2', '1/2'], ['1/2', '-1/2', '1/2'], ['0', '0', '1']]
    """
    if taps == 1:
        cells = [[Fraction(int(i == j)) for j in range(step)] for i in range(step)]
        return cells, cells, [[Fraction(1)] for _ in range(step)]
    points = [Fraction(p) for p in POINTS[:step + taps - 2]]
    forward, back, spread = [], [], []
    for point in points:
        others = [p for p in points if p != point]
        weight = Fraction(1)
        for other in others:
            weight *= point - other
        forward.append([*_monic(others), Fraction(0)])
        back.append([point ** j for j in range(step)])
        spread.append([point ** j / weight for j in range(taps)])
    forward.append(_monic(points))
    back.append([Fraction(int(j == step - 1)) for j in range(step)])
    spread.append([Fraction(int(j == taps - 1)) for j in range(taps)])
    return forward, back, spread


def points(step: int, taps: int) -> int:
    """How many points a tile takes; one tap needs as many as there are results."""
    return step + taps - 1


def strided_matrices(step: int, taps: int, stride: int) -> tuple[Matrix, Matrix, Matrix]:
    """The same for results ``stride`` cells apart: cells and taps of each residue by the stride are a correlation of their own.

    What the residues give at their points stands one below the other, and is added up on the way back.

    >>> [len(matrix) for matrix in strided_matrices(4, 5, 2)]
    [11, 11, 11]
    """
    cells = stride * (step - 1) + taps
    parts: tuple[Matrix, Matrix, Matrix] = [], [], []
    for left in range(min(stride, taps)):
        forward, back, spread = matrices(step, len(range(left, taps, stride)))
        parts[0].extend(_apart(row, stride, left, cells) for row in forward)
        parts[1].extend(back)
        parts[2].extend(_apart(row, stride, left, taps) for row in spread)
    return parts


def _apart(row: list[Fraction], stride: int, left: int, count: int) -> list[Fraction]:
    """The entries so far apart, zeros between."""
    return [row[n // stride] if n % stride == left and n // stride < len(row) else Fraction(0) for n in range(count)]


def _monic(roots: list[Fraction]) -> list[Fraction]:
    """The coefficients, lowest first, of the polynomial with these roots and leading coefficient 1."""
    found = [Fraction(1)]
    for root in roots:
        shifted, scaled = [Fraction(0), *found], [*(-root * c for c in found), Fraction(0)]
        found = [a + b for a, b in zip(shifted, scaled, strict=True)]
    return found


def array_text(matrix: Matrix, dtype: str) -> str:
    """The source of a matrix."""
    rows = ", ".join("[" + ", ".join(repr(float(v)) for v in row) + "]" for row in matrix)
    return f"np.array([{rows}], dtype={dtype})"


def fits(found: Convolution) -> bool:
    """Whether a convolution has stride and dilation 1, one group, and a square kernel of 3 or 5."""
    taps = {s.kernel for s in found.slides}
    return found.groups == 1 and taps in ({3}, {5}) and all(s.stride == s.dilation == 1 for s in found.slides)


def step(found: Convolution, dtype: str) -> int | None:
    """How many results a tile has on each axis where tiles are clearly faster than columns, else None.

    In single precision a result is worked out at four points at most: with more it is 4e-6 off where a plain product is
    4e-7, enough to flip a ReLU, which changes gradients by far more. Gradients are linear, and take any.
    """
    allowed = [n for n in STEPS if dtype != "np.float32" or found.wanted != RESULT or _points(found, n) <= EXACT_POINTS]
    best = min(allowed, key=lambda n: _tiled(found, n), default=None) if fits(found) else None
    return best if best is not None and _tiled(found, best) < WORTH * _plain(found) else None


def cost(found: Convolution, dtype: str) -> float:
    """What a pass takes on average, by columns or by tiles, in nanoseconds as above."""
    passes = [replace(found, wanted=role) for role in COPY]
    steps = [step(one, dtype) for one in passes]
    return sum(_plain(one) if n is None else _tiled(one, n) for one, n in zip(passes, steps, strict=True)) / len(passes)


def _points(found: Convolution, step: int) -> int:
    return found.slides[0].kernel + step - 1


def _plain(found: Convolution) -> float:
    images, channels, _ = found.extents
    entries = channels * images * prod(s.kernel * s.result for s in found.slides)
    return found.work * MULTIPLY + entries * COPY[found.wanted]


def _tiled(found: Convolution, step: int) -> float:
    images, channels, filters = found.extents
    tiles, points = images * prod(-(-s.result // step) for s in found.slides), _points(found, step)
    products = channels * filters * (tiles * MULTIPLY + KERNEL_POINT[found.wanted])
    return points ** 2 * (products + (channels + filters) * tiles * TILE_POINT * points)
