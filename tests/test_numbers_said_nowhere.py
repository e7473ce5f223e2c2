r"""Numbers put in for what a page gives no number of: its arithmetic is judged, and not held against random numbers."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check


def verdicts(*lines: str) -> list[str]:
    return [j.verdict.verdict for j in check("\n\n".join(lines)).judged]


@pytest.mark.parametrize(("numbers", "last"), [("0.75 (1 - 0.75) = 0.1875", "right"), ("0.75 (1 - 0.75) = 0.1975", "wrong")])
def test_numbers_behind_a_formula_are_arithmetic(numbers: str, last: str) -> None:
    found = verdicts(r"$$a = \frac{1}{1+e^{-z}}$$", rf"$$\frac{{\partial a}}{{\partial z}} = a(1-a) = {numbers}$$")
    assert found == ["given", "right", "given", last]


@pytest.mark.parametrize(("total", "last"), [("2", "right"), ("4", "wrong")])
def test_products_of_numbers_are_those_of_a_page(total: str, last: str) -> None:
    line = rf"$$\frac{{\partial L}}{{\partial k_{{11}}}} = 1 \cdot 1 + 2 \cdot 0 + 1 \cdot 1 = {total}$$"
    found = verdicts(r"$$Y = X * K$$", line)
    assert found == ["given", "given", last]


def test_a_matrix_of_numbers_is_said_of_an_error() -> None:
    page = (r"$$z_{ij} = \sum_{m}\sum_{n} w_{mn} x_{i+m,j+n} + b$$", r"$$a_{ij} = \max(0, z_{ij})$$",
            r"$$\delta_{ij} = \frac{\partial L}{\partial z_{ij}} = \frac{\partial L}{\partial a_{ij}} 1[z_{ij} > 0]$$")
    assert verdicts(*page, r"$$\delta = \begin{bmatrix} 1 & 0 \\ 2 & 1 \end{bmatrix}$$")[-1] == "given"


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_bare_number_for_a_slope_is_judged(number: str) -> None:
    found = verdicts(r"$$z = w x + b$$", rf"$$\frac{{\partial z}}{{\partial w}} = {number}$$")
    assert found == ["given", "wrong"]


def test_an_output_that_is_differentiated_is_no_loss() -> None:
    page = (r"$$y_{i,j} = \sum_{m,n} x_{i+m, j+n} \cdot k_{m,n}$$",
            r"$$\hat{y} = \sigma(z^{(2)}) = \frac{1}{1 + e^{-z^{(2)}}}$$")
    assert verdicts(*page, r"$$\frac{d\hat{y}}{dz^{(2)}} = \hat{y}(1 - \hat{y})$$")[1:] == ["right", "right", "right"]
    assert verdicts(*page, r"$$\frac{d\hat{y}}{dz^{(2)}} = \hat{y}(1 + \hat{y})$$")[-1] == "wrong"


@pytest.mark.parametrize(("line", "last"), [
    (r"\frac{d H}{d p} = -\log p + \log(1-p) = 0", "undecided"),
    (r"\frac{d H}{d p} = 0", "wrong"),
    (r"\frac{d H}{d p} = \log p + \log(1-p) = 0", "wrong"),
    (r"\log p - \log(1-p) = 0", "given"),
])
def test_a_slope_set_to_nought_claims_nothing(line: str, last: str) -> None:
    assert verdicts(r"$$H = -p\log p - (1-p)\log(1-p)$$", f"$${line}$$")[-1] == last


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\sigma'(z) = 1 - \tanh^2(z)", "right"), (r"\sigma'(z) = 1 + \tanh^2(z)", "wrong")])
def test_a_letter_stands_for_the_activation_of_its_section(line: str, verdict: str) -> None:
    page = (r"### Sigmoid: $\sigma(z) = \frac{1}{1 + e^{-z}}$", r"$$\sigma'(z) = \sigma(z)(1 - \sigma(z))$$",
            r"### Tanh: $\sigma(z) = \tanh(z)$")
    assert verdicts(*page, f"$${line}$$")[-2:] == ["right", verdict]


def test_spaces_in_letters_that_do_not_go_together_are_left_to_a_person() -> None:
    page = (r"$$W = \frac{QK^T}{\sqrt{d_k}} \in \mathbb{R}^{n \times n}$$", r"$$B = softmax(W)$$", r"$$C = BV$$")
    assert "wrong" not in verdicts(*page, r"$$\frac{\partial L}{\partial W} \in \mathbb{R}^{n \times n}$$")


@pytest.mark.parametrize(("weight", "result", "verdict"), [("0.5", "0.5", "right"), ("-0.5", "0", "wrong")])
def test_a_factor_of_one_stands_for_an_open_gate(weight: str, result: str, verdict: str) -> None:
    page = (rf"$x = 1.0$, $w_1 = {weight}$, $w_2 = 0.5$", rf"$$z_1 = x \cdot w_1 = {weight}$$",
            rf"$$a_1 = \text{{ReLU}}(z_1) = {result}$$", r"$$L = \frac{1}{2}(a_1 w_2 - 2)^2$$")
    assert verdicts(*page, r"$$\frac{dL}{dz_1} = \frac{dL}{da_1} \cdot 1$$")[-1] == verdict
    assert verdicts(*page, r"$$\frac{dL}{dz_1} = \frac{dL}{da_1}$$")[-1] == "wrong"
