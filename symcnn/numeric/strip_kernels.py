"""Array functions of generated programs for convolutions of few channels and tall kernels.

Columns hold each entry once for each cell of the kernel. Strips hold it once for each column of the kernel: the windows of
one row of the kernel are then a stretch of the strips, so that there is one product for each row and no copy between.
Strips are (row residues, images, channels * kernel columns, rows * columns): rows a stride apart lie side by side.
"""

from __future__ import annotations

import numpy as np

from symcnn.numeric.kernels import cleared, first_ones, room


def strips(image: np.ndarray, taps: tuple[int, int], places: tuple[int, int], stride: tuple[int, int],
           dilation: tuple[int, int], rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The image read at each column of the kernel, its rows sorted by what is left over the stride."""
    images, channels, rows = image.shape[:3]
    whole = (stride[0], images, channels, taps[1], -(-rows // stride[0]), places[1])
    found = (room if rows % stride[0] == 0 else cleared)(rooms, "image strips", whole, image.dtype)
    for left in range(stride[0]):
        lines = image[:, :, left::stride[0]]
        n, c, r, q = lines.strides
        shape = (images, channels, taps[1], lines.shape[2], places[1])
        found[left, :, :, :, :lines.shape[2]] = np.lib.stride_tricks.as_strided(
            lines, shape, (n, c, q * dilation[1], r, q * stride[1]))
    return found.reshape(stride[0], images, channels * taps[1], -1)


def stretch(found: np.ndarray, row: int, places: tuple[int, int], stride: tuple[int, int],
            dilation: tuple[int, int]) -> np.ndarray:
    """What all windows see through one row of the kernel: (images, channels * kernel columns, places)."""
    above, left = row * dilation[0] // stride[0], row * dilation[0] % stride[0]
    return found[left, :, :, above * places[1]:(above + places[0]) * places[1]]


def images_at_once(images: int, strip_bytes: int) -> list[tuple[int, int]]:
    """Slices of images whose strips stay within 1 MB, or of one image."""
    step = max(1, 1_000_000 // strip_bytes)
    return [(n, min(n + step, images)) for n in range(0, images, step)]


def strip_convolve(image: np.ndarray, kernel: np.ndarray, places: tuple[int, int], stride: tuple[int, int],
                   dilation: tuple[int, int], ready: np.ndarray | None, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The result: one product for each row of the kernel, added up; strips of all images may be ready."""
    (filters, channels), taps = kernel.shape[:2], kernel.shape[2:]
    result = np.empty((image.shape[0], filters, places[0] * places[1]), image.dtype)
    matrices = kernel.transpose(2, 0, 1, 3).reshape(taps[0], filters, channels * taps[1])
    strip_bytes = channels * taps[1] * image.shape[2] * places[1] * image.itemsize
    for first, last in images_at_once(image.shape[0], strip_bytes):
        found = strips(image[first:last], taps, places, stride, dilation, rooms) if ready is None else ready
        part = result[first:last]
        np.matmul(matrices[0], stretch(found, 0, places, stride, dilation), out=part)
        for i in range(1, taps[0]):
            out = room(rooms, "product", part.shape, image.dtype)
            part += np.matmul(matrices[i], stretch(found, i, places, stride, dilation), out=out)
    return result.reshape(image.shape[0], filters, *places)


def strip_kernel_slope(image: np.ndarray, slope: np.ndarray, taps: tuple[int, int], stride: tuple[int, int],
                       dilation: tuple[int, int], ready: np.ndarray | None, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The gradient by the kernel, row by row of the kernel; strips of all images may be ready."""
    filters, places, channels = slope.shape[1], slope.shape[2:], image.shape[1]
    total = np.zeros((taps[0], filters, channels * taps[1]), image.dtype)
    strip_bytes = channels * taps[1] * image.shape[2] * places[1] * image.itemsize
    for first, last in images_at_once(image.shape[0], strip_bytes):
        found = strips(image[first:last], taps, places, stride, dilation, rooms) if ready is None else ready
        part = slope[first:last].reshape(last - first, filters, -1)
        for i in range(taps[0]):
            seen = stretch(found, i, places, stride, dilation)
            total[i] += np.matmul(part, seen.transpose(0, 2, 1)).sum(axis=0)
    return total.reshape(taps[0], filters, channels, taps[1]).transpose(1, 2, 0, 3).copy()


def strip_image_slope(kernel: np.ndarray, slope: np.ndarray, cells: tuple[int, int], stride: tuple[int, int],
                      dilation: tuple[int, int], rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The gradient by the image: products added along strips, then the strips where they were read."""
    (filters, channels), taps, places = kernel.shape[:2], kernel.shape[2:], slope.shape[2:]
    total = np.zeros((slope.shape[0], channels, *cells), slope.dtype)
    matrices = kernel.transpose(2, 1, 3, 0).reshape(taps[0], channels * taps[1], filters)
    rows = -(-cells[0] // stride[0])
    for first, last in images_at_once(slope.shape[0], channels * taps[1] * cells[0] * places[1] * slope.itemsize):
        found = cleared(rooms, "slopes", (stride[0], last - first, channels * taps[1], rows * places[1]), slope.dtype)
        part = slope[first:last].reshape(last - first, filters, -1)
        for i in range(taps[0]):
            seen = stretch(found, i, places, stride, dilation)
            if i < first_ones(stride[0], dilation[0]):
                np.matmul(matrices[i], part, out=seen)
            else:
                seen += np.matmul(matrices[i], part, out=room(rooms, "product", seen.shape, slope.dtype))
        found = found.reshape(stride[0], last - first, channels, taps[1], rows, places[1])
        for left in range(stride[0]):
            lines = total[first:last, :, left::stride[0]]
            for j in range(taps[1]):
                column = j * dilation[1]
                seen = lines[:, :, :, column:column + stride[1] * (places[1] - 1) + 1:stride[1]]
                if j < first_ones(stride[1], dilation[1]):
                    seen[...] = found[left, :, :, j, :lines.shape[2]]
                else:
                    seen += found[left, :, :, j, :lines.shape[2]]
    return total
