"""The checker, which shares nothing with the recogniser, reads printed operator forms and finds them right."""

import pytest

import symcnn as sc

CONV = "X: 4×5\nK: 2×3\nY = conv(X, K) + B"
CHANNELS = "x[c,i,j]: 2×4×4\nw[o,c,m,n]: 3×2×2×2\nb[o]: 3\ny[o,i,j] = conv(x, w, b)"
DENSE = "x: 3\nW: 2×3\nb: 2\no = sigmoid(W x + b)\nE = squared_error(o, t)/2"
FLAT = "P: 2×2\nW: 3×4\nB: 3\ny = sigmoid(dense(flatten(P), W, B))\nC = bce(y, t)"
STRIDED = "x: 7\nw: 3\ny = conv(x, w, stride=2)"


@pytest.mark.parametrize(("text", "forward", "gradients"), [
    (CONV, ["Y"], ["X", "K"]),
    (CHANNELS, ["y"], ["x", "w", "b"]),
    (DENSE, ["o", "E"], ["W", "x", "b"]),
    (FLAT, ["y", "C"], ["P", "W"]),
    (STRIDED, ["y"], ["x", "w"]),
    ("x: 7\nw: 3\ny = conv(x, w, padding=1)", ["y"], ["x", "w"]),
    ("X: 5×5\nK: 3×3\nY = conv(X, K, padding=2)", ["Y"], ["X", "K"]),
    ("X: 9×9\nK: 4×4\nY = conv(X, K, padding=1)", ["Y"], ["X", "K"]),
    ("X: 4×4\nK: 2×2\nY = conv(X, K, flip=True)", ["Y"], ["X", "K"]),
    ("Z: 3×3\nA = relu(Z)", ["A"], ["Z"]),
])
def test_printed_forms_are_judged_right(text, forward, gradients):
    net = sc.Network(text)
    for formula in [*map(net.forward, forward), *map(net.gradient, gradients)]:
        form = formula.operator()
        assert net.check(f"$${form.latex()}$$"), form.text()


def test_a_form_of_another_layer_is_judged_wrong():
    other = sc.Network(STRIDED.replace("conv(", "2*conv(")).gradient("w").operator()
    report = sc.Network(STRIDED).check(f"$${other.latex()}$$")
    assert not report
    assert "what is written is 2 times what is right" in report.text()
