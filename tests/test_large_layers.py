"""Rules for large layers, made to fit small ones: their programs beside those of the general path."""

import re
from fractions import Fraction

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.layers.table import LAYERS
from symcnn.numeric import kernels, large, tile_kernels, toom_cook, write_convolution
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

CONVOLUTIONS = [
    "batch n: 5\nx: 4×9×8\nw: 6×2×3×3\nb: 6\ny = conv(x, w, b, stride=2, padding=1, groups=2)",
    "batch n: 3\nx: 4×9×8\nw: 6×4×3×3\ny = conv(x, w, padding=1)",
    "batch n: 2\nx: 4×9×8\nw: 6×4×3×3\ny = conv(x, w, padding=1, flip=True)",
    "batch n: 2\nx: 4×12×8\nw: 4×4×7×5\ny = conv(x, w, padding=2, stride=4)",
    "x: 4×9×10\nw: 6×4×3×3\ny = conv(x, w, padding=2, dilation=2)",
    "x: 4×9×8\nw: 4×1×3×3\ny = conv(x, w, padding=1, groups=4)",
    "x: 4×9×8\nw: 8×1×3×2\ny = conv(x, w, stride=(1,2), groups=4)",
    "batch n: 3\nx: 6×9×8\nw: 3×2×3×2\ny = conv(x, w, padding=2, dilation=(1,3), groups=3)",
    "batch n: 2\nx: 3×9×8\nw: 3×1×3×3\ny = conv(x, w, groups=3, flip=True)",
    "batch n: 2\nx: 3×9×8\nw: 3×1×3×2\ny = conv(x, w, padding=1, stride=2, groups=3)",
    "x: 9×8×4\nw: 3×3×4×5\ny = conv(x, w, stride=2)\nlayout = channels_last",
    "x: 3×12×11\nw: 4×3×3×3\nb: 4\ny = relu(conv(x, w, b, padding=1))\nE = squared_error(y, t)",
    "batch n: 2\nx: 4×15×14\nw: 6×4×4×3\ny = conv(x, w, stride=(4,2), dilation=(2,3))",
    "batch n: 2\nx: 3×15×14\nw: 6×3×3×4\ny = conv(x, w, stride=(3,4), dilation=(3,1), padding=1)",
    "batch n: 3\nx: 4×9×8\nw: 6×4×1×1\nb: 6\ny = conv(x, w, b, stride=2)",
    "batch n: 2\nx: 4×9×8\nw: 6×4×1×1\ny = conv(x, w, stride=3, padding=1)",
    "batch n: 2\nx: 4×9×9\nw: 6×4×1×3\ny = conv(x, w, stride=(3,2), padding=(0,1))",
    "batch n: 2\nx: 4×9×9\nw: 6×2×3×1\ny = conv(x, w, stride=2, groups=2)",
    "batch n: 2\nx: 9×8×4\nw: 1×1×4×5\ny = conv(x, w, stride=2)\nlayout = channels_last",
]


POOLS = {
    "batch n: 3\nx: 4×9×9\ny = max_pool(x, 3, stride=2, padding=1)": ("window_maxima", "window_winners", "spread_shares"),
    "batch n: 3\nx: 4×9×8\ny = max_pool(x, (3,2), stride=(2,1))": ("window_maxima", "window_winners", "spread_shares"),
    "x: 8×8×2\ny = max_pool(x, 2)\nlayout = channels_last": ("window_maxima", "window_winners", "spread_shares"),
    "x: 11\ny = max_pool(x, 3, stride=2, dilation=3)": ("window_maxima", "window_winners", "spread_shares"),
    "batch n: 2\nx: 4×9×9\ny = avg_pool(x, 3, stride=2, padding=1)": ("window_sums", "spread_sums"),
    "batch n: 2\nx: 4×8×8\ny = avg_pool(x, 2)": ("window_sums", "spread_sums"),
    "x: 2×12×9\ny = sum_pool(x, 5, stride=3)": ("window_sums", "spread_sums"),
}


TILED = [
    "batch n: 3\nx: 4×9×8\nw: 6×4×3×3\ny = conv(x, w, padding=1)",
    "x: 4×9×13\nw: 6×4×5×5\ny = conv(x, w)",
    "x: 4×9×13\nw: 6×4×5×5\ny = conv(x, w, padding=4)",
    "x: 4×9×13\nw: 6×4×3×3\ny = conv(x, w, flip=True)",
    "batch n: 2\nx: 4×58×70\nw: 9×4×3×3\ny = conv(x, w, padding=((1,0),(0,2)))",
    "x: 9×13×4\nw: 5×5×4×6\ny = conv(x, w, padding=2)\nlayout = channels_last",
    "x: 9×13\nw: 3×3\ny = conv(x, w, padding=2)",
]


