"""Mistakes in sizes, shapes, whole windows of indices, ways back and pairs are named, each in a small network."""

import re

import numpy as np
import pytest

from symcnn.checking.check import check

STRIDED = """
x[n]: 9
w[k]: 3
y[p]: N = conv(x, w, stride=2, padding=1)
z = tanh(y)
E = squared_error(z, t)/2
"""
NORMALISED = """
x: m
\\mu = sum_{i} x[i] / m
v = sum_{i} (x[i]-\\mu)^2 / m
h[i] = (x[i]-\\mu)/sqrt(v)
"""
DENSE = """
X: n×p
W: p×h
V: h×q
Z = X W
H = relu(Z)
Y = H V
L = sum_{i,j} (Y[i,j]-T[i,j])^2 / (2 n)
"""


def first(formula, network):
    judged = check(f"$${formula}$$", given=network, kind="markdown").judged
    wrong = [j for j in judged if j.verdict.verdict in ("wrong", "slip")]
    assert wrong, "nothing was found wrong"
    return wrong[0].verdict.causes[0]


@pytest.mark.parametrize(("formula", "tag", "said"), [
    (r"y_p = \sum_{k=1}^{3} w_k x_{p+k-2}", "stride-wrong", "windows are 1 apart|steps between windows"),
    (r"y_p = \sum_{k=1}^{3} w_k x_{p+2k-3}", "stride-wrong", "right with x_{2 p \\+ k - 3}"),
    (r"\frac{\partial E}{\partial w_k} = \sum_p \frac{\partial E}{\partial y_p} x_{2p+k-2}", "padding-wrong",
     "border of 1 is left out"),
    (r"\frac{\partial E}{\partial w_k} = \sum_p \frac{\partial E}{\partial y_p} x_{2p+k-4}", "index-off-by-one", "too early"),
    (r"\frac{\partial E}{\partial y_p} = \frac{\partial E}{\partial z_p} (1 - y_p^2)", "slope-at-wrong-place", "not at z"),
    (r"N = \lfloor \frac{9 - 3 + 1}{2} \rfloor + 1", "padding-wrong", "one side only"),
    (r"N = \lfloor \frac{9 - 3 + 2}{2} \rfloor", "index-off-by-one", "added at the end is missing"),
    (r"y \in \mathbb{R}^{9}", "stride-wrong", "stride of 2 is left out"),
])
def test_windows_and_sizes(formula, tag, said):
    cause = first(formula, STRIDED)
    assert cause.tag == tag, cause
    assert re.search(said, cause.message), cause.message


@pytest.mark.parametrize(("formula", "tag"), [
    (r"\frac{\partial L}{\partial x_i} = \frac{1}{\sqrt{v}} \frac{\partial L}{\partial h_i}", "term-missing"),
    (r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial h_i} \frac{\partial h_i}{\partial x_i}", "term-missing"),
    (r"\frac{\partial h_i}{\partial x_i} = -\frac{1}{m \sqrt{v}} (1 + h_i h_j)", "wrong-index"),
])
def test_ways_back_through_mean_and_variance(formula, tag):
    assert first(formula, NORMALISED).tag == tag


@pytest.mark.parametrize(("formula", "tag"), [
    (r"\frac{\partial L}{\partial V} = Z^T \frac{\partial L}{\partial Y}", "activation-missing"),
    (r"\frac{\partial L}{\partial V} = X^T \frac{\partial L}{\partial Y}", "wrong-symbol"),
    (r"\frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial H}", "relu-gate-missing"),
    (r"\frac{\partial L}{\partial Y} = Y - T", "mean-for-sum"),
    (r"\frac{\partial L}{\partial H_{i,k}} = \sum_j \frac{\partial L}{\partial Y_{i,j}} V_{j,k}", "transpose"),
    (r"\frac{\partial L}{\partial V_{k,j}} = \frac{2}{n} \sum_i (Y_{i,j} - T_{i,j}) Z_{i,k}", "activation-missing"),
])
def test_dense_layers(formula, tag):
    assert first(formula, DENSE).tag == tag


def test_entries_said_by_letters_that_the_left_side_leaves_out():
    report = check(r"$$\frac{\partial L}{\partial V} = \sum_i H_{i,k} \frac{\partial L}{\partial Y_{i,j}}$$", given=DENSE)
    assert report
    assert not check(r"$$\frac{\partial L}{\partial V} = \sum_i Z_{i,k} \frac{\partial L}{\partial Y_{i,j}}$$", given=DENSE)


