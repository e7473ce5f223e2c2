"""Names and functions that a page defines anew: what a later section gives holds from there on, and is no mistake."""

import pytest

from symcnn.checking.check import check


def verdicts(text, *only):
    found = [(j.claim.latex, j.verdict.verdict) for j in check(text).judged if j.verdict.verdict != "given"]
    return [v for _, v in found] if not only else [v for t, v in found if any(o in t for o in only)]


ACTIVATIONS = r"""# Activations

The layer gives $a = \phi(z)$.

## Hidden layers

$$\phi(t) = \begin{cases} 0 & t < 0 \\ t & t \ge 0 \end{cases}$$

$$\phi'(t) = \begin{cases} 0 & t < 0 \\ 1 & t \ge 0 \end{cases}$$

## The last layer

$$a_j = \phi(\mathbf{z})_j = \frac{e^{z_j}}{\sum_{k=1}^{K} e^{z_k}} \quad \forall j \in [1, q]$$

If $j \ne i$:

$$\frac{\partial \phi_i}{\partial z_j} = \frac{\partial \frac{e^{z_i}}{\sum_{k=1}^{N} e^{z_k}}}{\partial z_j}
= \frac{0 - e^{z_j} e^{z_i}}{(\sum_{k=1}^{N} e^{z_k})^2} = CASE$$

Together:

$$\frac{\partial \phi_i}{\partial z_j}(\mathbf{z}) =
\begin{cases} \phi_i (1 - \phi_j) & i = j \\ -\phi_j \phi_i & i \ne j \end{cases}$$

## The loss

$${\mathrm {H}}(\mathbf{y}, \mathbf{a}) = -\sum_{j=1}^q y_j \log a_j$$

$$\frac{\partial H(\mathbf{y}, \phi(\mathbf{z}))}{\partial z_i} = \frac{\partial H(\mathbf{y}, \mathbf{a})}{\partial z_i}$$

$$\frac{\partial H(\mathbf{y}, \mathbf{a})}{\partial z_i} = -\sum_{j=1}^q y_j \frac{\partial a_j}{a_j \partial z_i}
= LAST$$
"""


@pytest.mark.parametrize(("case", "last", "wrong"), [
    (r"-\phi_j \phi_i", "a_i - y_i", 0),
    (r"\phi_j \phi_i", "a_i - y_i", 1),
    (r"-\phi_j \phi_i", "y_i - a_i", 1),
    (r"-\phi_j \phi_i", "a_i + y_i", 1),
])
def test_a_function_that_a_later_section_defines_holds_from_there(case, last, wrong):
    found = verdicts(ACTIVATIONS.replace("CASE", case).replace("LAST", last))
    assert found.count("right") + wrong == len(found) > 8
    assert sum(v in ("wrong", "slip") for v in found) == wrong


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial a_i}{\partial z_i}(z) = a_i (1 - a_i)", "right"),
    (r"\frac{\partial a_i}{\partial z_i}(z) = a_i (1 + a_i)", "wrong"),
    (r"\frac{\partial L}{\partial z}(z) = (a - y) \odot a \odot (1 - a)", "right"),
    (r"\frac{\partial L}{\partial z}(\mathbf{z}) = (y - a) \odot a \odot (1 - a)", "wrong"),
])
def test_a_derivative_at_what_it_is_by_is_no_product(line, verdict):
    page = rf"$a = \sigma(z)$, $z = W x + b$ and $L = \frac12 \sum_i (a_i - y_i)^2$ give" "\n\n" rf"$${line}$$" "\n"
    assert verdicts(page, r"\partial") == [verdict]


@pytest.mark.parametrize(("ends", "slope", "verdict"), [
    ("Kq", "a_i - y_i", "right"),
    ("qq", "a_i - y_i", "right"),
    ("Kq", "a_i + y_i", "wrong"),
    ("Kq", "y_i - a_i", "wrong"),
])
def test_sums_over_one_array_that_end_at_two_letters_have_one_extent(ends, slope, verdict):
    page = rf"""$$a_j = \frac{{e^{{z_j}}}}{{\sum_{{k=1}}^{{{ends[0]}}} e^{{z_k}}}}$$

$$H(y, a) = -\sum_{{j=1}}^{{{ends[1]}}} y_j \log a_j$$

$$\frac{{\partial H(y, a)}}{{\partial z_i}} = {slope}$$
"""
    assert verdicts(page) == [verdict]


LOSSES = r"""# One loss

$z = W x + b$, $a = \sigma(z)$ and

$$L = \frac12 \sum_i (a_i - y_i)^2$$

$$\frac{\partial L}{\partial a_i} = a_i - y_i$$

## Another one

HERE

$$L = AGAIN$$
"""


