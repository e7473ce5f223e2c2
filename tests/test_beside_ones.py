"""Vectors of ones whose length nobody says, gradients named as in code, derivatives of what nothing is known of."""

import pytest

from symcnn.checking.check import check

BATCH = "A: N×C\nW: D×C\nb: D\nZ = A W^T + b\nP = sigmoid(Z)"
ERROR = r"\left(\frac{\partial L}{\partial Z}\right)"


def verdicts(*lines, given=None):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${line}$$" for line in lines), given=given).judged]


@pytest.mark.parametrize("ones", [r"\mathbf{1}", r"\mathbf{1}_N", r"\iota_N"])
@pytest.mark.parametrize("sign", ["", r"\cdot"])
def test_ones_beside_a_matrix_add_it_up(ones, sign):
    lines = (rf"\frac{{\partial L}}{{\partial b}} = {ERROR}^T {sign} {ones}",
             rf"\frac{{\partial L}}{{\partial b}} = {ones}^T {sign} {ERROR}",
             rf"\frac{{\partial L}}{{\partial b}} = {ERROR} {sign} {ones}")
    assert verdicts(*lines, given=BATCH) == ["right", "right", "wrong"]


def test_a_page_that_adds_a_bias_by_ones():
    lines = (r"Z = A \cdot W^T + \iota_N \cdot b^T", rf"\frac{{\partial L}}{{\partial A}} = {ERROR} \cdot W",
             rf"\frac{{\partial L}}{{\partial b}} = {ERROR}^T \cdot \iota_N",
             rf"\frac{{\partial L}}{{\partial b}} = {ERROR}^T A")
    assert verdicts(*lines) == ["given", "right", "right", "wrong"]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"dLdZ = dLdP \odot P \odot (1 - P)", "right"), (r"\text{dLdA} = \text{dLdZ} \cdot W", "right"),
    (r"dL\_dW = (dL\_dZ)^T A", "right"), (r"dLdW = dLdZ^T \cdot W", "wrong"), (r"dLdZ = dLdP \odot P", "wrong")])
def test_gradients_named_as_in_code(line, verdict):
    assert verdicts(line, given=BATCH) == [verdict]


@pytest.mark.parametrize("line", [
    r"\frac{\partial L}{\partial W} = A^T \frac{\partial L}{\partial Z}",
    r"\frac{\partial L}{\partial A} = 3 \frac{\partial L}{\partial Z}",
    r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial Z} W"])
def test_the_derivative_of_a_name_that_nothing_is_known_of_is_not_nought(line):
    assert verdicts(line) == ["undecided"]


def test_a_name_hangs_on_what_it_was_said_to_be():
    assert verdicts(r"u = 3", r"q = u^2", r"p = 2 q", r"\frac{dp}{du} = 4 u", r"\frac{dp}{du} = 2 u")[-2:] == ["right", "wrong"]
