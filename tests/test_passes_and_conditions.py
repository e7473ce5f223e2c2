"""The pass after a step, slices that no mistake reaches, conditions below a sum, borders left out of indices."""

import pytest

from symcnn.checking.check import check
from symcnn.errors import MeaninglessError
from symcnn.network import Network

STEPPED = r"""```symcnn
X = [[1, -1, 0], [2, 1, -1], [0, 1, 2]]
K = [[0.5, -0.5], [0.25, 1]]
b = -0.5
t = 1
Z = conv(X, K) + b
A = tanh(Z)
p = avg_pool(A, 2)
E = squared_error(p, t)/2
\alpha = 1
```

$$Z = \begin{bmatrix} 2 & -1.75 \\ 1 & 2.75 \end{bmatrix}$$

$$K_{new} = K - \alpha \frac{dE}{dK} = \begin{bmatrix} 0.613 & -0.454 \\ 0.288 & 1.057 \end{bmatrix}$$

$$b_{new} = b - \alpha \frac{dE}{db} = -0.5 + 0.0863 = -0.4137$$
"""
STRIDED = r"""```symcnn
x: N
w: K
assume N >= K
y = conv(x, w, stride=s)
```
"""
BORDERED = r"""```symcnn
origin = 0
x[c,i]: C×N
w[f,c,p]: F×C×K
assume N + 2 pad >= K
out[f,k] = conv(x, w, stride=stride, padding=pad)
dout = dL/dout
```
"""
TWO_MAPS = r"""```symcnn
X = [[1, 0, 1], [0, 1, 2], [1, 1, 0]]
W = [[[0.2, -0.1], [0.4, 0.3]], [[-0.5, 0.1], [0.2, 0.6]]]
Z = conv(X, W)
A = sigmoid(Z)
dE/dA = [[[1, 2], [3, 4]], [[1, -1], [2, 0.5]]]
```

$$A_2 = \begin{bmatrix} 0.52 & 0.82 \\ 0.71 & 0.48 \end{bmatrix}$$

$$\frac{\partial E}{\partial Z_1} = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$$
"""


def found(page, line):
    return check(f"{page}\n$${line}$$\n").judged[-1].verdict


@pytest.mark.parametrize(("matrix", "word", "cause"), [
    (r"2.285 & -1.796 \\ 1.415 & 3.054", "right", ""),
    (r"2.199 & -1.882 \\ 1.329 & 2.968", "wrong", "old-weights-used"),
    (r"2.087 & -1.664 \\ 1.087 & 2.836", "wrong", "old-weights-used"),
])
def test_a_parameter_before_its_step_in_the_pass_after_it(matrix, word, cause):
    verdict = found(STEPPED, rf"Z = \begin{{bmatrix}} {matrix} \end{{bmatrix}}")
    assert verdict.verdict in (word, "rounding" if word == "right" else word)
    assert [c.tag for c in verdict.causes][:1] == ([cause] if cause else [])


@pytest.mark.parametrize(("below", "word"), [
    (r"\substack{l, m \\ \text{s.t.} \\ s(l-1) + m = j}", "right"), (r"l,m: s(l-1)+m=j", "right"),
    (r"l,m \mid s(l-1)+m=j", "right"), (r"(l,m) \text{ such that } s(l-1)+m=j", "right"),
    (r"l,m \text{ with } s(l-1)+m=j", "right"), (r"l,m \mid l+m=j+1", "wrong"), (r"l,m \text{ s.t. } l+m=j", "wrong"),
])
def test_conditions_below_a_sum(below, word):
    line = rf"\frac{{\partial L}}{{\partial x_j}} = \sum_{{{below}}} \frac{{\partial L}}{{\partial y_l}} w_m"
    assert found(STRIDED, line).verdict == word


def test_a_function_of_the_page_may_name_what_a_line_says():
    line = r"g(y, x, s)_m = \frac{\partial L}{\partial w_m} = \sum_l \frac{\partial L}{\partial y_l} x_{(l-1) s + SHIFT}"
    assert found(STRIDED, line.replace("SHIFT", "m")).verdict == "right"
    assert found(STRIDED, line.replace("SHIFT", "m - 1")).verdict == "wrong"


def test_a_border_left_out_of_the_indices_is_named():
    line = r"dw_{f,c,p} = \sum_k dout_{f,k} x_{c, k \cdot stride + p BORDER}"
    assert found(BORDERED, line.replace("BORDER", "- pad")).verdict == "right"
    verdict = found(BORDERED, line.replace("BORDER", ""))
    assert (verdict.verdict, verdict.causes[0].tag) == ("wrong", "padding-wrong")


def test_a_mistake_in_one_map_is_not_carried_by_the_other():
    wrong = found(TWO_MAPS, r"\frac{\partial E}{\partial W_1} = \begin{bmatrix} 5 & 13 \\ 9 & 8 \end{bmatrix}")
    assert wrong.verdict == "carried"
    right = found(TWO_MAPS, r"\frac{\partial E}{\partial W_2} = \begin{bmatrix} 0.374 & 0.514 \\ 0.389 & 0.366 \end{bmatrix}")
    assert right.verdict == "rounding"


def test_a_gradient_beside_the_greatest_of_a_window():
    page = "```symcnn\nu = [[1, 3], [7, 6]]\nm = max_pool(u, 2)\ndL/dm = [[2]]\n```\n"
    verdict = found(page, r"\frac{\partial L}{\partial u} = \begin{pmatrix} 0 & 0 \\ 0 & 2 \end{pmatrix}")
    assert (verdict.verdict, verdict.causes[0].tag) == ("wrong", "maximum-to-wrong-cell")


def test_a_bar_over_a_bold_letter_is_a_bar():
    page = "```symcnn\nx: 5\nw: 2\nz = conv(x, w)\n\\bar{z} = dL/dz\n\\bar{x} = dL/dx\n```\n"
    assert found(page, r"\overline{\mathbf{x}} = \overline{\mathbf{z}} * \mathbf{w}").verdict == "right"
    assert found(page, r"\overline{\mathbf{x}} = \overline{\mathbf{z}} \star \mathbf{w}").verdict == "right"


def test_the_sizes_of_a_reshape_may_follow_each_other():
    one, other = (Network(f"x: 4×3; y = reshape(x, {sizes})") for sizes in ("2, 6", "(2,6)"))
    assert one.shape("y") == other.shape("y") == (2, 6)
    with pytest.raises(MeaninglessError, match="leave some out"):
        Network("x: 4×3; y = flatten(x, 1, 2, 3, 4, 5, 6, 7, 8)")
