"""The relation of a window that slides, read off its table."""

import numpy as np
import pytest

from symcnn.numeric.slides import Slide, fit_box


def table(stride, taps, shift, cells, places):
    rows = [(stride * p + shift + t, p) for p in range(places) for t in range(taps)]
    return np.array([(cell, p) for cell, p in rows if 0 <= cell < cells])


@pytest.mark.parametrize(("stride", "taps", "shift", "cells", "places"), [
    (1, 2, 0, 9, 8), (2, 2, 0, 9, 4), (3, 2, -1, 12, 4), (2, 3, -2, 6, 4), (20, 3, 0, 70, 4), (1, 5, -4, 5, 9),
    (2, 2, 0, 3000, 1500)])
def test_windows_are_read_off_in_any_order(stride, taps, shift, cells, places):
    rows = table(stride, taps, shift, cells, places)
    np.random.default_rng(1).shuffle(rows)
    assert fit_box(rows[:, 0], rows[:, 1], (cells, places)) == Slide(stride, 1, shift, cells, taps, places)


@pytest.mark.parametrize("left_out", [0, 5, -1])
def test_a_window_with_a_cell_left_out_is_none(left_out):
    rows = np.delete(table(2, 3, 0, 13, 6), left_out, axis=0)
    assert fit_box(rows[:, 0], rows[:, 1], (13, 6)) is None


def test_a_cell_that_is_counted_twice_is_none():
    rows = table(2, 3, 0, 13, 6)
    rows[1] = rows[0]
    assert fit_box(rows[:, 0], rows[:, 1], (13, 6)) is None
