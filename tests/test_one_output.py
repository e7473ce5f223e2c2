"""Networks of one output unit, told by a loss that is written without a sum."""

import pytest

from symcnn.checking.check import check

NET = r"""$$z^{[1]} = W^{[1]} x + b^{[1]}$$
$$a^{[1]} = \sigma(z^{[1]})$$
$$z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}$$
$$\hat{y} = \sigma(z^{[2]})$$
"""
ONE = r"$$L = -y\log\hat{y} - (1-y)\log(1-\hat{y})$$" "\n"
MANY = r"$$L = -\sum_k (y_k\log\hat{y}_k + (1-y_k)\log(1-\hat{y}_k))$$" "\n"
LINES = [
    (r"\frac{\partial L}{\partial W^{[2]}_{1j}} = (\hat{y} - y) a^{[1]}_j", "right"),
    (r"\frac{\partial L}{\partial z^{[1]}_j} = (\hat{y} - y) w^{[2]}_j \sigma'(z^{[1]}_j)", "right"),
    (r"\frac{\partial L}{\partial W^{[1]}_{ij}} = (\hat{y} - y) W^{[2]}_{1i} a_i^{[1]}(1-a_i^{[1]}) x_j", "right"),
    (r"\frac{\partial L}{\partial W^{[1]}_{ij}} = (\hat{y} - y) W^{[2]}_{1j} a_i^{[1]}(1-a_i^{[1]}) x_j", "wrong"),
    (r"\frac{\partial L}{\partial W^{[1]}_{ij}} = (\hat{y} - y) W^{[2]}_{1i} a_i^{[1]} x_j", "wrong"),
]


@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_one_unit(line, verdict):
    *_, judged = check(f"{NET}{ONE}$${line}$$\n").judged
    assert judged.verdict.verdict == verdict


@pytest.mark.parametrize("line", [line for line, _ in LINES])
def test_a_sum_says_that_there_are_more(line):
    *_, judged = check(f"{NET}{MANY}$${line}$$\n").judged
    assert judged.verdict.verdict != "right"
