"""Pages that name the class of a sample by a letter below scores and probabilities, rows by one below their matrix."""

import pytest

from symcnn.checking.check import check
from symcnn.network import Network

SCORES = r"$$s_j = w_j^T x_i$$"
HINGE = r"$$L_i = \sum_{j \neq y_i} \max(0, s_j - s_{y_i} + \Delta)$$"
SOFTMAX = r"$$f = W x + b, \quad p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}, \quad L = -\log p_y$$"
FILTERS = [r"$$Z_k[i,j] = \sum_{u=0}^{2} \sum_{v=0}^{2} W_k[u,v]\, X[i+u, j+v] + b_k$$", r"$$m_k = \max_{i,j} Z_k[i,j]$$",
           r"$$o_c = \sum_k V_{c,k}\, m_k$$", r"$$L = \frac{1}{2} \sum_c (o_c - t_c)^2$$"]


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(lines)).judged]


@pytest.mark.parametrize(("sign", "expected"), [("-", "right"), ("", "wrong")])
def test_the_row_of_the_right_class(sign, expected):
    slopes = r"\sum_{j \neq y_i} \mathbb{1}(w_j^T x_i - w_{y_i}^T x_i + \Delta > 0)"
    assert verdicts(SCORES, HINGE, rf"$$\nabla_{{w_{{y_i}}}} L_i = {sign} \left( {slopes} \right) x_i$$")[-1] == expected


@pytest.mark.parametrize(("said", "expected"), [("For $j \\neq y_i$", "right"), ("So", "wrong")])
def test_other_classes_alone(said, expected):
    line = r"$$\frac{\partial L_i}{\partial s_j} = \mathbb{1}(s_j - s_{y_i} + \Delta > 0)$$"
    assert verdicts(SCORES, HINGE, said, line)[-1] == expected


@pytest.mark.parametrize(("line", "expected"), [
    (r"\frac{\partial L}{\partial f_k} = p_k - \mathbb{1}[k = y]", "right"),
    (r"\frac{\partial L}{\partial f_k} = p_k + \mathbb{1}[k = y]", "wrong"),
    (r"\frac{\partial L}{\partial f_k} = \begin{cases} p_k - 1 & k = y \\ p_k & k \neq y \end{cases}", "right"),
    (r"\frac{\partial L}{\partial f_y} = p_y - 1", "right"), (r"\frac{\partial L}{\partial f_y} = p_y", "wrong"),
    (r"\frac{\partial L}{\partial W} = (p - e_y) x^T", "right"), (r"L = -f_y + \log \sum_j e^{f_j}", "right"),
    (r"\frac{\partial p_y}{\partial f_k} = -p_y p_k, \quad k \neq y", "right"),
    (r"\frac{\partial p_y}{\partial f_k} = p_y p_k, \quad k \neq y", "wrong")])
def test_minus_the_logarithm_of_the_right_class(line, expected):
    assert verdicts(SOFTMAX, f"$${line}$$")[3] == expected


@pytest.mark.parametrize(("line", "expected"), [
    (r"\frac{\partial L}{\partial m_k} = \sum_c V_{c,k} (o_c - t_c)", "right"),
    (r"\frac{\partial L}{\partial W_k[u,v]} = \sum_{i,j} \frac{\partial L}{\partial Z_k[i,j]} X[i+u, j+v]", "right"),
    (r"\frac{\partial L}{\partial W_k[u,v]} = \frac{\partial L}{\partial Z_k[i,j]} X[i+u, j+v]", "wrong"),
    (r"\frac{\partial m_k}{\partial Z_k[i,j]} = \mathbb{1}[Z_k[i,j] = m_k]", "right"),
    (r"\frac{\partial L}{\partial Z_k[i,j]} = \frac{\partial L}{\partial m_k}", "wrong")])
def test_the_greatest_of_every_map(line, expected):
    assert verdicts(*FILTERS, f"$${line}$$")[-1] == expected


def test_a_maximum_over_axes_in_a_network():
    system = Network("A[k,i,j]: K×H×W\nm[k] = max_{i,j} A[k,i,j]").forward_system
    assert str(system.equations[-1]) == "m[k] = max_{1 <= i <= H, 1 <= j <= W} A[k,i,j]"


@pytest.mark.parametrize(("mean", "expected"), [(r"\frac{1}{N} ", "right"), ("", "wrong")])
def test_the_label_of_every_sample(mean, expected):
    found = verdicts(r"$$s_{n,k} = \sum_{d} x_{n,d} w_{k,d} + b_k, \quad p_{n,k} = \frac{e^{s_{n,k}}}{\sum_{j} e^{s_{n,j}}}$$",
                     r"$$L = -\frac{1}{N} \sum_{n=1}^{N} \log p_{n,y_n}$$",
                     rf"$$\frac{{\partial L}}{{\partial s_{{n,k}}}} = {mean}\left(p_{{n,k}} - \mathbb{{1}}[k = y_n]\right)$$")
    assert found[-1] == expected
