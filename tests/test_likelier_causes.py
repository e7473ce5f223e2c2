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
BIASED = "z[f,p] = sum_{c=1}^{2} w[f,c] x[c,p] + b[f]\nx[c,p]: 2×5\nw[f,c]: 3×2\nb[f]: 3\na = tanh(z)"
DEEP = ("x: 4\nW^{(1)}: 5×4\nz^{(1)} = W^{(1)} x\na^{(1)} = sigmoid(z^{(1)})\nW^{(2)}: 5×5\nz^{(2)} = W^{(2)} a^{(1)}\n"
        "a^{(2)} = sigmoid(z^{(2)})\nC = squared_error(a^{(2)}, y)/2\n\\delta^{(1)} = dC/dz^{(1)}\n\\delta^{(2)} = dC/dz^{(2)}")
LOSS = "f[i]: 4\np[i]: 4\nL = 1/2 sum_{i=1}^{4} (f[i] - p[i])^2"
PADDED = "x[i]: 9\nw[k]: 5\ny[i]: 9 = sum_{k=1}^{5} w[k] x[i+k-3]\na = relu(y)\nm = max_pool(a, 3)"
LOGISTIC = "x: 3\nw: 3\ny: scalar\nz = sum_{i=1}^{3} w[i] x[i]\np = sigmoid(z)\nL = -(y log(p) + (1 - y) log(1 - p))"
SCALED = ("x[i]: n\n\\gamma: scalar\n\\beta: scalar\n\\epsilon: scalar\n\\mu = 1/n sum_{i=1}^{n} x[i]\n"
          "v = 1/n sum_{i=1}^{n} (x[i] - \\mu)^2\nh[i] = (x[i] - \\mu)/sqrt(v + \\epsilon)\ny[i] = \\gamma h[i] + \\beta")


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
    (BIASED, r"\frac{\partial L}{\partial b_f} = \frac{1}{5} \sum_{p=1}^{5} \frac{\partial L}{\partial z_{f,p}}",
     "bias-gradient-averaged"),
    (BIASED, r"\frac{\partial L}{\partial b_f} = \sum_{f,p} \frac{\partial L}{\partial z_{f,p}}", "term-extra"),
    (DEEP, r"\delta^{(1)} = (W^{(2)})^T a^{(2)} \odot \sigma'(z^{(1)})", "value-for-gradient"),
    (DEEP, r"\delta^{(1)} = (W^{(2)})^T \delta^{(2)} \odot \sigma(z^{(1)})", "slope-missing"),
    (DEEP, r"\frac{\partial C}{\partial W^{(2)}} = \delta^{(2)} \odot a^{(1)}", "hadamard-for-matrix-product"),
    (PADDED, r"m_j = \max_{1 \le u \le 3} a_{3j+u}", "index-off-by-one"),
    (PADDED, r"\frac{\partial L}{\partial x_i} = \sum_{k=1}^{5} \frac{\partial L}{\partial y_{i-k+1}} w_k", "padding-wrong"),
    (LOGISTIC, r"L = -y \log p", "cross-entropy-half-missing"),
    (LOGISTIC, r"\frac{\partial L}{\partial p} = -\frac{p}{y} + \frac{1-p}{1-y}", "swapped-entries"),
    (LOGISTIC, r"\frac{\partial L}{\partial z} = -\frac{y}{p} + \frac{1-y}{1-p}", "slope-missing"),
    (SCALED, r"h_i = \frac{x_i - \mu}{\sqrt{v} + \epsilon}", "brackets-missing"),
    (SCALED, r"\frac{\partial L}{\partial h_i} = \frac{\partial L}{\partial y_i}", "factor-missing"),
    (LOSS, r"\frac{\partial L}{\partial f_i} = 2 (f_i - p_i)", "loss-factor"),
    (SCALED, r"\mu = \sum_{i=1}^{n} x_i", "mean-for-sum"),
])
def test_a_formula(network, formula, cause):
    assert named(formula, network) == [cause]


POOL = "A = [[1, 2, 0, 1], [3, 0, 4, 2], [5, 1, 0, 0], [2, 2, 6, 3]]\nP = max_pool(A, 2)"
SIZES = "x: 1×28×28\nW: 32×1×3×3\nh = conv(x, W)"
LAID = "X = [[1, 2, 0], [0, 2, 3], [2, 1, 0]]\nK = [[1, 0], [0, -1]]\nY = conv(X, K)"
UNIT = "x = 1.3\nw = 0.4\nv = 0.6\nc = 0.0837\nt = 1\nz = w x\nh = sigmoid(z)\ny = sigmoid(v h + c)\nE = (t - y)^2/2"


@pytest.mark.parametrize(("network", "line", "cause"), [
    (POOL, r"P = \begin{bmatrix} 3 & 4 \\ 2 & 6 \end{bmatrix}", "window-sum-incomplete"),
    (SIZES, r"h \in \mathbb{R}^{32 \times 28 \times 28}", "padding-wrong"),
    (SIZES, r"(32 - 3 + 2)/2 + 1 = 16", "floor-missing"),
    (SIZES, r"\left\lfloor \frac{14 - 3}{2} \right\rfloor + 1 = 7", "floor-missing"),
    (SIZES, r"2 \cdot (2 - 1) + 3 = 6", "arithmetic"),
    (SIZES, r"-\log(0.13) = 0.89", "arithmetic"),
    # what was put in is right: what comes out has the wrong sign, and no kernel is turned
    (LAID, r"Y_{11} = 1 - 2 = 1", "sign"),
    (UNIT, r"h = \frac{1}{1 + e^{0.52}} = 0.3729", "sign"),
    (UNIT, r"\frac{\partial E}{\partial v} = -0.0918 \cdot 0.52 = -0.0477", "activation-missing"),
])
def test_a_line_of_numbers(network, line, cause):
    assert named(line, network) == [cause]
