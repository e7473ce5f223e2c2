r"""Pages that derive gradients of layers: indices in brackets side by side, layers and maps above a name, LaTeX as typed."""

import math

import numpy as np
import pytest

from symcnn.checking.check import check
from symcnn.checking.meaning.functions import slope_of
from symcnn.checking.sheet.sections import headings
from symcnn.reading.blanked import without_words_around
from symcnn.reading.latex_tokens import latex_tokens
from symcnn.reading.mathematics import read_formula
from symcnn.reading.scripts import layers_and_indices
from symcnn.reading.source import Source


def judged(*formulas, before="", kind="markdown"):
    return check(before + "\n\n".join(f"$${f}$$" for f in formulas), kind=kind).judged


def verdicts(*formulas, **options):
    return [j.verdict.verdict for j in judged(*formulas, **options)]


def last(*formulas, **options):
    found = judged(*formulas, **options)[-1].verdict
    return found.verdict, [c.tag for c in found.causes][:1]


GRID = (
    r"x_{ij}^\ell = \sum_{a=0}^{m-1} \sum_{b=0}^{m-1} \omega_{ab} y_{(i+a)(j+b)}^{\ell - 1}",
    r"y_{ij}^\ell = \sigma(x_{ij}^\ell)",
    r"\frac{\partial x_{ij}^\ell}{\partial \omega_{ab}} = y_{(i+a)(j+b)}^{\ell-1}",
    r"\frac{\partial E}{\partial \omega_{ab}} = \sum_{i=0}^{N-m}\sum_{j=0}^{N-m}"
    r" \frac{\partial E}{\partial x_{ij}^\ell} y_{(i+a)(j+b)}^{\ell-1}",
    r"\frac{\partial E}{\partial x_{ij}^\ell} = \frac{\partial E}{\partial y_{ij}^\ell} \sigma'(x_{ij}^\ell)",
)
BACK = (r"\frac{\partial E}{\partial y_{ij}^{\ell -1}} = \sum_{a=0}^{m-1} \sum_{b=0}^{m-1}"
        r" \frac{\partial E}{\partial x_{(i-a)(j-b)}^\ell} \omega_{ab}")


def test_indices_in_brackets_side_by_side():
    assert verdicts(*GRID, BACK) == ["given", "given", "right", "right", "right", "right"]
    assert last(*GRID, BACK.replace("i-a", "i+a").replace("j-b", "j+b")) == ("wrong", ["kernel-not-turned"])
    assert last(*GRID[:3], GRID[3].replace("(i+a)(j+b)", "(i-a)(j-b)"))[0] == "wrong"


@pytest.mark.parametrize(("text", "same"), [
    (r"y_{(i+a)(j+b)}", "y_{i+a,j+b}"),
    (r"x_{(1+i)j}", "x_{1+i,j}"),
    (r"w^{l,m}_{a,b}", "w^{l}_{m,a,b}"),
    (r"w^{(l,m)}_{ab}", "w^{l}_{m,a,b}"),
    (r"w_{ab}^{m,l-1}", "w^{l-1}_{m,a,b}"),
    (r"\frac{\partial{}C}{\partial{}a_i}", r"\frac{\partial C}{\partial a_i}"),
    (r"\frac{\partial C}{w_{i,j}}", r"\frac{\partial C}{\partial w_{i,j}}"),
    (r"f'{(z)} \odot{} \delta", r"f'(z) \odot \delta"),
    (r"\sum_i {(a_i - y_i)}^2", r"\sum_i (a_i - y_i)^2"),
])
def test_the_same_said_in_fewer_signs(text, same):
    assert read_formula(text) == read_formula(same)


def test_what_only_looks_like_indices_side_by_side():
    assert read_formula("y_{c(i)}") != read_formula("y_{c,i}")
    assert layers_and_indices(latex_tokens(Source("l,T"))[:-1]) == ([], [])
    assert read_formula(r"\frac{\partial C}{2}") != read_formula(r"\frac{\partial C}{\partial 2}")


