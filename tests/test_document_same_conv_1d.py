"""A homework on a padded convolution, on its borders, on maximum pooling and a last layer: all formulas are produced."""

import numpy as np
import pytest

import symcnn as sc

SAME, VALID = sc.load("example:same_conv_1d"), sc.load("example:valid_conv_1d")
POOL, ALEXNET = sc.load("example:max_pool_1d"), sc.load("example:alexnet")
OUT = r"\hat{x}"
THREE = {"N": 6, "K": 3}

LINES = {
    "the layer": (lambda: SAME.forward(OUT), "xhat[i] = sum_{k=1}^{K} 1[1 <= i+k-h-1 <= N]*x[i+k-h-1]*w[k]"),
    "its first output, where a zero is met": (
        lambda: SAME.forward(OUT).expand({**THREE, "i": 1}), "xhat[1] = x[1]*w[2] + x[2]*w[3]"),
    "its second output": (
        lambda: SAME.forward(OUT).expand({**THREE, "i": 2}), "xhat[2] = x[1]*w[1] + x[2]*w[2] + x[3]*w[3]"),
    "its third output": (
        lambda: SAME.forward(OUT).expand({**THREE, "i": 3}), "xhat[3] = x[2]*w[1] + x[3]*w[2] + x[4]*w[3]"),
    "its last output": (
        lambda: SAME.forward(OUT).expand({**THREE, "i": 6}), "xhat[6] = x[5]*w[1] + x[6]*w[2]"),
    "by the input, the chain rule": (
        lambda: SAME.gradient("x").steps[0].formula, "dE/dx[i] = sum_{i'=1}^{N} dE/dxhat[i']*dxhat[i']/dx[i]"),
    "by the input": (
        lambda: SAME.gradient("x"),
        "dE/dx[i] = sum_{k=max(1, i+h-N+1)}^{min(K, i+h)} dE/dxhat[i+h-k+1]*w[k]"),
    "an output by an input": (
        lambda: SAME.jacobian(OUT, "x"), "dxhat[i]/dx[i'] = 1[1 <= i'+h-i+1 <= K]*w[i'+h-i+1]"),
    "by the weights, the chain rule": (
        lambda: SAME.gradient("w").steps[0].formula, "dE/dw[k] = sum_{i=1}^{N} dE/dxhat[i]*dxhat[i]/dw[k]"),
    "by the weights": (
        lambda: SAME.gradient("w"),
        "dE/dw[k] = sum_{i=max(1, h+2-k)}^{min(N, N+h+1-k)} dE/dxhat[i]*x[i+k-h-1]"),
    "without padding, an output by an input": (
        lambda: VALID.jacobian(OUT, "x"), "dxhat[i]/dx[i'] = 1[1 <= i'-i+1 <= K]*w[i'-i+1]"),
    "a pooled value of two": (lambda: POOL.forward(OUT).expand({"K": 2, "S": 1, "i": 1}), "xhat[1] = max(x[1], x[2])"),
    "the next": (lambda: POOL.forward(OUT).expand({"K": 2, "S": 1, "i": 2}), "xhat[2] = max(x[2], x[3])"),
    "pooling of any size and stride": (lambda: POOL.forward(OUT), "xhat[i] = max_{1 <= m <= K} x[S*(i-1)+m]"),
    "a window written out": (
        lambda: POOL.forward(OUT).expand({"K": 4, "S": 3, "i": 2}), "xhat[2] = max(x[4], x[5], x[6], x[7])"),
    "by the input of the pooling, the chain rule": (
        lambda: POOL.gradient("x").steps[0].formula,
        "dE/dx[i] = sum_{i'=1}^{floor((N-K)/S)+1} dE/dxhat[i']*dxhat[i']/dx[i]"),
    "by the input of the pooling": (
        lambda: POOL.gradient("x"),
        "dE/dx[i] = sum_{i'=max(1, ceil((i-K)/S)+1)}^{min(floor((N-K)/S)+1, floor((i-1)/S)+1)} "
        "dE/dxhat[i']*1[i = argmax_{S*(i'-1)+1 <= i'' <= S*(i'-1)+K} x[i'']]"),
    "how many weights an input meets": (
        lambda: VALID.coverage(OUT),
        "x[i] meets min(K, i) - max(1, i+K-N) + 1 terms of xhat; all of them where K <= i <= N-K+1"),
    "and with padding": (
        lambda: SAME.coverage(OUT),
        "x[i] meets min(K, i+h) - max(1, i+h-N+1) + 1 terms of xhat; all of them where h+1 <= i <= N-h, K = 2h+1"),
}


@pytest.mark.parametrize(("call", "line"), LINES.values(), ids=LINES)
def test_each_line_is_produced(call, line):
    assert str(call()) == line


def weights_matrix(size, weights, padding):
    """The matrix whose product with the signal is the layer, row by row."""
    rows = size + 2 * padding - len(weights) + 1
    return np.array([[weights[c - r + padding] if 0 <= c - r + padding < len(weights) else 0 for c in range(size)]
                     for r in range(rows)])


def test_the_layer_is_a_square_matrix_of_its_weights():
    """The Jacobian by the input holds the weights along the diagonals, three to a row but for the first and last."""
    weights = np.array([2.0, 3, 5])
    found = SAME.jacobian(OUT, "x").numpy()({"w": weights, "N": 6, "K": 3})
    assert np.array_equal(found, weights_matrix(6, weights, 1)) and found.shape == (6, 6)
    assert found[0].tolist() == [3, 5, 0, 0, 0, 0] and found[-1].tolist() == [0, 0, 0, 0, 2, 3]


