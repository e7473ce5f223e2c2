"""Products with a band matrix: programs of that rule alone beside those of the general path, and where they pay."""

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.numeric import bands, large
from symcnn.numeric.convolution import Convolution
from symcnn.numeric.program import compile_system
from symcnn.numeric.slides import Slide
from symcnn.numeric.table import RULES

LAYERS = [
    "batch n: 8\nx: 3×8×7\nw: 4×3×3×3\nb: 4\ny = conv(x, w, b, padding=1)",
    "batch n: 9\nx: 2×13×9\nw: 3×2×3×2\ny = conv(x, w, stride=(2,3), padding=((1,2),(0,1)))",
    "batch n: 8\nx: 2×9×19\nw: 4×2×5×3\ny = conv(x, w, padding=2)",
    "batch n: 2\nx: 3×10×9\nw: 4×3×3×3\ny = conv(x, w, padding=1, flip=True)",
    "batch n: 3\nx: 9×8×4\nw: 3×3×4×5\ny = conv(x, w, stride=2)\nlayout = channels_last",
    "batch n: 2\nx: 2×6×11\nw: 3×2×2×3\ny = conv(x, w, dilation=(1,2))",
    "batch n: 8\nx: 12\nw: 4\ny = conv(x, w, stride=2)",
    "x: 9×7\nw: 3×3\ny = conv(x, w, padding=1)/4",
    "batch n: 8\nx: 1×8×8\nw: 2×1×3×3\nv: 3×2×2×2\ny = tanh(conv(x, w, padding=1))\nz = conv(y, v)\nE = squared_error(z, t)",
    "batch n: 8\nx: 2×9×9\nw: 2×2×3×3\nv: 3×2×3×3\ny = conv(x, w, padding=1)\nz = conv(y, v, padding=1)\n"
    "E = squared_error(z, t)",
]


@pytest.fixture
def everywhere(monkeypatch):
    monkeypatch.setattr(large, "LEAST_WORK", dict.fromkeys(large.LEAST_WORK, 0))
    monkeypatch.setattr(bands, "pays", lambda found: True)


def compiled(text, dtype, names, fresh=True):
    net = sc.Network(text)
    sizes = sizes_of(net)
    values = random_values(net, sizes)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=named(sizes))
    rules = tuple(r for r in RULES if r.name in names)
    lowered = compile_system(program.system, sizes, program.outputs, program.inputs, dtype, fresh, rules)
    return lowered, {key: values[key] for key in program.inputs}


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 2e-6)])
@pytest.mark.parametrize("text", LAYERS)
def test_bands_agree_with_the_general_path(text, dtype, tolerance, fresh, everywhere):
    banded, values = compiled(text, dtype, ("bands", "chain"), fresh)
    expected = compiled(text, "float64", ())[0](values)
    assert "np.matmul(" in banded.source
    assert "np.add.reduce" in banded.source
    banded({k: 3 * a for k, a in values.items()})
    found = banded(values)
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        assert np.shape(found[key]) == np.shape(array), key
        assert np.abs(found[key] - array).max() <= tolerance * max(1, np.abs(array).max()) * 10, key


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_any_number_of_rows_at_once(count, everywhere, monkeypatch):
    monkeypatch.setattr("symcnn.numeric.write_bands.together", lambda found: count)
    text = "batch n: 8\nx: 2×13×7\nw: 3×2×3×3\ny = conv(x, w, stride=2)"
    banded, values = compiled(text, "float64", ("bands",))
    expected = compiled(text, "float64", ())[0](values)
    for key, array in banded(values).items():
        np.testing.assert_allclose(array, expected[key], rtol=1e-12, atol=1e-12, err_msg=key)


def convolution(images, channels, filters, taps, places=28):
    slide = Slide(1, 1, 0, places + taps - 1, taps, places)
    return Convolution("result", {}, {}, (slide, slide), (False, False), (images, channels, filters))


def test_bands_are_for_many_images_and_few_weights():
    assert bands.pays(convolution(64, 6, 16, 5))
    assert not bands.pays(convolution(1, 6, 16, 5))
    assert not bands.pays(convolution(64, 64, 64, 3))
    assert not bands.pays(convolution(64, 16, 32, 5))
    assert bands.pays(convolution(64, 16, 32, 5, places=14))


def test_few_filters_take_more_rows_at_once():
    few, many = (bands.together(convolution(64, 1, filters, 5)) for filters in (2, 64))
    assert few > many
    assert 28 % few == 28 % many == 0
    assert bands.together(convolution(64, 1, 6, 5, 13)) in (1, 13)


SUMMED = ["batch n: 9\nx: 3×9×8\nw: 4×3×3×3\ny = conv(x, w, padding=1)",
          "batch n: 9\nx: 2×9×11\nw: 3×2×3×3\ny = conv(x, w, dilation=(1,3))",
          "batch n: 9\nx: 2×13×9\nw: 3×2×5×4\ny = conv(x, w, stride=(2,1), padding=((2,1),(3,0)))"]


@pytest.mark.parametrize("rule", ["bands", "row tiles"])
@pytest.mark.parametrize("text", SUMMED)
def test_columns_of_a_kernel_are_summed_in_one_go_and_leave_nothing_behind(text, rule, everywhere, monkeypatch):
    monkeypatch.setattr("symcnn.numeric.row_tiles.pays", lambda *found: True)
    banded, values = compiled(text, "float64", (rule,), fresh=False)
    assert ", 1, None, " in banded.source
    expected = compiled(text, "float64", ())[0](values)
    with np.errstate(all="ignore"):
        banded({k: np.full_like(a, np.inf) for k, a in values.items()})
    for key, array in banded(values).items():
        np.testing.assert_allclose(array, expected[key], rtol=1e-11, atol=1e-11, err_msg=key)