def correlated(x, k, border=0, step=1):
    x = np.pad(x, border)
    places = range(0, x.shape[0] - k.shape[0] + 1, step)
    return np.array([[(x[i:i + k.shape[0], j:j + k.shape[1]] * k).sum() for j in places] for i in places])


def matrix(a):
    return r"\begin{bmatrix}" + r"\\".join("&".join(map(str, r)) for r in a) + r"\end{bmatrix}"


@pytest.mark.parametrize(("border", "step", "tag"), [
    (0, 2, "padding-wrong"), (1, 1, "stride-wrong"), (2, 2, "valid-for-full")])
def test_numbers_of_another_shape(border, step, tag):
    random = np.random.default_rng(4)
    x, k = random.integers(-2, 4, (6, 6)), random.integers(-2, 3, (3, 3))
    network = f"X = {x.tolist()}\nK = {k.tolist()}\nY = conv(X, K, stride=2, padding=1)"
    assert check(f"$$Y = {matrix(correlated(x, k, 1, 2))}$$", given=network)
    assert first(f"Y = {matrix(correlated(x, k, border, step))}", network).tag == tag


def test_gradients_of_another_shape():
    random = np.random.default_rng(5)
    x, k, g = random.integers(-2, 4, (6, 6)), random.integers(-2, 3, (3, 3)), random.integers(-2, 3, (4, 4))
    network = f"X = {x.tolist()}\nK = {k.tolist()}\nY = conv(X, K)\ndL/dY = {g.tolist()}"
    right, valid = correlated(g, k[::-1, ::-1], 2), correlated(g, k[::-1, ::-1])
    assert check(rf"$$\frac{{\partial L}}{{\partial X}} = {matrix(right)}$$", given=network)
    assert first(rf"\frac{{\partial L}}{{\partial X}} = {matrix(valid)}", network).tag == "valid-for-full"


def test_a_matrix_product_for_a_product_of_entries():
    x, k = np.array([[1.0, 0.5, -1.0], [0.0, 2.0, 1.0], [1.5, -0.5, 0.5]]), np.array([[0.5, -1.0], [0.25, 1.0]])
    z = correlated(x, k)
    slope, above = 1 - np.tanh(z) ** 2, np.array([[1.0, -2.0], [0.5, 3.0]])
    network = f"X = {x.tolist()}\nK = {k.tolist()}\nZ = conv(X, K)\nA = tanh(Z)\ndL/dA = {above.tolist()}"
    wrong = np.round(above @ slope, 4)
    assert check(rf"$$\frac{{\partial L}}{{\partial Z}} = {matrix(np.round(above * slope, 4))}$$", given=network)
    assert first(rf"\frac{{\partial L}}{{\partial Z}} = {matrix(wrong)}", network).tag == "hadamard-for-matrix-product"


def test_two_mistakes_in_one_line():
    network = "x: 3×3\nk: 2×2\ny = conv(x, k)"
    rows = [["x_{11} k_{11} + x_{12} k_{12} + x_{21} k_{21} + x_{23} k_{22}"],
            ["x_{12} k_{11} + x_{13} k_{12} + x_{22} k_{21} + x_{23} k_{22}"]]
    formula = (r"\begin{bmatrix} y_{11} \\ y_{21} \end{bmatrix} = " + matrix(rows))
    cause = first(formula, network)
    assert cause.tag == "wrong-index" and "; and " in cause.message


def test_the_step_that_a_line_speaks_of():
    network = "x: 3\nV: 3\nt: scalar\no = sum_{i} V[i] x[i]\nE = (o-t)^2/2\n\\eta = 0.1\nx = [1, 2, 3]\nV = [1, 2, 3]\nt = 1"
    assert first(r"V := V + \eta \frac{\partial E}{\partial V}", network).tag == "ascent"


LOGISTIC = "x: 3\nw: 3\nb: scalar\ny: scalar\nu = sum_{i} w[i] x[i] + b\np = sigmoid(u)\nC = bce(p, y)"


@pytest.mark.parametrize(("formula", "tag"), [
    (r"\frac{\partial C}{\partial p} = -\frac{y}{p}", "cross-entropy-half-missing"),
    (r"\frac{\partial C}{\partial u} = (p - y) p (1 - p)", "slope-kept"),
    (r"u = \sum_i w_i x_i", "bias-missing"),
    (r"\frac{\partial C}{\partial u} = \frac{\partial C}{\partial p} p (1 + p)", "sign"),
])
def test_a_logistic_neuron(formula, tag):
    assert first(formula, LOGISTIC).tag == tag


