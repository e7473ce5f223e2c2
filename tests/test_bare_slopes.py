r"""A convolution told in words, and no equation: gradients in numbers are not called right for their arithmetic alone."""

import pytest

from symcnn.checking.check import check

PAGE = r"""The input x is convolved with the kernel k (stride 1, no padding).

$x = \begin{bmatrix} 1 & 2 & 0 \\ 0 & 1 & 3 \\ 2 & 1 & 0 \end{bmatrix}$, $k = \begin{bmatrix} 1 & 0 \\ -1 & 2 \end{bmatrix}$

$y_{11} = 1\cdot 1 + 2 \cdot 0 + 0 \cdot (-1) + 1 \cdot 2 = 3$

$y_{12} = 2\cdot 1 + 0 \cdot 0 + 1 \cdot (-1) + 3 \cdot 2 = 7$

With $\frac{\partial L}{\partial y} = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}$:

$LINE$
"""


def verdicts(page, line):
    return [j.verdict.verdict for j in check(page.replace("LINE", line)).judged]


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial k_{12}} = 1 \cdot 2 + 1 \cdot 1 = 3", "undecided"),
    (r"\frac{\partial L}{\partial k_{12}} = 1 \cdot 2 + 1 \cdot 3 = 5", "undecided"),
    (r"\frac{\partial L}{\partial k_{12}} = 1 \cdot 2 + 1 \cdot 3 = 6", "wrong"),
    (r"y_{21} = 0 \cdot 1 + 1 \cdot 0 + 2 \cdot (-1) + 1 \cdot 2 = 0", "right"),
])
def test_without_an_equation(line, said):
    found = verdicts(PAGE, line)
    assert found[-1] == said
    assert found.count("wrong") == (said == "wrong")


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial k_{12}} = 1 \cdot 2 + 1 \cdot 3 = 5", {"right"}),
    (r"\frac{\partial L}{\partial k_{12}} = 1 \cdot 2 + 1 \cdot 1 = 3", {"wrong", "carried"}),
])
def test_with_an_equation(line, said):
    assert set(verdicts(PAGE.replace("stride 1,", "$y = x * k$, stride 1,"), line)[-2:]) == said
