"""Layers numbered without brackets, sizes asked for by a word, formulas that only one size makes true, numbers half put in."""

import pytest

from symcnn.checking.binding.small_sizes import chosen_sizes, spread
from symcnn.checking.check import check
from symcnn.network import Network

LAYERS = r"""```symcnn
X: 5
W^1: 3
Z^1 = conv(X, W^1, padding=1)
A^1 = relu(Z^1)
A^2 = (W^2)^T A^1
L = squared_error(A^2, y)
X = [1, 0, -2, 3, 1]
W^1 = [0.5, -1, 2]
W^2 = [1, -1, 0.5, 2, -0.5]
y = 3
```
"""
IMAGES = r"""```symcnn
X: 3×32×32
W_1: 8×3×5×5
b_1: 8
C_1 = relu(conv(X, W_1, padding=2) + b_1)
P_1 = max_pool(C_1, 2)
```
"""
STRIDED = r"""```symcnn
X: H×W
w: k_1×k_2
assume H >= k_1, W >= k_2
Y = conv(X, w, stride=s)
```
"""


def judged(page, line):
    return check(f"{page}\n$${line}$$\n").judged


def words(page, line):
    return [j.verdict.verdict for j in judged(page, line)]


@pytest.mark.parametrize(("line", "word"), [
    (r"Z_i^1 = \sum_{j=1}^{3} W_j^1 X_{i+j-2}", "right"),
    (r"Z_i^1 = \sum_{j=1}^{3} W_j^1 X_{i+j-1}", "wrong"),
    (r"\frac{\partial Z_i^1}{\partial W_j^1} = X_{i-\lfloor 3/2 \rfloor + j - 1}", "right"),
    (r"\frac{\partial L}{\partial W^2} = 2(A^2 - y) A^1", "right"),
    (r"\frac{\partial L}{\partial W^2} = 2(A^2 - y) Z^1", "wrong"),
    (r"\frac{\partial L}{\partial A^1} = 2 \cdot 0.75 \cdot W^2", "right"),
    (r"\frac{\partial L}{\partial A^1} = 2 \cdot 0.85 \cdot W^2", "wrong"),
])
def test_a_bare_number_above_a_letter_is_a_layer_where_no_tensor_goes_without(line, word):
    assert words(LAYERS, line) == [word]


def test_a_bare_number_above_a_known_letter_is_a_power():
    assert words("```symcnn\nx: 3\nw^1: 3\ny[i] = x[i]^2 * w^1[i]\n```\n", r"y_i = x_i^2 w_i^1") == ["right"]


@pytest.mark.parametrize(("line", "word"), [
    (r"\text{shape}(C_1) = (8, 32, 32)", "right"), (r"\text{shape}(P_1) = (8, 15, 15)", "wrong"),
    (r"\dim(P_1) = 8 \times 16 \times 16", "right"), (r"\text{size}(P_1) = 8 \cdot 16 \cdot 15", "wrong"),
    (r"|W_1| = 600", "right"), (r"|W_1| = 500", "wrong"),
    (r"\text{numel}(W_1) = 8 \cdot 3 \cdot 25", "right"),
    (r"\text{params}(C_1) = 608", "right"), (r"\text{params}(C_1) = 600", "wrong"),
])
def test_sizes_asked_for_by_a_word_are_judged(line, word):
    assert words(IMAGES, line) == [word]


def test_bars_around_numbers_are_no_count():
    page = "```symcnn\nx = [3, -4]\ny = 2 x\n```\n"
    assert words(page, r"|y| = [6, 8]") == ["right"]


@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{\partial L}{\partial w_{h,l}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{(i-1)s+h, (j-1)s+l}", "right"),
    (r"\frac{\partial L}{\partial w_{h,l}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{i+h-1, j+l-1}", "wrong"),
    (r"\frac{\partial L}{\partial w_{h,l}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{si+h-s, sj+l-s}", "right"),
    (r"\frac{\partial L}{\partial w_{h,l}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{si+h-3, sj+l-3}", "wrong"),
])
def test_a_formula_for_letters_holds_for_more_than_one_size(line, word):
    assert words(STRIDED, line) == [word]


def test_a_stride_that_multiplies_the_wrong_number_is_named():
    found = judged(STRIDED, r"y_{i,j} = \sum_{h=1}^{k_1} \sum_{l=1}^{k_2} x_{si+h-1, sj+l-1} w_{h,l}")
    assert found[0].verdict.causes[0].tag == "stride-wrong"


