"""Networks as they stand on paper: entries named by letters below, norms, halves, products without a space."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import MeaninglessError, ShapeError


@pytest.mark.parametrize(("text", "shapes"), [
    (r"x: 4; o = sigmoid(x); E = \frac12 \sum_i (t_i - o_i)^2", {"x": (4,), "t": (4,)}),
    (r"x: 4; o = sigmoid(x); E = \frac12 \sum_{i=1}^{4} (t_i - o_i)^2", {"x": (4,), "t": (4,)}),
    (r"f: 3; V: 2x3; p = softmax(V f); L = -\sum_k y_k \log p_k", {"f": (3,), "V": (2, 3), "y": (2,)}),
    ("X: 4x4; K: 2x2; Y = conv(X, K); E = sum_{ij} (Y_{ij} - T_{ij})^2", {"X": (4, 4), "K": (2, 2), "T": (3, 3)}),
    (r"x: 3; W: 2x3; y_i = \sum_j W_{ij} x_j; E = \sum_i y_i^2", {"x": (3,), "W": (2, 3)}),
    (r"x: 3; W_1: 2x3; a_1 = relu(W_1 x); E = \sum_i (a_{1,i} - t_i)^2", {"x": (3,), "W_1": (2, 3), "t": (2,)}),
    (r"z: 4; p = softmax(z); L = -\log p_c", {"z": (4,), "c": ()}),
    (r"z: 4; p = softmax(z); c = 2; L = -\log p_c", {"z": (4,), "c": ()}),
    (r"x: 6; y_i = \sum_{k=1}^{3} w_k x_{i+k-1}; E = \sum_i y_{i}^2", {"x": (6,), "w": (3,)}),
    (r"z: 3; p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}; L = -\sum_i t_i \log p_i", {"z": (3,), "t": (3,)}),
    (r"x: 2; W: 3x2; z_k = \sum_j W_{kj} x_j + b_k; a_k = \sigma(z_k); E = \sum_k (a_k - t_k)^2",
     {"x": (2,), "W": (3, 2), "b": (3,), "t": (3,)}),
    # nothing binds these: they are names of their own
    ("x: 3; z_h = W_h x; E = sum(z_h)", {"x": (3,), "W_h": None}),
])
def test_the_leaves_of_a_network_whose_author_writes_letters_below(text, shapes):
    net = sc.Network(text)
    assert set(net.forward_system.leaves) == set(shapes)
    assert all(net.shape(n) == shape for n, shape in shapes.items() if shape is not None)


def test_the_loss_of_a_class_is_that_of_its_probability():
    net = sc.Network(r"z: 4; p = softmax(z); c = 2; L = -\log p_c")
    z = np.array([0.3, -1.0, 0.5, 2.0])
    found = net.compile(["z"])({"z": z, "c": 2})
    p = np.exp(z) / np.exp(z).sum()
    assert np.allclose(found["L"], -np.log(p[1]))
    assert np.allclose(found["dL/dz"], p - np.eye(4)[1])


def test_more_letters_than_axes_are_refused():
    with pytest.raises((ShapeError, MeaninglessError), match="z"):
        sc.Network(r"x: 4; z = sigmoid(x); L = \sum_n \sum_k (z_{nk} - t_{nk})^2")


@pytest.mark.parametrize(("text", "gradient"), [
    (r"x: 3; t: 3; L = \frac12 \|x - t\|_2^2", "x[n] - t[n]"),
    (r"x: 3; t: 3; L = 1/2 ||x - t||^2", "x[n] - t[n]"),
    (r"x: 3; L = \frac12 sum(x^2)", "x[n]"),
    (r"x: 3; L = \lVert x \rVert_1", "1[x[n] > 0] - 1[x[n] < 0]"),
    (r"x: 3; L = 2 \sum_i |x_i|", "2*(1[x[i] > 0] - 1[x[i] < 0])"),
])
def test_norms_and_halves_as_they_are_written_on_paper(text, gradient):
    assert str(sc.Network(text).gradient("x")).split(" = ", 1)[1] == gradient


@pytest.mark.parametrize(("text", "shapes"), [
    ("x: 3; W: 2x3; h = relu(Wx + b)", {"x": (3,), "W": (2, 3), "b": (2,)}),
    # what something is multiplied with is a name of its own
    ("x: 3; Wx: 2x3; h = relu(Wx x + b)", {"x": (3,), "Wx": (2, 3), "b": (2,)}),
    ("x: 3; h = relu(Wx x + b)", {"x": (3,), "Wx": None, "b": None}),
])
def test_a_matrix_and_a_vector_side_by_side(text, shapes):
    net = sc.Network(text)
    assert set(net.forward_system.leaves) == set(shapes)
    assert all(net.shape(n) == shape for n, shape in shapes.items() if shape is not None)


@pytest.mark.parametrize(("text", "said"), [
    ("v: 4x4; p = avgpool_2(v)", r"such as avgpool\(x, 2\)"),
    (r"v: 4x4; p = \mathrm{avgpool}_{2\times 2}(v)", "avgpool names an operation"),
    ("Y = X * K (valid)", "valid names an operation"),
    ("X: 5x5; K: 3x3; Y = X * K", r"or conv\(x, w\)"),
    (r"x: 2; L = \|x\|_3", "the norm 3 is not known"),
    ("x: 2; L = |x", r"expected '\|'"),
])
def test_what_is_no_network_is_refused_and_not_guessed(text, said):
    with pytest.raises(sc.SymcnnError, match=said):
        sc.Network(text)