@pytest.mark.parametrize(("words", "again", "verdict"), [
    ("With the entropy in its place:", r"-\sum_i y_i \log a_i", "undecided"),
    ("", r"-\sum_i y_i \log a_i", "undecided"),
    ("As we said,", r"\frac12 \sum_i (a_i + y_i)^2", "wrong"),
    ("As we said,", r"\frac12 \sum_i (a_i - x_i)^2", "wrong"),
    ("As we said,", r"\frac13 \sum_i (a_i - y_i)^2", "wrong"),
    ("As we said,", r"\frac12 \sum_i (y_i - a_i)^2", "right"),
])
def test_a_formula_that_no_single_mistake_explains_is_a_definition_anew(words, again, verdict):
    assert verdicts(LOSSES.replace("HERE", words).replace("AGAIN", again)) == ["right", verdict]


def test_a_function_of_another_kind_is_given_by_the_same_name():
    page = r"""The softmax gives $a$, and from $L$ to $\theta$ it goes by $\frac{\partial L}{\partial a_i}$:

$$P(i) = \frac{\exp(\theta_i^T x)}{\sum_{k=1}^{K} \exp(\theta_k^T x)}$$

Why this? Look at the logistic function:

$$P(i) = \frac{1}{1 + \exp(-\theta_i^T x)}$$
"""
    assert not {*verdicts(page)} & {"wrong", "slip", "carried"}


TABLE = r"""$$z = W x + b, \quad L = \frac12 \sum_i (z_i - y_i)^2$$

$$\frac{\partial L}{\partial z_i} = z_i - y_i$$

| method | formula | effect |
|---|---|---|
| ridge | $R = L + \lambda \sum_i w_i^2$ | small weights |
| lasso | $R = SECOND$ | few weights |
"""


@pytest.mark.parametrize(("second", "verdict"), [
    (r"L + \lambda \sum_i |w_i|", "undecided"),
    (r"L + \lambda \sum_i w_i^2", "right"),
])
def test_rows_of_a_table_give_a_name_each_in_its_way(second, verdict):
    assert verdicts(TABLE.replace("SECOND", second)) == ["right", verdict]


@pytest.mark.parametrize(("first", "second", "verdict"), [
    (r"if $j \ne 0$", r"if $j = 0$", "given"),
    (r"for $j > 0$", r"for $j = 0$", "given"),
    ("in the end", "in the end", "wrong"),
    (r"if $j \ne 0$", r"if $j \ne 0$", "wrong"),
])
def test_cases_of_an_index_are_formulas_of_their_own(first, second, verdict):
    page = rf"""The weights have $\frac{{\partial J}}{{\partial V_{{ij}}}} = D_{{ij}}$ as their gradient.

$D_{{ij}} := \frac{{1}}{{m}} A_{{ij}} + \lambda V_{{ij}}$   {first}

$D_{{ij}} := \frac{{1}}{{m}} A_{{ij}}$   {second}
"""
    found = [j.verdict.verdict for j in check(page).judged if j.claim.latex.startswith("D_")]
    assert found == ["given", verdict]


@pytest.mark.parametrize(("end", "verdict"), [("K", "right"), ("n", "wrong")])
def test_an_extent_of_another_list_stays_apart(end, verdict):
    page = rf"""The scores are $z_j = \sum_{{i=1}}^{{n}} w_{{ij}} x_i$ with $j = 1, \dots, K$.

$$S = \sum_{{j=1}}^{{K}} z_j^2 + \sum_{{i=1}}^{{n}} x_i^2$$

$$\frac{{\partial S}}{{\partial x_i}} = 2 x_i + \sum_{{j=1}}^{{{end}}} 2 z_j w_{{ij}}$$
"""
    assert verdicts(page) == [verdict]


LAYERS = r"""## Hidden

$z = W x + b$ and $h = g(z)$ with

$$g(z) = \max(0, z)$$

## Output

$u = V h + c$ and $p = g(u)$ with

$$g(u_i) = \frac{e^{u_i}}{\sum_k e^{u_k}}$$

$$L = -\sum_i y_i \log p_i$$

$$\frac{\partial L}{\partial u_i} = FIRST$$

$$\frac{\partial L}{\partial z} = V^T (p - y) \odot LAST$$
"""


@pytest.mark.parametrize(("first", "last", "expected"), [
    ("p_i - y_i", "g'(z)", ["right", "right"]),
    ("y_i - p_i", "g'(z)", ["wrong", "right"]),
    ("p_i - y_i", "g(z)", ["right", "wrong"]),
])
def test_a_function_is_the_softmax_for_the_array_that_it_is_said_of(first, last, expected):
    assert verdicts(LAYERS.replace("FIRST", first).replace("LAST", last), r"\partial") == expected
