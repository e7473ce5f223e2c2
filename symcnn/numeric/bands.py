"""Convolutions of many images and few channels as products with a band matrix: several rows of the result at once.

With rows in front, a stretch of rows of the image's strips (the image read at each column of the kernel) is one matrix, and
neighbouring stretches overlap in memory without a copy. The kernel, written once for each of the rows that are taken
together, is a band in a matrix with zeros beside it: more multiplications, but a product whose sides are long enough.
"""

from __future__ import annotations

from math import prod

from symcnn.numeric.columns import MANY_IMAGES
from symcnn.numeric.convolution import IMAGE, Convolution, turned
from symcnn.numeric.stretches import LONG_ROW

# in multiplications of a product: what a product loses at its edge, to add an entry where the image's gradient stands,
# and to call a product
EDGE, ADD, CALL = 12, 4, 30_000
FEW_WEIGHTS, FEW_BESIDE_SHORT_ROWS = 5_000, 13_000


def fits(found: Convolution) -> bool:
    """Whether a convolution has one group, rows that windows leave none out of, and more than one cell in its kernel."""
    rows, columns = found.slides
    return (found.groups == 1 and (rows.dilation == 1 or rows.kernel == 1) and rows.stride <= rows.kernel
            and rows.kernel * columns.kernel > 1)


def pays(found: Convolution) -> bool:
    """Whether there are images enough for long rows, and so few weights that copies cost more than products.

    Copies of short rows cost more: with more weights 0.9 of what columns take there, and 1.1 where rows are long.
    """
    images, channels, filters = found.extents
    few = FEW_WEIGHTS if found.slides[1].result >= LONG_ROW else FEW_BESIDE_SHORT_ROWS
    return images >= MANY_IMAGES and channels * filters * prod(s.kernel for s in found.slides) <= few


def best_form(found: Convolution) -> Convolution:
    """A gradient by the image as a convolution of the slope where that has no more channels: 0.65 of adding columns up.

    By tiles along rows 0.85 to 0.97.
    """
    return turned(found) if found.wanted == IMAGE and is_better_turned(found) else found


def is_better_turned(found: Convolution) -> bool:
    """Whether the gradient by the image is a convolution of the slope that has no more channels."""
    _, channels, filters = found.extents
    return all(s.stride == 1 for s in found.slides) and filters <= channels


def together(found: Convolution) -> int:
    """How many rows of the result are worked out by one product: a divisor of them, the cheapest."""
    result = found.slides[0].result
    return min((n for n in range(1, result + 1) if result % n == 0), key=lambda n: _row_cost(found, n))


def cost(found: Convolution) -> float:
    """What a pass takes, in multiplications of a product."""
    rows, columns = found.slides
    return _row_cost(found, together(found)) * found.extents[0] * rows.result * columns.result


def _row_cost(found: Convolution, count: int) -> float:
    """For each column of one row of the result where ``count`` rows are worked out at once."""
    rows, columns = found.slides
    images, channels, filters = found.extents
    inner = (rows.stride * (count - 1) + rows.kernel) * channels * columns.kernel
    return inner * (filters + (EDGE + ADD) / count) + CALL / (count * columns.result * images)
