"""What is named where a formula is wrong, each beside the right formula of the same line."""

import pytest

from symcnn.checking.check import check

MEAN = "origin = 0\nz[c,i,j]: C×H×W\na[c,i,j] = avg_pool(z, (p, q), stride=(s, r))"
SOFTMAX = "z: 3\np = softmax(z)\nG = dL/dp"
ROWS = "X: 4×3\nW: 3×2\nN = X W\nD = dL/dN"
PATCHES = "origin = 0\nX: 5×5\nF: 2×2\nO = conv(X, F)"
BORDERED = "X[h,w]: 5×5\nK[i,j]: 3×3\nY[h,w] = conv(X, K, padding=1)"
HEAD = "f: 4\nV: 4\nc: scalar\nt: scalar\nu = sum_{i} V[i] f[i] + c\ny = sigmoid(u)\nE = bce(y, t)\n\\eta = 0.2"
ROW = "X: 1×2\nW: 2×2\nZ = X W"

LINES = [
    (MEAN, r"a_{c,i,j} = \sum_{m=i s}^{i s + p - 1} \sum_{n=j r}^{j r + q - 1} %s / (p q)", "z_{c,m,n}", "z_{c,i,j}",
     "wrong-index", "the sum runs over m and n, which its terms do not have: right with z_{c,m,n} for z_{c,i,j}"),
    (SOFTMAX, r"\frac{\partial L}{\partial z_a} = %s", r"G_a p_a - p_a \sum_i G_i p_i", "G_a p_a", "term-missing",
     "and p is left out in dE/dz"),
    (ROWS, r"\frac{\partial L}{\partial W} = %s", "X^T D", "D X^T", "transpose", "right with X^T D for D X^T"),
    (PATCHES, r"\frac{\partial L}{\partial X_{pq}} = \sum_{i,j} %s F_{p-i,q-j}", r"\frac{\partial L}{\partial O_{i,j}}",
     r"\frac{\partial O_{i,j}}{\partial F_{p,q}}", "wrong-symbol", "right with ∂E/∂O_{i,j} for ∂O_{i,j}/∂F_{p,q}"),
    (BORDERED, r"\frac{\partial L}{\partial K_{i,j}} = \sum_{h=1}^{5} \sum_{w=1}^{5} \frac{\partial L}{\partial Y_{h,w}} %s",
     "X_{h+i-2,w+j-2}", "X_{h+i-1,w+j-1}", "padding-wrong", "the border of 1 is left out of the indices"),
    (HEAD, r"\frac{\partial E}{\partial V_i} = %s", "(y - t) f_i", "f_i", "upstream-missing",
     "the error made of y and t is left out"),
    (HEAD, r"V := V - \eta %s", r"(y - t) f", "f", "upstream-missing", "the factor ∂E/∂u is missing"),
    (ROW, r"dW = %s", r"\begin{bmatrix} x_1 dZ_1 & x_1 dZ_2 \\ x_2 dZ_1 & x_2 dZ_2 \end{bmatrix}",
     r"\begin{bmatrix} x_1 dZ_1 & x_2 dZ_1 \\ x_1 dZ_2 & x_2 dZ_2 \end{bmatrix}", "transpose", "rows and columns"),
]


@pytest.mark.parametrize(("network", "line", "right", "wrong", "tag", "said"), LINES, ids=[line[4] for line in LINES])
def test_the_first_cause_of_a_formula(network, line, right, wrong, tag, said):
    (good,) = check(f"$${line % right}$$", given=network).judged
    assert good.verdict.verdict == "right"
    (bad,) = check(f"$${line % wrong}$$", given=network).judged
    assert bad.verdict.verdict in ("wrong", "slip")
    assert bad.verdict.causes[0].tag == tag and said in bad.verdict.causes[0].message


def test_a_mean_of_itself_is_no_repair():
    line = r"a_{c,i,j} = \sum_{m=i s}^{i s + p - 1} \sum_{n=j r}^{j r + q - 1} z_{c,i,j} / (p q)"
    judged = check(f"$${line}$$", given=MEAN).judged
    assert judged and all("right with a_{c,i,j}" not in c.message for j in judged for c in j.verdict.causes)


