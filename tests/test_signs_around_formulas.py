r"""What pages set around formulas: words, fonts in fonts, braces nobody sees, signs outside; and indices left out."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check

SOFTMAX = (r"$$L = - \sum_{k} t_k \log y_k$$", r"Softmax: $y_k = \frac{\exp(a_k)}{S}$ ($S$ = $\sum e^{a_i}$)")
NORMALISED = (r"$$(Mean) \space \mu = \frac {1}{N} \sum_{j=1}^N {x_j}$$",
              r"$$(Variance) \space \sigma^2 = \frac {1}{N} \sum_{j=1}^N{(x_j - \mu)^2}$$",
              r"$$\hat {x_i} = \frac {(x_i - \mu)}{\sqrt {(\sigma^2 + \epsilon)}}$$", r"$$y_i = \gamma\hat {x_i} + \beta$$")
SQUARES = (r"$$E = \frac{1}{2} \sum_i (t_i - y_i)^2$$",)
EINSTEIN = ("With Einstein's convention a repeated index is summed.", r"$$\hat y = \mathrm{softmax}(v)$$",
            r"$$J = - \sum_i y_i \log \hat{y}_i$$")


def last(*lines: str) -> tuple[str, tuple[str, ...]]:
    verdict = check("\n\n".join(lines)).judged[-1].verdict
    return verdict.verdict, tuple(verdict.conventions)


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial y_k}{\partial a_k} = \frac{e^{a_k}S - e^{a_k}e^{a_k}}{S^2}", "right"),
    (r"\frac{\partial y_k}{\partial a_k} = \frac{e^{a_k}S + e^{a_k}e^{a_k}}{S^2}", "wrong"),
])
def test_a_sign_of_equality_may_stand_outside_and_a_sum_name_no_letter(line: str, verdict: str) -> None:
    assert last(*SOFTMAX, f"$${line}$$")[0] == verdict


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial \sigma^2}{\partial x_i} = \frac{2}{N}(x_i - \mu)", "right"),
    (r"\frac{\partial \sigma^2}{\partial x_i} = \frac{1}{N}(x_i - \mu)", "wrong"),
])
def test_a_word_in_brackets_before_a_formula_is_no_factor(line: str, verdict: str) -> None:
    assert last(*NORMALISED, f"$${line}$$")[0] == verdict


@pytest.mark.parametrize(("sign", "verdict"), [("-", "right"), ("+", "wrong")])
def test_braces_that_nobody_sees_hold_no_sum_together(sign: str, verdict: str) -> None:
    line = (r"\frac {\partial y_k}{\partial x_i} = \frac {\gamma}{\sqrt{\sigma^2 + \epsilon}} \left( {1(k == i) - \frac{1}{N} "
            r"%s \frac{1}{N}\left({\frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}}\right)}"
            r"\left({\frac{x_k - \mu}{\sqrt{\sigma^2 + \epsilon}}}\right) \right)")
    assert last(*NORMALISED, f"$${line % sign}$$")[0] == verdict


@pytest.mark.parametrize(("side", "verdict"), [
    ("y - t", "right"), ("y_i - t", "right"), ("t - y", "wrong"), ("2(y - t)", "wrong"), ("(y - t)^T (y - t)", "wrong")])
def test_an_index_may_be_left_out(side: str, verdict: str) -> None:
    found, said = last(*SQUARES, rf"$$\frac{{\partial E}}{{\partial y_i}} = {side}$$")
    assert found == verdict
    assert said == (("the index i left out",) if verdict == "right" else ())


def test_no_index_may_be_left_out_where_the_network_is_stated() -> None:
    block = "```symcnn\ny[i]: 3\nE = sum((y - t)^2)/2\n```"
    assert last(block, r"$$\frac{\partial E}{\partial y_i} = y - t$$")[0] == "wrong"


@pytest.mark.parametrize(("side", "verdict"), [(r"- y_i \log \hat{y}_i", "right"), (r"y_i \log \hat{y}_i", "wrong")])
def test_repeated_indices_count_within_functions(side: str, verdict: str) -> None:
    assert last(*EINSTEIN, r"$$\frac{\partial J}{\partial v} = \hat y - y$$", f"$$J = {side}$$")[0] == verdict


def test_a_font_in_a_font_makes_no_other_name() -> None:
    page = (r"$\mathbf{\mathbf{z_1}} = W_1 \mathbf{x}$, $\mathbf{\mathbf{a_1}} = \text{ReLU}(\mathbf{z_1})$",
            r"$\mathbf{z_2} = W_2 \mathbf{a_1}$")
    right = r"$$\frac{\partial L}{\partial \mathbf{a_1}} = W_2^T \frac{\partial L}{\partial \mathbf{\mathbf{z_2}}}$$"
    assert last(*page, right)[0] == "right"
    assert last(*page, right.replace("= W", "= -W"))[0] == "wrong"


def test_numbers_joined_by_arrows_claim_nothing() -> None:
    assert not [j for j in check("$y = 2 x$, and the values are $1 -> 1.1 -> 2.2$.").judged if j.verdict.verdict != "given"]


@pytest.mark.parametrize(("slope", "verdict"), [(r"\begin{pmatrix} 0 \\ 1 \end{pmatrix}", "right"),
                                                (r"\begin{pmatrix} 1 \\ 0 \end{pmatrix}", "wrong")])
def test_the_slope_of_relu_at_nought_is_nought(slope: str, verdict: str) -> None:
    page = (r"$$z = W x, \quad W = \begin{pmatrix} 2 & 0 & 1 \\ 0 & -1 & 1 \end{pmatrix}, \quad x = "
            r"\begin{pmatrix} -1 \\ 0 \\ 2 \end{pmatrix}$$", r"$$a = \text{ReLU}(z)$$")
    assert last(*page, rf"$$\text{{ReLU}}'(z) = {slope}$$")[0] == verdict