MAPS = (
    r"z^{l}_{i, j, m} = \sum_{p = 0}^{d-1} \sum_{q = 0}^{d-1} \sum_{c = 0}^{t - 1} w^{l, m}_{p, q, c}"
    r" a^{l-1}_{(i + p), (j + q), c} + b^{l,m}",
    r"a^{l}_{i, j, m} = \sigma (z_{i, j, m}^{l})",
    r"\frac{\partial E}{w^{l, m}_{p,q,c}} = \sum_{i} \sum_{j} \frac{\partial E}{\partial z_{i,j,m}^l}"
    r" a^{l-1}_{(i + p), (j + q), c}",
    r"\frac{\partial E}{b^{l, m}} = \sum_{i} \sum_{j} \frac{\partial E}{\partial z_{i,j,m}^l}",
    r"\frac{\partial E}{\partial a_{i,j,c}^{l-1}} = \sum_{p} \sum_{q} \sum_{m}"
    r" \frac{\partial E}{\partial z_{(i-p),(j-q),m}^{l}} w_{p, q, c}^{l, m}",
)


def test_a_layer_and_a_map_above_a_name():
    assert verdicts(*MAPS) == ["given", "given", "right", "right", "right"]
    assert last(*MAPS[:3], MAPS[3].replace(r"\sum_{i} \sum_{j}", r"\frac{1}{9} \sum_{i} \sum_{j}"))[0] == "wrong"
    assert last(*MAPS[:4], MAPS[4].replace(r"\sum_{m}", ""))[0] != "right"


BOXED = r"""
\documentclass{article}
\usepackage{empheq}
\DeclarePairedDelimiter{\floor}{\lfloor}{\rfloor}
\begin{document}
\begin{empheq}[box=\fbox]{align}
  z_i = \sum_j w_{i,j} x_j + b_i \\
  a_i = \tanh{(z_i)}
\end{empheq}
\[ \frac{\partial{}E}{\partial{}w_{i,j}} = \frac{\partial{}E}{\partial{}z_i}
   \frac{\partial \sum_k w_{i,k} x_k + b_i}{\partial{}w_{i,j}} = \frac{\partial{}E}{\partial{}z_i} x_j \]
\begin{empheq}[box=\fbox]{align}
  \frac{\partial{}E}{\partial{}z_i} = \frac{\partial{}E}{\partial{}a_i} (1 - a_i)
\end{empheq}
\[ \floor{7 / 2} = 3 \]
\end{document}
"""


def test_boxes_and_empty_braces_of_tex():
    found = check(BOXED, kind="tex").judged
    assert [j.verdict.verdict for j in found] == ["given", "given", "right", "right", "wrong", "right"]


def test_the_derivative_of_a_sum_is_taken_term_by_term():
    layer = ("z_{k,x,y} = \\sum_c \\sum_i \\sum_j w_{k,c,i,j} a_{c,x+i,y+j} + b_k",)
    inner = (r"\frac{\partial E}{\partial w_{k,c,i,j}} = \sum_x \sum_y \frac{\partial E}{\partial z_{k,x,y}}"
             r" \frac{\partial (\sum_{c'} \sum_{i'} \sum_{j'} w_{k,c',i',j'} a_{c',x+i',y+j'} + b_k)}{\partial w_{k,c,i,j}}")
    assert last(*layer, inner)[0] == "right"
    assert last(*layer, inner.replace("+ b_k)", "+ b_k) 2"))[0] == "wrong"
    squared = (r"E = \sum_k y_k^2", "y_k = \\sum_i w_{k,i} x_i")
    assert last(*squared, r"\frac{\partial E}{\partial w_{k,i}} = 2 y_k \frac{\partial (\sum_m w_{k,m} x_m)}{\partial w_{k,i}}"
                ) == ("right", [])
    assert last(*squared, r"\frac{\partial E}{\partial x_i} = \sum_k \frac{\partial (y_k \tanh(x_i) y_k)}{\partial x_i}"
                )[0] == "wrong"


