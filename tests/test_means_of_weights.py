r"""Gradients of weights told as means over a given number of samples: numbers and steps below are held against the mean."""

import pytest

from symcnn.checking.check import check

DATA = (r"X = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"W = \begin{bmatrix} 1 \\ 1 \end{bmatrix}", "b = 0", "m = 2",
        "Z = X W + b", r"dZ = \begin{bmatrix} 0.5 \\ -1 \end{bmatrix}")
MEANS = (r"dW = \frac{X^T dZ}{m}", r"db = \frac{1}{m} \sum_i dZ_i")


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${line}$$" for line in lines)).judged]


@pytest.mark.parametrize(("line", "said"), [
    (r"dW = \begin{bmatrix} -1.25 \\ -1.5 \end{bmatrix}", "right"),
    (r"dW = \begin{bmatrix} -2.5 \\ -3 \end{bmatrix}", "wrong"),
    (r"dW = \begin{bmatrix} -1.25 \\ -1.6 \end{bmatrix}", "wrong"),
    (r"dW = \begin{bmatrix} 1.25 \\ 1.5 \end{bmatrix}", "wrong"),
    ("db = -0.25", "right"),
    ("db = -0.5", "wrong"),
    ("db = 0.25", "wrong"),
    (r"W := W - 0.1 dW = \begin{bmatrix} 1.125 \\ 1.15 \end{bmatrix}", "right"),
    (r"W := W - 0.1 dW = \begin{bmatrix} 1.25 \\ 1.3 \end{bmatrix}", "wrong"),
    (r"W := W - 0.1 dW = \begin{bmatrix} 0.875 \\ 0.85 \end{bmatrix}", "wrong"),
])
def test_numbers_below_the_formula_of_a_mean(line, said):
    found = verdicts(*DATA, *MEANS, line)
    assert found[6:8] == ["right", "right"]
    assert found[-1] == said


@pytest.mark.parametrize("share", [r"\frac{1}{m}", r"\frac{1}{2}"])
@pytest.mark.parametrize(("right", "numbers", "said"), [
    ("X^T dZ", "-1.25 -1.5", ["right", "right"]),
    ("X^T dZ", "-2.5 -3", ["right", "wrong"]),
    ("X^T Z", "-1.25 -1.5", ["wrong", "right"]),
    ("-X^T dZ", "1.25 1.5", ["wrong", "wrong"]),
])
def test_formula_and_numbers_in_one_line(share, right, numbers, said):
    matrix = r"\begin{bmatrix} " + r" \\ ".join(numbers.split()) + r" \end{bmatrix}"
    assert verdicts(*DATA, *MEANS, f"dW = {share} {right} = {matrix}")[-2:] == said


def test_what_is_said_of_the_convention():
    report = check("\n\n".join(f"$${line}$$" for line in (*DATA, *MEANS, r"dW = \begin{bmatrix} -1.25 \\ -1.5 \end{bmatrix}")))
    assert all(any("of their mean" in n for n in j.verdict.conventions) for j in (report.judged[6], report.judged[8]))


@pytest.mark.parametrize(("line", "said"), [
    (r"dW = \begin{bmatrix} -2.5 \\ -3 \end{bmatrix}", "right"),
    (r"dW = \begin{bmatrix} -1.25 \\ -1.5 \end{bmatrix}", "wrong"),
    ("db = -0.5", "right"),
    ("db = -0.25", "wrong"),
])
def test_sums_stay_sums(line, said):
    assert verdicts(*DATA, "dW = X^T dZ", r"db = \sum_i dZ_i", line)[-1] == said


LAYERS = (r"X = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"W_1 = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}",
          r"W_2 = \begin{bmatrix} 2 \\ 1 \end{bmatrix}", "m = 2", "Z_1 = X W_1", "Z_2 = Z_1 W_2",
          r"dZ_2 = \begin{bmatrix} 1 \\ -1 \end{bmatrix}", r"dW_2 = \frac{1}{m} Z_1^T dZ_2")


@pytest.mark.parametrize(("line", "said"), [
    (r"dZ_1 = dZ_2 W_2^T", "right"),
    (r"dZ_1 = dZ_2 W_2^T = \begin{bmatrix} 2 & 1 \\ -2 & -1 \end{bmatrix}", "right"),
    (r"dZ_1 = \begin{bmatrix} 2 & 1 \\ -2 & -1 \end{bmatrix}", "right"),
    (r"dZ_1 = \begin{bmatrix} 1 & 0.5 \\ -1 & -0.5 \end{bmatrix}", "wrong"),
    (r"dW_2 = \begin{bmatrix} -1 \\ -1 \end{bmatrix}", "right"),
    (r"dW_2 = \begin{bmatrix} -2 \\ -2 \end{bmatrix}", "wrong"),
    (r"dW_1 = \frac{1}{m} X^T dZ_1 = \begin{bmatrix} -2 & -1 \\ -2 & -1 \end{bmatrix}", "right"),
    (r"dW_1 = \frac{1}{m} X^T dZ_1 = \begin{bmatrix} -4 & -2 \\ -4 & -2 \end{bmatrix}", "wrong"),
])
def test_errors_stay_those_of_each_sample(line, said):
    assert verdicts(*LAYERS, line)[-1] == said


SOFTMAX = (r"X = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"W = \begin{bmatrix} 1 & 0 \\ 1 & 2\end{bmatrix}", "m = 2",
           "Z = X W", r"A = \text{softmax}(Z)", r"Y = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}",
           r"dZ = A - Y = \begin{bmatrix} -0.7311 & 0.7311 \\ 0.2689 & -0.2689 \end{bmatrix}", r"dW = \frac{1}{m} X^T dZ")


@pytest.mark.parametrize(("numbers", "said"), [
    (r"0.0379 & -0.0379 \\ -0.1932 & 0.1932", ["right", "right"]),
    (r"-0.0379 & 0.0379 \\ 0.1932 & -0.1932", ["right", "wrong"]),
    (r"0.0379 & -0.0379 \\ 0.1932 & -0.1932", ["right", "wrong"]),
    # formula or numbers: they are no mean and its numbers
    (r"0.0758 & -0.0758 \\ -0.3864 & 0.3864", ["wrong", "right"]),
])
def test_a_mean_behind_a_loss_that_is_meant(numbers, said):
    found = verdicts(*SOFTMAX, r"dW = \begin{bmatrix} " + numbers + r" \end{bmatrix}")
    assert found[6] == "right"
    assert found[-2:] == said