def test_sizes_that_are_chosen_hide_no_stride_and_no_border():
    network = Network("x: N; w: K; y = conv(x, w, stride=s, padding=p); assume N >= K")
    sizes = {letter.name: n for letter, n in chosen_sizes(network.system, {}).items()}
    assert sizes["s"] > 2 and sizes["p"] > 1
    ways = list(spread([range(7)] * 6, 4_000))
    assert len(set(ways)) == len(ways) == 4_000
    assert all({way[n] for way in ways} == set(range(7)) for n in range(6))


def test_many_sizes_leave_outputs_with_more_than_one_entry():
    page = (r"$$z_{n,c,h,w} = \sum_{c'=0}^{C-1} \sum_{i=0}^{F-1} \sum_{j=0}^{F-1} x_{n,c',hS+i,wS+j} k_{c,c',i,j}$$" "\n\n"
            r"$$\frac{\partial L}{\partial k_{c,c',i,j}} = \sum_n \sum_h \sum_w \frac{\partial L}{\partial z_{n,c,h,w}} %s$$")
    found = [[c["verdict"] for c in check(page % factor, kind="markdown").data()["claims"]]
             for factor in ("x_{n,c',hS+i,wS+j}", "x_{n,c',hS+i,hS+j}", "x_{n,c',h+i,w+j}")]
    assert found == [["given", "right"], ["given", "wrong"], ["given", "wrong"]]


def test_a_size_that_is_given_is_used():
    page = "```symcnn\nx[i]: N\nassume N >= K\ny[i] = max_pool(x, K, stride=S)\n```\n"
    page += "\n<!-- symcnn: given -->\n$K = 2$, $S = 1$\n"
    assert words(page, r"y_2 = \max(x_2, x_3)")[-1] == "right"
    assert words(page, r"y_2 = \max(x_3, x_4)")[-1] == "wrong"


@pytest.mark.parametrize(("corner", "word"), [("k_2", "right"), ("k_3", "wrong")])
def test_a_name_may_be_said_behind_the_line_that_uses_it(corner, word):
    page = "```symcnn\nu: 3\nk: 3\nv = conv(u, k, padding=1)\n```\n"
    rows = rf"{corner} & k_3 & 0 \\ k_1 & k_2 & k_3 \\ 0 & k_1 & k_2"
    found = words(page, rf"v = T u, \quad T = \begin{{bmatrix}} {rows} \end{{bmatrix}}")
    assert found == [word, "given"]


def test_a_gate_forgotten_at_one_entry_is_named():
    found = judged(LAYERS, r"\frac{\partial L}{\partial Z^1} = [0, 0, 0.75, 3, -0.75]^T")[0].verdict
    assert found.entries == ["r", "r", "r", "w", "r"]
    assert found.causes[0].tag == "relu-gate-missing" and "at the entries marked" in found.causes[0].message


def test_a_mean_for_the_sum_of_a_bias_is_no_pool():
    page = """```symcnn
X: 4×4
K: 3×3
b: scalar
Z = conv(X, K) + b
p = avg_pool(Z, 2)
dE/dp = 8
X = [[1, 2, 0, 1], [3, 1, 1, 0], [0, 2, 2, 1], [1, 0, 1, 3]]
K = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
b = 1
```
"""
    found = judged(page, r"\frac{\partial E}{\partial b} = \frac{2 + 2 + 2 + 2}{4} = 2.00")
    tags = [j.verdict.causes[0].tag for j in found if j.verdict.verdict == "wrong"]
    assert tags == ["bias-gradient-averaged"]


@pytest.mark.parametrize(("formula", "verdict", "said"), [
    (r"H_{out} = \lfloor \frac{H + 2P - K}{S} \rfloor + 1", "right", ""),
    (r"H_{out} = \frac{H + P - K}{S} + 1", "wrong", "the border counts on both sides"),
    (r"H_{out} = \lfloor \frac{H + P - K}{S} \rfloor + 1", "wrong", "the border counts on both sides"),
    (r"W' = \frac{W + 2P + K}{S} + 1", "wrong", "the window is to be taken off"),
    (r"W' = \frac{W + 2P - K + 1}{S}", "wrong", "the one is to be added behind the fraction"),
    # the size of what is put in, from what comes out of it
    (r"H' = (H - 1) S - 2P + K", "given", ""),
])
def test_sizes_in_the_letters_of_the_network(formula, verdict, said):
    found = check(formula, given="X: C×H×W; V: F×C×K×K; Y = conv(X, V, stride=S, padding=P)").judged[-1].verdict
    assert found.verdict == verdict
    assert not said or found.causes[0].message == said
