"""Convolutions of many images and few channels as products with a band matrix: several rows of the result at once.

With rows in front, a stretch of rows of the image's strips (the image read at each column of the kernel) is one matrix, and
neighbouring stretches overlap in memory without a copy. The kernel, written once for each of the rows that are taken
together, is a band in a matrix with zeros beside it: more multiplications, but a product whose sides are long enough.
"""

from __future__ import annotations

from math import prod

from symcnn.expression.walk import accesses
from symcnn.numeric.builder import Builder
from symcnn.numeric.columns import MANY_IMAGES, is_slid
from symcnn.numeric.convolution import IMAGE, RESULT, Convolution, turned
from symcnn.numeric.orders import Order

# in multiplications of a product: what a product loses at its edge, to add an entry where the image's gradient stands,
# and to call a product
EDGE, ADD, CALL = 8, 3, 30_000
FEW_WEIGHTS, FEW_BESIDE_SHORT_ROWS = 5_000, 13_000
LONG_ROW = 16


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
    """A gradient by the image as a convolution of the slope where that has no more channels: 0.65 of adding columns up."""
    _, channels, filters = found.extents
    slow = found.wanted == IMAGE and all(s.stride == 1 for s in found.slides) and filters <= channels
    return turned(found) if slow else found


def together(found: Convolution) -> int:
    """How many rows of the result are worked out by one product: a divisor of them, the cheapest."""
    rows, columns = found.slides
    images, channels, filters = found.extents

    def cost(count: int) -> float:
        inner = (rows.stride * (count - 1) + rows.kernel) * channels * columns.kernel
        return inner * (filters + (EDGE + ADD) / count) + CALL / (count * columns.result * images)
    return min((n for n in range(1, rows.result + 1) if rows.result % n == 0), key=cost)


def orders(found: Convolution, builder: Builder) -> dict[str, Order]:
    """The axes of image and result as they best lie in memory: rows, channels, and of columns and images the shorter last.

    Between layers images stand last, where pools and all else along columns is fast. One layer alone has its arrays copied
    on both ends, which is faster along columns.
    """
    batch_last = found.extents[0] > 1 and (found.slides[1].result < LONG_ROW or _follows_another(builder))
    found_orders: dict[str, Order] = {}
    for role in (IMAGE, RESULT):
        batch, channel, row, column = found.orders[role]
        found_orders[role] = (row, channel, column, batch) if batch_last else (row, channel, batch, column)
    return found_orders


def _follows_another(builder: Builder) -> bool:
    """Whether windows are read of a tensor that the program works out itself."""
    return any(is_slid(a) and a.tensor not in builder.arguments
               for line in builder.lines.values() for a in accesses(line.right))