@pytest.mark.parametrize(("name", "at", "slope"), [
    ("sigmoid", 20, math.exp(-20) / (1 + math.exp(-20)) ** 2), ("sigmoid", -30, math.exp(-30) / (1 + math.exp(-30)) ** 2),
    ("tanh", 12, 4 * math.exp(-24) / (1 + math.exp(-24)) ** 2), ("silu", -25, math.exp(-25) * (1 - 25)),
    ("softplus", -20, math.exp(-20)), ("relu", 3, 1), ("sqrt", 4, 0.25),
])
def test_slopes_of_functions_far_from_zero(name, at, slope):
    assert slope_of(name)(np.array([float(at)]))[0] == pytest.approx(slope, rel=1e-8)


def test_a_class_of_a_sample_in_what_holds_for_every_class():
    page = (r"L_i = -\log(p_{y_i})", r"p_{y_i} = \frac{e^{f_{y_i}}}{\sum_{j=1}^K e^{f_j}}", r"f_j = w_j^\top x_i + b_j",
            r"\frac{\partial L_i}{\partial f_k} = p_k - 1(y_i = k)",
            r"\frac{\partial L}{\partial b_j} = \sum_{i=1}^N \frac{\partial L_i}{\partial f_j}",
            r"\frac{\partial L}{\partial w_j} = \sum_{i=1}^N \frac{\partial L_i}{\partial f_j} x_i")
    assert verdicts(*page) == ["given"] * 3 + ["right"] * 3
    assert last(*page[:3], page[3].replace("- 1(", "+ 1("))[0] == "wrong"


def test_vectors_of_a_layer_with_a_letter():
    page = (r"z^l_i = \sum_j w^l_{i,j} a^{l-1}_j + b^l_i", r"a^l_i = \sigma(z^l_i)",
            r"\frac{\partial C}{\partial a^{l-1}_i} = \sum_j \frac{\partial C}{\partial z^l_j} w^l_{j,i}")
    assert last(*page, r"\vec{a}^l = \sigma(\vec{z}^l)")[0] == "right"
    assert last(*page, r"\vec{a}^l = \sigma(\vec{a}^{l-1})")[0] == "wrong"


def test_an_operator_that_nobody_defined_is_no_factor():
    page = (r"x_i = \sum_j w_{ji} y_j", r"\frac{\partial E}{\partial w_{ji}} = \frac{\partial E}{\partial x_i} y_j",
            r"\mathcal{R}_v\left\{y_i x_j\right\} = \mathcal{R}_v\left\{y_i\right\} x_j + y_i \mathcal{R}_v\left\{x_j\right\}")
    assert last(*page)[0] == "undecided"


ENTRIES = (
    r"z^l = a^{l-1} * W^l + b",
    r"\frac{\partial J}{\partial W^l} = a^{l-1} * \delta^l",
    r"\frac{\partial J}{\partial W_{11}^l} = a_{11}\delta_{11} + a_{12}\delta_{12} + a_{21}\delta_{21} + a_{22}\delta_{22}",
    r"\frac{\partial J}{\partial W_{33}^l} = a_{33}\delta_{11} + a_{34}\delta_{12} + a_{43}\delta_{21} + a_{44}\delta_{22}",
    r"\frac{\partial J}{\partial W^l} = \begin{pmatrix} a_{11} & a_{12} & a_{13} & a_{14} \\"
    r" a_{21} & a_{22} & a_{23} & a_{24} \\ a_{31} & a_{32} & a_{33} & a_{34} \\ a_{41} & a_{42} & a_{43} & a_{44}"
    r" \end{pmatrix} * \begin{pmatrix} \delta_{11} & \delta_{12} \\ \delta_{21} & \delta_{22} \end{pmatrix}",
    r"\frac{\partial J(W, b)}{\partial b^l} = \sum_{u,v} (\delta^l)_{u,v}",
)


def test_entries_without_their_layer():
    assert verdicts(*ENTRIES) == ["given"] + ["right"] * 5
    assert last(*ENTRIES[:4], ENTRIES[3].replace("a_{43}", "a_{34}"), ENTRIES[4], ENTRIES[5])[0] == "right"
    wrong = judged(*ENTRIES[:3], ENTRIES[3].replace(r"a_{43}\delta_{21}", r"a_{43}\delta_{22}"), *ENTRIES[4:])
    assert [j.verdict.verdict for j in wrong] == ["given", "right", "right", "wrong", "right", "right"]


