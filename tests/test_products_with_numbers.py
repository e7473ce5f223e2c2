"""Numbers before products of transposed arrays in a page's own equations."""

import pytest

from symcnn.checking.check import check

NORMALISED = r"""
Let $c \in \mathbb{R}^n$.

$$v = %s, \quad z = \frac{c}{\sqrt{v}}$$

$$\frac{\partial v}{\partial c_j} = %s$$

$$\frac{\partial z_i}{\partial c_j} = \frac{1}{\sqrt{v}} \left( \delta_{ij} - %s z_i z_j \right)$$
"""


@pytest.mark.parametrize("square", [r"\frac{1}{n} c^\top c", r"c^\top c / n", r"\frac{c^\top c}{n}"])
@pytest.mark.parametrize(("slope", "share", "words"), [
    (r"\frac{2 c_j}{n}", r"\frac{1}{n}", ["right", "right"]),
    (r"\frac{c_j}{n}", r"\frac{2}{n}", ["wrong", "wrong"]),
    (r"2 c_j", "", ["wrong", "wrong"]),
])
def test_a_number_before_a_product_is_a_factor_of_all_of_it(square, slope, share, words):
    judged = check(NORMALISED % (square, slope, share)).judged
    assert [j.verdict.verdict for j in judged[-2:]] == words


def test_half_a_square_of_a_matrix_times_a_vector():
    page = r"""
$$r = W x - t$$

$$E = \frac{1}{2} r^T r$$

$$\frac{\partial E}{\partial r} = %s$$
"""
    words = [check(page % right).judged[-1].verdict.verdict for right in ("r", "2 r")]
    assert words == ["right", "wrong"]