def test_what_agrees_with_a_wrong_line_before_goes_behind_what_is_right():
    page = r"$$\frac{\partial E}{\partial V_i} = (y - t) V_i$$" + "\n\n" + r"$$V := V - \eta f$$"
    causes = check(page, given=HEAD).judged[1].verdict.causes
    assert causes[0].message == "the factor ∂E/∂u is missing"
    assert all("by your own lines before" in c.message for c in causes if "∂E/∂f" in c.message)


def test_a_step_up_with_minus_a_gradient_is_a_sign():
    network = "x: 3\nw: 2×3\ns = w x\ny = sigmoid(s)\nE = squared_error(y, t)/2\n\\eta = 0.1"
    page = r"$$\delta_i = -\frac{\partial E}{\partial s_i}$$" + "\n\n" + r"$$\Delta w_{ij} = %s\eta \delta_i x_j$$"
    assert [j.verdict.verdict for j in check(page % "", given=network).judged][1] == "right"
    cause = check(page % "-", given=network).judged[1].verdict.causes[0]
    assert cause.tag == "sign" and "minus a gradient already" in cause.message


RESIDUAL = "x[i]: n\nW[i,j]: n×n\nb[i]: n\ns = W x + b\nh = x + tanh(s)\nE = sum_{i} (h[i]-c[i])^2 / 2"
SPREAD = "origin = 1\ng[t]: T\nf[m]: M\ny[u] = conv(g, f, stride=2, dilation=3)"
NAMED = "origin = 0\nimg: 4×4\nker: 2×2\nfeat = conv(img, ker)"
BY_HAND = [
    (RESIDUAL, r"\frac{\partial E}{\partial s_i} = (h_i - c_i)(1 - %s)", r"\tanh^2(s_i)", "h_i^2", "slope-at-wrong-place",
     "the slope is that of tanh(s_{i}), not of h_i"),
    (RESIDUAL, r"\frac{\partial E}{\partial b_i} = %s", r"(h_i - c_i)(1 - \tanh^2(s_i))", "h_i - c_i", "slope-missing",
     "the slope made of s is left out"),
    (RESIDUAL, r"\frac{\partial E}{\partial b_i} = %s(h_i - c_i)(1 - \tanh^2(s_i))", "", "2 ", "loss-factor",
     "a factor of the loss"),
    (SPREAD, r"\frac{\partial L}{\partial f_m} = \sum_u \frac{\partial L}{\partial y_u} g_{%s}", "2u + 3m - 4", "2u - 3m + 2",
     "filter-gradient-turned", "right with g_{2 u + 3 m - 4}"),
    (NAMED, r"\frac{\partial L}{\partial ker} = %s", r"img \star \frac{\partial L}{\partial feat}",
     r"\text{rot180}(img \star \frac{\partial L}{\partial feat})", "filter-gradient-turned", "rot180 does not belong there"),
    (NAMED, r"feat_{i,j} = \sum_{m=0}^{1} \sum_{n=0}^{1} img_{i+m,j+n}%s", " ker_{m,n}", "", "factor-missing",
     "the factor ker is left out in feat"),
]


@pytest.mark.parametrize(("network", "line", "right", "wrong", "tag", "said"), BY_HAND)
def test_the_first_cause_of_other_formulas(network, line, right, wrong, tag, said):
    test_the_first_cause_of_a_formula(network, line, right, wrong, tag, said)


def test_a_gradient_by_another_kind_of_tensor_is_told_on_the_left_side():
    network = "a: 4\nW: 4×3\ns = W^T a\nq = softmax(s)\nH = cross_entropy(q, t)\nassume sum(t) = 1"
    assert check(r"$$\frac{\partial H}{\partial a} = W (q - t)$$", given=network).judged[0].verdict.verdict == "right"
    cause = check(r"$$\frac{\partial H}{\partial W} = W (q - t)$$", given=network).judged[0].verdict.causes[0]
    assert cause.tag == "weights-gradient-for-input-gradient" and "right with a for W" in cause.message
