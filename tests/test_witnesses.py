"""Numbers that tell of an overflow: programs leave exp unguarded where one does, and run anew with guards."""

import math

import numpy as np
import pytest

import symcnn as sc
from symcnn.functions.table import FUNCTIONS
from symcnn.numeric.program import compile_system
from symcnn.numeric.witnesses import PASSING

POOLED = """
x[i,j]: 5x5
w[f_i,f_j,k]: 2x2x3
v[p_i,p_j,k,o]: 3x3x3x2
y[c_i,c_j,k] = sigmoid(conv(x, w))
z[p_i,p_j,k] = sum_pool(y, 2, stride=1)
o = sigmoid(dense(z, v))
E = squared_error(o, t)/2
"""
TOLD = {
    "a pool": POOLED,
    "a batch": "batch n; x: n×1×6×6; w: 2×1×3×3; y = sigmoid(conv(x, w)); z = avg_pool(y, 2); E = squared_error(z, t)",
    "two layers": "x: 6; u: 5×6; w: 3×5; h = sigmoid(u x); g = sigmoid(w h); E = squared_error(g, t)/2",
    "a product": "x: 7; y = sigmoid(x); E = sum_{i=1}^{7} (y_i + tanh(y_i)/2)^2",
}
UNTOLD = {
    "a maximum": "x: 6×6; w: 3×3; y = sigmoid(conv(x, w)); z = max_pool(y, 2); E = squared_error(z, t)",
    "a gate": "x: 6; u: 5×6; w: 3×5; h = sigmoid(u x); g = relu(w h); E = squared_error(g, t)/2",
    "entries left out": "x: 6×6; w: 3×3; y = sigmoid(conv(x, w)); z = sum_pool(y, 1, stride=2); E = squared_error(z, t)",
    "no loss": "x: 6×6; w: 3×3; y = sigmoid(conv(x, w)); z = sum_pool(y, 2)",
}


def prepared(text, dtype="float64", fresh=True, **sizes):
    net = sc.Network(text)
    program = net.compile(wrt=net.differentiable, outputs=[net.forward_system.equations[-1].tensor], sizes=sizes,
                          dtype=dtype, fresh=fresh)
    draw = np.random.default_rng(3)
    (lowered,) = program._lowered.values() if program.source else ()
    return program, lowered, {k: draw.standard_normal(shape) for k, shape in lowered.inputs.items()}


def plain(program, lowered, values):
    """The same by the general path alone, which has its guards."""
    sizes = dict(next(iter(program._lowered))[0])
    if not all(np.all(np.isfinite(v)) for v in values.values()):
        # what becomes of an infinity depends on the steps that are taken
        guarded = lowered.source.replace("clipped=False", "clipped=True")
        return dict(zip(program.outputs, alone(guarded, [values[k] for k in lowered.inputs]), strict=True))
    return compile_system(program.system, sizes, program.outputs, program.inputs, lowered.dtype, rules=())(values)


def alone(source, values):
    """The source run by itself, on copies: a kept array is no result of its own."""
    names = {}
    with np.errstate(all="ignore"):
        exec(source, names)  # noqa: S102 (our own source)
        return [np.array(r) for r in names["program"](*values)]


def sizes(text):
    return {"N": 3} if "batch" in text else {}


FAR = {"both ways": lambda v: v * 1e5, "up": lambda v: np.abs(v) * 1e5, "down": lambda v: -np.abs(v) * 1e5,
       "at the edge": lambda v: v * 700, "infinite": lambda v: np.where(v > 1, np.inf, v),
       "no number": lambda v: np.where(v == v.max(), np.nan, v), "near": lambda v: v}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD)
def test_overflow_changes_nothing(text, far, dtype):
    program, lowered, values = prepared(text, dtype, **sizes(text))
    assert "clipped" in lowered.source
    values["x"] = FAR[far](values["x"])
    values = {k: np.asarray(v, dtype=dtype) for k, v in values.items()}
    expected = plain(program, lowered, values)
    tolerance = 1e-12 if dtype == "float64" else 1e-4
    for found in (lowered(values), lowered(values), program(values), program(values),
                  dict(zip(lowered.outputs, alone(lowered.source, [values[k] for k in lowered.inputs]), strict=True))):
        assert found.keys() == expected.keys()
        for key, array in expected.items():
            np.testing.assert_allclose(found[key], array, rtol=tolerance, atol=tolerance, err_msg=key)


@pytest.mark.parametrize("text", UNTOLD.values(), ids=UNTOLD)
def test_what_no_number_tells_of_keeps_its_guard(text):
    _, lowered, values = prepared(text)
    assert "minimum(" in lowered.source
    assert "clipped" not in lowered.source
    values["x"] = np.abs(values["x"]) * 1e5
    for key, array in lowered(values).items():
        assert np.all(np.isfinite(array)), key


def test_weights_of_nought_hide_no_overflow():
    program, lowered, values = prepared(POOLED)
    values |= {"x": values["x"] * 1e5, "v": np.zeros_like(values["v"])}
    found, expected = program(values), plain(program, lowered, values)
    assert any(np.any(array) for array in expected.values())
    for key, array in expected.items():
        np.testing.assert_allclose(found[key], array, rtol=1e-12, atol=1e-12, err_msg=key)


def test_buffers_that_are_kept_hold_nothing_of_an_overflow():
    program, _, values = prepared(POOLED, fresh=False)
    before = {k: np.array(v) for k, v in program(values).items()}
    program({**values, "x": values["x"] * 1e5})
    for key, array in program(values).items():
        np.testing.assert_array_equal(array, before[key])


@pytest.mark.parametrize("name", sorted(PASSING))
def test_functions_hand_on_what_is_no_number(name):
    function, names = FUNCTIONS[name], {"np": np, "math": math, "u": np.array([math.nan, 1.0]), "out": np.zeros(2)}
    lines = [*function.in_place("u", "out"), f"value = {function.numpy('u')}", "u = math.nan",
             f"number = {function.for_float('u')}"]
    with np.errstate(all="ignore"):
        exec("\n".join(lines), names)  # noqa: S102 (our own source)
    assert np.isnan(names["out"]).tolist() == np.isnan(names["value"]).tolist() == [True, False]
    assert math.isnan(names["number"])
