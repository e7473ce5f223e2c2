"""Toom and Cook's multiplication along rows: programs of that rule alone beside the general path, how exact, where it pays."""

import numpy as np
import pytest

import symcnn as sc
from contract import random_values
from symcnn.numeric import bands, large, point_strips, row_tiles, side_by_side, toom_cook, write_row_tiles
from symcnn.numeric.convolution import Convolution
from symcnn.numeric.program import compile_system
from symcnn.numeric.slides import Slide
from symcnn.numeric.table import RULES
from test_bands import compiled, convolution

LAYERS = [
    "batch n: 8\nx: 3×8×7\nw: 4×3×3×3\nb: 4\ny = conv(x, w, b, padding=1)",
    "batch n: 8\nx: 2×9×19\nw: 4×2×5×3\ny = conv(x, w, padding=2)",
    "batch n: 2\nx: 3×10×9\nw: 4×3×3×3\ny = conv(x, w, padding=1, flip=True)",
    "batch n: 3\nx: 9×8×4\nw: 3×3×4×5\ny = conv(x, w)\nlayout = channels_last",
    "batch n: 8\nx: 3×10×8\nw: 4×3×5×3\nb: 4\ny = conv(x, w, b, stride=(1,2), padding=((3,1),(0,2)), dilation=(1,2))",
    "batch n: 2\nx: 2×9×6\nw: 3×2×4×1\ny = conv(x, w)",
    "x: 9×7\nw: 3×3\ny = conv(x, w, padding=1)/4",
    "batch n: 3\nx: 3×16×15\nw: 4×3×5×5\nb: 4\ny = conv(x, w, b, stride=2, padding=2)",
    "batch n: 2\nx: 2×14×21\nw: 3×2×3×4\ny = conv(x, w, stride=(1,4), dilation=(1,2), padding=1)",
    "batch n: 2\nx: 3×31×15\nw: 4×3×7×7\ny = conv(x, w, stride=(3,2), padding=3, flip=True)",
    "batch n: 8\nx: 1×8×8\nw: 2×1×3×3\nv: 3×2×3×2\ny = tanh(conv(x, w, padding=1))\nz = conv(y, v)\nE = squared_error(z, t)",
    "batch n: 8\nx: 2×9×9\nw: 2×2×3×3\nv: 3×2×3×3\ny = conv(x, w, padding=1)\nz = relu(conv(y, v, padding=1))\n"
    "E = squared_error(z, t)",
]
COMMON = "batch n: 8\nx: 6×14×14\nw: 16×6×{0}×{0}\ny = conv(x, w)"


@pytest.fixture
def everywhere(monkeypatch):
    monkeypatch.setattr(large, "LEAST_WORK", dict.fromkeys(large.LEAST_WORK, 0))
    monkeypatch.setattr(row_tiles, "pays", lambda found, dtype: True)


@pytest.mark.parametrize("step", row_tiles.STEPS)
@pytest.mark.parametrize(("dtype", "tolerance", "fresh"), [("float64", 1e-11, True), ("float64", 1e-11, False),
                                                           ("float32", 2e-4, True)])
@pytest.mark.parametrize("text", LAYERS)
def test_row_tiles_agree_with_the_general_path(text, dtype, tolerance, fresh, step, everywhere, monkeypatch):
    most = len(toom_cook.POINTS) + 1
    monkeypatch.setattr(write_row_tiles, "best_step", lambda found, dtype: min(step, most - found.slides[0].kernel + 1))
    tiled, values = compiled(text, dtype, ("row tiles", "chain"), fresh)
    expected = compiled(text, "float64", ())[0](values)
    # to the points and back, for two lines at least: a stride and a dilation on one axis are for the general path
    assert tiled.source.count("np.matmul(") >= 6
    tiled({k: 3 * a for k, a in values.items()})
    found = tiled(values)
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        assert np.shape(found[key]) == np.shape(array), key
        assert np.abs(found[key] - array).max() <= tolerance * max(1, np.abs(array).max()), key


@pytest.mark.parametrize("taps", [3, 5])
def test_single_precision_is_nearly_as_exact_as_a_plain_product(taps, everywhere):
    tiled, values = compiled(COMMON.format(taps), "float32", ("row tiles",))
    plain, exact = (compiled(COMMON.format(taps), d, ())[0](values) for d in ("float32", "float64"))
    assert tiled.source.count("np.matmul(") >= 9
    for key, array in tiled(values).items():
        off, usual = (np.abs(a - exact[key]).max() / np.abs(exact[key]).max() for a in (array, plain[key]))
        assert off <= max(8 * usual, 3e-6), key


def test_at_most_eight_points_in_single_precision():
    for taps in (3, 4, 5):
        for dtype, most in row_tiles.MOST_POINTS.items():
            step = row_tiles.best_step(convolution(64, 16, 16, taps), dtype)
            assert step + taps - 1 <= most
            # every matrix has its points
            assert len(toom_cook.matrices(step, taps)[0]) == step + taps - 1


@pytest.mark.parametrize("dtype", ["np.float32", "np.float64"])
def test_row_tiles_are_for_channels_enough(dtype):
    assert row_tiles.pays(convolution(64, 6, 16, 5, 10), dtype)
    assert row_tiles.pays(convolution(16, 32, 32, 3), dtype)
    assert row_tiles.pays(convolution(4, 32, 32, 3, 64), dtype)
    # one channel: a band; short rows of one image: columns
    assert not row_tiles.pays(convolution(64, 1, 6, 5), dtype)
    assert not row_tiles.pays(convolution(1, 384, 384, 3, 13), dtype)