def test_what_a_chain_puts_in_for_a_name():
    page = (r"\delta^{l-1} = \frac{\partial J}{\partial z^{l-1}} = (\frac{\partial z^l}{\partial z^{l-1}})^T \delta^l",
            r"z^l = a^{l-1} * W^l + b^l = \sigma(z^{l-1}) * W^l + b^l",
            r"\delta^{l-1} = \delta^l * rot180(W^l) \odot \sigma'(z^{l-1})")
    assert set(verdicts(*page)) == {"given", "right"}
    assert last(*page[:2], page[2].replace(r"\sigma'", r"\sigma"))[0] == "wrong"
    assert last("z = w x + b", r"L = (y - t)^2 = (\sigma(z) - t)^2", r"\frac{\partial L}{\partial w} = 2 (y - t) y (1 - y) x"
                ) == ("right", [])


def test_names_that_a_page_says_are_the_same():
    page = ("z = k_1 x + k_2 x + k", r"\frac{\partial z}{\partial x} = k_1 + k_2")
    assert verdicts(*page, "k_1 = k_2 = k") == ["given", "right", "undecided", "undecided"]
    assert last(page[0], page[1].replace("+ k_2", "- k_2"))[0] == "wrong"


def test_formulas_that_words_hold():
    assert without_words_around(r"12 \text{weight(s)}") == r"12 \text{weight(s)}"
    assert without_words_around(r"\text{if $i \neq c$}, \text{out(i, j)}") == r"\text{if }i \neq c  , \text{out}(i, j)"
    cases = (r"p_k = \frac{e^{t_k}}{\sum_j e^{t_j}}", r"\frac{\partial p_k}{\partial t_c} ="
             r" \begin{cases} -p_c p_k & \text{if $k \neq c$} \\ p_c (1 - p_c) & \text{if $k = c$} \end{cases}")
    assert last(*cases) == ("right", [])
    assert last(cases[0], cases[1].replace("-p_c p_k", "p_c p_k"))[0] == "wrong"
    layer = (r"\text{out(i, j)} = \sum_{x=0}^2 \sum_{y=0}^2 \text{image}(i + x, j + y) * \text{filter}(x, y)",
             r"\frac{\partial \text{out}(i, j)}{\partial \text{filter}(x, y)} = \text{image}(i + x, j + y)",
             r"\frac{\partial L}{\partial \text{filter}(x, y)} = \sum_i \sum_j \frac{\partial L}{\partial \text{out}(i, j)} *"
             r" \text{image}(i + x, j + y)")
    assert verdicts(*layer) == ["given", "right", "right"]
    assert last(*layer[:2], layer[2].replace("i + x", "i - x"))[0] == "wrong"


CODE = "\n\n```python\n# the layer\ny = w * x\n# its gradient\n```\n\n"


def test_remarks_in_code_are_no_headings():
    assert headings("# One\n" + CODE + "## Two\n") == [(1, 1), (10, 2)]


def test_names_that_a_later_section_gives():
    dense = "## Dense\n\n$$t = w x + b$$\n\n$$\\frac{\\partial t}{\\partial b} = 1$$\n\n" + (
        r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial out} * \frac{\partial out}{\partial t} *"
        r" \frac{\partial t}{\partial w}$$")
    pool = "## Pooling\n\n" r"$$\frac{\partial L}{\partial x} = 0$$"
    conv = ("## Convolution\n\n" r"$$out(i, j) = \sum_{m=0}^2 \sum_{n=0}^2 image(i + m, j + n) * filter(m, n)$$" "\n\n"
            r"$$\frac{\partial out(i, j)}{\partial filter(m, n)} = image(i + m, j + n)$$")
    found = check("\n\n".join((dense, pool, conv)), kind="markdown").judged
    assert "wrong" not in [j.verdict.verdict for j in found]
    assert found[-1].verdict.verdict == "right"


def test_a_mark_of_mathematics_that_opens_nothing():
    page = "$$\n\nText.\n\n## Heading\n\n$$\ny = w x\n$$\n\n$$\n\\frac{\\partial y}{\\partial w} = x\n$$\n"
    assert [j.verdict.verdict for j in check(page, kind="markdown").judged] == ["given", "right"]
