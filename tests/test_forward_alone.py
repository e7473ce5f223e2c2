"""Pages that differentiate nothing: equations of functions that nobody defines claim nothing, numbers do."""

import pytest

from symcnn.checking.check import check


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged]


@pytest.mark.parametrize("line", [
    r"h = f(W^{(1)} x + b^{(1)})", r"a^{(l)} = f(W^{(l)} a^{(l-1)} + b^{(l)})", r"L = -\sum_{i=1}^{n} y_i \log(\hat{y}_i)",
    r"L = \frac{1}{n} \sum_{i=1}^{n} (y_i - \hat{y}_i)^2", r"y_t = g(W_y h_t + c)"])
def test_an_equation_alone(line):
    assert verdicts(f"A layer is\n\n$${line}$$\n") == ["given"]


def test_what_can_be_judged_still_is():
    assert verdicts("$$h = f(W x + b)$$\n\n$$2 + 3 = 6$$\n\n$$H_{out} = (H - K)/S$$\n")[1:] == ["wrong", "wrong"]
    assert verdicts("$$h = f(W x + b)$$\n\n$$2 + 3 = 5$$\n\n$$H_{out} = (H - K)/S + 1$$\n")[1:] == ["right", "right"]
