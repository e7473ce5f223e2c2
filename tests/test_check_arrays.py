"""Arrays by name, checked straight from a notebook's variables."""

import math

import numpy as np
import pytest

import symcnn as sc
from symcnn.checking.array_layout import layouts, numbers_of
from symcnn.checking.array_names import squashed_name
from symcnn.errors import MeaninglessError, Undecided

NETWORK = r"""
Z^{(1)} = conv(X, F^{(1)}) + B^{(1)}
A^{(1)} = relu(Z^{(1)})
P^{(1)} = max_pool(A^{(1)}, 2)
\hat{y} = sigmoid(W^{(2)} flatten(P^{(1)}) + B^{(2)})
C = bce(\hat{y}, y)
"""


def by_hand(mistake=""):
    """Forward and backward with NumPy alone, as a notebook has it."""
    random = np.random.default_rng(0)
    X, F1, W2 = random.normal(size=(5, 5)), random.normal(size=(2, 2)), random.normal(size=(1, 4))
    B1, B2, y = 0.1, 0.2, 1.0
    Z1 = np.array([[(X[i:i + 2, j:j + 2] * F1).sum() + B1 for j in range(4)] for i in range(4)])
    A1 = np.maximum(Z1, 0)
    P1 = A1.reshape(2, 2, 2, 2).max((1, 3))
    y_hat = 1 / (1 + np.exp(-(W2 @ P1.reshape(4, 1) + B2)))
    loss = -math.log(y_hat[0, 0])
    dW2, dB2 = (y_hat - y) * P1.reshape(1, 4), y_hat - y
    dP1 = ((y_hat - y) * W2).reshape(2, 2)
    dA1 = np.kron(dP1, np.ones((2, 2)))
    if mistake != "every cell":
        dA1 = dA1 * (np.kron(P1, np.ones((2, 2))) == A1)
    dC_dZ1 = dA1 * (Z1 > 0)
    dF1 = np.array([[(X[i:i + 4, j:j + 4] * dC_dZ1).sum() for j in range(2)] for i in range(2)])
    dB1 = dC_dZ1.mean() if mistake == "mean" else dC_dZ1.sum()
    del random
    return vars_of(locals())


def vars_of(names):
    """What a notebook holds beside its arrays."""
    return {**names, "np": np, "math": math, "In": ["x"], "k": 3, "_1": np.ones(3), "f": lambda: 0, "epochs": 10}


def verdicts(report):
    return {j.claim.id: j.verdict.verdict for j in report}


def test_a_right_pass_is_right():
    report = sc.Network(NETWORK).check(by_hand())
    found = verdicts(report)
    assert {n for n, v in found.items() if v == "given"} == {"X", "F1", "B1", "W2", "B2", "y"}
    assert {n for n, v in found.items() if v == "right"} == {
        "Z1", "A1", "P1", "y_hat", "loss", "dW2", "dB2", "dP1", "dA1", "dC_dZ1", "dF1", "dB1"}
    assert bool(report)


def test_one_mistake_costs_once_and_is_named():
    report = sc.Network(NETWORK).check(by_hand("every cell"))
    found = verdicts(report)
    assert [n for n, v in found.items() if v == "wrong"] == ["dA1"]
    assert {n for n, v in found.items() if v == "carried"} == {"dC_dZ1", "dF1", "dB1"}
    wrong = report["dA1"].verdict
    assert wrong.causes[0].tag == "maximum-to-every-cell"
    assert wrong.entries[0][0] == "w" and wrong.entries[1][1] == "r"
    assert "12 of 16 entries are wrong" in wrong.evidence
    assert report["dF1"].verdict.follows_from == ("dC_dZ1",)
    assert not bool(report)


def test_a_number_that_is_wrong():
    report = sc.Network(NETWORK).check(by_hand("mean"))
    assert [n for n, v in verdicts(report).items() if v == "wrong"] == ["dB1"]
    assert "is right" in report["dB1"].verdict.evidence
    assert report["dB1"].verdict.causes[0].tag in ("bias-gradient-averaged", "mean-for-sum")


def test_single_precision_is_compared_as_such():
    arrays = {n: np.float32(v) if isinstance(v, np.ndarray | float) else v for n, v in by_hand().items()}
    assert set(verdicts(sc.Network(NETWORK).check(arrays)).values()) == {"given", "right"}


