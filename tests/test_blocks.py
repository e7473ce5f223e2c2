"""Gradients through averages of windows side by side, their factors at blocks and at places made one tensor."""

import numpy as np
import pytest

import symcnn as sc
from contract import random_values, sizes_of
from symcnn.notation.affine import constant, floor_divide, whole
from symcnn.notation.letters import index
from symcnn.numeric import lines
from symcnn.numeric.blocks import block_of, vanish_together
from symcnn.numeric.boxes import Box
from symcnn.numeric.gradient_check import central_difference, compare

NETWORKS = [
    "x: 8×8\nw: 3×3\ny = tanh(conv(x, w))\nz = avg_pool(y, 2)\nE = squared_error(z, t)/2",
    "x: 2×9×8\nw: 3×2×2×3\nb: 3\ny = sigmoid(conv(x, w, b))\nz = avg_pool(y, 2)\nE = squared_error(z, t)/2",
    "x: 8×10\nw: 3×3\ny = tanh(conv(x, w))\nz = sum_pool(y, 2)\nE = squared_error(z, t)/2",
    "batch n: 3\nx: 1×6×6\nw: 2×1×3×3\ny = relu(conv(x, w, padding=1))\nz = avg_pool(y, 3)\nE = squared_error(z, t)/2",
    "x: 14\nw: 3\ny = tanh(conv(x, w))\nz = avg_pool(y, 3)\nE = squared_error(z, t)/2",
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("text", NETWORKS)
def test_agrees_with_factors_apart(text, fresh, dtype, monkeypatch):
    net = sc.Network(text)
    program, apart = (net.compile(net.differentiable, dtype=dtype, fresh=fresh) for _ in range(2))
    values = random_values(net, sizes_of(net))
    values = {k: np.asarray(values[k], dtype) for k in program.inputs}
    program(values)
    found = program(values)
    with monkeypatch.context() as patch:
        patch.setattr(lines, "merge_blocks", lambda *_: None)
        expected = apart(values)
        assert "def program" in apart.source  # compiled here, and kept
    assert program.source != apart.source
    assert "einsum" not in program.source
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        assert np.allclose(found[key], array, rtol=1e-12 if dtype == "float64" else 1e-4, atol=1e-12
                           if dtype == "float64" else 1e-5), key


@pytest.mark.parametrize("text", [t for t in NETWORKS if "relu" not in t])
def test_agrees_with_central_differences(text):
    net = sc.Network(text)
    program = net.compile(net.differentiable)
    values = random_values(net, sizes_of(net))
    values = {k: np.asarray(values[k], float) for k in program.inputs}
    found = program(values)
    for key in net.differentiable:
        numeric = central_difference(lambda changed: program(changed)[net.loss], values, key)
        assert compare(key, found[net.key(net.loss, key)], numeric).ok, key


def test_blocks_in_terms_of_places():
    i, m, y = index("i"), index("m"), index("y")
    place = whole(i) - whole(m) + 1
    assert block_of((floor_divide(whole(i) - whole(m), 2),), (place,), (y,)) == (floor_divide(whole(y) - 1, 2),)
    # not divided, of another place, of more axes
    assert block_of((place,), (place,), (y,)) is None
    assert block_of((floor_divide(whole(i) + whole(m), 2),), (place,), (y,)) is None
    assert block_of((floor_divide(whole(i), 2), whole(m)), (place,), (y,)) is None


def test_a_block_that_reaches_beyond_the_places_is_seen():
    i, y = index("i"), index("y")
    boxes = {i: Box(1, 6)}
    # the place 6 lies beyond five places; its block lies within three of them, and beyond two
    for count, expected in ((3, False), (2, True)):
        block = constant(1) + whole(y) - 4
        assert vanish_together((block,), (whole(i),), ([Box(1, count)], [Box(1, 5)]), (y,), boxes) is expected


def test_blocks_of_places_with_a_stride_are_read_off_a_table():
    i, m, y = index("i"), index("m"), index("y")
    boxes = {i: Box(1, 30), m: Box(0, 2)}
    place = whole(m) + floor_divide(whole(i), 2)
    block = floor_divide(whole(i) + 2 * whole(m) + 2, 4)
    assert block_of((block,), (place,), (y,)) is None
    assert block_of((block,), (place,), (y,), boxes) == (floor_divide(whole(y) + 1, 2),)
    # no function of the place, and no quotient of it
    assert block_of((floor_divide(whole(i) + whole(m), 2),), (place,), (y,), boxes) is None
    assert block_of((floor_divide(whole(i), 2) * 2 - floor_divide(whole(i), 2),), (place,), (y,), boxes) is None
