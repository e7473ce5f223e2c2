r"""Results written with what they hang on, ``f(w)``; the softmax said of entries; numbers and sizes of other exercises."""

import pytest

from symcnn.checking.check import check
from symcnn.checking.own.softmax_entries import with_softmax_entries, with_softmax_named
from symcnn.checking.pages.results_applied import with_results_alone
from symcnn.checking.pages.well_read import read_well


def judged(*formulas):
    return check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged


def verdicts(*formulas):
    return [j.verdict.verdict for j in judged(*formulas)]


def tags(*formulas):
    return [c.tag for c in judged(*formulas)[-1].verdict.causes]


@pytest.mark.parametrize("name", ["f", "y", "s", "L"])
def test_results_with_what_they_hang_on(name):
    lines = (rf"{name}(w) = (xw - t)^2", rf"\frac{{d{name}(w)}}{{dw}} = 2(xw - t)x", rf"\frac{{d{name}}}{{dw}} = 2x(xw - t)",
             rf"{name}(w) = x^2 w^2 - 2xwt + t^2")
    assert verdicts(*lines) == ["given", "right", "right", "right"]
    assert verdicts(*lines[:1], lines[1].replace("2(", "("), lines[3].replace("- 2", "- ")) == ["given", "wrong", "wrong"]
    assert verdicts(rf"{name}(x, w) = x^2 w", rf"\frac{{\partial {name}(x, w)}}{{\partial x}} = 2xw") == ["given", "right"]


def test_functions_of_several_things_are_functions():
    # f is taken of two things, g makes other results
    for page in ("$$f(x) = x^2$$ $$y = f(w) + f(x)$$", "$$g(z) = \\frac{1}{1 + e^{-z}}$$ $$a = g(z)$$",
                 "$$f(x) = x^2$$ $$f'(x) = 2x$$", "$$y(t) = x(t) h(t)$$"):
        items = read_well(page, "markdown", None, False)
        assert with_results_alone(items) == items


SOFTMAX = r"\sigma(z_i) = \frac{e^{z_i}}{\sum_{j=1}^k e^{z_j}}"


@pytest.mark.parametrize("name", [r"\sigma", r"\text{softmax}", "S"])
def test_softmax_of_entries(name):
    lines = (SOFTMAX, r"\sigma(z_1) = \frac{e^{z_1}}{e^{z_1} + e^{z_2} + e^{z_3}}",
             r"\frac{\partial \sigma(z_i)}{\partial z_i} = \sigma(z_i)(1 - \sigma(z_i))",
             r"\frac{\partial \sigma(z_i)}{\partial z_j} = -\sigma(z_i) \sigma(z_j)",
             r"\sigma(z) = \begin{pmatrix} \sigma(z_1) \\ \sigma(z_2) \\ \sigma(z_3) \end{pmatrix}",
             r"L = -\sum_i y_i \log \sigma(z_i)", r"\frac{\partial L}{\partial z_i} = \sigma(z_i) - y_i")
    lines = tuple(line.replace(r"\sigma", name) for line in lines)
    assert verdicts(*lines) == ["given", "right", "right", "right", "right", "given", "right"]
    assert verdicts(*lines[:5], lines[5], lines[6].replace("- y_i", "+ y_i"))[-1] == "wrong"
    assert verdicts(lines[0], lines[3].replace("= -", "= "))[-1] == "wrong"


def test_softmax_under_a_name_and_of_layers():
    lines = (r"s_i = " + SOFTMAX, r"\frac{\partial \sigma(z_i)}{\partial z_i} = \sigma(z_i)(1 - \sigma(z_i))",
             r"\frac{\partial s_i}{\partial z_j} = -s_i s_j")
    assert verdicts(*lines) == ["right"] * 4
    bold = (r"\sigma(\mathbf{z})_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}",
            r"\frac{\partial \sigma(\mathbf{z})_i}{\partial z_j} = \sigma(\mathbf{z})_i (\delta_{ij} - \sigma(\mathbf{z})_j)")
    assert verdicts(*bold) == ["given", "right"]
    net = (r"z = W x", SOFTMAX, r"L = -\sum_i y_i \log \sigma(z_i)")
    assert verdicts(*net, r"\frac{\partial L}{\partial W_{ij}} = (\sigma(z_i) - y_i) x_j")[-1] == "right"
    assert tags(*net, r"\frac{\partial L}{\partial W_{ij}} = (\sigma(z_j) - y_i) x_j")[:1] == ["wrong-index"]


def test_sigmoids_stay_sigmoids():
    for page in (rf"$${SOFTMAX}$$ $$\sigma(x) = \frac{{1}}{{1 + e^{{-x}}}}$$", rf"$${SOFTMAX}$$ $$\sigma'(z_i) = 3$$",
                 r"$$\sigma(z_i) = \frac{1}{1 + e^{-z_i}}$$", r"$$\sigma(z_i) = \frac{e^{z_i}}{\sum_j e^{x_j}}$$"):
        items = read_well(page, "markdown", None, False)
        assert with_softmax_entries(items) == items


