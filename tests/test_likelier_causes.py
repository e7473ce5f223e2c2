"""Of several causes that fit, the one a teacher would name: where a window turns, what a gate asks, how a size is rounded."""

import pytest

from symcnn.checking.check import check

LINE = "origin = 0\nx[i]: 9\nw[k]: 3\nz[p] = sum_{k=0}^{2} w[k] x[p+k]\na = tanh(z)\nq = sum_{p=0}^{6} a[p]\ny = tanh(q)"
TURNED = "X: 3×3\nK: 2×2\nY = conv(X, K, padding=1, flip=True)"
GATED = "x: 5\nv: 5\nu = x + v\ny = relu(u)"
SIGMOID = "x: 4\nW: 3×4\nz = W x\na = sigmoid(z)"
MAXIMA = "c[i,m]: n×M\nassume n >= 3\n\\hat{c}[m] = max_pool(c, (n, 1))"
STRIDED = "origin = 0\nx[i]: N\nw[k]: K\nassume N >= K\ny[i] = sum_{k=0}^{K-1} x[s i + k] w[k]"
MEAN = "A: 3×4\nm = 1/12 sum_{i=1}^{3} sum_{j=1}^{4} A[i,j]\nF = m^2"
CLASSES = "c: M\nU[j,m]: J×M\no[j] = sum_{m} U[j,m] c[m]"


def named(line, network):
    claims = check(f"$${line}$$", given=network, kind="markdown").data()["claims"]
    return [c["cause"] for c in claims if c["verdict"] in ("wrong", "slip")]


@pytest.mark.parametrize(("network", "formula", "cause"), [
    # local derivatives: no loss is named
    (LINE, r"\frac{\partial q}{\partial w_k} = (1 - a_p^2) x_{p+k}", "position-sum-missing"),
    (LINE, r"\frac{\partial z_p}{\partial x_i} = w_{p-i}", "kernel-not-turned"),
    # a true convolution turns its kernel: its gradient by the input does not
    (TURNED, r"\frac{\partial L}{\partial X_{ij}} = \sum_{p=1}^{2} \sum_{q=1}^{2} K_{pq} "
     r"\frac{\partial L}{\partial Y_{i-p+1,j-q+1}}", "kernel-flipped"),
    (GATED, r"\frac{\partial L}{\partial u_i} = \frac{\partial L}{\partial y_i} \mathbf{1}[v_i > 0]", "relu-gate-wrong"),
    (SIGMOID, r"\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a} \odot z \odot (1 - z)", "slope-at-wrong-place"),
    (LINE, r"\frac{\partial y}{\partial a_p} = 1 - \tanh^2(a_p)", "slope-at-wrong-place"),
    (MAXIMA, r"\hat{c}_m = \max_{1 \le i \le n-1} c_{i,m}", "index-off-by-one"),
    (STRIDED, r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i + s k}", "stride-wrong"),
    (STRIDED, r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i + k}", "stride-dropped"),
    (CLASSES, r"\frac{\partial L}{\partial c_m} = \sum_{m=1}^{M} U_{j,m} \frac{\partial L}{\partial o_j}", "wrong-index"),
    (STRIDED.replace("s i", "i"), r"\frac{\partial L}{\partial x_i} = \sum_{k=0}^{K-1} w_k "
     r"\frac{\partial L}{\partial y_{i-K+1+k}}", "kernel-not-turned"),
])
def test_a_formula(network, formula, cause):
    assert named(formula, network) == [cause]


POOL = "A = [[1, 2, 0, 1], [3, 0, 4, 2], [5, 1, 0, 0], [2, 2, 6, 3]]\nP = max_pool(A, 2)"
SIZES = "x: 1×28×28\nW: 32×1×3×3\nh = conv(x, W)"
LAID = "X = [[1, 2, 0], [0, 1, 3], [2, 1, 0]]\nK = [[1, 0], [0, -1]]\nY = conv(X, K)"


@pytest.mark.parametrize(("network", "line", "cause"), [
    (POOL, r"P = \begin{bmatrix} 3 & 4 \\ 2 & 6 \end{bmatrix}", "window-sum-incomplete"),
    (SIZES, r"h \in \mathbb{R}^{32 \times 28 \times 28}", "padding-wrong"),
    (SIZES, r"(32 - 3 + 2)/2 + 1 = 16", "floor-missing"),
    (SIZES, r"\left\lfloor \frac{14 - 3}{2} \right\rfloor + 1 = 7", "floor-missing"),
    (SIZES, r"2 \cdot (2 - 1) + 3 = 6", "arithmetic"),
    # what was put in is right: what comes out has the wrong sign, and no kernel is turned
    (LAID, r"Y_{12} = 2 + 0 + 0 - 3 = 1", "sign"),
])
def test_a_line_of_numbers(network, line, cause):
    assert named(line, network) == [cause]