def test_a_sign_that_correlates_turns_no_kernel():
    network = "X: 4×4\nF: 2×2\nZ = conv(X, F)\nlet * = correlation"
    assert check(r"$$Z = X * F$$", given=network)
    assert first(r"Z = X * \text{rot180}(F)", network).tag == "kernel-flipped"


@pytest.mark.parametrize(("formula", "tag"), [
    (r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} *_{valid} \text{rot180}(W)", "valid-for-full"),
    (r"\frac{\partial L}{\partial W} = X *_{full} \frac{\partial L}{\partial Y}", "valid-for-full"),
    (r"\frac{\partial L}{\partial X} = \text{conv}(\frac{\partial L}{\partial Y}, W, \text{'valid'})", "valid-for-full"),
    (r"\frac{\partial L}{\partial W_{u,v}} = \sum_{i=1}^{3} \sum_{j=1}^{3} \frac{\partial L}{\partial Y_{k,j}} X_{k+u-1,j+v-1}",
     "wrong-index"),
])
def test_extents_of_operators_and_letters_of_sums(formula, tag):
    assert first(formula, "X: 5×5\nW: 3×3\nY = conv(X, W)").tag == tag


RELATIVE = """
x[i]: 3
w[i]: 3
y[i] = w[i]*x[i]
E = sum_{i} (y[i] - t[i])^2/t[i]
"""


def test_a_target_that_is_divided_by_is_not_tried_as_nought():
    assert first(r"\frac{\partial E}{\partial w_i} = \frac{(y_i - t_i) x_i}{t_i}", RELATIVE).tag == "loss-factor"


def test_the_verdict_stands_where_the_search_for_its_cause_comes_to_grief(monkeypatch):
    def broken(judge, links, effort):
        raise KeyError("there is no such tensor")
    monkeypatch.setattr("symcnn.checking.sheet.sheet.with_causes", broken)
    judged = check(r"$$\frac{\partial E}{\partial w_1} = 7 x_1$$ $$1 + 1 = 3$$ $$1 + 1 = 2$$", given=RELATIVE).judged
    assert [j.verdict.verdict for j in judged] == ["wrong", "wrong", "right"]
    assert [c.tag for c in judged[0].verdict.causes] == ["unknown"]
    assert "symcnn failed here (KeyError)" in judged[0].verdict.evidence


def test_a_head_worked_out_from_entries_is_none_of_them():
    block = "```symcnn\ny1 = w5 h1 + w6 h2 + b2\n\\hat{y1} = sigmoid(y1)\nt2 = 0.99\n```\n"
    lines = r"$$y1 = 0.2325 + 0.2615 + 0.6 = 1.094$$ $$\hat{y1}(1 - \hat{y1}) = 0.7391(1 - 0.7391) = 0.1928$$"
    judged = check(block + lines).judged
    assert [j.verdict.verdict for j in judged][-2:] == ["wrong", "carried"]
    assert not any("failed here" in j.verdict.evidence for j in judged)


@pytest.mark.parametrize(("number", "tag"), [("0.330", "swapped-digits"), ("0.294", "swapped-digits"), ("0.250", "digit-slip")])
def test_digits_that_change_places_before_a_number_is_rounded(number, tag):
    """The right number is 0.2397405, and 0.2940 comes of 0.2397 with its second and third digit exchanged: 0.2937, 0.294."""
    network = "x = [0.2397405, 0.51, 0.77]\ny = 1 x"
    assert first(rf"y = \begin{{bmatrix}} {number} \\ 0.510 \\ 0.770 \end{{bmatrix}}", network).tag == tag


def test_a_matrix_product_with_the_slope_of_what_stands_on_paper():
    """A is 1.0 on paper, so that the slope is nought there, where it is 0.03 in truth."""
    z, above = np.array([[2.4, 0.5], [0.3, -0.4]]), np.array([[1.0, -20.0], [30.0, 3.0]])
    a = np.round(np.tanh(z), 1)
    network = f"Z = {z.tolist()}\nA = tanh(Z)\ndL/dA = {above.tolist()}"
    wrong = np.round(above @ (1 - a * a), 1)
    report = check(f"$$A = {matrix(a)}$$\n\n$$\\frac{{\\partial L}}{{\\partial Z}} = {matrix(wrong)}$$", given=network)
    assert [j.verdict.verdict for j in report.judged] == ["right", "wrong"]
    assert report.judged[1].verdict.causes[0].tag == "hadamard-for-matrix-product"
