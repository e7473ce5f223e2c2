"""Convolutions by Toom and Cook's multiplication along rows only: where it pays, and with which tiles.

Points on one axis leave single precision nearly as exact as a plain product does (1.3e-6 against 0.6e-6 with eight points),
where six points on both axes are ten times off; and rows of strips keep the products long where tiles on both axes would
leave short ones.
"""

from __future__ import annotations

from symcnn.numeric import bands, toom_cook
from symcnn.numeric.convolution import Convolution

STEPS = (2, 3, 4, 5, 6, 7)
MOST_POINTS = {"np.float32": 8, "np.float64": 9}
# rows of a kernel that meet the same residue of an image's rows by the stride
TALLEST = 5
# in multiplications of a product, fitted to 40 layers: an entry copied into strips (or added from them), an entry of a
# result or slope for each point, columns that a product loses at its edge, and the calls of a pass
STRIP, POINT, EDGE, CALLS = 25, 16, 20, 300_000
# in single precision all else takes more than half of its time in double
WORTH = {"np.float32": 1.1, "np.float64": 0.95}


def fits(found: Convolution) -> bool:
    """Whether a convolution has one group and a kernel of rows enough that windows leave none out."""
    rows = found.slides[0]
    return (found.groups == 1 and rows.dilation == 1 and rows.kernel >= 3 and rows.result > 1 and rows.stride < rows.kernel
            and _tallest(found) <= TALLEST)


def best_step(found: Convolution, dtype: str) -> int:
    """How many rows of the result a tile has: the same for the result and both gradients, which share what is at the points."""
    allowed = [n for n in STEPS if n + _tallest(found) - 1 <= MOST_POINTS[dtype]]
    return min(allowed, key=lambda n: _cost(found, n))


def pays(found: Convolution, dtype: str) -> bool:
    """Whether result and gradients together are faster so than by what else there is."""
    others = toom_cook.cost(found, dtype) / toom_cook.MULTIPLY
    if bands.pays(found):
        others = bands.cost(found)
    return _cost(found, best_step(found, dtype)) < WORTH[dtype] * others


def _tallest(found: Convolution) -> int:
    """How many rows of the kernel meet the same residue of the image's rows by the stride."""
    return -(-found.slides[0].kernel // found.slides[0].stride)


def _cost(found: Convolution, step: int) -> float:
    """Of one pass, on average, in multiplications."""
    images, channels, filters = found.extents
    rows, columns = found.slides
    inner, width = channels * columns.kernel, images * columns.result
    products = inner * filters * (width + EDGE) + width * (inner * STRIP + filters * POINT)
    return -(-rows.result // step) * (rows.stride * (step - 1) + rows.kernel) * products + CALLS
