"""Conditions that hold for some numbers, lines that go on from one that nobody understands, and steps of given numbers."""

import pytest

from symcnn.checking.check import check

SOFTMAX = r"""$$z = W x + b$$
$$p = softmax(z)$$
$$L = -\sum_k y_k \log p_k$$
$$\frac{\partial L}{\partial z} = p - y$$
"""


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged]


@pytest.mark.parametrize(("line", "said"), [
    (r"\|x\| = 1", ["undecided"]),
    (r"\|x\| = \sqrt{1 + 3} = 2", ["undecided", "right"]),
    (r"\|x\| = \sqrt{1 + 3} = 3", ["undecided", "wrong"]),
    # these are so for all numbers, or for none
    (r"\sum_k p_k = 1", ["right"]),
    (r"\sum_k p_k = 2", ["wrong"]),
    (r"\frac{\partial z_1}{\partial b_1} = 2", ["wrong"]),
])
def test_conditions(line, said):
    assert verdicts(f"{SOFTMAX}$${line}$$\n")[4:] == said


@pytest.mark.parametrize(("result", "said"), [("-4", "right"), ("-5", "wrong")])
def test_below_a_line_that_nobody_understands(result, said):
    page = (r"$$F = \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}$$" "\n"
            r"$$\text{Output}(0, 0) = X(0, 0) \cdot F(0, 0)$$" "\n"
            r"$$= 1 \cdot 1 + 2 \cdot 0 + 4 \cdot 0 + 5 \cdot (-1)$$" "\n"
            f"$$= {result}$$\n")
    assert verdicts(page) == ["given", "undecided", "given", said]


@pytest.mark.parametrize(("line", "said"), [
    (r"w \leftarrow 0.3 - 0.1 \cdot (-0.03) = 0.303", "right"),
    (r"w \leftarrow 0.3 - 0.1 \cdot (-0.03) = 0.33", "wrong"),
    (r"w := 0.3 - 0.1 \cdot 0.8 = 0.22", "right"),
    (r"w := 0.3 - 0.1 \cdot 0.8 = 0.23", "wrong"),
])
def test_a_given_number_that_takes_a_step(line, said):
    assert verdicts(f"$w = 0.3$\n$${line}$$\n")[-1] == said


def test_a_result_that_takes_a_step_may_be_rounded():
    page = "$$w = 0.7 \\cdot 0.47 = 0.3$$\n$$w := 0.3 - 0.1 \\cdot (-0.03) = 0.33$$\n"
    assert verdicts(page)[-1] == "rounding"
