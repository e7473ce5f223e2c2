"""What dots leave out is filled in from the parts beside them, up to the end of the axis where that has no number."""

import pytest

from symcnn.checking.binding.dots import filled, filled_sum, run_between
from symcnn.checking.check import check
from symcnn.errors import NotSupportedYet
from symcnn.reading.claims import read_claims
from symcnn.reading.tree import Dots, Name, Number, SumOver

POOL = "```symcnn\nx: N\nassume N >= K\ny = max_pool(x, K, stride=1)\n```\n"
LOSS = "```symcnn\ny: n\nt: n\nE = bce(y, t)/n\n```\n"


def verdict(block, line):
    (claim,) = check(f"{block}\n$$\n{line}\n$$\n", kind="markdown").data()["claims"]
    return claim["verdict"]


def tree(text):
    return read_claims(text)[0].members[0]


def test_a_run_goes_from_the_part_before_the_dots_to_the_part_behind():
    run = run_between(tree("a_2 b_1"), tree("a_7 b_6"))
    assert [(str(first.text), str(last.text)) for first, last in run.pairs] == [("2", "7"), ("1", "6")]
    items = filled((Number("1"), Dots(), Number("4"), Name("z")), lambda run: 3)
    assert len(items) == 5 and items[0] == Number("1") and items[-1] == Name("z")


@pytest.mark.parametrize("text", ["a_1 + b_2", "a_1 - a_4"])
def test_parts_of_two_kinds_say_nothing(text):
    with pytest.raises(NotSupportedYet, match="what the dots leave out"):
        run_between(tree(text), tree("a_4 + a_5"))


def test_the_terms_of_a_sum_have_one_sign():
    total = filled_sum(tree(r"-a_1 - \dots - a_n"))
    assert isinstance(total.argument, SumOver)
    with pytest.raises(NotSupportedYet, match="what the dots leave out"):
        filled_sum(tree(r"a_1 + \dots - a_n"))


@pytest.mark.parametrize(("block", "line", "wanted"), [
    (POOL, r"y_i = \max(x_i, x_{i+1}, \dots, x_{i+K-1})", "right"),
    (POOL, r"y_i = \max(x_i, x_{i+1}, \dots, x_{i+K})", "wrong"),
    (LOSS, r"\frac{\partial E}{\partial y} = \begin{bmatrix} \frac{\partial E}{\partial y_1} \\ \frac{\partial E}{\partial y_2}"
           r" \\ \vdots \\ \frac{\partial E}{\partial y_i} \end{bmatrix}", "right"),
    (LOSS, r"\sum_{i=1}^n y_i t_i = y_1 t_1 + y_2 t_2 + \dots + y_n t_n", "right"),
    (LOSS, r"\sum_{i=1}^n y_i t_i = y_1 t_1 + y_2 t_2 + \dots + y_n t_1", "undecided"),
    (LOSS, r"-\sum_{i=1}^n y_i = -y_1 - \dots - y_n", "right"),
])
def test_dots_are_filled_in(block, line, wanted):
    assert verdict(block, line) == wanted
