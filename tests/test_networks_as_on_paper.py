"""Networks as they stand on paper: entries named by letters below, norms, halves, products without a space."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import MeaninglessError, ReadError, ShapeError


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
    ("X: 5x5; K: 7x7; Y = X * K", r"or conv\(x, w\)"),
    (r"x: 2; L = \|x\|_3", "the norm 3 is not known"),
    ("x: 2; L = |x", r"expected '\|'"),
])
def test_what_is_no_network_is_refused_and_not_guessed(text, said):
    with pytest.raises(sc.SymcnnError, match=said):
        sc.Network(text)


@pytest.mark.parametrize(("text", "shapes"), [
    (r"x: 5; z = w^\top x + b; a = \sigma(z); L = -y \log a - (1 - y) \log(1 - a)", {"x": (5,), "w": (5,), "b": (), "y": ()}),
    (r"x: 5; y = conv(x, k); s = \mathbf{v}^\top y", {"x": (5,), "k": None, r"\mathbf{v}": None}),
    (r"x: 4; z = \theta^T x; h = \sigma(z)", {"x": (4,), r"\theta": (4,)}),
    (r"x: 4; w_1: 4x3; h = \tanh(w_1^T x); o = w_2^T h", {"x": (4,), "w_1": (4, 3), "w_2": (3,)}),
    # what softmax or another product is taken of is no single number
    (r"x: 4; z = w^T x; p = softmax(z); y: 3; L = cross_entropy(p, y)", {"x": (4,), "w": (4, 3), "y": (3,)}),
    (r"x: 4; h = \tanh(w_1^T x); V: 2x3; o = V h", {"x": (4,), "w_1": (4, 3), "V": (2, 3)}),
    ("x: 4; b: 2; z = W^T x + b", {"x": (4,), "W": (4, 2), "b": (2,)}),
    (r"L = (w^T x - y)^2 + \lambda w^T w; x: 2", {"x": (2,), "w": (2,), "y": (), r"\lambda": ()}),
    (r"x: 2; L = (w^T x - y)^2 + \frac{\lambda}{2} \|w\|^2", {"x": (2,), "w": (2,), "y": (), r"\lambda": ()}),
    (r"x: 4; y = \gamma x + \beta", {"x": (4,), r"\gamma": (), r"\beta": ()}),
    (r"x: 4; y = \gamma \odot x + \beta", {"x": (4,), r"\gamma": (4,), r"\beta": (4,)}),
    (r"x: 4; y = W x + \beta; W: 3x4", {"x": (4,), "W": (3, 4), r"\beta": (3,)}),
])
def test_a_small_letter_transposed_before_a_vector_is_one(text, shapes):
    net = sc.Network(text)
    assert set(net.forward_system.leaves) == set(shapes)
    assert all(len(net.shape(n)) == 1 if shape is None else net.shape(n) == shape for n, shape in shapes.items())


@pytest.mark.parametrize(("text", "shapes"), [
    ("X: 10x4; b: 3; Z = X W + b", {"X": (10, 4), "W": (4, 3), "b": (3,)}),
    ("X: 10x4; Y: 10x3; E = sum((X W - Y)^2)", {"X": (10, 4), "W": (4, 3), "Y": (10, 3)}),
    ("x: 4; b: 3; z = x W + b", {"x": (4,), "W": (4, 3), "b": (3,)}),
    (r"X: 10x4; y: 10; E = \|X w - y\|^2", {"X": (10, 4), "w": (4,), "y": (10,)}),
])
def test_a_capital_weight_behind_data_is_a_matrix(text, shapes):
    net = sc.Network(text)
    assert {n: net.shape(n) for n in net.forward_system.leaves} == shapes


@pytest.mark.parametrize(("text", "shape"), [
    ("X: 3x3; W: 2x2; Y = X * W", (2, 2)),
    ("X: 3x3; W: 2x2; Y = W * X + b", (2, 2)),
    ("x: 6; w: 3; Y = x * w", (4,)),
    ("X: 3x8x8; K: 4x3x3x3; Y = X * K + b", (4, 6, 6)),
    # where a product fits, it is one
    ("X: 3x3; W: 3x3; Y = X * W", (3, 3)),
    ("X: 5x3; W: 3x2; Y = X * W", (5, 2)),
])
def test_an_asterisk_between_what_cannot_be_multiplied_slides_the_kernel(text, shape):
    assert sc.Network(text).shape("Y") == shape


def test_fractions_are_numbers_of_an_array():
    assert np.allclose(sc.Network("x = [1/2, -1/3, 2]; y = relu(x)").values["x"], [1 / 2, -1 / 3, 2])
    with pytest.raises(ReadError, match="quotient by 0"):
        sc.Network("x = [1/0, 2]; y = relu(x)")


@pytest.mark.parametrize(("text", "origin", "shapes"), [
    (r"x: 5x5; z_{i,j} = \sum_{u=0}^{2} \sum_{v=0}^{2} w_{u,v} x_{i+u,j+v}", 0, {"w": (3, 3), "z": (3, 3)}),
    (r"x: 6; w: 3; y_i = \sum_{k=0}^{2} w_k x_{i+k}; E = \sum_i y_i^2", 0, {"w": (3,), "y": (4,)}),
    (r"x: 8; y_i = \sum_{k=0}^{1} x_{2i+k}", 0, {"y": (4,)}),
    (r"x: 6; w: 3; y_i = \sum_{k=0}^{2} w_{k+1} x_{i+k}", 1, {"y": (4,)}),
    (r"x: 6; y_i = \sum_{k=1}^{3} w_k x_{i+k-1}", 1, {"w": (3,), "y": (4,)}),
])
def test_entries_are_counted_as_the_sums_count_them(text, origin, shapes):
    net = sc.Network(text)
    assert net.system.origin == origin
    assert all(net.shape(n) == shape for n, shape in shapes.items())


@pytest.mark.parametrize(("text", "said"), [
    (r"x: 6; y_i = \sum_{k=-1}^{1} w_k x_{i+k}", "line 1: the sum over k starts at -1.*: move the letter"),
    (r"origin = 1; x: 6; y_i = \sum_{k=0}^{2} w_k x_{i+k}", "starts at 0, and entries are counted from 1: write origin = 0"),
    ("x: 6; y_i = \\sum_{k=0}^{2} w_k x_{i+k}\nE = \\sum_{i=1}^{4} y_i^2", "line 2: the sum over i starts at 1"),
    (r"x: 6; w: 3; y_i = \sum_{k=1}^{4} w_k x_{i+k-1}", "ends at 4, and w has 3 entries there: end it at 3"),
    ("x: 4; y = tanh x", r"tanh names a function, and no array: write it as tanh\(x\)"),
    ("x: 4; y = argmax(x)", "argmax of all entries at once is not supported yet"),
])
def test_sums_and_functions_that_cannot_be_meant_so_are_refused(text, said):
    with pytest.raises(sc.SymcnnError, match=said):
        sc.Network(text)


@pytest.mark.parametrize(("text", "shapes"), [
    (r"x \in \mathbb{R}^{5 \times 5}; w ∈ ℝ^{3×3}; b \in \mathbb{R}; y = conv(x, w) + b",
     {"x": (5, 5), "w": (3, 3), "b": (), "y": (3, 3)}),
    (r"x : \mathbb{R}^{6\times6}, w: 3x3; y = x \ast w", {"x": (6, 6), "w": (3, 3), "y": (4, 4)}),
    ("x = \\begin{bmatrix}1 & 2 \\\\\n 3 & 1/2\\end{bmatrix}\nv = \\begin{pmatrix} 1 \\\\ -2 \\end{pmatrix}\ny = x v",
     {"x": (2, 2), "v": (2,), "y": (2,)}),
    ("x: 3x4x4; p = GAP(x); q = MaxPooling2D(x, 2)", {"p": (3,), "q": (3, 2, 2)}),
    (r"x: 4; t: 4; E = \frac{1}{2} \sum (x - t)^2", {"E": ()}),
    (r"x: 4; t: 4; E = \frac{1}{N} \sum_i (x_i - t_i)^2", {"E": (), "N": ()}),
    (r"z = wx + b; a = \sigma(z); C = (a - y)^2", {"w": (), "x": (), "C": ()}),
])
def test_declarations_and_short_forms_of_paper(text, shapes):
    net = sc.Network(text)
    assert {n: net.shape(n) for n in shapes} == shapes


def test_numbers_of_a_matrix_are_those_written():
    net = sc.Network("X = \\begin{bmatrix}1 & 2 \\\\\n 3 & 1/2\\end{bmatrix}\ny = relu(X)")
    assert np.allclose(net.values["X"], [[1, 2], [3, 0.5]])


@pytest.mark.parametrize(("text", "right"), [
    ("x: 4; E = std(x)", lambda x: x.std()),
    ("x: 4; E = var(x)", lambda x: x.var()),
    ("x: 4; E = logsumexp(x)", lambda x: np.log(np.exp(x).sum())),
])
def test_functions_of_all_entries(text, right):
    x = np.array([0.3, -1.2, 2.0, 0.7])
    found = sc.Network(text).compile(["x"])({"x": x})
    assert np.allclose(found["E"], right(x))
    steps = 1e-6 * np.eye(4)
    assert np.allclose(found["dE/dx"], [(right(x + s) - right(x - s)) / 2e-6 for s in steps], atol=1e-6)


@pytest.mark.parametrize(("text", "names"), [
    (r"z^1 = w^1 x + b^1; a^1 = \sigma(z^1); z^2 = w^2 a^1 + b^2", {"w^{(1)}", "x", "b^{(1)}", "w^{(2)}", "b^{(2)}"}),
    # a power, where no left side wears a number, or what wears it stands without one, too
    ("y = w x^2", {"w", "x"}),
    ("z^1 = W^1 x; x: 3; y = x^1", {"W^{(1)}", "x"}),
])
def test_numbers_of_layers_are_no_powers(text, names):
    assert set(sc.Network(text).forward_system.leaves) == names


@pytest.mark.parametrize(("text", "shapes"), [
    (r"x: 4; W: 3x4; p = softmax(W x); L = -y \log p", {"x": (4,), "W": (3, 4), "y": (3,)}),
    (r"x: 4; W: 3x4; p = \sigma(W x); L = -(y \log p + (1 - y) \log(1 - p))", {"x": (4,), "W": (3, 4), "y": (3,)}),
    ("y = a x^2 + b x + c; E = (y - t)^2", {"a": (), "x": (), "b": (), "c": (), "t": ()}),
])
def test_targets_are_as_long_as_what_they_are_multiplied_with(text, shapes):
    net = sc.Network(text)
    assert {n: net.shape(n) for n in net.forward_system.leaves} == shapes
    assert net.shape(net.loss) == ()


@pytest.mark.parametrize("root", ["sqrt(-1)", "(-2)^0.5", "(-8)^(1/3)"])
def test_roots_of_numbers_below_nought_are_refused(root):
    with pytest.raises(sc.SymcnnError, match="is no real number"):
        sc.Network(f"x[i]: 3\ny[i] = {root} * x[i]")
