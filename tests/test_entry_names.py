"""Letters that name the entries of an array are those entries: in sums of products, and below a derivative."""

import pytest

from symcnn.checking.binding.small_sizes import chosen_sizes
from symcnn.checking.check import check
from symcnn.network import Network

NAMED = r"""```symcnn
X: 3×3
W: 2×2
Y = conv(X, W)
\delta = dL/dY
```

$$X = \begin{bmatrix} a & b & c \\ d & e & f \\ g & h & i \end{bmatrix}$$

$$W = \begin{bmatrix} p & q \\ r & s \end{bmatrix}$$
"""


def words(page, line):
    return [j.verdict.verdict for j in check(f"{page}\n$${line}$$\n").judged]


@pytest.mark.parametrize(("line", "word"), [
    (r"Y_{11} = ap + bq + dr + es", "right"), (r"Y_{11} = ap + bq + cr + ds", "wrong"),
    (r"\frac{\partial L}{\partial p} = \delta_{11} a + \delta_{12} b + \delta_{21} d + \delta_{22} e", "right"),
    (r"\frac{\partial L}{\partial p} = \delta_{11} a + \delta_{12} b + \delta_{21} d + \delta_{22} f", "wrong"),
    (r"\frac{\partial L}{\partial e} = \delta_{11} s + \delta_{12} r + \delta_{21} q + \delta_{22} p", "right"),
    (r"\frac{\partial L}{\partial h} = \delta_{21} s", "wrong"),
    (r"\frac{\partial Y_{22}}{\partial i} = s", "right"),
])
def test_letters_of_entries(line, word):
    assert words(NAMED, line) == ["given", "given", word]


def test_numbers_name_no_entries():
    page = "```symcnn\nX = [[1, 2], [3, 4]]\nY = 2 X\n```\n"
    assert words(page, r"Y = \begin{bmatrix} 2 & 4 \\ 6 & 8 \end{bmatrix}") == ["right"]


def test_a_size_that_is_to_be_no_less_than_a_product_is_large_enough():
    network = Network("x: N; w: K; assume N >= 2 r (K-1) + 1; u = conv(x, w, dilation=r); y = conv(relu(u), w, dilation=r)")
    sizes = {letter.name: n for letter, n in chosen_sizes(network.system, {}).items()}
    assert sizes["r"] > 1 and sizes["K"] > 1


def test_one_over_the_side_of_a_window_is_no_mean_over_it():
    page = "```symcnn\nx: 6×6\na = avg_pool(x, 3)\n```\n"
    line = r"\frac{dL}{dx_{p,q}} = \frac{1}{3} \frac{dL}{da_{\lceil p/3 \rceil, \lceil q/3 \rceil}}"
    verdict = check(f"{page}\n$${line}$$\n").judged[0].verdict
    assert (verdict.verdict, verdict.causes[0].tag) == ("wrong", "pool-factor")


def test_an_entry_worked_out_before_the_whole_list_leaves_the_formulas_judged():
    network = "V: 4\nt: scalar\na = tanh(z)\no = sum_{p} V[p] a[p]\nE = (o - t)^2/2\nV = [0.4, -0.3, 0.2, 0.6]\nt = 1\n"
    lines = (r"z_2 = 0.5 \cdot (-2) - 1 \cdot 3 + 0.25 \cdot 0 = -4",
             r"z = \begin{bmatrix} -1.400 \\ -3.900 \\ -1.650 \\ 1.600 \end{bmatrix}",
             r"\frac{\partial E}{\partial z_p} = (o - t) V_p (1 - z_p^2)",
             r"\frac{\partial E}{\partial z_p} = (o - t) V_p (1 - a_p^2)")
    sheet = f"```symcnn\n{network}```\n\n" + "\n\n".join(f"$${line}$$" for line in lines)
    *_, slope, right = check(sheet).data()["claims"]
    assert (slope["verdict"], slope["cause"]) == ("wrong", "slope-at-wrong-place")
    assert right["verdict"] == "right"
