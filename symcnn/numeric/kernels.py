"""Array functions of generated programs for large layers: their text is put into a program that calls them.

Images are (images, channels, rows, columns), kernels (filters, channels, rows, columns), results (images, filters, rows,
columns). Each function reads its sizes from its arrays and stands alone on NumPy. What it works in lies in ``rooms``, which
stay from call to call: a page of new memory costs as much as 4,000 multiplications.
"""

from __future__ import annotations

import math

import numpy as np


def room(rooms: dict[str, np.ndarray], name: str, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """An array to work in, with whatever stands in it."""
    count = math.prod(shape)
    if name not in rooms or rooms[name].size < count:
        rooms[name] = np.empty(count, dtype)
    return rooms[name][:count].reshape(shape)


def cleared(rooms: dict[str, np.ndarray], name: str, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """An array of zeros to work in."""
    found = room(rooms, name, shape, dtype)
    found.fill(0)
    return found


def padded(image: np.ndarray, before: tuple[int, int], cells: tuple[int, int], filling: float = 0.0) -> np.ndarray:
    """The image in a frame of zeros, or another number: that many cells, from ``before`` above and left of its first on."""
    framed = np.full((*image.shape[:2], *cells), filling, image.dtype)
    (top, left), (rows, columns) = before, image.shape[2:]
    inside = framed[:, :, max(top, 0):top + rows, max(left, 0):left + columns]
    inside[...] = image[:, :, max(-top, 0):, max(-left, 0):][:, :, :inside.shape[2], :inside.shape[3]]
    return framed


def cropped(framed: np.ndarray, before: tuple[int, int], cells: tuple[int, int]) -> np.ndarray:
    """What ``padded`` was made of, seen again: its adjoint."""
    if min(before) >= 0 and before[0] + cells[0] <= framed.shape[2] and before[1] + cells[1] <= framed.shape[3]:
        return framed[:, :, before[0]:before[0] + cells[0], before[1]:before[1] + cells[1]]
    return padded(framed, (-before[0], -before[1]), cells)


def windows(image: np.ndarray, taps: tuple[int, int], places: tuple[int, int], stride: tuple[int, int],
            dilation: tuple[int, int]) -> np.ndarray:
    """A view of the windows' entries: (channels, kernel rows, kernel columns, images, rows, columns)."""
    n, c, r, q = image.strides
    return np.lib.stride_tricks.as_strided(
        image, (image.shape[1], *taps, image.shape[0], *places),
        (c, r * dilation[0], q * dilation[1], n, r * stride[0], q * stride[1]))


def least_rows(places: tuple[int, int]) -> int:
    """Rows of 768 columns: a product of a block reads the whole kernel, or adds into its whole gradient."""
    return -(-768 // places[1])


def blocks(images: int, rows: int, row_bytes: int, least_rows: int = 1) -> list[tuple[int, int, int, int]]:
    """Slices of images and of rows whose columns of windows stay within 2 MB: whole images, or rows of one."""
    fit = max(2_000_000 // row_bytes, least_rows)
    if fit >= rows:
        step = min(max(1, fit // rows), images)
        return [(n, min(n + step, images), 0, rows) for n in range(0, images, step)]
    return [(n, n + 1, r, min(r + fit, rows)) for n in range(images) for r in range(0, rows, fit)]


def is_short(taps: tuple[int, ...], columns: int) -> bool:
    """Whether an operation on each row costs more than to copy rows twice: 0.8 to 0.97 of the time where there are many."""
    return min(taps) > 1 and columns < 20


def columns_of(image: np.ndarray, taps: tuple[int, int], places: tuple[int, int], stride: tuple[int, int],
               dilation: tuple[int, int], block: tuple[int, int, int, int], rooms: dict[str, np.ndarray]) -> np.ndarray:
    """A block's windows, copied: (channels, kernel rows, kernel columns, images, rows, columns).

    Short rows are copied to the columns of the kernel first, so that the rows of a window follow each other in memory.
    """
    first, last, top, bottom = block
    image = image[first:last, :, top * stride[0]:(bottom - 1) * stride[0] + dilation[0] * (taps[0] - 1) + 1]
    images, channels, rows = image.shape[:3]
    if stride[0] == 1 and is_short(taps, places[1]):
        n, c, r, q = image.strides
        found = room(rooms, "strips", (images, channels, taps[1], rows, places[1]), image.dtype)
        np.copyto(found, np.lib.stride_tricks.as_strided(image, found.shape, (n, c, q * dilation[1], r, q * stride[1])))
        n, c, k, r, q = found.strides
        entries = np.lib.stride_tricks.as_strided(
            found, (channels, *taps, images, bottom - top, places[1]), (c, r * dilation[0], k, n, r, q))
    else:
        entries = windows(image, taps, (bottom - top, places[1]), stride, dilation)
    columns = room(rooms, "columns", entries.shape, image.dtype)
    np.copyto(columns, entries)
    return columns


def convolve(image: np.ndarray, kernel: np.ndarray, places: tuple[int, int], stride: tuple[int, int],
             dilation: tuple[int, int], groups: int, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The result: in blocks, the windows copied into columns and one matrix product for each image."""
    images, filters, taps = image.shape[0], kernel.shape[0], kernel.shape[2:]
    result = np.empty((images, filters, *places), image.dtype)
    matrix = kernel.reshape(groups, filters // groups, -1)
    depth = image.shape[1] * taps[0] * taps[1]
    for first, last, top, bottom in blocks(images, places[0], depth * places[1] * image.itemsize, least_rows(places)):
        columns = columns_of(image, taps, places, stride, dilation, (first, last, top, bottom), rooms)
        columns = columns.reshape(groups, depth // groups, last - first, -1)
        out = result.reshape(images, groups, filters // groups, *places)[first:last, :, :, top:bottom]
        np.matmul(matrix, columns.transpose(2, 0, 1, 3), out=out.reshape(*out.shape[:3], -1))
    return result


def kernel_slope(image: np.ndarray, slope: np.ndarray, taps: tuple[int, int], stride: tuple[int, int],
                 dilation: tuple[int, int], groups: int, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The gradient by the kernel: slopes times columns turned, block after block."""
    images, filters, places = *slope.shape[:2], slope.shape[2:]
    depth = image.shape[1] * taps[0] * taps[1]
    total = np.empty((groups, filters // groups, depth // groups), image.dtype)
    slope = slope.reshape(images, groups, filters // groups, *places)
    for first, last, top, bottom in blocks(images, places[0], depth * places[1] * image.itemsize, least_rows(places)):
        columns = columns_of(image, taps, places, stride, dilation, (first, last, top, bottom), rooms)
        part = slope[first:last, :, :, top:bottom].transpose(1, 2, 0, 3, 4)
        if last - first > 1:
            slopes = room(rooms, "slopes", part.shape, image.dtype)
            np.copyto(slopes, part)
            part = slopes
        out = room(rooms, "product", total.shape, image.dtype) if first or top else total
        np.matmul(part.reshape(groups, filters // groups, -1),
                  columns.reshape(groups, depth // groups, -1).transpose(0, 2, 1), out=out)
        if first or top:
            total += out
    return total.reshape(filters, depth // groups // taps[0] // taps[1], *taps)


def first_ones(stride: int, dilation: int) -> int:
    """How many cells of a kernel reach what none before them did: there is nothing yet to be added to."""
    return stride // math.gcd(stride, dilation)


def add_columns(total: np.ndarray, columns: np.ndarray, stride: tuple[int, int], dilation: tuple[int, int],
                untouched: bool, rooms: dict[str, np.ndarray]) -> None:
    """Adds columns, (images, channels, kernel rows, kernel columns, rows, columns), where their windows lie.

    Short rows are added up along the rows of the kernel first, where they follow each other in memory. Where nothing was
    added before, what reaches a cell first is copied, in half the time.
    """
    images, channels, *taps, high, wide = columns.shape
    if stride[0] == 1 and is_short(columns.shape[2:4], wide):
        lines = room(rooms, "strips", (images, channels, 1, taps[1], high + dilation[0] * (taps[0] - 1), wide), total.dtype)
        lines[:, :, 0, :, :high] = columns[:, :, 0]
        lines[:, :, 0, :, high:] = 0
        for i in range(1, taps[0]):
            seen = lines[:, :, 0, :, i * dilation[0]:i * dilation[0] + high]
            seen += columns[:, :, i]
        columns, high = lines, lines.shape[4]
    for i in range(columns.shape[2]):
        for j in range(taps[1]):
            row, column = i * dilation[0], j * dilation[1]
            seen = total[:, :, row:row + stride[0] * (high - 1) + 1:stride[0],
                         column:column + stride[1] * (wide - 1) + 1:stride[1]]
            if untouched and i < first_ones(stride[0], dilation[0]) and j < first_ones(stride[1], dilation[1]):
                seen[...] = columns[:, :, i, j]
            else:
                seen += columns[:, :, i, j]


def image_slope(kernel: np.ndarray, slope: np.ndarray, cells: tuple[int, int], stride: tuple[int, int],
                dilation: tuple[int, int], groups: int, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The gradient by the image: columns of kernel turned times slope, added where the windows lay."""
    images, filters, places = *slope.shape[:2], slope.shape[2:]
    channels, taps = kernel.shape[1] * groups, kernel.shape[2:]
    total = np.zeros((images, channels, *cells), slope.dtype)
    matrix = kernel.reshape(groups, filters // groups, -1).transpose(0, 2, 1)
    slope = slope.reshape(images, groups, filters // groups, *places)
    row_bytes = channels * taps[0] * taps[1] * places[1] * slope.itemsize
    for first, last, top, bottom in blocks(images, places[0], row_bytes, least_rows(places)):
        part = slope[first:last, :, :, top:bottom]
        flat = part.reshape(*part.shape[:3], -1)
        columns = room(rooms, "columns", (*flat.shape[:2], matrix.shape[1], flat.shape[3]), slope.dtype)
        # a product of inner size one takes three to eight times a multiply that broadcasts
        (np.multiply if filters == groups else np.matmul)(matrix, flat, out=columns)
        columns = columns.reshape(last - first, channels, *taps, bottom - top, places[1])
        untouched = bottom - top == places[0]
        add_columns(total[first:last, :, top * stride[0]:], columns, stride, dilation, untouched, rooms)
    return total


def turned_slope(kernel: np.ndarray, slope: np.ndarray, cells: tuple[int, int], stride: tuple[int, int],
                 dilation: tuple[int, int], groups: int, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The gradient by the image where each group has one filter, stride 1: framed slopes under the kernel turned.

    It takes a half to a third of the time of columns that are products of inner size one.
    """
    taps = kernel.shape[2:]
    reach = dilation[0] * (taps[0] - 1), dilation[1] * (taps[1] - 1)
    framed = padded(slope, reach, (cells[0] + reach[0], cells[1] + reach[1]))
    return convolve(framed, kernel.reshape(-1, 1, *taps)[:, :, ::-1, ::-1], cells, stride, dilation, groups, rooms)
