"""Maxima taken before a ReLU: beside the general path, which takes them after it, and with ties, gates and channels."""

import numpy as np
import pytest

import symcnn as sc
from contract import random_values, sizes_of
from symcnn.numeric import writing
from symcnn.numeric.gradient_check import central_difference, compare

NETWORKS = [
    "x: 7×7\nw: 3×3\nb: scalar\nv: 4\ny = relu(conv(x, w) + b)\nz = max_pool(y, 3, stride=2)\no = sigmoid(v flatten(z))\n"
    "E = bce(o, t)",
    "x: 8×8\nw: 3×3\nv: 2×16\ny = relu(conv(x, w))\nz = max_pool(y, 3, stride=1)\nE = squared_error(v flatten(z), t)/2",
    "x: 2×9×8\nw: 3×2×2×3\nb: 3\ny = relu(conv(x, w, b))\nz = max_pool(y, 2, stride=1)\nE = squared_error(z, t)/2",
    "batch n: 3\nx: 1×6×6\nw: 2×1×3×3\nb: 2\nv: 2×18\ny = relu(conv(x, w, b))\nz = max_pool(y, 2, stride=1)\n"
    "E = cross_entropy_logits(v flatten(z), t)",
    "x: 2×9×8\nw: 3×2×2×3\nb: 3\ny = relu(conv(x, w, b))\nz = max_pool(y, 2)\nE = squared_error(z, t)/2",
    "batch n: 3\nx: 1×6×6\nw: 2×1×3×3\nb: 2\nv: 2×8\ny = relu(conv(x, w, b))\nz = max_pool(y, 2)\n"
    "E = cross_entropy_logits(v flatten(z), t)",
    "x: 9×9\nw: 2×2\ny = relu(conv(x, w))\nz = max_pool(y, 2, stride=3)\nE = squared_error(z, t)/2",
    "x: 12\nw: 3\ny = relu(conv(x, w) + 1/2)\nz = max_pool(y, 4, stride=3)\nE = squared_error(z, t)/2",
]


def values_of(net, whole=False):
    values = random_values(net, sizes_of(net))
    if whole:
        # ties, and windows that are cut off altogether
        values = {k: np.round(np.asarray(v) * 2) / 4 for k, v in values.items() if k != "t"} | {"t": values["t"]}
    return values


def programs(text, monkeypatch, **options):
    net = sc.Network(text)
    first = net.compile(net.differentiable, **options)
    values = values_of(net)
    first({k: values[k] for k in first.inputs})
    after = net.compile(net.differentiable, **options)
    with monkeypatch.context() as patch:
        patch.setattr(writing, "maxima_first", lambda *_: {})
        after({k: values[k] for k in after.inputs})
        assert "def program" in after.source  # compiled here, and kept
    return net, first, after


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("text", NETWORKS)
def test_agrees_with_maxima_of_what_is_activated(text, fresh, dtype, whole, monkeypatch):
    net, first, after = programs(text, monkeypatch, fresh=fresh, dtype=dtype)
    assert first.source != after.source
    for sign in (1, -1):
        values = {k: sign * np.asarray(v, dtype) for k, v in values_of(net, whole).items() if k in first.inputs}
        found, expected = first(values), after(values)
        for key, array in expected.items():
            assert np.shape(found[key]) == np.shape(array)
            assert np.allclose(found[key], array, rtol=1e-12 if dtype == "float64" else 1e-4, atol=1e-12
                               if dtype == "float64" else 1e-5), key


@pytest.mark.parametrize("text", NETWORKS)
def test_agrees_with_central_differences(text):
    net = sc.Network(text)
    program = net.compile(net.differentiable)
    values = {k: np.asarray(v, float) for k, v in values_of(net).items() if k in program.inputs}
    found = program(values)
    for key in net.differentiable:
        numeric = central_difference(lambda changed: program(changed)[net.loss], values, key)
        assert compare(key, found[net.key(net.loss, key)], numeric).worst < 1e-5, key


@pytest.mark.parametrize(("extent", "window", "stride"), [(1, 1, 1), (2, 2, 2), (2, 1, 1), (4, 2, 2), (3, 2, 1), (5, 2, 3)])
def test_maxima_of_very_few_entries(extent, window, stride):
    net = sc.Network(f"x: {extent}\nz = max_pool(x, {window}, stride={stride})\nE = squared_error(z, t)/2")
    values = values_of(net)
    found = net.compile(["x"])(values)
    x, t = np.asarray(values["x"], float), np.asarray(values["t"], float)
    expected = np.zeros(extent)
    for place, target in enumerate(t):
        cells = x[place * stride:place * stride + window]
        expected[place * stride + int(np.argmax(cells))] += np.max(cells) - target
    assert np.allclose(found[net.key(net.loss, "x")], expected, atol=1e-13)


def test_what_is_asked_for_is_not_rewritten(monkeypatch):
    net = sc.Network(NETWORKS[1])
    values = values_of(net)
    for asked in (["y"], [net.key(net.loss, "y")]):
        program = net.compile(["w", "y"] if asked != ["y"] else ["w"], outputs=["y"] if asked == ["y"] else [])
        given = {k: values[k] for k in program.inputs}
        found = program(given)
        assert asked[0] in found
        with monkeypatch.context() as patch:
            patch.setattr(writing, "maxima_first", lambda *_: {})
            again = net.compile(["w", "y"] if asked != ["y"] else ["w"], outputs=["y"] if asked == ["y"] else [])
            expected = again(given)
        assert all(np.allclose(found[k], expected[k], atol=1e-13) for k in expected)


@pytest.mark.parametrize("text", [
    # other functions, ties that share, and what is added place by place change who wins or what is sent back
    NETWORKS[1].replace("relu", "tanh"),
    NETWORKS[1].replace("E =", "ties = split\nE ="),
    "x: 8\nw: 3\nb: 6\ny = relu(conv(x, w) + b)\nz = max_pool(y, 2, stride=1)\nE = squared_error(z, t)/2",
])
def test_other_networks_stay_as_they_are(text, monkeypatch):
    _, first, after = programs(text, monkeypatch)
    assert first.source == after.source