def test_a_softmax_that_has_a_name_gets_none():
    items = read_well(rf"$$s = \text{{softmax}}(z)$$ $${SOFTMAX}$$", "markdown", None, False)
    assert with_softmax_named(items) == items


def test_derivatives_of_entries_of_functions():
    line = r"\frac{\partial\, \text{softmax}(z)_i}{\partial z_j} = "
    net = r"L = -\sum_i y_i \log \text{softmax}(z)_i"
    right = r"\text{softmax}(z)_i(\delta_{ij} - \text{softmax}(z)_j)"
    assert verdicts(net, line + right, line + r"-\text{softmax}(z)_i \text{softmax}(z)_j") == ["given", "right", "right"]
    assert verdicts(net, line + right.replace("- ", "+ ")) == ["given", "wrong"]


PAGE = r"""The kernel is $W = \begin{bmatrix} 1 & 0 & 2 \\ 0 & 1 & 1 \\ 3 & 0 & 1 \end{bmatrix}$.

A dense layer:

$$X = \begin{bmatrix} x_1 & x_2 \end{bmatrix}$$

$$W = \begin{bmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{bmatrix}$$

$$Z = X W = \begin{bmatrix} x_1 w_{11} + x_2 w_{21} & x_1 w_{12} + x_2 w_{22} \end{bmatrix}$$

$$dX = dZ\, W^T$$

$$dX_1 = dZ_1 w_{11} + dZ_2 w_{12}$$
"""


def test_numbers_of_another_shape_are_those_of_another_exercise():
    found = [(j.claim.line, j.verdict.verdict) for j in check(PAGE, kind="markdown").judged if j.claim.line > 1]
    assert [v for _, v in found] == ["right"] * 6
    wrong = check(PAGE.replace("dZ_2 w_{12}", "dZ_2 w_{21}"), kind="markdown").judged[-1].verdict
    assert wrong.verdict == "wrong" and wrong.causes[0].tag in ("transpose", "wrong-index")


def test_powers_of_ten_say_how_large_something_is():
    assert verdicts(r"0.25^9 \approx 10^{-6}", r"0.25^9 \approx 10^{-5}", r"2^{10} \approx 10^3") == ["rounding"] * 3
    assert verdicts(r"0.25^9 \approx 10^{-4}", r"0.25^9 = 10^{-6}", r"0.25^9 \approx -10^{-6}") == ["wrong"] * 3
    assert not any("failed" in j.verdict.evidence for j in judged(r"0.25^9 = 10^{-6}", r"x \leq 0.25^9 = 10^{-6}"))


def test_no_mistake_is_explained_by_entries_that_no_array_has():
    # the kernel has no third row: a factor of it would make nought of the summand that is too many
    network = "x: 4×4\nw: 2×2\ny[i,j] = sum_m(sum_n(x[i+m-1,j+n-1]*w[m,n]))\nz = sum_pool(y, 2, stride=1)"
    slope = r"\frac{\partial E}{\partial z_{2,%d}}"
    line = r"\frac{\partial E}{\partial y_{3,1}} = " + slope % 1 + r" + \frac{1}{4}" + slope % 2
    found = check(line, given=network).judged[0].verdict
    assert found.verdict == "wrong" and [c.tag for c in found.causes] == ["term-extra"]


def test_expressions_above_the_lines_that_go_on_with_them():
    page = r"""$silu(x) = \frac{x}{1 + e^{-x}}$

$\frac{\partial silu(x)}{\partial x}$

$= \frac{(1 + e^{-x}) - x (-e^{-x})}{(1 + e^{-x})^2}$

$= \frac{1 + e^{-x} + x e^{-x}}{(1 + e^{-x})^2}$
"""
    def found(text):
        return [j.verdict.verdict for j in check(text, kind="markdown").judged]

    assert found(page) == ["right", "right", "right"]
    assert found(page.replace("- x (-e", "+ x (-e"))[1] == "wrong"


def test_slopes_of_functions_that_nobody_gave():
    slopes = r"\frac{\partial f(x)}{\partial x} g(x) - f(x) \frac{\partial g(x)}{\partial x}"
    line = rf"\frac{{\partial}}{{\partial x}} \frac{{f(x)}}{{g(x)}} = \frac{{{slopes}}}{{g(x)^2}}"
    assert verdicts(line) == ["undecided"]


def test_slopes_that_are_nought_where_letters_differ():
    page = (r"c_{pq} = \sum_{k=0}^{K-1} a_{pk} b_{kq}", r"i \neq p", r"\frac{\partial c_{pq}}{\partial a_{ij}} = 0", r"i = p",
            r"\frac{\partial c_{pq}}{\partial a_{ij}} = \frac{\partial c_{iq}}{\partial a_{ij}} = b_{jq}")
    assert verdicts(*page)[2] == "right" and verdicts(*page)[-2:] == ["right", "right"]
    assert verdicts(page[0], r"j \neq q", *page[2:])[2] == "wrong"
