"""The bundled networks with numbers: every forward value, gradient and updated value, against plain loops and literals."""

import numpy as np
import pytest

import symcnn as sc


def correlate(x, w, step=1):
    rows = (x.shape[0] - w.shape[0]) // step + 1
    columns = (x.shape[1] - w.shape[1]) // step + 1
    return np.array([[np.sum(x[step * r:step * r + w.shape[0], step * c:step * c + w.shape[1]] * w)
                      for c in range(columns)] for r in range(rows)])


def pooled(a, size, step):
    """The largest value of every window, and where its first maximum stands."""
    count = (a.shape[0] - size) // step + 1
    values, places = np.zeros((count, count)), np.zeros((count, count, 2), dtype=int)
    for r in range(count):
        for c in range(count):
            window = a[step * r:step * r + size, step * c:step * c + size]
            place = np.unravel_index(np.argmax(window), window.shape)
            values[r, c] = window[place]
            places[r, c] = (step * r + place[0], step * c + place[1])
    return values, places


def worked(x, w, b, v, c, t, size, step):
    """Forward values and gradients of convolution, ReLU, maximum pooling and one sigmoid neuron, by hand."""
    z = correlate(x, w) + b
    a = np.maximum(z, 0)
    p, places = pooled(a, size, step)
    out = 1 / (1 + np.exp(-(v @ p.ravel() + c)))
    loss = -(t * np.log(out) + (1 - t) * np.log(1 - out))
    delta = out - t
    into_a = np.zeros_like(a)
    for r in range(p.shape[0]):
        for s in range(p.shape[1]):
            into_a[tuple(places[r, s])] += delta * v.reshape(p.shape)[r, s]
    into_z = into_a * (z > 0)
    return {"z": z, "a": a, "p": p, "out": out, "loss": loss, "dv": delta * p.ravel(), "dc": delta, "dz": into_z,
            "dw": correlate(x, into_z), "db": into_z.sum(), "da": into_a}


def run(net, values, wrt, outputs):
    return net.compile(wrt=wrt, outputs=outputs)(values)


@pytest.fixture(scope="module")
def five():
    return sc.load("example:relu_max_5x5")


@pytest.fixture(scope="module")
def seven():
    return sc.load("example:relu_max_7x7")


def test_5x5_values(five):
    values = five.values
    names = ["Z^{(1)}", "A^{(1)}", "P^{(1)}", "Z^{(2)}", "\\hat{y}"]
    wrt = ["F^{(1)}", "B^{(1)}", "W^{(2)}", "B^{(2)}", "X", "Z^{(1)}", "A^{(1)}"]
    found = run(five, values, wrt, names)
    assert np.array_equal(found["Z^{(1)}"], [[-2, -1, 1, 0], [2, 1, -1, -3], [-1, 0, -1, 3], [3, 1, -1, -4]])
    assert np.array_equal(found["P^{(1)}"], [[2, 1], [3, 3]])
    assert found["Z^{(2)}"] == pytest.approx(-0.6, abs=1e-15)
    assert found["\\hat{y}"] == pytest.approx(0.35434369377420455, abs=1e-15)
    assert found["C"] == pytest.approx(1.0374879504858856, abs=1e-14)
    key = five.key
    delta = -0.6456563062257954
    assert np.allclose(found[key("C", "W^{(2)}")], delta * np.array([2, 1, 3, 3]), atol=1e-14)
    assert found[key("C", "B^{(2)}")] == pytest.approx(delta, abs=1e-14)
    assert np.allclose(found[key("C", "F^{(1)}")], [[0, 0.9039188287161135], [3.6156753148644545, -0.12913126124515908]])
    assert found[key("C", "B^{(1)}")] == pytest.approx(0.12913126124515906, abs=1e-14)
    by_x = found[key("C", "X")]
    assert by_x[3] == pytest.approx([0.25826252249031817, 0.5165250449806363, 0, 0, 0.06456563062257954], abs=1e-14)
    assert by_x[0] == pytest.approx([0, 0, -0.0968484459338693, -0.1936968918677386, 0], abs=1e-14)


def test_5x5_against_loops(five):
    v = five.values
    hand = worked(v["X"], v["F^{(1)}"], v["B^{(1)}"], v["W^{(2)}"], v["B^{(2)}"], v["y"], 2, 2)
    found = run(five, v, ["F^{(1)}", "B^{(1)}", "W^{(2)}", "B^{(2)}", "Z^{(1)}"], [])
    for name, expected in (("F^{(1)}", "dw"), ("B^{(1)}", "db"), ("W^{(2)}", "dv"), ("B^{(2)}", "dc"), ("Z^{(1)}", "dz")):
        assert np.allclose(found[five.key("C", name)], hand[expected], atol=1e-14), name


def test_7x7_values_and_the_pass_after_one_update(seven):
    v = seven.values
    names = {"W^{x}": "dw", "W_0^{x}": "db", "W^{o}": "dv", "W_0^{o}": "dc", "C": "dz", "A": "da"}
    rate = 0.5
    losses = []
    for _ in range(2):
        hand = worked(v["X"], v["W^{x}"], v["W_0^{x}"], v["W^{o}"], v["W_0^{o}"], v["y"], 3, 2)
        found = run(seven, v, list(names), ["C", "A", "P", "\\hat{y}"])
        assert np.allclose(found["C"], hand["z"]) and np.allclose(found["P"], hand["p"])
        assert found["\\hat{y}"] == pytest.approx(hand["out"]) and found["L"] == pytest.approx(hand["loss"])
        for name, expected in names.items():
            assert np.allclose(found[seven.key("L", name)], hand[expected], atol=1e-14), name
        losses.append(float(found["L"]))
        v = {**v, **{n: v[n] - rate * found[seven.key("L", n)] for n in ("W^{x}", "W_0^{x}", "W^{o}", "W_0^{o}")}}
    assert losses[0] == pytest.approx(0.4554, abs=1e-3)
    assert losses[1] < losses[0]


def test_7x7_first_pass_literals(seven):
    found = run(seven, seven.values, ["W^{o}"], ["C", "P", "\\hat{y}"])
    assert np.allclose(found["C"], [[0, 0.8, 0.7, 0.6, 0]] * 5)
    assert np.allclose(found["P"], [[0.8, 0.7], [0.8, 0.7]])
    assert found["\\hat{y}"] == pytest.approx(0.6341355910108007)


def test_a_comparison_fails_on_another_gradient(five):
    found = run(five, five.values, ["F^{(1)}"], [])
    assert not np.allclose(found[five.key("C", "F^{(1)}")], [[0, 0.9], [3.6, 0.129]], atol=1e-6)
