"""Equations between whole matrices and columns: scalars before products, quadratic forms, losses of least squares."""

import pytest

from symcnn.checking.check import check

SCORES = r"\frac{\partial L}{\partial S}"
ATTENTION = (r"S = \frac{Q K^\top}{\sqrt{d_k}}", r"A = \mathrm{softmax}(S)", "O = A V")


def verdict(lines, line, told=""):
    judged = check(told + "\n\n".join(f"$${each}$$" for each in (*lines, line))).judged
    assert {j.verdict.verdict for j in judged[:-1]} == {"given"}
    return judged[-1].verdict.verdict


@pytest.mark.parametrize("factor", [r"\frac{1}{8}", r"\frac{1}{\sqrt{d}}", r"\frac{1}{\sqrt{d_k}}", "2"])
@pytest.mark.parametrize(("by", "right", "wrong"), [
    ("Q", f"{SCORES} K", f"{SCORES} K^T"), ("Q", f"{SCORES} K", f"{SCORES}^\\top K"),
    ("K", rf"\left({SCORES}\right)^\top Q", f"{SCORES} Q")])
def test_a_number_before_a_product(factor, by, right, wrong):
    lines = (rf"S = {factor} Q K^\top",)
    assert verdict(lines, rf"\frac{{\partial L}}{{\partial {by}}} = {factor} {right}") == "right"
    assert verdict(lines, rf"\frac{{\partial L}}{{\partial {by}}} = {factor} {wrong}") == "wrong"
    assert verdict(lines, rf"\frac{{\partial L}}{{\partial {by}}} = {right}") == "wrong"


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial V} = A^\top \frac{\partial L}{\partial O}", "right"),
    (r"\frac{\partial L}{\partial V} = A \frac{\partial L}{\partial O}", "wrong"),
    (r"\frac{\partial L}{\partial A} = \frac{\partial L}{\partial O} V^\top", "right"),
    (rf"\frac{{\partial L}}{{\partial Q}} = \frac{{1}}{{\sqrt{{d_k}}}} {SCORES} K", "right"),
    (rf"\frac{{\partial L}}{{\partial Q}} = \frac{{1}}{{d_k}} {SCORES} K", "wrong"),
])
@pytest.mark.parametrize("told", ["", r"With $Q \in \mathbb{R}^{n \times d_k}$, $K \in \mathbb{R}^{m \times d_k}$:" + "\n\n"])
def test_attention(told, line, said):
    assert verdict(ATTENTION, line, told) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\nabla_x f = (A + A^T) x + b", "right"), (r"\nabla_x f = 2 A x + b", "wrong"), (r"\nabla_x f = (A + A^T) x", "wrong"),
    (r"\frac{\partial f}{\partial A} = x x^T", "right"), (r"\nabla_b f = x", "right"), (r"\nabla_b f = b", "wrong"),
])
def test_a_quadratic_form(line, said):
    assert verdict((r"f = x^T A x + b^T x",), line) == said


SQUARES = {
    r"E = (y - X w)^T (y - X w)": (r"-2 X^T (y - X w)", r"-2 X (y - X w)", r"2 X^T (y - X w)"),
    r"E = \frac{1}{n} (X w - y)^\top (X w - y) + \lambda w^\top w": (
        r"2 \lambda w + \frac{2}{n} X^\top (X w - y)", r"2 \lambda w + \frac{2}{n} X (X w - y)",
        r"\lambda w + \frac{2}{n} X^\top (X w - y)"),
    r"E = \frac12 \| X w - y \|^2 + \frac{\lambda}{2} w^T w": (
        r"X^T (X w - y) + \lambda w", r"X (X w - y) + \lambda w", r"X^T (X w - y) + 2 \lambda w"),
    r"E = (y - X \beta)^T (y - X \beta) + \lambda \beta^T \beta": (
        r"-2 X^T (y - X \beta) + 2 \lambda \beta", r"-2 X^T (y - X \beta) + \lambda \beta", r"-2 X^T (y - X \beta)"),
}


@pytest.mark.parametrize("told", ["", r"With $X \in \mathbb{R}^{n \times d}$:" + "\n\n"])
@pytest.mark.parametrize("loss", SQUARES)
def test_least_squares(loss, told):
    by = r"\beta" if r"\beta" in loss else "w"
    right, *wrong = SQUARES[loss]
    assert verdict((loss,), rf"\nabla_{{{by}}} E = {right}", told) == "right"
    assert [verdict((loss,), rf"\nabla_{{{by}}} E = {line}", told) for line in wrong] == ["wrong", "wrong"]


def test_a_loss_multiplied_out():
    lines = (r"E = (y - X w)^T (y - X w)",)
    ask = r"\nabla_w E = -2 X^T (y - X w)"
    for line, said in ((r"y^T y - 2 w^T X^T y + w^T X^T X w", "right"), (r"y^T y - w^T X^T y + w^T X^T X w", "wrong")):
        judged = check("\n\n".join(f"$${each}$$" for each in (*lines, f"E = {line}", ask))).judged
        assert [j.verdict.verdict for j in judged] == ["given", said, "right"]


def test_sizes_said_of_columns_are_theirs():
    told = r"With $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^D$, $y \in \mathbb{R}^N$," + "\n\n"
    lines = (r"E = \frac{1}{2} (y - X w)^T (y - X w) + \frac{\lambda}{2} w^T w",)
    assert verdict(lines, r"\nabla_w E = -X^T (y - X w) + \lambda w", told) == "right"
    assert verdict(lines, r"\nabla_w E = -X (y - X w) + \lambda w", told) == "wrong"
