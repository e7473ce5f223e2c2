"""Losses that a page without a network block calls by a name."""

import numpy as np
import pytest

from symcnn.checking.check import check
from symcnn.network import Network

SOFTMAX = r"""
$$\theta = U h + b_2$$

$$\hat{{y}} = \mathrm{{softmax}}(\theta)$$

$$J = {loss}$$

$$\frac{{\partial J}}{{\partial \theta}} = \hat{{y}} - y$$

$$\frac{{\partial J}}{{\partial U}} = (\hat{{y}} - y) h^T$$

$$\frac{{\partial J}}{{\partial b_2}} = y - \hat{{y}}$$
"""
LOGISTIC = r"""
$$\theta = u h + b_2$$

$$\hat{{y}} = \sigma(\theta)$$

$$J = {loss}$$

$$\frac{{\partial J}}{{\partial \theta}} = {gradient}$$

$$\frac{{\partial J}}{{\partial u}} = \frac{{\partial J}}{{\partial \hat y}} \hat y (1 - \hat y) h$$
"""


def words(page):
    return [j.verdict.verdict for j in check(page).judged]


@pytest.mark.parametrize("loss", [
    r"CE(y, \hat{y})", r"CE(\hat{y}, y)", r"\mathrm{XE}(\hat y, y)", r"\text{CrossEntropy}(y, \hat{y})",
    r"\text{cross-entropy}(y, \hat{y})", r"\mathcal{L}_{CE}(y, \hat{y})", r"\text{NLL}(\hat{y}, y)",
    r"H(y, \hat{y})", r"\ell(\hat{y}, y)"])
def test_cross_entropy_by_its_names_and_losses_that_are_but_a_name(loss):
    assert words(SOFTMAX.format(loss=loss))[-3:] == ["right", "right", "wrong"]


@pytest.mark.parametrize(("loss", "gradient", "verdict"), [
    (r"MSE(y, \hat{y})", r"\hat{y} - y", "wrong"),
    (r"MSE(y, \hat{y})", r"2 (\hat{y} - y) \hat{y} (1 - \hat{y})", "right"),
    (r"\mathrm{MSE}(\hat{y}, y)", r"2 (\hat{y} - y) \hat{y} (1 - \hat{y})", "right"),
    (r"BCE(y, \hat{y})", r"\hat{y} - y", "right"), (r"BCE(\hat{y}, y)", r"y - \hat{y}", "wrong"),
    (r"\text{Loss}(\hat{y}, y)", r"\frac{\partial J}{\partial \hat y} \hat{y} (1 - \hat{y})", "right"),
    (r"\text{Loss}(\hat{y}, y)", r"\frac{\partial J}{\partial \hat y} \hat{y}", "wrong")])
def test_a_loss_of_one_number(loss, gradient, verdict):
    assert words(LOGISTIC.format(loss=loss, gradient=gradient))[-2:] == [verdict, "right"]


def test_errors_that_are_only_counted():
    page = r"""
$$z = W x + b_1$$

$$h = \mathrm{ReLU}(z)$$
""" + SOFTMAX.format(loss=r"CE(y, \hat{y})") + r"""
$$\delta_1 = \frac{\partial J}{\partial \theta}$$

$$\delta_2 = \frac{\partial J}{\partial z}$$

$$\delta_2 = U^T \delta_1 \circ \mathrm{sgn}(h)$$

$$\frac{\partial J}{\partial b_1} = \delta_1$$

$$\frac{\partial J}{\partial b_1} = \delta_2$$
"""
    assert words(page)[-3:] == ["right", "wrong", "right"]


def test_a_loss_of_one_entry_is_a_number():
    network = Network("x: 3×3; k: 2×2; z = conv(x, k); a = relu(z); s = sum_pool(a, 2); L = (s - t)^2/2")
    assert (network.loss, network.is_fragment, tuple(network.shape("L"))) == ("L", False, ())
    assert bool(network.gradient_check({"x": np.arange(9.0).reshape(3, 3), "k": np.array([[1, -0.5], [0.3, 2]]), "t": [[1.5]]}))
    # a result of one entry that is called like no loss is an array still
    assert tuple(Network("x: 2×2; k: 2×2; y = conv(x, k)").shape("y")) == (1, 1)
    line = r"$$\frac{dL}{dk} = x \star \frac{dL}{dz}$$"
    assert [j.verdict.verdict for j in check(line, given=network).judged] == ["right"]


@pytest.mark.parametrize("name", [r"\delta_3", r"\delta_{out}", "e", r"\delta^{(3)}", "r_2"])
@pytest.mark.parametrize(("gradient", "word"), [("{} v^T", "right"), ("-{} v^T", "wrong"), ("{} (2 v)^T", "wrong")])
def test_a_name_for_prediction_minus_target_is_one_where_targets_sum_to_one_too(name, gradient, word):
    network = "v: 4; W3: 3×4; z3 = W3 v + b3; yhat = softmax(z3); L = cross_entropy(yhat, y)"
    page = rf"$${name} = \hat{{y}} - y$$ $$\frac{{\partial L}}{{\partial W_3}} = {gradient.format(name)}$$"
    assert check(page, given=network).judged[-1].verdict.verdict == word


@pytest.mark.parametrize(("gradient", "verdict"), [
    (r"\frac{\partial J}{\partial W_2} = \frac{\partial J}{\partial o} h^\top + \lambda W_2", "right"),
    (r"\frac{\partial J}{\partial W_2} = \frac{\partial L}{\partial o} h^\top + \lambda W_2", "right"),
    (r"\frac{\partial J}{\partial W_2} = \frac{\partial J}{\partial o} h^\top + 2 \lambda W_2", "wrong"),
    (r"\frac{\partial J}{\partial W_2} = \frac{\partial J}{\partial o} h^\top", "wrong"),
    (r"\frac{\partial J}{\partial W_1} = (W_2^T \frac{\partial L}{\partial o} \odot \phi'(z)) x^T + \lambda W_1", "right"),
    (r"\frac{\partial L}{\partial o} = o - y", "wrong")])
def test_a_penalty_beside_a_loss_that_is_but_a_name(gradient, verdict):
    page = (r"z = W_1 x", r"h = \phi(z)", r"o = W_2 h", r"L = l(o, y)",
            r"s = \frac{\lambda}{2} \left( \|W_1\|_F^2 + \|W_2\|_F^2 \right)", r"J = L + s", gradient)
    assert words("\n\n".join(f"$${line}$$" for line in page))[-1] == verdict


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial a} = -2(y - a)", "right"),
    (r"\frac{\partial L}{\partial a} = -(y - a)", "wrong"),
])
def test_the_formula_behind_the_name_of_a_loss_is_the_loss(line, said):
    page = f"$$a = \\sigma(z)$$\n$$L = \\text{{MSE}}(y, a) = (y - a)^2$$\n$${line}$$\n"
    assert check(page).judged[-1].verdict.verdict == said
