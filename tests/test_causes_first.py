"""Which of several mistakes that explain the same numbers is named first."""

import pytest

from symcnn.checking.causes.trial import Finding
from symcnn.checking.causes.worked_out import signs_first
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


def messages(line, network):
    """The causes of the one wrong line."""
    judged = [j for j in check(f"$${line}$$", given=network).judged if j.verdict.verdict == "wrong"]
    assert len(judged) == 1
    return judged[0].verdict.causes


NORMED = r"x: D" + "\nw: D\n" + r"n = sqrt(sum_{i} x[i]^2 / D)" + "\ny[i] = x[i]/n\nz[i] = w[i] y[i]\ng = dL/dz"


@pytest.mark.parametrize(("inner", "tag"), [
    (r"y_j \sum_i g_i w_i y_i", "mean-for-sum"), (r"y_j \sum_i g_i w_i y_i + 0 \cdot D", "factor-missing")])
def test_the_share_of_a_size_is_named_by_its_letter(inner, tag):
    """Of a sum over D entries its mean is wanted; where the writer speaks of D the factor is what is missing."""
    line = r"\frac{\partial L}{\partial x_j} = \frac{1}{n} \left( g_j w_j - %s \right)"
    judged = check("$$" + line % r"\frac{y_j}{D} \sum_i g_i w_i y_i" + "$$", given=NORMED).judged
    assert judged[0].verdict.verdict == "right"
    first = messages(line % inner, NORMED)[0]
    assert first.tag == tag and "1/D is missing" in first.message


STEP = "w = [0.2, -0.4]\nb = 0.2\nx = [1, 2]\ny[i] = w[i] x[i] + b\nE = squared_error(y, t)\nt = [1, 1]\n\\eta = 0.5"


def test_a_step_added_in_the_working_out_of_one_number_is_a_sign():
    """dE/db = 2 (0.4 - 1) + 2 (-0.6 - 1) = -4.4, and 0.2 - 0.5 * (-4.4) = 2.4."""
    worked = r"b := b - \eta \frac{\partial E}{\partial b} = 0.2 - 0.5 \cdot (-4.4) = "
    assert check(f"$${worked}2.4$$", given=STEP).judged[-1].verdict.verdict == "right"
    assert messages(worked + "-2", STEP)[0].tag == "sign"
    assert causes(r"b := -2", STEP)[0] == "ascent"


def test_a_sign_among_the_numbers_put_in_goes_before_a_factor_of_the_whole():
    factor, sign, other = Finding("mean-for-sum", "", 0.9), Finding("sign", "", 1.0), Finding("transpose", "", 0.5)
    assert sorted(signs_first([factor, sign, other]), key=lambda f: f.weight)[:2] == [other, sign]
    assert signs_first([factor, other]) == [factor, other]


def test_what_is_set_up_with_the_writers_numbers_is_not_rounded_too_far():
    """1.3 * 2.98 + 1.4 * 4.34 + 0.6 = 10.55."""
    network = "W = [[1.3, 1.4]]\nh = [[2.98], [4.34]]\nb = 0.6\ny = W h + b"
    line = r"y = \begin{bmatrix} 1.3 & 1.4 \end{bmatrix} \begin{bmatrix} 2.98 \\ 4.34 \end{bmatrix} + 0.6 = "
    assert messages(line + r"\begin{bmatrix} 10.446 \end{bmatrix}", network)[0].tag == "arithmetic"
