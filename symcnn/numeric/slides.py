"""A window that slides: ``image = stride*result + dilation*kernel + shift`` between three variables, read off a table.

The forward equation of a layer, its filter gradient and its input gradient hold the same relation; only what is summed
differs. The relation is fitted to the table of values, and then holds for every row of it and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# strides that are tried whatever the table says, as windows may lie outside of the image
FEW_STRIDES = 16


@dataclass(frozen=True)
class Slide:
    """The relation of one axis, indices from 0; the window covers ``reach`` cells from the first result to the last."""

    stride: int
    dilation: int
    shift: int
    image: int
    kernel: int
    result: int

    @property
    def reach(self) -> int:
        """How many cells of the image all windows together span."""
        return self.stride * (self.result - 1) + self.dilation * (self.kernel - 1) + 1

    @property
    def is_inside(self) -> bool:
        """Whether the windows cover the image from its first cell on, and nothing beyond it."""
        return self.shift == 0 and self.reach <= self.image


def fit(image: np.ndarray, result: np.ndarray, kernel: np.ndarray, extents: tuple[int, int, int]) -> Slide | None:
    """The relation between three columns of a table; a negative dilation is a kernel read backwards."""
    if not len(image) or len({*zip(result.tolist(), kernel.tolist(), strict=True)}) < len(image):
        return None
    stride, dilation = (_slope(image, a, b) for a, b in ((result, kernel), (kernel, result)))
    if stride is None or dilation is None or stride < 1 or dilation == 0:
        return None
    shift = int(image[0] - stride * result[0] - dilation * kernel[0])
    if np.any(image != stride * result + dilation * kernel + shift):
        return None
    cells, places, taps = extents
    everything = stride * np.arange(places)[:, None] + dilation * np.arange(taps) + shift
    if np.count_nonzero((everything >= 0) & (everything < cells)) != len(image):
        return None
    return Slide(stride, dilation, shift, cells, taps, places)


def _slope(image: np.ndarray, moving: np.ndarray, held: np.ndarray) -> int | None:
    """How far the image index goes for one step of an index while another is held; 1 where it takes one value only."""
    if np.all(moving == moving[0]):
        return 1
    order = np.lexsort((moving, held))
    moved, same = np.diff(moving[order]), np.diff(held[order]) == 0
    steps = np.diff(image[order])[same & (moved > 0)]
    moved = moved[same & (moved > 0)]
    if not len(moved) or np.any(steps % moved) or np.any(steps // moved != steps[0] // moved[0]):
        return None
    return int(steps[0] // moved[0])


def fit_box(image: np.ndarray, result: np.ndarray, extents: tuple[int, int]) -> Slide | None:
    """The relation where the kernel has no letter in any operand: all cells of a window count alike, once."""
    cells, places = extents
    if not len(image) or len({*zip(image.tolist(), result.tolist(), strict=True)}) < len(image):
        return None
    for stride in sorted({*range(1, min(cells, FEW_STRIDES) + 1), *_strides(image, result)}):
        offsets = image - stride * result
        shift = int(offsets.min())
        taps = int(offsets.max()) - shift + 1
        starts = stride * np.arange(places) + shift
        inside = np.minimum(starts + taps, cells) - np.maximum(starts, 0)
        if int(np.maximum(inside, 0).sum()) == len(image):
            return Slide(stride, 1, shift, cells, taps, places)
    return None


def _strides(image: np.ndarray, result: np.ndarray) -> set[int]:
    """How far windows may be apart: as far as their first cells are, or their last ones, where these lie in the image."""
    order = np.lexsort((image, result))
    ends = np.flatnonzero(np.diff(result[order]))
    steps = {*np.diff(image[order][np.append(ends, len(image) - 1)]).tolist(),
             *np.diff(image[order][np.insert(ends + 1, 0, 0)]).tolist()}
    return {s for s in steps if s > 0}