@pytest.fixture
def no_size_too_small(monkeypatch):
    monkeypatch.setattr(large, "LEAST_WORK", dict.fromkeys(large.LEAST_WORK, 0))


def both_ways(text, dtype="float64", change=lambda array: array):
    """The outputs and gradients of a network by the rules, by the general path, and the source of the first."""
    net = sc.Network(text)
    sizes = named(sizes_of(net))
    values = {key: change(array) for key, array in random_values(net, sizes_of(net)).items()}
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=sizes)
    rows = tuple(r for r in RULES if r.name in ("convolution", "pool"))
    ruled, plain = (compile_system(program.system, sizes_of(net), program.outputs, program.inputs, dtype=d, rules=r)
                    for d, r in ((dtype, rows), ("float64", ())))
    values = {key: values[key] for key in program.inputs}
    return ruled(values), plain(values), ruled.source


def assert_same(found, expected, tolerance=1e-11):
    assert found.keys() == expected.keys()
    assert found
    for key, array in found.items():
        assert np.shape(array) == np.shape(expected[key]), key
        np.testing.assert_allclose(array, expected[key], rtol=tolerance, atol=tolerance, err_msg=key)


@pytest.mark.parametrize("text", [t for layer in LAYERS for t in layer.examples])
def test_examples_of_every_layer(text, no_size_too_small):
    found, expected, _ = both_ways(text)
    assert_same(found, expected)


@pytest.mark.parametrize("text", CONVOLUTIONS)
def test_convolutions(text, no_size_too_small):
    found, expected, source = both_ways(text)
    assert_same(found, expected)
    assert "convolve(" in source or "image_slope(" in source
    assert "kernel_slope(" in source


@pytest.mark.parametrize(("text", "function"), [
    ("x: 6×9×8\nw: 3×2×3×2\ny = conv(x, w, groups=3)", "turned_slope"),
    ("x: 6×9×8\nw: 3×2×3×2\ny = conv(x, w, groups=3, stride=2)", "image_slope"),
    ("x: 6×9×8\nw: 6×2×3×2\ny = conv(x, w, groups=3)", "image_slope"),
])
def test_one_filter_to_a_group_goes_back_by_the_kernel_turned(text, function, no_size_too_small):
    found, expected, source = both_ways(text)
    assert_same(found, expected)
    assert f"= {function}(" in source


@pytest.mark.parametrize("step", toom_cook.STEPS)
@pytest.mark.parametrize("text", TILED)
def test_tiles_of_toom_and_cook(text, step, no_size_too_small, monkeypatch):
    monkeypatch.setattr(toom_cook, "WORTH", float("inf"))
    monkeypatch.setattr(toom_cook, "STEPS", (step,))
    found, expected, source = both_ways(text)
    assert_same(found, expected, 1e-10)
    assert source.count("= tile_") == 3
    found, expected, source = both_ways(text, "float32")
    for key, array in expected.items():
        assert np.abs(found[key] - array).max() < 3e-5 * np.abs(array).max(), key
    # a result takes four points at most in single precision: with more, only the gradients are by tiles
    assert source.count("= tile_") == (3 if step == 2 and "5×5" not in text else 2)


@pytest.mark.parametrize("text", [t for t in CONVOLUTIONS if "groups" not in t])
def test_strips(text, no_size_too_small, monkeypatch):
    for name in ("TALL", "FEW_COLUMNS"):
        monkeypatch.setattr(write_convolution, name, 0)
    found, expected, source = both_ways(text)
    assert_same(found, expected)
    assert source.count("= strip_") == 3


def test_strips_stay_until_others_are_put_there(no_size_too_small, monkeypatch):
    for name in ("TALL", "FEW_COLUMNS"):
        monkeypatch.setattr(write_convolution, name, 0)
    one = "x: 3×13×11\nw: 4×3×5×3\ny = conv(x, w, stride=2)"
    two = one + "\nv: 6×4×3×3\nz = tanh(conv(y, v))\nE = squared_error(z, t)"
    many = "batch n: 40\nx: 3×40×40\nw: 4×3×5×3\ny = conv(x, w, stride=2)"
    for text, times in ((one, 1), (two, 4), (many, 0)):
        found, expected, source = both_ways(text)
        assert_same(found, expected)
        # of two layers each finds those of the other; where images are many, strips are made in turns
        assert source.count("= strips(") - source.count("found = strips(") == times


