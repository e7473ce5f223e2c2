"""Maxima of four windows or fewer: their winners as numbers, the gradient put where they stand."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

FEW = ["x: 3×3; p = max_pool(x, 2, stride=1); E = squared_error(p, t)/2",
       "x: 2×4×4; p = max_pool(x, 4); E = squared_error(p, t)/2",
       "x: 4×4; p = max_pool(x, 3, stride=2, padding=1); E = squared_error(p, t)/3",
       "x: 1×6; w: 1×3; p = max_pool(conv(x, w), (1, 2)); E = squared_error(p, t)/2",
       "x: 6×6; w: 3×3; p = max_pool(relu(conv(x, w)), 2); v: 4; E = squared_error(v flatten(p), t)/2"]


@pytest.mark.parametrize("text", FEW)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_few_windows_are_as_many(text, dtype):
    net = sc.Network(text)
    wrt = [k for k in net.differentiable if k != "t"]
    program = net.compile(wrt=wrt, outputs=["p"], dtype=dtype)
    random = np.random.default_rng(0)
    kept = compile_system(program.system, {}, program.outputs, program.inputs, dtype)
    plain = compile_system(program.system, {}, program.outputs, program.inputs, dtype, True,
                           tuple(r for r in RULES if r.name not in ("winners", "shares", "return", "numbers")))
    for _ in range(3):
        # among small whole numbers many are equal
        values = {k: random.integers(-2, 3, shape).astype(dtype) for k, shape in kept.inputs.items()}
        found, expected = kept(values), plain(values)
        for key in program.outputs:
            np.testing.assert_allclose(found[key], expected[key], rtol=1e-6, atol=1e-6)


def test_one_entry_that_wins_in_all_windows_gets_all_gradients():
    program = sc.Network("x: 3×3; p = max_pool(x, 2, stride=1); E = squared_error(p, t)/2").compile(["x"])
    x = np.zeros((3, 3))
    x[1, 1] = 5
    for t in (np.zeros((2, 2)), np.ones((2, 2))):
        assert program({"x": x, "t": t})["dE/dx"].tolist() == [[0, 0, 0], [0, np.sum(5 - t), 0], [0, 0, 0]]
    assert "argmax(1).tolist()" in program.source


def test_no_number_wins_and_is_sent_on():
    program = sc.Network("x: 1×4; p = max_pool(x, (1, 2)); E = squared_error(p, t)/2").compile(["x"], outputs=["p"])
    found = program({"x": np.array([[1.0, np.nan, 2.0, np.inf]]), "t": np.zeros((1, 2))})
    np.testing.assert_array_equal(found["p"], [[np.nan, np.inf]])
    np.testing.assert_array_equal(found["dE/dx"], [[0, np.nan, 0, np.inf]])
