"""Sums over all classes but one, products over letters, maxima between two ends: in networks and in what is said of them."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import NotSupportedYet

HINGE = r"x: 4; W: 3x4; s = W x; L = \sum_{j \neq c} \max(0, s_j - s_c + 1)"
SAMPLES = r"X: 5x4; W: 4x3; S = X W; L = \frac{1}{5}\sum_i \sum_{j \ne y_i} \max(0, S_{i,j} - S_{i,y_i} + 1)"
ONE_OF_THEM = r"x: 4; W: 3x4; s = W x; L_i = \sum_{j \ne y_i} \max(0, s_j - s_{y_i} + \Delta)"
PRODUCT = r"x: 4; P = \prod_{i=1}^{4} x_i; L = (P - t)^2"
SURE = r"z: 4; p = \sigma(z); P = \prod_i (1 - p_i); L = -\log P"
SMALL = r"s: 3; p = softmax(s); L = -\log p_c"


def verdict(line, network):
    (judged,) = [j for j in sc.check(line, given=network).judged if j.verdict.verdict != "given"]
    return judged.verdict.verdict


@pytest.mark.parametrize("sign", [
    r"\sum_{j \neq c}", r"\sum_{j=1, j \ne c}^{3}", r"\sum_{j: j \ne c}", r"\sum_{1 \le j \le 3, j \ne c}"])
def test_the_margins_of_the_other_classes(sign):
    net = sc.Network(rf"s: 3; L = {sign} \max(0, s_j - s_c + 1)")
    assert {k: net.shape(k) for k in net.forward_system.leaves} == {"s": (3,), "c": ()}
    found = net.compile(["s"])({"s": np.array([0.5, 1.0, -3.0]), "c": 2})
    assert found["L"] == 0.5
    assert found["dL/ds"].tolist() == [1, -1, 0]


def test_the_margins_of_samples_whose_classes_are_numbers():
    net = sc.Network(SAMPLES)
    assert net.shape("y") == (5,)
    X, W, y = np.arange(20.0).reshape(5, 4) / 10 - 1, np.arange(12.0).reshape(4, 3) % 5 / 5, np.array([1, 3, 2, 2, 1])
    S = X @ W
    margins = np.maximum(0, S - S[np.arange(5), y - 1][:, None] + 1)
    margins[np.arange(5), y - 1] = 0
    assert np.allclose(net.compile(["W"])({"X": X, "W": W, "y": y})["L"], margins.sum() / 5)


@pytest.mark.parametrize(("line", "network", "right"), [
    (r"\frac{\partial L}{\partial s_j} = 1[s_j - s_c + 1 > 0] \quad (j \ne c)", HINGE, True),
    (r"\frac{\partial L}{\partial s_c} = -\sum_{j \neq c} 1[s_j - s_c + 1 > 0]", HINGE, True),
    (r"\frac{\partial L}{\partial s_c} = \sum_{j \neq c} 1[s_j - s_c + 1 > 0]", HINGE, False),
    (r"\frac{\partial L}{\partial W_{ji}} = 1[s_j - s_c + 1 > 0] x_i, \quad j \neq c", HINGE, True),
    (r"\frac{\partial L}{\partial W_{ji}} = 1[s_j - s_c + 1 > 0] x_j, \quad j \neq c", HINGE, False),
    (r"\frac{\partial L}{\partial W_{c}} = -\left(\sum_{j} 1[s_j - s_c + 1 > 0]\right) x", HINGE, False),
    (r"\frac{\partial L}{\partial S_{i,j}} = \frac{1}{5} 1[S_{i,j} - S_{i,y_i} + 1 > 0] \quad (j \ne y_i)", SAMPLES, True),
    (r"\frac{\partial L}{\partial S_{i,y_i}} = -\frac{1}{5} \sum_{j \ne y_i} 1[S_{i,j} - S_{i,y_i} + 1 > 0]", SAMPLES, True),
    (r"\frac{\partial L}{\partial S_{i,y_i}} = -\sum_{j \ne y_i} 1[S_{i,j} - S_{i,y_i} + 1 > 0]", SAMPLES, False),
    (r"\nabla_{w_{y_i}} L_i = -\left(\sum_{j \ne y_i} 1(w_j^T x - w_{y_i}^T x + \Delta > 0)\right) x", ONE_OF_THEM, True),
    (r"\nabla_{w_j} L_i = 1(w_j^T x - w_{y_i}^T x + \Delta > 0) x", ONE_OF_THEM, True),
    (r"\nabla_{w_j} L_i = -1(w_j^T x - w_{y_i}^T x + \Delta > 0) x", ONE_OF_THEM, False),
    (r"\frac{\partial P}{\partial x_k} = \prod_{i \ne k} x_i", PRODUCT, True),
    (r"\frac{\partial L}{\partial x_k} = 2 (P - t) \prod_{i} x_i", PRODUCT, False),
    (r"\frac{\partial L}{\partial x_1} = 2 (P - t) \prod_{i=2}^{4} x_i", PRODUCT, True),
    (r"\frac{\partial P}{\partial p_k} = -\prod_{i \ne k} (1 - p_i)", SURE, True),
    (r"\frac{\partial L}{\partial z_k} = p_k", SURE, True),
    (r"\frac{\partial L}{\partial s_j} = p_j \quad (j \ne c)", SMALL, True),
    (r"\frac{\partial L}{\partial s_j} = p_j \text{ if } j \ne c", SMALL, True),
    (r"\frac{\partial L}{\partial s_j} = p_j - 1 \quad (j = c)", SMALL, True),
    (r"\frac{\partial L}{\partial s_j} = p_j", SMALL, False),
])
def test_what_is_said_of_such_networks(line, network, right):
    assert verdict(line, network) == ("right" if right else "wrong")


@pytest.mark.parametrize("window", [
    r"\max_{m,n \in \{0,1\}} y_{2i-m,2j-n}", r"\max_{0 \le m,n < 2} y_{2i-m,2j-n}",
    r"\max_{1 \le m,n \le 2} y_{2(i-1)+m,2(j-1)+n}"])
def test_a_maximum_between_two_ends_is_that_of_a_window(window):
    net = sc.Network(rf"y: 4x4; p_{{i,j}} = {window}; L = \sum_{{ij}} p_{{ij}}^2")
    y = np.array([[1., 5, 2, 0], [3, 4, 8, 7], [9, 6, 1, 2], [0, 3, 4, 5]])
    assert net.compile(["y"])({"y": y})["L"] == 25 + 64 + 81 + 25


def test_a_product_without_numbers_is_not_written_out():
    with pytest.raises(NotSupportedYet, match="a product over a range without numbers"):
        sc.Network(r"x: N; P = \prod_i x_i")