def test_strips_are_for_tall_kernels_and_few_filters():
    text = "x: 8×40×40\nw: {1}×8×{0}×{0}\ny = conv(x, w)"
    tall, flat, many = (sc.Network(text.format(*n)).compile(wrt=["x", "w"], outputs=["y"]).source
                        for n in ((7, 8), (3, 8), (7, 64)))
    assert tall.count("= strip_") == 3
    assert "strip_" not in flat + many


def test_a_kernel_stays_at_the_points_until_another_is_put_there():
    one = "x: 128×14×14\nw: 128×128×3×3\ny = conv(x, w, padding=1)"
    two = one + "\nv: 128×128×3×3\nu = conv(y, v, padding=1)"
    source, longer = (sc.Network(text).compile(wrt=["x"], outputs=[out]).source for text, out in ((one, "y"), (two, "u")))
    assert source.count("= at_points(") == 1
    assert source.count("= tile_") == 2
    # there the second kernel stands when the way back begins, and the first has to be worked out again
    assert longer.count("= at_points(") == 3
    assert longer.count("= tile_") == 4


def test_tiles_are_for_many_channels():
    text = "x: {0}×28×28\nw: {0}×{0}×3×3\ny = conv(x, w, padding=1)"
    few, many = (sc.Network(text.format(n)).compile(wrt=["x", "w"], outputs=["y"]).source for n in (8, 128))
    assert "tile_convolve(" in many
    assert "convolve(" in few
    assert "tile_convolve(" not in few


@pytest.mark.parametrize("taps", [2, 3, 4, 5])
def test_the_matrices_multiply_polynomials(taps):
    forward, back, spread = toom_cook.matrices(4, taps)
    kernel = [Fraction(3 * k - 4, 2) for k in range(taps)]
    cells = [Fraction(k * k - 5) for k in range(taps + 3)]
    points = [sum(a * b for a, b in zip(f, cells, strict=True)) * sum(a * b for a, b in zip(s, kernel, strict=True))
              for f, s in zip(forward, spread, strict=True)]
    for place in range(4):
        expected = sum(kernel[k] * cells[place + k] for k in range(taps))
        assert sum(p * b[place] for p, b in zip(points, back, strict=True)) == expected


def test_single_precision(no_size_too_small):
    found, expected, _ = both_ways(CONVOLUTIONS[0], "float32")
    assert all(a.dtype == np.float32 for a in found.values())
    assert_same(found, expected, 1e-4)


@pytest.mark.parametrize(("text", "functions"), POOLS.items())
def test_pools_with_ties(text, functions, no_size_too_small):
    found, expected, source = both_ways(text, change=lambda array: np.round(2 * array))
    assert_same(found, expected)
    assert all(f"= {name}(" in source for name in functions)


@pytest.mark.parametrize("text", ["x: 2×3×4×3\nw: 2×2×2×3×2\ny = conv(x, w, padding=(1,0,1))",
                                  "x: 8\nw: 3\ny = conv(x, w, stride=2, dilation=2)"])
def test_what_no_rule_fits_takes_the_general_path(text, no_size_too_small):
    found, expected, source = both_ways(text)
    assert_same(found, expected)
    assert "np.matmul(" in source or "np.einsum(" in source


@pytest.mark.parametrize(("text", "sums"), [
    ("batch n: 30\nx: 4×9×8\nb: 4\ny[c,i,j] = x[c,i,j] + b[c]", ".dot(np.matmul("),
    ("batch n: 30\nx: 4×2×8\nb: 4\ny[c,i,j] = x[c,i,j] + b[c]", ".sum(axis=("),
    ("x: 70×80\ny = sum(x)/3", ".sum(axis=("),
])
def test_sums_along_whole_axes(text, sums, monkeypatch):
    monkeypatch.setattr("symcnn.numeric.table.SMALL_TOTAL", 0)
    net = sc.Network(text)
    program = net.compile(wrt=operands(net), outputs=["y"])
    values = {key: array for key, array in random_values(net, {}).items() if key in program.inputs}
    plain = compile_system(program.system, {}, program.outputs, program.inputs, rules=())
    assert sums in program.source
    assert_same(program(values), plain(values))


