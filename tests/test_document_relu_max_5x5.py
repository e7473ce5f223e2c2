"""A worked task on ReLU, maximum pooling and one neuron: each formula, matrix and number in it is produced by a call."""

import numpy as np
import pytest

import symcnn as sc

NET = sc.load("example:relu_max_5x5")
PAGE = NET.solution(rate=0.5, terms=None, entries=None).text()
F, B, W, B2 = "F^{(1)}", "B^{(1)}", "W^{(2)}", "B^{(2)}"
Z, A, P = "Z^{(1)}", "A^{(1)}", "P^{(1)}"

LINES = {
    "the convolution": (
        lambda: NET.forward(Z),
        "Z^(1)[i,j] = sum_{m=1}^{2} sum_{n=1}^{2} X[i+m-1,j+n-1]*F^(1)[m,n] + B^(1)"),
    "the activation": (lambda: NET.forward(A), "A^(1)[i,j] = relu(Z^(1)[i,j])"),
    "the pooling": (lambda: NET.forward(P).expand({"i": 2, "j": 1}),
                    "P^(1)[2,1] = max(A^(1)[3,1], A^(1)[3,2], A^(1)[4,1], A^(1)[4,2])"),
    "the flattened layer": (lambda: NET.forward("S").expand({"n": 3}), "S[3] = P^(1)[2,1]"),
    "the dense layer": (lambda: NET.forward("Z^{(2)}"), "Z^(2) = sum_{n=1}^{4} W^(2)[n]*S[n] + B^(2)"),
    "the cost": (lambda: NET.forward("C"), "C = -(y*log(yhat) + (1 - y)*log(1 - yhat))"),
    "by the weights, the chain rule": (
        lambda: NET.gradient(W).steps[0].formula, "dC/dW^(2)[n] = dC/dZ^(2)*dZ^(2)/dW^(2)[n]"),
    "by the weights": (lambda: NET.gradient(W), "dC/dW^(2)[n] = (yhat - y)*S[n]"),
    "by the second bias": (lambda: NET.gradient(B2), "dC/dB^(2) = yhat - y"),
    "by the flattened layer": (lambda: NET.gradient("S"), "dC/dS[n] = (yhat - y)*W^(2)[n]"),
    "by the pooled values, in operators": (lambda: NET.gradient(P).operator(), "dC/dP^(1) = reshape(dC/dS, (2, 2))"),
    "by the convolution, in operators": (
        lambda: NET.gradient(Z).operator(), "dC/dZ^(1) = dC/dA^(1) ⊙ 1[Z^(1) > 0]"),
    "by the filter, in operators": (lambda: NET.gradient(F).operator(), "dC/dF^(1) = X ⋆ dC/dZ^(1)"),
    "by the first bias": (
        lambda: NET.gradient(B), "dC/dB^(1) = sum_{i=1}^{4} sum_{j=1}^{4} dC/dZ^(1)[i,j]"),
    "by the image, in operators": (
        lambda: NET.gradient("X").operator(), "dC/dX = dC/dZ^(1) *_full F^(1) = dC/dZ^(1) ⋆_full rot180(F^(1))"),
}

ON_THE_PAGE = {
    "the first entry of the convolution": "= 2·0.5 + 0·1 + 0·0 + 4·(-0.5) - 1 = -2",
    "the last one": "= 0·0.5 + 0·1 + 0·0 + 6·(-0.5) - 1 = -4",
    "a pooled value": "P^(1)[2,1] = max(0, 0, 3, 1) = 3",
    "the flattened values": "S = [ 2  1  3  3 ]",
    "the sum of the neuron": "= 0.1·2 + 0.3·1 + (-0.8)·3 + 0.2·3 + 0.7 = -0.6",
    "the output": "= sigmoid(-0.6) ~= 0.3543",
    "the cost": "= -(1·log(0.3543) + (1 - 1)·log(1 - 0.3543)) ~= 1.0375",
    "a weight's gradient": "= (0.3543 - 1)·2 ~= -1.2913",
    "the weights' step": "= [ 0.1  0.3  -0.8  0.2 ] - 0.5·[ -1.2913  -0.6457  -1.9370  -1.9370 ]",
    "the weights after it": "~= [ 0.7457  0.6228  0.1685  1.1685 ]",
    "the bias's step": "= 0.7 - 0.5·(-0.6457)",
    "a filter weight's gradient": "= (-0.1937)·2 + (-0.0646)·4 + (-0.1291)·4 + 0.5165·4 ~= 0.9039",
    "the two costs": "The loss fell from C ~= 1.0375 to C ~= 0.0645, by 0.9730.",
}


@pytest.mark.parametrize(("call", "line"), LINES.values(), ids=LINES)
def test_each_line_is_produced(call, line):
    assert str(call()) == line


@pytest.mark.parametrize("line", ON_THE_PAGE.values(), ids=ON_THE_PAGE)
def test_each_step_with_numbers_is_on_the_page(line):
    assert line in PAGE


