"""Passes between orders of axes: programs that walk in blocks beside those of the general path, and where they do."""

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.numeric import bands, large, moves, row_tiles
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

LAYERS = [
    "batch n: 9\nx: 3×8×7\nw: 4×3×3×3\nb: 4\ny = conv(x, w, b, padding=1)",
    "batch n: 8\nx: 2×5×21\nw: 3×2×3×2\nb: 3\ny = relu(conv(x, w, b, stride=(2,3), padding=((1,2),(0,1)))) + 2",
    "batch n: 3\nx: 9×8×4\nw: 3×3×4×5\ny = conv(x, w)\nlayout = channels_last",
    "batch n: 8\nx: 12\nw: 4\ny = conv(x, w, stride=2)",
    "batch n: 8\nx: 1×8×8\nw: 2×1×3×3\nv: 3×2×2×2\ny = tanh(conv(x, w, padding=1))\nz = conv(y, v)\nE = squared_error(z, t)",
    "x: 3×4×5\ny = transpose(x)",
]


@pytest.fixture
def in_blocks(monkeypatch):
    monkeypatch.setattr(large, "LEAST_WORK", dict.fromkeys(large.LEAST_WORK, 0))
    monkeypatch.setattr(moves, "MANY", 0)
    monkeypatch.setattr(moves, "LEAST_STEP", 1)


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("rule", ["bands", "row tiles"])
@pytest.mark.parametrize("text", LAYERS)
def test_passes_in_blocks_agree_with_the_general_path(text, rule, fresh, in_blocks, monkeypatch):
    monkeypatch.setattr(bands, "pays", lambda found: True)
    monkeypatch.setattr(row_tiles, "pays", lambda found, dtype: True)
    net = sc.Network(text)
    sizes = sizes_of(net)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=named(sizes))
    given = {key: a for key, a in random_values(net, sizes).items() if key in program.inputs}

    def lowered(names):
        rules = tuple(r for r in RULES if r.name in names)
        return compile_system(program.system, sizes, program.outputs, program.inputs, "float64", fresh, rules)
    expected, blocked = lowered(())(given), lowered((rule, "chain", "columns"))
    blocked({key: 2 * a for key, a in given.items()})
    for key, array in blocked(given).items():
        assert np.shape(array) == np.shape(expected[key]), key
        np.testing.assert_allclose(array, expected[key], rtol=1e-10, atol=1e-10, err_msg=key)


def test_large_copies_go_by_channels_and_small_ones_in_one():
    text = "batch n: {0}\nx: 4×{1}×{1}\nw: 3×4×3×3\nb: 3\ny = conv(x, w, b, padding=1)"
    large_one, small = (sc.Network(text.format(*n)).compile(wrt=["x", "w"], outputs=["y"]).source for n in ((64, 14), (8, 9)))
    assert "a0.transpose(1, 0, 2, 3)):" in large_one
    # a bias is added before the copy
    assert "    add(b" in large_one and "    add(b" not in small
    assert "transpose(1, 0, 2, 3)):" not in small


@pytest.mark.parametrize(("counts", "target", "source", "order", "axis"), [
    # the same axis is fastest in both: as it stands
    ((32, 8, 16, 16), (2048, 256, 16, 1), (16, 8192, 512, 1), (0, 1, 2, 3), None),
    # images last in one, columns in the other; an axis of one entry counts for nothing
    ((64, 8, 16, 16), (2048, 256, 16, 1), (1, 1024, 8192, 64), (1, 2, 0, 3), 1),
    ((64, 8, 1, 100), (800, 100, 100, 1), (1, 6400, 0, 64), (1, 2, 0, 3), 1),
    # short rows of the target: along the images
    ((64, 80, 10, 10), (8000, 100, 10, 1), (1, 640, 51200, 64), (1, 2, 3, 0), 1),
    # but not where those would share a few lines of the cache
    ((64, 32, 8, 8), (2048, 64, 8, 1), (1, 512, 16384, 64), (0, 1, 2, 3), 1),
    # few entries
    ((4, 8, 6, 6), (288, 36, 6, 1), (1, 24, 192, 4), (0, 1, 2, 3), None),
    # what is read is the same everywhere
    ((64, 8, 16, 16), (2048, 256, 16, 1), (0, 0, 0, 0), (0, 1, 2, 3), None),
])
def test_orders(counts, target, source, order, axis):
    assert moves.walked(counts, target, source) == order
    assert moves.stepped(counts, target, source) == axis
