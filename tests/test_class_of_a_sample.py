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
