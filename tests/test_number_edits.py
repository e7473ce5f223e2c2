"""Numbers put into a formula, one of them wrong: which others are tried in its place, and what is said of them."""

import numpy as np
import pytest

from symcnn.checking.causes.number_edits import Straight
from symcnn.checking.check import check
from symcnn.reading.tree import Negation, Number

FENCE = "```symcnn\nx = [0.5, 0.1, -0.3, 0.8]\nw = [0.2, -0.4, 0.7]\ny = conv(x, w)\n```\n\n"


def test_only_numbers_that_may_make_it_right_are_read_again():
    line = Straight(1.0, 2.0, np.array([7.0, -9.0]), 0.0)
    assert line.may_hit(Number("3")) and line.may_hit(Negation(Number("5")))
    assert not line.may_hit(Number("4")) and not line.may_hit(Negation(Number("3")))
    # its own digits let a number be off
    assert line.may_hit(Number("3.01")) and not line.may_hit(Number("3.5"))


def test_the_number_that_does_not_belong_is_named():
    report = check(FENCE + r"$$ y_1 = 0.5\cdot 0.2 + 0.1\cdot(-0.4) + 0.8\cdot 0.7 = 0.62 $$")
    first, second = report.judged
    assert first.verdict.verdict == "wrong"
    assert second.verdict.verdict == "carried"
    assert any("-0.3" in c.message or "0.3" in c.message for c in first.verdict.causes)


def test_a_number_that_stands_twice_may_be_wrong_at_both_places():
    report = check("```symcnn\nx = [0.5, 0.1]\ny = 3*x[1] + x[1]*x[1]\n```\n\n" r"$$ y = 3\cdot 0.4 + 0.4\cdot 0.4 $$")
    cause = report.judged[0].verdict.causes[0]
    assert "0.5" in cause.message and "x" in cause.message


def test_a_result_is_no_step_size():
    # 0.98 and not 0.01 as the step size would make this right
    report = check("```symcnn\n\\eta = 0.01\nx = [0.5, 0.1, -0.3]\nw = [0.80, 0.50]\ny = conv(x, w)\n"
                   "E = squared_error(y, t)/2\nt = [1, -1]\n```\n\n"
                   r"$$ w \leftarrow \begin{bmatrix} 0.98 \\ 0.83 \end{bmatrix} $$")
    assert report.judged[0].verdict.verdict == "wrong"
    assert report.judged[0].verdict.causes[0].tag == "rate-missing"


@pytest.mark.parametrize(("written", "causes"), [("0.8^2", True), ("0.6640^2", False)])
def test_a_slope_taken_before_the_activation_is_applied(written, causes):
    report = check("```symcnn\nz = [1.0, -0.8]\na = tanh(z)\nE = squared_error(a, t)/2\nt = [0.5, 0.2]\n```\n\n"
                   rf"$$ \frac{{\partial E}}{{\partial z_2}} = (-0.6640 - 0.2) (1 - {written}) = "
                   + ("-0.3110 $$" if causes else "-0.4831 $$"))
    found = report.judged[0].verdict
    assert [c.tag for c in found.causes][:1] == (["slope-at-wrong-place"] if causes else [])
    assert not causes or "tanh is applied to" in found.causes[0].message
