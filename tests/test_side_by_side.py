"""Images side by side in row tiles: programs beside those of the general path, and where images stand so."""

from dataclasses import replace

import numpy as np
import pytest

import symcnn as sc
from symcnn.numeric import large, moves, row_tiles, side_by_side, toom_cook, write_row_tiles
from symcnn.numeric.slides import Slide
from test_bands import compiled, convolution

LAYERS = [
    "batch n: 3\nx: 4×8×7\nw: 3×4×3×3\nb: 3\ny = conv(x, w, b, padding=1)",
    "batch n: 5\nx: 2×9×6\nw: 2×2×5×3\nb: 2\ny = conv(x, w, b, padding=2)",
    "batch n: 2\nx: 3×10×9\nw: 3×3×3×4\ny = conv(x, w, flip=True)",
    "batch n: 3\nx: 9×8×4\nw: 3×3×4×2\nb: 2\ny = conv(x, w, b)\nlayout = channels_last",
    "batch n: 4\nx: 3×10×8\nw: 2×3×3×5\nb: 2\ny = conv(x, w, b, padding=((1,0),(3,1)))/3",
    "batch n: 2\nx: 3×7×5\nw: 3×3×3×5\nb: 3\ny = conv(x, w, b, padding=((2,2),(4,4)))",
]


@pytest.fixture
def everywhere(monkeypatch):
    monkeypatch.setattr(large, "LEAST_WORK", dict.fromkeys(large.LEAST_WORK, 0))
    monkeypatch.setattr(row_tiles, "pays", lambda found, dtype: True)
    monkeypatch.setattr(moves, "MANY", 0)
    monkeypatch.setattr("symcnn.numeric.chains.MANY", 0)


def side_by_side_and_expected(text, dtype, fresh=True):
    program, values = compiled(text, dtype, ("row tiles", "chain"), fresh)
    assert ".view(" in program.source or "channels_last" in text or "flip" in text
    return program, values, compiled(text, "float64", ())[0](values)


def agree(found, expected, tolerance):
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        assert np.shape(found[key]) == np.shape(array), key
        assert np.abs(found[key] - array).max() <= tolerance * max(1, np.abs(array).max()), key


@pytest.mark.parametrize("step", row_tiles.STEPS)
@pytest.mark.parametrize(("dtype", "tolerance", "fresh"), [("float64", 1e-11, True), ("float64", 1e-11, False),
                                                           ("float32", 2e-4, True)])
@pytest.mark.parametrize("text", LAYERS)
def test_images_side_by_side_agree_with_the_general_path(text, dtype, tolerance, fresh, step, everywhere, monkeypatch):
    most = len(toom_cook.POINTS) + 1
    monkeypatch.setattr(write_row_tiles, "best_step", lambda found, dtype: min(step, most - found.slides[0].kernel + 1))
    program, values, expected = side_by_side_and_expected(text, dtype, fresh)
    program({k: 3 * a for k, a in values.items()})
    agree(program(values), expected, tolerance)


@pytest.mark.parametrize("text", LAYERS)
def test_what_stood_between_images_is_no_part_of_any_answer(text, everywhere):
    program, values, expected = side_by_side_and_expected(text, "float64")
    with np.errstate(all="ignore"):
        program({k: np.full_like(a, np.inf) for k, a in values.items()})
    agree(program(values), expected, 1e-11)


@pytest.mark.parametrize("text", LAYERS)
def test_arguments_may_have_their_rows_in_pieces(text, everywhere):
    program, values, expected = side_by_side_and_expected(text, "float64")
    turned = {k: np.asfortranarray(a) for k, a in values.items()}
    assert not all(a.flags.c_contiguous for a in turned.values())
    agree(program(turned), expected, 1e-11)


@pytest.mark.parametrize("wrt", [["x"], ["w"], ["b"]])
def test_each_gradient_alone(wrt, everywhere):
    net = sc.Network(LAYERS[0])
    both = (net.compile(wrt=names, outputs=["y"]) for names in (wrt, ["x", "w", "b"]))
    one, whole = both
    values = compiled(LAYERS[0], "float64", ())[1]
    found = one({k: a for k, a in values.items() if k in one.inputs})
    expected = whole({k: a for k, a in values.items() if k in whole.inputs})
    agree(found, {k: expected[k] for k in found}, 1e-11)


def test_no_window_sees_two_images():
    for before in range(5):
        for after in range(5):
            slide = Slide(1, 1, -before, 6, 5, 6 + before + after - 4)
            apart = side_by_side.columns_apart(replace(convolution(2, 3, 3, 5), slides=(slide, slide)))
            seen = [{j + m for m in range(5) if 0 <= j + m - before < 6} for j in range(slide.result)]
            cells = range(before, before + 6)
            for j in range(slide.result):
                window = range(j, j + 5)
                assert {u for u in window if u in cells or u - apart in cells} == seen[j]
            assert apart >= slide.result


def test_between_layers_and_with_more_filters_images_stand_otherwise(everywhere):
    more = "batch n: 3\nx: 2×8×7\nw: 3×2×3×3\ny = conv(x, w, padding=1)"
    behind = "batch n: 3\nx: 2×8×7\nw: 2×2×3×3\nv: 2×2×3×3\ny = relu(conv(x, w, padding=1))\nz = conv(y, v, padding=1)"
    for text in (more, behind):
        assert ".view(" not in compiled(text, "float64", ("row tiles",))[0].source
    assert ".view(" in compiled(LAYERS[0], "float64", ("row tiles",))[0].source
