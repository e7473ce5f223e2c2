"""Elementwise chains: which array a step may write into, what forward and backward share, numbers beside arrays."""

import re

import numpy as np
import pytest

import symcnn as sc
from symcnn.numeric.program import compile_system

QUOTIENTS = {
    "a[i]*b[i]/c[i]": lambda a, b, c: a * b / c,
    "a[i] + b[i] - c[i]": lambda a, b, c: a + b - c,
    "a[i]/c[i]": lambda a, b, c: a / c,
    "a[i]*c[i]*b[i]": lambda a, b, c: a * c * b,
    "a[i]*b[i]/(1 + c[i])": lambda a, b, c: a * b / (1 + c),
    "1/c[i]": lambda a, b, c: 1 / c,
    "1/(b[i]*c[i])": lambda a, b, c: 1 / (b * c),
    "2*a[i]/(b[i]*c[i])": lambda a, b, c: 2 * a / (b * c),
    "(a[i] - c[i])*b[i]": lambda a, b, c: (a - c) * b,
    "a[i] - c[i]*b[i]": lambda a, b, c: a - c * b,
    "a[i]*b[i]/c[i]^2": lambda a, b, c: a * b / c**2,
    "a[i] - b[i] - c[i]": lambda a, b, c: a - b - c,
    "(a[i] + 1)/c[i]": lambda a, b, c: (a + 1) / c,
    "-c[i]": lambda a, b, c: -c,
    "a[i]*b[i] - c[i]": lambda a, b, c: a * b - c,
    "sigmoid(c[i])*(1 - c[i])": lambda a, b, c: (1 - c) / (1 + np.exp(-c)),
}


def called_twice(net, wrt, outputs, values, **options):
    """The results of a second call, which finds what the first left in the buffers."""
    program = net.compile(wrt=wrt, outputs=outputs, **options)
    given = {k: values[k] for k in program.inputs}
    program(given)
    return program(given)


@pytest.mark.parametrize("text", QUOTIENTS)
def test_no_step_writes_over_what_a_later_one_reads(text):
    net = sc.Network(f"x: 5; a: 5; b: 5; c = 2 + tanh(x); y[i] = {text}; E = squared_error(y, t)")
    random = np.random.default_rng(1)
    values = {k: random.uniform(1, 2, 5) for k in ("x", "a", "b", "t")}
    wanted = np.sum((QUOTIENTS[text](values["a"], values["b"], 2 + np.tanh(values["x"])) - values["t"])**2)
    assert called_twice(net, [], ["E"], values)["E"] == pytest.approx(wanted, rel=1e-13)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_logistic_slope_is_shared_with_the_forward_pass(dtype):
    net = sc.Network("x: 2×8; y = sigmoid(x); E = squared_error(y, t)/2")
    x = np.linspace(-60, 60, 16).reshape(2, 8).astype(dtype)
    t = np.full((2, 8), 0.25, dtype)
    found = called_twice(net, ["x"], ["y"], {"x": x, "t": t}, dtype=dtype)
    small = np.exp(-np.abs(x.astype("float64")))
    y = np.where(x > 0, 1, small) / (1 + small)
    assert np.max(np.abs(found["y"] - y)) < (1e-15 if dtype == "float64" else 1e-6)
    slope = (y - 0.25) * small / (1 + small)**2
    np.testing.assert_allclose(found["dE/dx"], slope, rtol=1e-13 if dtype == "float64" else 1e-5, atol=4e-18)


def test_far_from_zero_a_shared_slope_is_finite():
    net = sc.Network("x: 8; y = sigmoid(x); E = squared_error(y, t)/2")
    x = np.array([-1e4, -800.0, -750.0, -100.0, 100.0, 750.0, 800.0, 1e4])
    found = called_twice(net, ["x"], ["y"], {"x": x, "t": np.zeros(8)})
    np.testing.assert_allclose(found["y"], x > 0, atol=1e-40)
    np.testing.assert_allclose(found["dE/dx"], 0, atol=1e-16)


def test_where_a_logarithm_follows_small_values_are_kept():
    net = sc.Network("x: 8; p = sigmoid(x); L = bce(p, t)")
    values = {"x": np.full(8, -720.0), "t": np.ones(8)}
    found = called_twice(net, ["x"], ["L"], values)
    assert 8 * 690 < found["L"] < 8 * 730
    assert np.all(np.isfinite(found["dL/dx"]))


@pytest.mark.parametrize("shape", [(3, 4), (40, 50)])
def test_a_gate_is_a_step_at_zero(shape):
    net = sc.Network(f"x: {shape[0]}×{shape[1]}; y = relu(x); E = squared_error(y, t)/2")
    x = np.random.default_rng(2).integers(-2, 3, shape).astype(float)
    found = called_twice(net, ["x"], [], {"x": x, "t": np.ones(shape)})
    np.testing.assert_array_equal(found["dE/dx"], np.where(x > 0, x - 1, 0))


def test_what_no_statement_needs_is_not_defined():
    net = sc.load("example:mini_cnn")
    program = net.compile(wrt=net.differentiable)
    defined = [line.split(" = ")[0] for line in program.source.split("\n") if line[:1] in "bc" and " = " in line]
    assert defined
    assert all(len(re.findall(rf"\b{name}\b", program.source)) > 1 for name in defined)


def test_an_exponential_that_is_summed_is_taken_once():
    source = sc.Network("z: 6; p = softmax(z); E = cross_entropy(p, t)").compile(["z"]).source
    assert len(re.findall(r"(?m)^ +exp\(", source)) == 1
    logits = sc.Network("z: 6; E = cross_entropy_logits(z, t)").compile(["z"])
    assert len(re.findall(r"(?m)^ +exp\(", logits.source)) == 1
    assert "math.log(" in logits.source
    z, t = np.linspace(-1, 2, 6), np.eye(6)[2]
    found = logits({"z": z, "t": t})
    assert found["E"] == pytest.approx(np.log(np.exp(z).sum()) - z[2], rel=1e-13)
    np.testing.assert_allclose(found["dE/dz"], np.exp(z) / np.exp(z).sum() - t, rtol=1e-13)


def test_a_factor_without_letters_is_worked_out_once_as_a_number():
    net = sc.Network("w: 6; x: 6; p = sigmoid(sum_{i=1}^{6} w_i*x_i); L = bce(p, t)")
    program = net.compile(wrt=["w", "x"])
    values = {"w": np.arange(6) / 10, "x": np.ones(6), "t": 1.0}
    found = program(values)
    p = 1 / (1 + np.exp(-1.5))
    np.testing.assert_allclose(found["dL/dw"], (p - 1) * np.ones(6), rtol=1e-13)
    np.testing.assert_allclose(found["dL/dx"], (p - 1) * values["w"], rtol=1e-13)
    plain = compile_system(program.system, {}, program.outputs, program.inputs, rules=())
    np.testing.assert_allclose(plain(values)["dL/dw"], found["dL/dw"], rtol=1e-13)
    assert "subtract(" not in program.source


def test_points_that_mean_times_on_the_left():
    judged = sc.check("$$1.1 + 6.2 + 5. - 1 + 3.0 = 1 + 12 + 5 + 0 = 8$$\n\n$$1.1 + 6.2 = 7.3$$\n\n$$1.1 + 6.2 = 14$$").judged
    assert [j.verdict.verdict for j in judged] == ["wrong", "right", "right", "wrong"]
    assert "the point means times" in judged[1].verdict.conventions
