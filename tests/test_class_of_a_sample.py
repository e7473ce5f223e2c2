r"""Networks with a declared class, ``-\log p_c``: in every line ``c`` is one number, and no letter that runs."""

import pytest

from symcnn.checking.check import check

OPEN = r"x: 4; h = \max(0, W x); s = V h; p = softmax(s); L = -\log p_c"
CLOSED = r"x: 4; V: 3x2; W: 2x4; h = \max(0, W x); s = V h; p = softmax(s); c = 2; L = -\log p_c"


@pytest.mark.parametrize("network", [OPEN, CLOSED])
@pytest.mark.parametrize(("line", "verdict"), [
    (r"L = -s_c + \log \sum_j e^{s_j}", "right"),
    (r"\frac{\partial L}{\partial s_c} = p_c - 1", "right"),
    (r"\frac{\partial L}{\partial s_c} = p_c", "wrong"),
    (r"\frac{\partial L}{\partial p_c} = -\frac{1}{p_c}", "right"),
    (r"\frac{\partial L}{\partial s_j} = p_j - 1", "wrong"),
    (r"\frac{\partial L}{\partial s} = p - e_c", "right"),
    (r"\frac{\partial L}{\partial s} = \mathbf{e}_c - p", "wrong"),
    (r"\frac{\partial L}{\partial V} = (p - e_c) h^\top", "right"),
    (r"\frac{\partial L}{\partial h_i} = \sum_j p_j V_{ji} - V_{ci}", "right"),
    (r"\frac{\partial L}{\partial V_{ci}} = (p_c - 1) h_i", "right"),
    (r"\frac{\partial p_c}{\partial s_j} = p_c (1[j = c] - p_j)", "right"),
])
def test_lines_at_the_class_of_the_sample(network, line, verdict):
    assert check(line, given=network).judged[-1].verdict.verdict == verdict


def test_classes_counted_from_nought():
    report = check(r"""$$y_i = \sum_{k=0}^{2} w_k x_{i+k}$$
$$\frac{\partial L}{\partial s_c} = p_c - 1$$
$$\frac{\partial L}{\partial y_i} = \sum_{j=0}^{2} p_j V_{j,i} - V_{c,i}$$
""", given=r"x: 6; w: 3; V: 3x4; y = conv(x, w); s = V y; p = softmax(s); L = -\log p_c")
    assert [j.verdict.verdict for j in report.judged] == ["right"] * 3


def test_the_unit_vectors_of_all_samples_by_a_capital():
    report = check(r"""$Z_1 = X W_1 + b_1$, $H = \max(0, Z_1)$, $S = H W_2 + b_2$, $P = \text{softmax}(S)$,
$L = -\frac1N \sum_i \log P_{i, y_i}$.
$$dS = \frac{1}{N} (P - Y)$$
$$dW_2 = H^T dS$$
$$dW_1 = X^T (dS W_2^T \odot 1[Z_1 > 0])$$
$$dW_1 = X^T (dS W_2^T)$$
""")
    assert [j.verdict.verdict for j in report.judged] == ["given"] * 5 + ["right"] * 3 + ["wrong"]


def test_sums_tell_how_many_samples_and_classes_there_are():
    report = check(r"""$Z = XW + b$, $P = \mathrm{softmax}(Z)$, $L = -\frac{1}{N}\sum_{i=1}^N \sum_{k=1}^K Y_{ik} \log P_{ik}$.
$$\frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Z} = \frac{1}{N} X^\top (P - Y)$$
$$\frac{\partial L}{\partial b_k} = \frac{1}{N} \sum_{i=1}^N (P_{ik} - Y_{ik})$$
$$\frac{\partial L}{\partial b_k} = \sum_{i=1}^N (P_{ik} - Y_{ik})$$
""")
    assert [j.verdict.verdict for j in report.judged] == ["given"] * 3 + ["right"] * 3 + ["wrong"]
