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
