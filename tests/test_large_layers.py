"""Rules for large layers, made to fit small ones: their programs beside those of the general path."""

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.layers.conv import Conv
from symcnn.numeric import large
from symcnn.numeric.program import compile_system

CONVOLUTIONS = [
    "batch n: 5\nx: 4×9×8\nw: 6×2×3×3\nb: 6\ny = conv(x, w, b, stride=2, padding=1, groups=2)",
    "batch n: 3\nx: 4×9×8\nw: 6×4×3×3\ny = conv(x, w, padding=1)",
    "batch n: 2\nx: 4×9×8\nw: 6×4×3×3\ny = conv(x, w, padding=1, flip=True)",
    "batch n: 2\nx: 4×12×8\nw: 4×4×7×5\ny = conv(x, w, padding=2, stride=4)",
    "x: 4×9×10\nw: 6×4×3×3\ny = conv(x, w, padding=2, dilation=2)",
    "x: 4×9×8\nw: 4×1×3×3\ny = conv(x, w, padding=1, groups=4)",
    "x: 4×9×8\nw: 8×1×3×2\ny = conv(x, w, stride=(1,2), groups=4)",
    "x: 9×8×4\nw: 3×3×4×5\ny = conv(x, w, stride=2)\nlayout = channels_last",
    "x: 3×12×11\nw: 4×3×3×3\nb: 4\ny = relu(conv(x, w, b, padding=1))\nE = squared_error(y, t)",
]


@pytest.fixture
def no_size_too_small(monkeypatch):
    monkeypatch.setattr(large, "LEAST_WORK", 0)


def both_ways(text, dtype="float64"):
    """The outputs and gradients of a network by the rules, by the general path, and the source of the first."""
    net = sc.Network(text)
    sizes = named(sizes_of(net))
    values, wrt = random_values(net, sizes_of(net)), operands(net)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=wrt, outputs=outputs, sizes=sizes, dtype=dtype)
    found = program(values)
    source = program.source
    plain = compile_system(program.system, sizes_of(net), program.outputs, program.inputs, rules=())
    expected = plain({k: values[k] for k in program.inputs})
    return found, expected, source


def assert_same(found, expected, tolerance=1e-11):
    assert found.keys() == expected.keys()
    assert found
    for key, array in found.items():
        assert np.shape(array) == np.shape(expected[key]), key
        np.testing.assert_allclose(array, expected[key], rtol=tolerance, atol=tolerance, err_msg=key)


@pytest.mark.parametrize("text", [*CONVOLUTIONS, *(t for t in Conv.examples if "×3×4×3" not in t)])
def test_convolutions(text, no_size_too_small):
    found, expected, source = both_ways(text)
    assert_same(found, expected)
    assert "convolve(" in source or "image_slope(" in source
    assert "kernel_slope(" in source


def test_single_precision(no_size_too_small):
    found, expected, _ = both_ways(CONVOLUTIONS[0], "float32")
    assert all(a.dtype == np.float32 for a in found.values())
    assert_same(found, expected, 1e-4)
