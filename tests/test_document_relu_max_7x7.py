"""A homework on ReLU, overlapping maxima and one neuron: each formula, matrix and number on it is produced by a call."""

import numpy as np
import pytest

import symcnn as sc

NET = sc.load("example:relu_max_7x7")
LETTERS = sc.Network("X[r,c]: N×N; W[i,j]: K×K; b: scalar; assume N >= K; C[r,c] = conv(X, W, stride=s) + b")
POOLED = sc.Network("A[r,c]: N×N; assume N >= d; P[r,c] = max_pool(A, d, stride=s)")
RATE = 0.5

LINES = {
    "the convolution, for letters": (
        lambda: LETTERS.forward("C"),
        "C[r,c] = sum_{i=1}^{K} sum_{j=1}^{K} X[s*(r-1)+i,s*(c-1)+j]*W[i,j] + b"),
    "the convolution, for these sizes": (
        lambda: NET.forward("C"), "C[r,c] = sum_{i=1}^{3} sum_{j=1}^{3} X[r+i-1,c+j-1]*W^x[i,j] + W_0^x"),
    "the activation": (lambda: NET.forward("A"), "A[r,c] = relu(C[r,c])"),
    "the pooling, for letters": (
        lambda: POOLED.forward("P"), "P[r,c] = max_{1 <= m <= d, 1 <= n <= d} A[s*(r-1)+m,s*(c-1)+n]"),
    "the pooling, for these sizes": (
        lambda: NET.forward("P"), "P[r,c] = max_{1 <= m <= 3, 1 <= n <= 3} A[2*r+m-2,2*c+n-2]"),
    "the output": (lambda: NET.forward("z"), "z = sum_{n=1}^{4} W^o[n]*Pvec[n] + W_0^o"),
    "the loss": (lambda: NET.forward("L"), "L = -(y*log(yhat) + (1 - y)*log(1 - yhat))"),
    "by the output": (lambda: NET.gradient(r"\hat{y}"), "dL/dyhat = (1 - y)/(1 - yhat) - y/yhat"),
    "by the output weights, the chain rule": (
        lambda: NET.gradient("W^o").steps[0].formula, "dL/dW^o[n] = dL/dz*dz/dW^o[n]"),
    "by the output weights": (lambda: NET.gradient("W^o"), "dL/dW^o[n] = (yhat - y)*Pvec[n]"),
    "by the output bias": (lambda: NET.gradient("W_0^o"), "dL/dW_0^o = yhat - y"),
    "by the flattened layer": (lambda: NET.gradient(r"\vec{P}"), "dL/dPvec[n] = (yhat - y)*W^o[n]"),
    "by the activations, where the maximum was": (
        lambda: NET.gradient("A[1,2]"),
        "dL/dA[1,2] = dL/dP[1,1]*1[(1,2) = argmax_{1 <= r <= 3, 1 <= c <= 3} A[r,c]]"),
    "by the convolution": (lambda: NET.gradient("C"), "dL/dC[r,c] = dL/dA[r,c]*1[C[r,c] > 0]"),
    "by the filter, a sum over all places": (
        lambda: NET.gradient("W^x").steps[0].formula,
        "dL/dW^x[i,j] = sum_{r=1}^{5} sum_{c=1}^{5} dL/dC[r,c]*dC[r,c]/dW^x[i,j]"),
    "a convolved value by a filter weight": (
        lambda: NET.jacobian("C", "W^x", direct=True), "dC[r,c]/dW^x[i,j] = X[r+i-1,c+j-1]"),
    "by the filter": (
        lambda: NET.gradient("W^x"), "dL/dW^x[i,j] = sum_{r=1}^{5} sum_{c=1}^{5} dL/dC[r,c]*X[r+i-1,c+j-1]"),
    "by the bias": (lambda: NET.gradient("W_0^x"), "dL/dW_0^x = sum_{r=1}^{5} sum_{c=1}^{5} dL/dC[r,c]"),
}


@pytest.mark.parametrize(("call", "line"), LINES.values(), ids=LINES)
def test_each_line_is_produced(call, line):
    assert str(call()) == line


def test_the_sizes_with_their_arithmetic():
    assert NET.shape("C").arithmetic == ("(7-3)/1+1 = 5",) * 2 and NET.shape("A") == (5, 5)
    assert NET.shape("P").arithmetic == ("(5-3)/2+1 = 2",) * 2 and NET.shape(r"\vec{P}") == (4,)
    assert LETTERS.shape("C").arithmetic == ("floor((N-K)/s)+1",) * 2


def test_the_forward_pass():
    found = NET.compile(outputs=["C", "A", "P", r"\vec{P}", "z", r"\hat{y}", "L"])(NET.values)
    assert np.allclose(found["C"], [[0, .8, .7, .6, 0]] * 5) and np.array_equal(found["A"], found["C"])
    assert np.allclose(found["P"], [[.8, .7], [.8, .7]]) and np.allclose(found[r"\vec{P}"], [.8, .7, .8, .7])
    assert np.allclose([found["z"], found[r"\hat{y}"], found["L"]], [.55, .6341, .4555], atol=5e-5)


