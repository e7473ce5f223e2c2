"""Array functions of generated programs for pools: their text is put into a program that calls them.

Images are (images, channels, rows, columns), results (images, channels, rows, columns) too. Sums and maxima go down the
rows first, where entries lie side by side, and along the columns of what is left.
"""

from __future__ import annotations

import numpy as np


def tap(image: np.ndarray, i: int, j: int, places: tuple[int, int], stride: tuple[int, int],
        dilation: tuple[int, int]) -> np.ndarray:
    """A view of what all windows see through their cell i, j."""
    row, column = i * dilation[0], j * dilation[1]
    return image[:, :, row:row + stride[0] * (places[0] - 1) + 1:stride[0],
                 column:column + stride[1] * (places[1] - 1) + 1:stride[1]]


def window_sums(image: np.ndarray, taps: tuple[int, int], places: tuple[int, int], stride: tuple[int, int]) -> np.ndarray:
    """The sum of each window, rows first."""
    lines = tap(image, 0, 0, (places[0], image.shape[3]), (stride[0], 1), (1, 1)).copy()
    for i in range(1, taps[0]):
        lines += tap(image, i, 0, (places[0], image.shape[3]), (stride[0], 1), (1, 1))
    sums = tap(lines, 0, 0, places, (1, stride[1]), (1, 1)).copy()
    for j in range(1, taps[1]):
        sums += tap(lines, 0, j, places, (1, stride[1]), (1, 1))
    return sums


def spread_sums(slope: np.ndarray, taps: tuple[int, int], cells: tuple[int, int], stride: tuple[int, int]) -> np.ndarray:
    """The adjoint of ``window_sums``: each slope added to the cells of its window, columns first."""
    images, channels, *places = slope.shape
    lines = np.zeros((images, channels, places[0], cells[1]), slope.dtype)
    for j in range(taps[1]):
        seen = tap(lines, 0, j, (places[0], places[1]), (1, stride[1]), (1, 1))
        seen += slope
    total = np.zeros((images, channels, *cells), slope.dtype)
    for i in range(taps[0]):
        seen = tap(total, i, 0, (places[0], cells[1]), (stride[0], 1), (1, 1))
        seen += lines
    return total


def window_maxima(image: np.ndarray, taps: tuple[int, int], places: tuple[int, int], stride: tuple[int, int],
                  dilation: tuple[int, int]) -> np.ndarray:
    """The maximum of each window, rows first."""
    lines = tap(image, 0, 0, (places[0], image.shape[3]), (stride[0], 1), dilation).copy()
    for i in range(1, taps[0]):
        np.maximum(lines, tap(image, i, 0, (places[0], image.shape[3]), (stride[0], 1), dilation), out=lines)
    best = tap(lines, 0, 0, places, (1, stride[1]), dilation).copy()
    for j in range(1, taps[1]):
        np.maximum(best, tap(lines, 0, j, places, (1, stride[1]), dilation), out=best)
    return best


def window_winners(image: np.ndarray, best: np.ndarray, taps: tuple[int, int], stride: tuple[int, int],
                   dilation: tuple[int, int]) -> np.ndarray:
    """For each cell of a window whether it is the first one with the maximum: (taps, taps, images, channels, ...)."""
    won = np.empty((*taps, *best.shape), np.bool_)
    open_yet = np.ones(best.shape, np.bool_)
    for i in range(taps[0]):
        for j in range(taps[1]):
            np.equal(tap(image, i, j, best.shape[2:], stride, dilation), best, out=won[i, j])
            won[i, j] &= open_yet
            open_yet ^= won[i, j]
    return won


def spread_shares(slope: np.ndarray, shares: np.ndarray, cells: tuple[int, int], stride: tuple[int, int],
                  dilation: tuple[int, int]) -> np.ndarray:
    """Each slope times its window's shares, added to the cells of the window."""
    total = np.zeros((*slope.shape[:2], *cells), slope.dtype)
    for i in range(shares.shape[0]):
        for j in range(shares.shape[1]):
            seen = tap(total, i, j, slope.shape[2:], stride, dilation)
            seen += slope * shares[i, j]
    return total