@pytest.mark.parametrize(("change", "said"), [
    (lambda a: a[None], "with a batch axis of one"),
    (lambda a: a.reshape(-1), "as a list, row by row"),
])  # fmt: skip
def test_layouts_are_tried_and_told(change, said):
    arrays = by_hand()
    arrays["dA1"], arrays["A1"] = change(arrays["dA1"]), change(arrays["A1"])
    report = sc.Network(NETWORK).check(arrays)
    assert report["dA1"].verdict.verdict == report["A1"].verdict.verdict == "right"
    assert report["dA1"].verdict.conventions == (f"read {said}",)


def test_channels_last():
    network = sc.Network("X: 2x4x5\nY = conv(X, W)\nE = sum(Y)\nW: 3x2x2x2")
    random = np.random.default_rng(1)
    X, W = random.normal(size=(4, 5, 2)), random.normal(size=(2, 2, 2, 3))
    Y = np.array([[[(X[i:i + 2, j:j + 2] * W[..., o]).sum() for o in range(3)] for j in range(4)] for i in range(3)])
    report = network.check({"X": X, "W": W, "Y": Y, "loss": Y.sum()})
    assert verdicts(report)["Y"] == verdicts(report)["loss"] == "right"
    assert "with its channels last" in report["Y"].verdict.conventions[0]


def test_a_transposed_gradient_is_right_and_said_to_be():
    network = sc.Network("W: 2x3\nx: 3\no = W x\nE = squared_error(o, t)")
    x, t, W = np.array([1.0, 2, 3]), np.array([0.5, -1]), np.arange(6.0).reshape(2, 3)
    dW = 2 * np.outer(x, W @ x - t)
    report = network.check({"x": x, "t": t, "W": W, "dW": dW})
    assert report["dW"].verdict.verdict == "right"
    assert report["dW"].verdict.conventions == ("read transposed",)


def test_shapes_that_fit_in_no_way_are_told_with_both():
    arrays = {**by_hand(), "dF1": np.zeros((4, 4))}
    verdict = sc.Network(NETWORK).check(arrays)["dF1"].verdict
    assert verdict.verdict == "wrong" and verdict.causes[0].tag == "shape-wrong"
    assert "4 × 4" in verdict.causes[0].message and "2 × 2" in verdict.causes[0].message
    with pytest.raises(MeaninglessError, match="shape"):
        sc.Network("x: 4\nw: 2\ny = conv(x, w)").check({"x": np.zeros(5), "w": np.zeros(2)})


def test_a_missing_leaf_leaves_its_claims_open():
    arrays = by_hand()
    del arrays["W2"]
    report = sc.Network("X: 5x5\nF^{(1)}: 2x2\nW^{(2)}: 1x4" + NETWORK).check(arrays)
    assert verdicts(report)["A1"] == "right"
    assert verdicts(report)["dF1"] == "undecided"
    assert "W^{(2)}" in report["dF1"].verdict.evidence
    with pytest.raises(Undecided):
        bool(report)


def test_a_fragment_takes_its_upstream_gradient():
    x, w, dy = np.arange(5.0), np.array([1.0, -2]), np.array([1.0, 0, 2, 1])
    dw = [float((x[i:i + 4] * dy).sum()) for i in range(2)]
    report = sc.Network("y = conv(x, w)").check({"x": x, "w": w, "dy": dy, "dw": dw, "dx": np.convolve(dy, w)})
    assert verdicts(report) == {"x": "given", "w": "given", "dy": "given", "dw": "right", "dx": "right"}


def test_names_in_code():
    assert [squashed_name(n) for n in (r"W^{(1)}", r"\hat{y}", r"\delta^{l+1}", "p_{out}")] == [
        "W1", "yhat", "deltal1", "pout"]


class Answering:
    """Answers to any name, as some objects of a notebook do."""

    def __getattr__(self, name):
        raise KeyError(name)


class Failing:
    def __array__(self, *arguments, **options):
        raise ZeroDivisionError


def test_what_is_no_array_is_passed_over():
    assert numbers_of(Answering()) is numbers_of(Failing()) is None
    assert all(numbers_of(v) is None for v in (np, "3", True, None, {}, [[1], [2, 3]], ["a"], int, np.array([]), object()))
    assert numbers_of([[1, 2], [3, 4]]).shape == (2, 2)
    assert sc.Network("y = 2 x\nx: 2").check({"x": "no", "q": 3, 1: 2}).judged == ()


def test_layouts_hold_the_same_numbers():
    array = np.arange(24.0).reshape(2, 3, 4)
    found = list(layouts(array, (4, 2, 3)))
    assert [word for word, _ in found] == ["with its channels last"]
    assert found[0][1][3, 1, 2] == array[1, 2, 3]
    assert not list(layouts(array, (5, 5)))
