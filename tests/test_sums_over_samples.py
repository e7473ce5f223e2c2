"""Gradients of biases as sums over the samples of a batch, whose number only these sums and a mean speak of."""

import pytest

from symcnn.checking.check import check

BATCH = ("F = H W + b", r"P_{ij} = \frac{e^{F_{ij}}}{\sum_k e^{F_{ik}}}", r"L = -\frac1N \sum_i \sum_j Y_{ij} \log P_{ij}")


def verdict(lines, line, told=""):
    return check(told + "\n\n".join(f"$${each}$$" for each in (*lines, line))).judged[-1].verdict.verdict


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial b} = \frac1N \sum_{i=1}^N (P_i - Y_i)", "right"),
    (r"\frac{\partial L}{\partial b_j} = \frac1N \sum_{i=1}^N (P_{ij} - Y_{ij})", "right"),
    (r"\frac{\partial L}{\partial b} = \sum_{i=1}^N (P_i - Y_i)", "wrong"),
    (r"\frac{\partial L}{\partial b} = \frac1N \sum_{i=1}^N (Y_i - P_i)", "wrong"),
    (r"\frac{\partial L}{\partial b_j} = \frac1N \sum_{j=1}^N (P_{ij} - Y_{ij})", "wrong"),
    (r"\frac{\partial L}{\partial b} = \frac1N (P - Y)", "wrong"),
])
def test_a_bias_of_a_batch(line, said):
    assert verdict(BATCH, line) == said


def test_a_sum_in_a_slope_does_not_change_a_size_that_is_said():
    lines = (r"y_i = \sum_{k=1}^{K} w_k x_{i+k-1}",)
    told = r"With $x \in \mathbb{R}^{N}$:" + "\n\n"
    slope = r"\frac{\partial L}{\partial x_j} = \sum_{k=1}^{TOP} \frac{\partial L}{\partial y_{j-k+1}} w_k"
    assert verdict(lines, slope.replace("TOP", "K"), told) == "right"
    assert verdict(lines, slope.replace("TOP", "K-1"), told) == "wrong"
