"""Losses of logits that are far apart: where exp is infinite, or a probability is 0 or 1 in floats, losses are not."""

import mpmath
import numpy as np
import pytest

import symcnn as sc
from symcnn.expression.nodes import Maximum
from symcnn.expression.walk import tensors
from symcnn.numeric.below_greatest import below_greatest
from symcnn.numeric.log_probabilities import from_exponents


def exact_softmax(rows):
    powers = [[mpmath.exp(mpmath.mpf(float(z))) for z in row] for row in rows]
    return [[p / mpmath.fsum(row) for p in row] for row in powers]


def cross_entropy(rows, targets):
    """The summed loss of rows of logits, and its gradient, worked out to 600 digits."""
    with mpmath.workdps(600):
        return _cross_entropy(rows, targets)


def _cross_entropy(rows, targets):
    found = exact_softmax(rows)
    losses = [-t * mpmath.log(p) for ps, ts in zip(found, targets, strict=True) for p, t in zip(ps, ts, strict=True) if t]
    gradient = [[p - t for p, t in zip(ps, ts, strict=True)] for ps, ts in zip(found, targets, strict=True)]
    return float(mpmath.fsum(losses)), np.array(gradient, dtype=float)


def bce(values, targets):
    """The summed loss of logits, and its gradient."""
    with mpmath.workdps(600):
        return _bce(values, targets)


def _bce(values, targets):
    found = [1 / (1 + mpmath.exp(-mpmath.mpf(float(z)))) for z in values]
    losses = [-mpmath.log(p if t else 1 - p) for p, t in zip(found, targets, strict=True)]
    return float(mpmath.fsum(losses)), np.array([p - t for p, t in zip(found, targets, strict=True)], dtype=float)


def run(text, dtype, **values):
    net = sc.Network(text)
    program = net.compile(["z"], dtype=dtype)
    with np.errstate(all="raise"):
        results = program(values)
    return results["E"], results["dE/dz"]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 40])
@pytest.mark.parametrize("spread", [1, 30, 300, 3000])
@pytest.mark.parametrize("head", ["E = cross_entropy_logits(z, t)", "p = softmax(z); E = cross_entropy(p, t)",
                                  "p = log_softmax(z); E = -sum_{{i=1}}^{{{n}}} t_i p_i"])
def test_one_image(head, size, spread, dtype):
    random = np.random.default_rng(size + spread)
    z = (spread * random.standard_normal(size)).astype(dtype)
    t = np.eye(size)[random.integers(size)]
    loss, gradient = run(f"z: {size}; t: {size}; {head.format(n=size)}", dtype, z=z, t=t)
    exact, by_logits = cross_entropy([z], [t])
    precision = 100 * float(np.finfo(dtype).eps)
    assert loss == pytest.approx(exact, rel=precision, abs=precision)
    np.testing.assert_allclose(gradient, by_logits[0], rtol=0, atol=precision)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [3, 9])
def test_exponents_that_are_more_than_an_entry(size, dtype):
    random = np.random.default_rng(size)
    z = (2000 * random.standard_normal((2, size))).astype(dtype)
    t = np.eye(size)[random.integers(size, size=2)]
    exact, by_logits = cross_entropy(z / 2, t)
    precision = 100 * float(np.finfo(dtype).eps)
    total = f"E = -sum_{{i=1}}^{{2}} sum_{{j=1}}^{{{size}}} t_{{ij}} p_{{ij}}"
    for text in (f"z: 2x{size}; t: 2x{size}; p = log_softmax(z/2, axis=1); {total}",
                 f"batch n: 2; z: {size}; E = cross_entropy_logits(z/2, t)",
                 f"batch n: 2; z: {size}; p = softmax(z/2); E = cross_entropy(p, t)"):
        loss, gradient = run(text, dtype, z=z, t=t)
        assert loss == pytest.approx(exact, rel=precision), text
        np.testing.assert_allclose(gradient, by_logits / 2, rtol=0, atol=precision)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("head", ["E = cross_entropy_logits(z, t)", "p = softmax(z); E = cross_entropy(p, t)"])
def test_a_batch(head, dtype):
    random = np.random.default_rng(0)
    z = (random.standard_normal((6, 5)) * np.array([[1], [30], [300], [3000], [-9000], [1e6]])).astype(dtype)
    t = np.eye(5)[random.integers(5, size=6)]
    loss, gradient = run(f"batch n: 6; z: 5; {head}", dtype, z=z, t=t)
    exact, by_logits = cross_entropy(z, t)
    precision = 100 * float(np.finfo(dtype).eps)
    assert loss == pytest.approx(exact, rel=precision)
    np.testing.assert_allclose(gradient, by_logits, rtol=0, atol=precision)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [1, 4, 12])
def test_yes_or_no(size, dtype):
    z = np.linspace(-900, 900, 3 * size)[size:2 * size] if size > 1 else np.array([40.0])
    for values in (z, -z, z / 10, np.full(size, 17.5), np.full(size, 800.0)):
        for t in (np.zeros(size), np.ones(size), np.arange(size) % 2 * 1.0):
            loss, gradient = run(f"z: {size}; p = sigmoid(z); E = bce(p, t)", dtype, z=values.astype(dtype), t=t)
            exact, by_logits = bce(values.astype(dtype), t)
            precision = 100 * float(np.finfo(dtype).eps)
            assert loss == pytest.approx(exact, rel=precision, abs=1e-300)
            np.testing.assert_allclose(gradient, by_logits, rtol=0, atol=precision)


def test_a_scalar_head():
    for z, t in ((40.0, 1.0), (-40.0, 0.0), (800.0, 0.0), (-800.0, 1.0), (0.3, 1.0)):
        loss, gradient = run("z: scalar; p = sigmoid(z); E = bce(p, t)", "float64", z=z, t=t)
        exact, by_logits = bce([z], [t])
        assert loss == pytest.approx(exact, rel=1e-14)
        assert gradient == pytest.approx(by_logits[0], abs=1e-15)


def rewritten(text):
    net = sc.Network(text)
    equations = [*from_exponents(net.forward_system.equations)]
    return [e for e, _ in below_greatest(equations, net.system.tensors)]


def test_sums_of_part_of_an_axis_and_other_products_stay():
    for text in ("z: 4; E = log(sum_{i=1}^{3} exp(z_i))", "z: 4; E = sum_{i=1}^{4} exp(z_i)",
                 "z: 4; E = log(1 + sum_{i=1}^{4} exp(z_i))", "z: 4; u: 4; E = sum_{j=1}^{4} exp(u_j)/sum_{i=1}^{4} exp(z_i)",
                 "z: 4; E = log(z_1)", "p: 4; E = sum_{i=1}^{4} log(1 - p_i)"):
        assert rewritten(text) == [*sc.Network(text).forward_system.equations], text


def test_what_lies_below_the_greatest_is_read_once():
    found = rewritten("z: 2x4; p = softmax(z); q = log_softmax(z); E = sum_{i=1}^{2} sum_{j=1}^{4} p_{ij} q_{ij}")
    greatest, below = found[0].tensor, found[1].tensor
    assert isinstance(found[0].right, Maximum) and [tensors(e.right) for e in found] == [
        {"z"}, {"z", greatest}, {below}, {below}, {"p", "q"}]