def test_the_forward_matrices():
    found = NET.compile(outputs=[Z, A, P, "S"])(NET.values)
    assert found[Z].tolist() == [[-2, -1, 1, 0], [2, 1, -1, -3], [-1, 0, -1, 3], [3, 1, -1, -4]]
    assert found[A].tolist() == [[0, 0, 1, 0], [2, 1, 0, 0], [0, 0, 0, 3], [3, 1, 0, 0]]
    assert found[P].tolist() == [[2, 1], [3, 3]] and found["S"].tolist() == [2, 1, 3, 3]


def test_where_the_maxima_were():
    assert NET.switches(P).array.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]]


def test_the_slope_of_relu_is_a_matrix_of_ones_and_noughts():
    slope = NET.jacobian(A, Z, direct=True)
    forward = NET.compile(outputs=[Z])(NET.values)
    found = slope.numpy()({Z: forward[Z]})
    diagonal = [[found[i, j, i, j] for j in range(4)] for i in range(4)]
    assert diagonal == [[0, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1], [1, 1, 0, 0]] and found.sum() == np.sum(diagonal)


def by_hand():
    """The backward pass with loops."""
    error = 1 / (1 + np.exp(.6)) - 1
    ds = error * np.array([.1, .3, -.8, .2])
    dz = np.zeros((4, 4))
    for value, place in zip(ds, [(1, 0), (0, 2), (3, 0), (2, 3)], strict=True):
        dz[place] = value
    image, kernel = NET.values["X"], NET.values[F]
    df = [[(image[m:m + 4, n:n + 4] * dz).sum() for n in (0, 1)] for m in (0, 1)]
    dx = np.zeros((5, 5))
    for i in range(4):
        for j in range(4):
            dx[i:i + 2, j:j + 2] += dz[i, j] * kernel
    return {"S": ds, Z: dz, F: np.array(df), B: dz.sum(), "X": dx, W: error * np.array([2, 1, 3, 3]), B2: error}


def test_the_backward_matrices():
    expected = by_hand()
    found = NET.compile(wrt=list(expected))(NET.values)
    for name, array in expected.items():
        assert np.allclose(found[NET.key("C", name)], array), name
    assert np.allclose(expected[F], [[0, .9039], [3.6157, -.1291]], atol=5e-5)


def test_the_gradient_of_the_filter_as_a_product_with_the_flattened_image():
    """Four rows, one for each weight, hold the errors between noughts; the image is a column of 25."""
    matrix, expected = NET.gradient(F).matrix(), by_hand()
    rows = np.zeros((4, 25))
    for weight, (m, n) in enumerate(np.ndindex(2, 2)):
        for i, j in np.ndindex(4, 4):
            rows[weight, 5 * (i + m) + j + n] = expected[Z][i, j]
    found = matrix.numpy({**NET.values, NET.key("C", Z): expected[Z]})
    assert matrix.shape == (4, 25) and np.allclose(found, rows)
    assert np.allclose(found @ NET.values["X"].ravel(), expected[F].ravel())
    assert "flatten(dC/dF^(1)) = M flatten(X) with the 4×25 matrix M" in str(matrix)


def test_the_transposed_convolution_is_a_full_one():
    """What goes back to the image by hand is the zero-padded error against the kernel turned by half a turn."""
    expected, turned = by_hand(), NET.values[F][::-1, ::-1]
    padded = np.pad(expected[Z], 1)
    full = [[(padded[i:i + 2, j:j + 2] * turned).sum() for j in range(5)] for i in range(5)]
    assert np.allclose(full, expected["X"])
    back = NET.gradient("X").matrix()
    assert back.shape == (25, 16) and back.rows == NET.forward(Z).matrix().transposed


def test_a_filter_with_stride_two_has_another_shape():
    assert sc.Network("X: 5×5; F: 2×2; Z = conv(X, F, stride=2)").shape("Z") == (2, 2)


def test_one_file_gives_the_sheet_with_blanks_and_the_key():
    sheet = NET.solution(detail=["closed", "numbers"], blank=["dW^{(2)}"]).text()
    assert "1.2913" not in sheet and "1.2913" in PAGE
    question = NET.solution(detail="question", rate=0.5).text()
    assert "F^(1) = [ 0.5     1 ]" in question and "0.3543" not in question


def test_the_border_and_the_turned_filter():
    padded, turned = sc.Network("Z: 4×4; Q = pad(Z, 1)"), sc.Network("F: 2×2; R = rot180(F)")
    found = padded.compile(wrt=[], outputs=["Q"])({"Z": by_hand()[Z]})["Q"]
    assert np.array_equal(found, np.pad(by_hand()[Z], 1))
    assert turned.compile(wrt=[], outputs=["R"])({"F": NET.values[F]})["R"].tolist() == [[-.5, 0], [1, .5]]


def test_the_cost_is_a_mean_over_samples():
    net = sc.Network("batch n; x: 3; w: 3; p = sigmoid(w^T x); C = bce(p, t, reduction=mean)")
    assert str(net.forward("C")) == "C = -1/N*sum_{n=1}^{N} (t[n]*log(p[n]) + (1 - t[n])*log(1 - p[n]))"
