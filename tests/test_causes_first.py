"""Which of several mistakes that explain the same numbers is named first."""

import pytest

from symcnn.checking.check import check

CONV = "x = [0.5, -0.3, 0.8, 0.2]\nk = [0.4, -0.7]\ny = conv(x, k)"
POOL = ("A[k,i,j] = [[[3, 1], [0, 2]], [[1, 4], [2, 0]]]\nP = max_pool(A, 2)\nf = flatten(P)\nV = [[1.5, 2]]\nu = V f\n"
        "t = [9]\nE = squared_error(u, t)/2")


def causes(line, network):
    """The tags of the one wrong line, the first named first."""
    judged = check(f"$${line}$$", given=network).judged
    assert [j.verdict.verdict for j in judged] == ["wrong"]
    return [c.tag for c in judged[0].verdict.causes]


@pytest.mark.parametrize(("number", "tag"), [("0.61", "term-doubled"), ("0.21", "term-missing"), ("0.49", "digit-slip")])
def test_a_term_of_the_sum_goes_before_a_wrong_digit(number, tag):
    """The first entry is 0.5 * 0.4 + 0.3 * 0.7 = 0.41: one digit is off in each, and its first term is 0.2."""
    found = causes(rf"y = \begin{{bmatrix}} {number} \\ -0.68 \\ 0.18 \end{{bmatrix}}", CONV)
    assert found[0] == tag


def test_a_gradient_in_every_cell_of_a_map_is_said_of_the_map():
    found = causes(r"\frac{\partial E}{\partial A_1} = \begin{bmatrix} 5.25 & 5.25 \\ 5.25 & 5.25 \end{bmatrix}", POOL)
    assert found[0] == "maximum-to-every-cell"


def test_a_point_at_another_place_is_told_from_two_entries():
    network = "x = [1, 0.5, -2, 0.25]\nw = [0.3, 0.7]\ny = conv(x, w)\nL = squared_error(y, t)/2\nt = [0.1, -1, 0.2]"
    right = causes(r"\frac{\partial L}{\partial w} = \begin{bmatrix} 1.675 \\ 0.0619 \end{bmatrix}", network)
    assert right[0] == "decimal-point"


def test_a_bare_nought_is_no_point_at_another_place():
    found = causes(r"\frac{\partial E}{\partial A_1} = \begin{bmatrix} 0 & 0 \\ 0 & 0 \end{bmatrix}", POOL)
    assert "decimal-point" not in found