def test_a_kernel_of_one_cell_copies_nothing(no_size_too_small):
    found, expected, source = both_ways("batch n: 3\nx: 4×9×8\nw: 6×4×1×1\ny = conv(x, w)")
    assert_same(found, expected)
    assert "convolve(" not in source
    assert "image_slope(" not in source


def test_axes_of_one_entry_do_not_hide_a_convolution(no_size_too_small):
    text = "batch n: 1\nx: 1×40×40\nw: 1×1×3×3\nb: 1\ny = conv(x, w, b, padding=1)"
    found, expected, source = both_ways(text)
    assert_same(found, expected)
    # the gradient by the image is a convolution too, with the kernel turned
    assert [source.count(f"= {name}(") for name in ("convolve", "kernel_slope", "image_slope")] == [2, 1, 0]


def test_small_layers_take_the_general_path():
    source = sc.Network("x: 4×4; w: 2×2; y = conv(x, w); z = max_pool(y, 2)").compile(wrt=["x", "w"]).source
    assert source.count("def ") == 1


def test_a_program_stands_alone_with_the_functions_it_calls(no_size_too_small):
    program = sc.Network("x: 2×6×7; w: 3×2×3×3; y = relu(conv(x, w, padding=1))").compile(wrt=["x", "w"], outputs=["y"])
    names = {}
    exec(program.source, names)  # noqa: S102 (our own source)
    random = np.random.default_rng(3)
    values = {key: random.standard_normal(shape) for key, shape in zip(
        program.inputs, [(2, 6, 7), (3, 2, 3, 3), (3, 6, 7)], strict=True)}
    for array, expected in zip(names["program"](*values.values()), program(values).values(), strict=True):
        np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("text", [*CONVOLUTIONS, *POOLS])
def test_what_a_call_leaves_behind_does_not_matter(text, no_size_too_small):
    net = sc.Network(text)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=named(sizes_of(net)))
    rows = tuple(r for r in RULES if r.name in ("convolution", "pool"))
    ruled, plain = (compile_system(program.system, sizes_of(net), program.outputs, program.inputs, rules=r)
                    for r in (rows, ()))
    values = {k: a for k, a in random_values(net, sizes_of(net)).items() if k in program.inputs}
    first = ruled(values)
    before = {k: np.copy(a) for k, a in first.items()}
    other = {k: 2 - 3 * np.asarray(a) for k, a in values.items()}
    assert_same(ruled(other), plain(other))
    # and what was handed out stays as it was
    assert_same(first, before, 0)


def test_large_arrays_are_let_go_after_their_last_reader():
    text = "x: 8×40×40\nw: 8×8×3×3\nv: 8×8×3×3\ny = relu(conv(x, w))\nz = relu(conv(y, v))\nE = squared_error(z, t)"
    source = sc.Network(text).compile(wrt=["x", "w", "v"]).source
    lines = [line.strip() for line in source.splitlines()]
    gone = [name for line in lines if line.startswith("del ") for name in line[4:].split(", ")]
    assert gone
    for name in gone:
        place = next(n for n, line in enumerate(lines) if line.startswith("del ") and name in line[4:].split(", "))
        mentioned = [n for n, line in enumerate(lines) if re.search(rf"\b{name}\b", line)]
        assert mentioned[-1] == place
        assert len(mentioned) >= 3


@pytest.mark.parametrize("channels", [8, 64])
def test_four_points_are_as_exact_as_a_plain_product_in_single_precision(channels):
    random = np.random.default_rng(0)
    image = random.standard_normal((1, channels, 24, 24)).astype(np.float32)
    kernel = (random.standard_normal((16, channels, 3, 3)) / (3 * channels ** 0.5)).astype(np.float32)
    geometry = (22, 22), (1, 1), (1, 1), 1
    exact = kernels.convolve(image.astype(float), kernel.astype(float), *geometry, {})

    def error(result):
        return float(np.sqrt(np.mean((result - exact) ** 2)))

    def tiled(step):
        forward, back, spread = (np.array([[float(v) for v in row] for row in matrix], dtype=np.float32)
                                 for matrix in toom_cook.matrices(step, 3))
        there = tile_kernels.at_points(kernel, step + 2, np.kron(spread, spread), {})
        return tile_kernels.tile_convolve(image, there, (0, 0), (22, 22), step, forward, back, {})
    plain = error(kernels.convolve(image, kernel, *geometry, {}))
    assert error(tiled(2)) < 1.5 * plain
    assert error(tiled(4)) > 3 * plain
