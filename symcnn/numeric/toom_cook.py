"""The matrices of Toom and Cook's multiplication, worked out exactly, and the convolutions it pays for.

A polynomial product of degrees m-1 and r-1 is fixed by its values at m+r-1 points; turned around, that is a correlation of
r kernel cells with a tile of m+r-1 cells for m outputs. Points are 0, 1, -1, 2, -2, 1/2, -1/2 and infinity.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from symcnn.numeric.convolution import IMAGE, KERNEL, RESULT, Convolution

POINTS = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2))
STEP = 4
# nanoseconds in double precision on one core; single takes half of each: a multiplication in a product, an entry copied
# into columns, an entry of a tile at its points, and an entry of the kernel there, once for result and image or back
MULTIPLY, COPY, TILE_POINT = 0.038, 0.25, 4.0
KERNEL_POINT = {RESULT: 0.8, IMAGE: 0.8, KERNEL: 2.5}
WORTH = 0.9
Matrix = list[list[Fraction]]


def matrices(step: int, taps: int) -> tuple[Matrix, Matrix, Matrix]:
    """``forward`` for tiles of the image, ``back`` for results, ``spread`` for kernels, a row for each point.

    >>> forward, back, spread = matrices(2, 3)
    >>> [[str(v) for v in row] for row in spread]
    [['-1', '0', '0'], ['1/2', '1/2', '1/2'], ['1/2', '-1/2', '1/2'], ['0', '0', '1']]
    """
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


def _monic(roots: list[Fraction]) -> list[Fraction]:
    """The coefficients, lowest first, of the polynomial with these roots and leading coefficient 1."""
    found = [Fraction(1)]
    for root in roots:
        shifted, scaled = [Fraction(0), *found], [*(-root * c for c in found), Fraction(0)]
        found = [a + b for a, b in zip(shifted, scaled, strict=True)]
    return found


def fits(found: Convolution) -> bool:
    """Whether a convolution has stride and dilation 1, one group, and a square kernel of 3 or 5."""
    taps = {s.kernel for s in found.slides}
    return found.groups == 1 and taps in ({3}, {5}) and all(s.stride == s.dilation == 1 for s in found.slides)


def pays(found: Convolution, dtype: str) -> bool:
    """Whether tiles are clearly faster than columns, and in single precision the wanted tensor is a gradient."""
    if dtype == "np.float32" and found.wanted == RESULT:
        # 4e-6 off where a plain product is 4e-7: enough to flip a ReLU, which changes gradients by far more
        return False
    images, channels, filters = found.extents
    points = prod(s.kernel + STEP - 1 for s in found.slides)
    tiles = images * prod(-(-s.result // STEP) for s in found.slides)
    plain = found.work * MULTIPLY + channels * COPY * images * prod(s.kernel * s.result for s in found.slides)
    tiled = points * (channels * filters * (tiles * MULTIPLY + KERNEL_POINT[found.wanted])
                      + (channels + filters) * tiles * TILE_POINT)
    return tiled < WORTH * plain