def test_the_page_shows_the_sum_of_the_output_in_numbers():
    page = NET.solution("W^o", detail="numbers", terms=None, entries=None).text()
    for line in ("= .2·0.8 + .1·0.7 + .3·0.8 + .4·0.7 - .2 = 0.55", "= sigmoid(0.55) ~= 0.6341"):
        assert line in page


def test_where_each_maximum_came_from():
    found = NET.switches("P")
    assert found.array.tolist() == [[0, 1, 1, 0, 0], [0] * 5, [0, 1, 1, 0, 0], [0] * 5, [0] * 5]
    assert [c.taken for c in found.choices] == [((1, 2),), ((1, 3),), ((3, 2),), ((3, 3),)]
    assert [len(c.places) for c in found.ties] == [3, 3, 3, 3]


def backward_by_hand():
    """The backward pass with loops; the first of equal values wins."""
    values, upstream = NET.values, .6341355910108007 - 1
    dp = upstream * np.array([[.2, .1], [.3, .4]])
    dc, image = np.zeros((5, 5)), values["X"]
    for (row, column), place in {(0, 0): (0, 1), (0, 1): (0, 2), (1, 0): (2, 1), (1, 1): (2, 2)}.items():
        dc[place] += dp[row, column]
    dw = sum(dc[r, c] * image[r:r + 3, c:c + 3] for r in range(5) for c in range(5))
    return {r"W^o": upstream * np.array([.8, .7, .8, .7]), "W_0^o": upstream, "P": dp, "A": dc, "C": dc, "W^x": dw,
            "W_0^x": dc.sum()}


def test_the_backward_pass():
    by_hand = backward_by_hand()
    found = NET.compile(wrt=list(by_hand))(NET.values)
    for name, array in by_hand.items():
        assert np.allclose(found[NET.key("L", name)], array), name
    assert np.allclose(by_hand["W^o"], [-.293, -.256, -.293, -.256], atol=5e-4)
    assert np.allclose(by_hand["W^x"], [[0, -.18293, -.18293]] * 3, atol=5e-6)


def test_the_filter_collects_four_patches():
    """Of 25 patches only those count whose error is not zero: they start where the maxima are."""
    rows = str(NET.gradient("W^x").patches(NET.values)).splitlines()
    assert rows[0] == "dL/dW^x = -0.0732*[X[1,2], X[1,3], X[1,4]; X[2,2], X[2,3], X[2,4]; X[3,2], X[3,3], X[3,4]]"
    starts = [row.split("*[")[1].split(", ")[0] for row in rows]
    assert starts == ["X[1,2]", "X[1,3]", "X[3,2]", "X[3,3]"]
    assert [row.split("*")[0].split()[-1] for row in rows[1:]] == ["0.0366", "0.1098", "0.1463"]


def test_a_patch_in_letters():
    """The derivatives of one convolved value by all weights are the patch of the image below the filter."""
    slopes = LETTERS.jacobian("C", "W", direct=True).entries({"N": 7, "K": 3, "s": 1, "r": 2, "c": 4}).latex()
    assert slopes.endswith(r"\begin{bmatrix} X_{2,4} & X_{2,5} & X_{2,6} \\ X_{3,4} & X_{3,5} & X_{3,6} \\ "
                           r"X_{4,4} & X_{4,5} & X_{4,6} \end{bmatrix}")


def test_the_gradient_by_the_output_in_numbers():
    assert "= (1 - 1)/(1 - 0.6341) - 1/0.6341 ~= -1.5769" in NET.solution(rate=RATE).text()


def test_the_step_and_the_losses():
    by_hand, names = backward_by_hand(), ["C", "P", r"\vec{P}", "z", r"\hat{y}", "L"]
    after = {k: NET.values[k] - RATE * by_hand[k.replace("{", "").replace("}", "")] for k in NET.parameters}
    assert np.allclose(after["W^{o}"], [.3463, .2280, .4463, .5280], atol=1e-4)
    found = NET.compile(outputs=names)({**NET.values, **after})
    assert np.allclose(found["C"][0], [.1829, 1.2573, 1.1573, .7829, .1829], atol=5e-5)
    assert np.allclose(found["P"], [[1.2573, 1.1573]] * 2, atol=5e-5)
    assert np.allclose([found["z"], found[r"\hat{y}"], found["L"]], [1.8547, .8647, .1454], atol=5e-5)


def test_the_page_shows_the_step_and_compares_the_losses():
    page = NET.solution(rate=RATE).text()
    assert "The loss fell from L ~= 0.4555 to L ~= 0.1454" in page
    assert "W_0^x := W_0^x - eta*dL/dW_0^x" in page and "= 0 - 0.5·(-0.3659)" in page
