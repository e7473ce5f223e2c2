"""Numbers said before the equation and all data of a page, "if the loss is L = 10", are no mistakes."""

import pytest

from symcnn.checking.check import check

EXAMPLE = "$w = 1$\n\n$L(w) = (w - 3)^2$\n\n"


def verdicts(page):
    return [j.verdict.verdict for j in check(page, kind="markdown").judged]


@pytest.mark.parametrize("rest", [EXAMPLE, "$L = (w - 3)^2$\n\n$w = 1$\n\n"])
def test_a_number_before_the_example_is_left_open(rest):
    assert verdicts("If the loss is $L = 10$, the model is poor.\n\n" + rest)[0] == "undecided"
    assert verdicts(rest + "If the loss is $L = 10$, the model is poor.")[-1] == "wrong"
    assert verdicts(rest + "$$\\frac{dL}{dw} = (w - 3)$$")[-1] == "wrong"


@pytest.mark.parametrize(("line", "verdict"), [("L = 10", "wrong"), ("L = 4", "right")])
def test_a_number_behind_the_first_data_is_judged(line, verdict):
    assert verdicts(f"$w = 1$\n\n${line}$\n\n$L = (w - 3)^2$")[1] == verdict
    assert verdicts(f"$L = (w - 3)^2$\n\n${line}$\n\n$w = 1$")[1] == verdict
