"""Fragments of later blocks that share a parameter: its gradient in one of them, and what is still wrong."""

import pytest

from symcnn.checking.check import check

FIRST = "```symcnn\nx: 6\nk: 3\ny = conv(x, k)\n```\n"
SECOND = "```symcnn\nu: 5\nv = conv(u, k, stride=2, padding=1)\n```\n"
TOGETHER = "```symcnn\nx: 6\nk: 3\ny = conv(x, k)\nu: 5\nv = conv(u, k, stride=2, padding=1)\n```\n"
BRANCHED = "```symcnn\nx: 6\nk: 3\ny = conv(x, k)\n```\n```symcnn\nv = conv(x, k, stride=2)\n```\n"
NUMBERS = "```symcnn\nu = [2, -1, 0, 3, 1]\nk = [1, 0, -2]\ndL/dv = [1, -1, 2]\n```\n"
OLDER = r"\frac{\partial L}{\partial k_m} = \sum_{i=1}^{4} \frac{\partial L}{\partial y_i} x_{i+m-1}"
LATER = r"\frac{\partial L}{\partial k_2} = u_1 \frac{\partial L}{\partial v_1} + u_3 \frac{\partial L}{\partial v_2}"


def word(blocks, line):
    """The verdict on the one line behind some blocks."""
    return [j.verdict.verdict for j in check(f"{blocks}\n$${line}$$\n").judged]


@pytest.mark.parametrize(("blocks", "line", "expected"), [
    (FIRST + SECOND, LATER + r" + u_5 \frac{\partial L}{\partial v_3}", "right"),
    (FIRST + SECOND, OLDER, "right"),
    (FIRST + SECOND, OLDER + r" + \sum_{i=1}^{3} \frac{\partial L}{\partial v_i} u_{2i+m-2}", "right"),
    (FIRST + SECOND, LATER, "wrong"),
    # of one network the gradient is the sum of both ways, and so it is where more than a parameter is shared
    (TOGETHER, OLDER, "wrong"),
    (BRANCHED, OLDER, "wrong"),
    (FIRST + SECOND + NUMBERS, r"\frac{\partial L}{\partial k} = \begin{bmatrix} 7 & 4 & -4 \end{bmatrix}", "right"),
])
def test_a_parameter_of_two_fragments_has_a_gradient_in_each(blocks, line, expected):
    assert word(blocks, line) == [expected]