def test_the_matrix_in_letters():
    """For three weights: a row begins and one ends short; its transpose goes back."""
    six = sc.Network(r"x[i]: 6; w[k]: 3; \hat{x}[i] = conv(x, w, padding=1)")
    found = six.forward(OUT).matrix()
    rows = [line.split() for line in str(found).splitlines()[1:]]
    assert found.shape == (6, 6) and rows[0] == ["w[2]", "w[3]", "0", "0", "0", "0"]
    assert rows[1:5] == [["0"] * n + ["w[1]", "w[2]", "w[3]"] + ["0"] * (3 - n) for n in range(4)]
    assert rows[5] == ["0", "0", "0", "0", "w[1]", "w[2]"]
    back = [line.split() for line in str(six.gradient("x").matrix()).splitlines()[1:]]
    assert back == [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(("size", "count"), [(2, 3), (3, 3), (4, 3), (5, 5), (7, 3), (9, 5), (12, 7)])
def test_the_square_matrix_for_any_number(size, count):
    weights, form = np.arange(1.0, count + 1), SAME.forward(OUT).matrix(sizes={"N": size, "K": count})
    expected = weights_matrix(size, weights, count // 2)
    assert form.shape == (size, size) and np.array_equal(form.numpy({"w": weights}), expected)
    back = SAME.gradient("x").matrix(sizes={"N": size, "K": count})
    assert np.array_equal(back.numpy({"w": weights}), expected.T)


def test_the_square_matrix_for_a_letter():
    """Three weights and N entries: the band begins at the second weight, ends at the one before the last."""
    rows = [line.split() for line in str(SAME.forward(OUT).matrix(sizes={"K": 3})).splitlines()]
    assert " ".join(rows[0]) == "xhat = M x with the N×N matrix M"
    assert rows[1][:4] == ["w[2]", "w[3]", "0", "0"] and rows[2][:4] == ["w[1]", "w[2]", "w[3]", "0"]
    assert rows[-1][-3:] == ["...", "w[1]", "w[2]"] and set(rows[-2][1:-1]) == {"..."} and rows[-2][0] == ":"


def test_the_matrix_of_named_slopes():
    """The Jacobian, row by row, and the product with it written out entry by entry."""
    sizes, pairs = {"N": 4, "K": 3}, [(i, k) for i in range(1, 5) for k in range(1, 5)]
    left = [line.split(" = ")[0] for line in str(SAME.jacobian(OUT, "x").entries(sizes)).splitlines()]
    assert left == [f"dxhat[{i}]/dx[{k}]" for i, k in pairs]
    rows = str(SAME.gradient("x").steps[0].formula.entries(sizes)).splitlines()
    assert rows[1] == "dE/dx[2] = " + " + ".join(f"dE/dxhat[{k}]*dxhat[{k}]/dx[2]" for k in range(1, 5))


def test_the_ways_back_are_products_with_that_matrix():
    draw = np.random.default_rng(2).standard_normal
    x, w, upstream = draw(6), draw(3), draw(6)
    found = SAME.compile(wrt=["x", "w"])({"x": x, "w": w, SAME.key("E", OUT): upstream})
    assert np.allclose(found["dE/dx"], upstream @ weights_matrix(6, w, 1))
    padded = np.pad(x, 1)
    assert np.allclose(found["dE/dw"], [upstream @ padded[k:k + 6] for k in range(3)])


def test_the_shapes():
    assert [str(n) for n in SAME.shape(OUT)] == ["N"] and [str(n) for n in VALID.shape(OUT)] == ["-K + N + 1"]
    assert SAME.forward(OUT).system.halves, "K is odd"


def test_the_discussion_of_padding():
    """Ten values, five weights: the first value that meets all is the fifth, with padding the third."""
    sizes = {"N": 10, "K": 5}
    plain, padded = (n.coverage(OUT, sizes=sizes).array for n in (VALID, SAME))
    assert plain.tolist() == [1, 2, 3, 4, 5, 5, 4, 3, 2, 1] and padded.tolist() == [3, 4, 5, 5, 5, 5, 5, 5, 4, 3]
    assert np.argmax(plain == 5) + 1 == 5 and np.argmax(padded == 5) + 1 == 3


def test_that_value_gives_a_product_to_each_of_k_outputs():
    """The k-th input meets weight k in output 1, weight k-1 in output 2, and weight 1 in output k."""
    slopes = VALID.jacobian(OUT, "x").numpy()({"w": np.arange(1.0, 5), "N": 9, "K": 4})
    assert slopes[:, 3].tolist() == [4, 3, 2, 1, 0, 0]


def test_the_slopes_of_a_maximum_of_two():
    """One where the value is the greater of its window, else zero; K - 1 = 1 places are skipped by no window."""
    net = sc.Network("x[i]: 4; p[r] = max_pool(x, 2, stride=1)")
    found = net.jacobian("p", "x").numpy()({"x": np.array([3.0, 1, 4, 2])})
    assert found.tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]]


def test_padding_makes_the_last_window_fit():
    """Five values, windows of two, two apart: one value is left over, unless the end is padded."""
    plain = sc.Network("x: 5; p = max_pool(x, 2)")
    padded = sc.Network("x: 5; p = max_pool(x, 2, padding=((0, 1),))")
    assert plain.shape("p") == (2,) and plain.windows("p").table()[(5,)] == ()
    assert padded.shape("p") == (3,)


def test_the_last_layer_of_alexnet():
    assert ALEXNET.shape("a^{(7)}") == (4096,) and ALEXNET.shape("z") == (1000,)
    assert 4096 * 1000 == 4096000 == np.prod(ALEXNET.shape("W^{(8)}"))
    assert "61100840" in str(ALEXNET)