def test_row_tiles_fit_where_few_rows_of_the_kernel_meet_one_of_the_image():
    assert row_tiles.fits(convolution(64, 6, 16, 5))
    assert not row_tiles.fits(convolution(64, 6, 16, 7))
    assert not row_tiles.fits(convolution(64, 6, 16, 2))
    for stride, dilation, fits in ((2, 1, True), (7, 1, False), (1, 2, False)):
        rows = Slide(stride, dilation, 0, 99, 7, 28)
        assert row_tiles.fits(Convolution("result", {}, {}, (rows, rows), (False, False), (64, 6, 16))) == fits


@pytest.mark.parametrize(("taps", "stride"), [(5, 2), (7, 2), (7, 3), (11, 4), (4, 3)])
def test_matrices_of_strides_give_correlations(taps, stride):
    forward, back, spread = (np.array(m, dtype=float) for m in toom_cook.strided_matrices(4, taps, stride))
    random = np.random.default_rng(0)
    kernel, image = random.standard_normal(taps), random.standard_normal(3 * stride + taps)
    found = back.T @ ((spread @ kernel) * (forward @ image))
    np.testing.assert_allclose(found, [kernel @ image[i * stride:i * stride + taps] for i in range(4)], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kept", [0, 10**9])
def test_slopes_at_the_points_once_or_tile_by_tile(kept, everywhere, monkeypatch):
    monkeypatch.setattr(write_row_tiles, "MOST_KEPT", kept)
    text = "batch n: 2\nx: 2×19×16\nw: 3×2×5×4\ny = conv(x, w, stride=2, padding=2)\nE = squared_error(y, t)"
    tiled, values = compiled(text, "float64", ("row tiles", "chain"))
    expected = compiled(text, "float64", ())[0](values)
    for key, array in tiled(values).items():
        np.testing.assert_allclose(array, expected[key], rtol=1e-11, atol=1e-11, err_msg=key)


def test_the_last_tile_may_reach_beyond_the_result(everywhere, monkeypatch):
    monkeypatch.setattr(write_row_tiles, "best_step", lambda found, dtype: 4)
    text = "batch n: 8\nx: 2×9×6\nw: 3×2×3×3\ny = tanh(conv(x, w))\nE = squared_error(y, t)"
    tiled, values = compiled(text, "float64", ("row tiles", "chain"))
    expected = compiled(text, "float64", ())[0](values)
    for _ in range(2):
        for key, array in tiled(values).items():
            np.testing.assert_allclose(array, expected[key], rtol=1e-11, atol=1e-11, err_msg=key)


def test_more_work_costs_more():
    few, more, most = (bands.cost(convolution(images, 6, filters, 5)) for images, filters in ((64, 16), (64, 32), (128, 32)))
    assert few < more < most
    assert toom_cook.cost(convolution(8, 64, 64, 3), "np.float64") < toom_cook.cost(convolution(8, 64, 128, 3), "np.float64")


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize(("at_once", "piece"), [(10**9, 0), (1, 0), (3_000, 0), (1, 10**9)])
@pytest.mark.parametrize("text", LAYERS)
def test_strips_some_points_at_a_time(text, at_once, piece, fresh, everywhere, monkeypatch):
    monkeypatch.setattr(point_strips, "AT_ONCE", at_once)
    monkeypatch.setattr(point_strips, "LONG_PIECE", piece)
    tiled, values = compiled(text, "float64", ("row tiles", "chain"), fresh)
    expected = compiled(text, "float64", ())[0](values)
    tiled({k: 3 * a for k, a in values.items()})
    for key, array in tiled(values).items():
        np.testing.assert_allclose(array, expected[key], rtol=1e-10, atol=1e-10, err_msg=key)


@pytest.mark.parametrize("wrt", [["w"], ["w", "x"], ["x"]])
@pytest.mark.parametrize("piece", [0, 10**9])
def test_strips_with_and_without_readers_on_the_way_back(piece, wrt, everywhere, monkeypatch):
    monkeypatch.setattr(point_strips, "LONG_PIECE", piece)
    monkeypatch.setattr(side_by_side, "follows_another", lambda builder: True)
    net = sc.Network("batch n: 2\nx: 2×9×16\nw: 3×2×3×4\nv: 2×2×3×4\ny = conv(x, w)\nz = conv(x, v)")
    rules = tuple(r for r in RULES if r.name in ("row tiles", "chain"))
    program = net.compile(wrt=wrt, outputs=["y", "z"])
    tiled, general = (compile_system(program.system, {}, program.outputs, program.inputs, "float64", True, r)
                      for r in (rules, ()))
    values = {k: a for k, a in random_values(net, {}).items() if k in program.inputs}
    expected = general(values)
    for key, array in tiled(values).items():
        np.testing.assert_allclose(array, expected[key], rtol=1e-11, atol=1e-11, err_msg=key)
    # strips are copied in every pass, that of a turned kernel included, or once for all where a gradient reads them too
    copies = [line for line in tiled.source.split("\n") if line.startswith(" " * 12 + "np.copyto(")]
    assert len(copies) == {("w",): (3, 1), ("x",): (3, 3), ("w", "x"): (4, 2)}[tuple(wrt)][bool(piece)]
