r"""Sums with dots up to a letter that nothing else speaks of: over all that there is, as under a sign of a sum."""

import pytest

from symcnn.checking.check import check

PAGE = r"""$$z = \sum_i w_i x_i, \quad L = (z - t)^2$$

$$\frac{\partial L}{\partial z} = 2 (z - t)$$

"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\|x\|_2 := \sqrt{x_1^2 + \cdots + x_n^2}", "right"),
    (r"\|x\|_2 := \sqrt{x_1^2 + x_2^2 + \cdots + x_n^2}", "right"),
    (r"\|x\|_2 := \sqrt{x_1 + \cdots + x_n}", "wrong"),
    (r"\|x\|_1 = |x_1| + |x_2| + \dots + |x_d|", "right"),
    (r"\|x\|_1 = x_1 + x_2 + \dots + x_d", "wrong"),
    (r"\frac{\partial L}{\partial z} = 2 (w_1 x_1 + \cdots + w_n x_n - t)", "right"),
    (r"\frac{\partial L}{\partial z} = 2 (w_1 x_1 + w_2 x_2 + \cdots + w_n x_n - t)", "right"),
    (r"\frac{\partial L}{\partial z} = 2 (w_1 x_1 + \cdots + w_n x_n + t)", "wrong"),
    (r"\frac{\partial L}{\partial z} = 2 (w_1^2 + \cdots + w_n^2 - t)", "wrong"),
    (r"\frac{\partial L}{\partial z} = 2 (w_2 x_2 + \cdots + w_n x_n - t)", "wrong"),
])
def test_a_sum_with_dots_runs_to_the_end(line, verdict):
    found = [j.verdict.verdict for j in check(f"{PAGE}$${line}$$\n").judged]
    assert found[-2:] == ["right", verdict]


def test_the_end_may_be_the_same_letter_in_several_lines():
    page = PAGE + r"""$$z = w_1 x_1 + \cdots + w_n x_n$$

$$\|w\|_2^2 = w_1^2 + \cdots + w_n^2$$

$$\|w\|_2^2 = w_1^3 + w_2^3 + \cdots + w_n^3$$
"""
    found = [j.verdict.verdict for j in check(page).judged]
    assert found[-4:] == ["right", "right", "right", "wrong"]
