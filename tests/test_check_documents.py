"""What public documents write is judged: rows of matrices, sums over pairs, names with numbers, lists squared."""

import pytest

from symcnn.checking.check import check

CONVOLUTION = "```symcnn\nx: 3×3\nk: 2×2\ny = conv(x, k)\n```\n"
DENSE = "```symcnn\nX: 2×2\nW: 2×3\nZ = X W\n```\n"
SCALARS = ("```symcnn\nx_1: scalar\nx_2: scalar\nw: scalar\ny_1: scalar\ny_2: scalar\nz_1 = w x_1\nz_2 = w x_2\n"
           "L = (z_1 - y_1)(z_1 - y_1) + (z_2 - y_2)(z_2 - y_2)\n```\n")
SQUARES = "```symcnn\nu: N\ny = f(u)\nY: N\nE = squared_error(y, Y)/2\n```\n"


def verdicts(block, *lines):
    text = block + "\n".join(f"$$\n{line}\n$$\n" for line in lines)
    return [claim["verdict"] for claim in check(text, kind="markdown").data()["claims"]]


@pytest.mark.parametrize(("block", "line", "right"), [
    (CONVOLUTION, r"\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial y_j}"
                  r" \frac{\partial y_j}{\partial x_i}", True),
    (CONVOLUTION, r"\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial y_i}"
                  r" \frac{\partial y_j}{\partial x_i}", False),
    (DENSE, r"\frac{\partial L}{\partial w_{11}} = \sum^{(2,3)}_{i,j=(1,1)} \frac{\partial L}{\partial z_{ij}}"
            r" \frac{\partial z_{ij}}{\partial w_{11}}", True),
    (DENSE, r"\frac{\partial L}{\partial w_{11}} = \sum^{(2,2)}_{i,j=(2,1)} \frac{\partial L}{\partial z_{ij}}"
            r" \frac{\partial z_{ij}}{\partial w_{11}}", False),
    (SCALARS, r"L = \sum_{i=1}^2 (z_i - y_i)^2", True), (SCALARS, r"L = \sum_{i=1}^2 (z_i + y_i)^2", False),
    (SQUARES, r"E = \frac{1}{2}(Y-y)^2", True), (SQUARES, r"E = (Y-y)^2", False),
])
def test_a_line_is_judged(block, line, right):
    assert verdicts(block, line) == ["right" if right else "wrong"]


TURNED = "```symcnn\nlet * = convolution\nx: 4×4\nw: 2×2\nb: 3×3\ny = conv(x, w) + b\n```\n"
SOFTMAX = "```symcnn\nz: n\na = softmax(z)\ny: n\nL = cross_entropy(a, y)\n```\n"
ONE = "```symcnn\nz: N\na = sigmoid(z)\ny: N\nL = squared_error(a, y)/2\n```\n"


def test_indices_beside_an_operator_name_the_arrays():
    lines = (r"y_{i,j} = \text{rot180}(w_{m,n}) * x_{i,j} + b_{i,j}", r"y_{i,j} = w_{m,n} * x_{i,j} + b_{i,j}")
    report = check(TURNED + "\n".join(f"$$\n{line}\n$$\n" for line in lines), kind="markdown").data()["claims"]
    assert [c["verdict"] for c in report] == ["right", "wrong"]
    assert report[1]["cause"] == "kernel-flipped"


def test_entries_of_a_bracket_run_over_its_own_extents():
    line = r"(x * w)_{ij} = \sum_{m=1}^2 \sum_{n=1}^2 x_{i+m-1,j+n-1} w_{m,n}"
    assert verdicts("```symcnn\nx: 4×4\nw: 2×2\ny = conv(x, w)\n```\n", line) == ["right"]


@pytest.mark.parametrize(("line", "right"), [
    (r"\frac{\partial a_j}{\partial z_i} = a_i (1 - a_i), \quad i = j", True),
    (r"\frac{\partial a_j}{\partial z_i} = -a_i a_j, \quad i = j", False),
    (r"\frac{\partial a_j}{\partial z_i} = -a_i a_j, \quad i \neq j", True),
])
def test_a_case_behind_a_formula(line, right):
    assert verdicts(SOFTMAX, line) == ["right" if right else "wrong"]


@pytest.mark.parametrize(("line", "right"), [
    (r"\frac{\partial L}{\partial z_i} = (a_i - y_i) a_i(1-a_i)^2/(1-a_i)", True),
    (r"\frac{\partial L}{\partial z_i} = (a_i - y_i) a_i(1-a_i)^2", False),
    (r"\frac{\partial L}{\partial z} = (a - y) a(1-a)", True),
])
def test_a_power_behind_a_bracket_is_that_of_the_bracket(line, right):
    assert verdicts(ONE, line) == ["right" if right else "wrong"]


def test_braces_of_a_sum_group_nothing_on_paper():
    block = "```symcnn\nx: 3\nw: 3\nb: scalar\ny = sum_{i=1}^{3} w[i] x[i] + b\n```\n"
    assert verdicts(block, r"y = \sum_{i=1}^3 {w_i x_i + b}", r"y = \sum_{i=1}^3 (w_i x_i + b)") == ["right", "wrong"]
