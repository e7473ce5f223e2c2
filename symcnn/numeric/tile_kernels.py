"""Array functions of generated programs for convolutions by Toom and Cook's multiplication (Winograd's tiles).

With ``step`` outputs and r kernel cells on an axis, a tile of ``step + r - 1`` cells takes as many multiplications and not
step * r: y = A'[(G k) * (B' d)] on each axis, for matrices A, B and G. All three are linear, so their adjoints give both
gradients at the same reduced count. Tiles lie as (points, points, tiles, channels): one matrix product for each point.
"""

from __future__ import annotations

import numpy as np

from symcnn.numeric.kernels import blocks, cleared, room


def into_tiles(image: np.ndarray, before: tuple[int, int], count: tuple[int, int], step: int,
               matrix: np.ndarray, rooms: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Tiles of the image, ``before`` cells above and left of its first one on, times the matrix on both axes."""
    images, channels, rows, columns = image.shape
    points, width = matrix.shape
    (top, left), high, wide = before, step * (count[0] - 1) + width, step * (count[1] - 1) + width
    framed = cleared(rooms, "frame", (images, high, wide, channels), image.dtype)
    inside = framed[:, max(top, 0):max(top + rows, 0), max(left, 0):max(left + columns, 0)]
    part = image[:, :, max(-top, 0):, max(-left, 0):][:, :, :inside.shape[1], :inside.shape[2]]
    inside[...] = part.transpose(0, 2, 3, 1)
    n, r, q, c = framed.strides
    seen = np.lib.stride_tricks.as_strided(framed, (images, high, count[1], width, channels), (n, r, step * q, q, c))
    across = room(rooms, "across", (points, images, high, count[1] * channels), image.dtype)
    out = across.reshape(points, images, high, count[1], channels).transpose(1, 2, 3, 0, 4)
    np.matmul(matrix, seen, out=out)
    p, n, r, c = across.strides
    seen = np.lib.stride_tricks.as_strided(across, (points, images, count[0], width, across.shape[3]),
                                           (p, n, step * r, r, c))
    tiles = room(rooms, name, (points, points, images, count[0], across.shape[3]), image.dtype)
    np.matmul(matrix, seen, out=tiles.transpose(1, 2, 3, 0, 4))
    return tiles.reshape(points, points, images * count[0] * count[1], channels)


def from_tiles(tiles: np.ndarray, images: int, count: tuple[int, int], step: int, matrix: np.ndarray,
               rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The adjoint: tiles times the matrix turned, added where they overlap: (images, rows, columns, channels)."""
    points, width = matrix.shape
    channels = tiles.shape[3]
    high, wide = step * (count[0] - 1) + width, step * (count[1] - 1) + width
    seen = tiles.reshape(points, points, images, count[0], -1).transpose(1, 2, 3, 0, 4)
    parts = room(rooms, "parts", (*seen.shape[:3], width, seen.shape[4]), tiles.dtype)
    np.matmul(matrix.T, seen, out=parts)
    lines = cleared(rooms, "across", (points, images, high, count[1] * channels), tiles.dtype)
    for i in range(width):
        seen = lines[:, :, i:i + step * (count[0] - 1) + 1:step]
        seen += parts[:, :, :, i]
    seen = lines.reshape(points, images * high, count[1], channels).transpose(1, 2, 0, 3)
    parts = room(rooms, "parts", (images * high, count[1], width, channels), tiles.dtype)
    np.matmul(matrix.T, seen, out=parts)
    framed = cleared(rooms, "frame", (images * high, wide, channels), tiles.dtype)
    for i in range(width):
        seen = framed[:, i:i + step * (count[1] - 1) + 1:step]
        seen += parts[:, :, i]
    return framed.reshape(images, high, wide, channels)


def at_points(kernel: np.ndarray, points: int, spread: np.ndarray, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The kernel at the points: (points, points, filters, channels)."""
    filters, channels = kernel.shape[:2]
    found = room(rooms, "kernel", (points * points, filters * channels), kernel.dtype)
    np.matmul(spread, kernel.reshape(filters * channels, -1).T, out=found)
    return found.reshape(points, points, filters, channels)


def tile_convolve(image: np.ndarray, kernel: np.ndarray, before: tuple[int, int], places: tuple[int, int], step: int,
                  forward: np.ndarray, back: np.ndarray, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The result, of the kernel at the points."""
    images, (points, filters, channels) = image.shape[0], kernel.shape[1:]
    result = np.empty((images, filters, *places), image.dtype)
    high, wide = -(-places[0] // step), -(-places[1] // step)
    row_bytes = points * points * wide * (channels + filters) * image.itemsize
    for first, last, top, bottom in blocks(images, high, row_bytes, -(-64 // wide)):
        count = bottom - top, wide
        tiles = into_tiles(image[first:last], (before[0] - step * top, before[1]), count, step, forward, rooms, "tiles")
        products = room(rooms, "products", (points, points, tiles.shape[2], filters), image.dtype)
        np.matmul(tiles, kernel.transpose(0, 1, 3, 2), out=products)
        part = from_tiles(products, last - first, count, step, back, rooms).transpose(0, 3, 1, 2)
        out = result[first:last, :, step * top:step * bottom]
        out[...] = part[:, :, :out.shape[2], :places[1]]
    return result


def tile_kernel_slope(image: np.ndarray, slope: np.ndarray, before: tuple[int, int], step: int, forward: np.ndarray,
                      back: np.ndarray, spread: np.ndarray, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The gradient by the kernel, worked out at the points: (points, points, filters, channels)."""
    images, filters, places = *slope.shape[:2], slope.shape[2:]
    points, channels = len(forward), image.shape[1]
    high, wide = -(-places[0] // step), -(-places[1] // step)
    row_bytes = points * points * wide * (channels + filters) * image.itemsize
    total = room(rooms, "kernel", (points, points, filters, channels), image.dtype)
    for first, last, top, bottom in blocks(images, high, row_bytes, -(-256 // wide)):
        count = bottom - top, wide
        tiles = into_tiles(image[first:last], (before[0] - step * top, before[1]), count, step, forward, rooms, "tiles")
        slopes = into_tiles(slope[first:last], (-step * top, 0), count, step, back, rooms, "slopes")
        out = room(rooms, "products", total.shape, image.dtype) if first or top else total
        np.matmul(slopes.transpose(0, 1, 3, 2), tiles, out=out)
        if first or top:
            total += out
    taps = points - step + 1
    return np.matmul(total.reshape(points * points, -1).T, spread).reshape(filters, channels, taps, taps)


def tile_image_slope(kernel: np.ndarray, slope: np.ndarray, before: tuple[int, int], cells: tuple[int, int], step: int,
                     forward: np.ndarray, back: np.ndarray, rooms: dict[str, np.ndarray]) -> np.ndarray:
    """The gradient by the image, of the kernel at the points."""
    images, (points, filters, channels), places = slope.shape[0], kernel.shape[1:], slope.shape[2:]
    high, wide = -(-places[0] // step), -(-places[1] // step)
    total = np.zeros((images, channels, *cells), slope.dtype)
    row_bytes = points * points * wide * (channels + filters) * slope.itemsize
    for first, last, top, bottom in blocks(images, high, row_bytes, -(-64 // wide)):
        count = bottom - top, wide
        slopes = into_tiles(slope[first:last], (-step * top, 0), count, step, back, rooms, "slopes")
        products = np.matmul(slopes, kernel, out=room(rooms, "products", (*slopes.shape[:3], channels), slope.dtype))
        part = from_tiles(products, last - first, count, step, forward, rooms)
        row, column = step * top - before[0], -before[1]
        inside = total[first:last, :, max(row, 0):max(row + part.shape[1], 0), max(column, 0):column + part.shape[2]]
        inside += part[:, max(-row, 0):, max(-column, 0):][:, :inside.shape[2], :inside.shape[3]].transpose(0, 3, 1, 2)
    return total
