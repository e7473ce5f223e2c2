"""Nets over time with stars, entries counted from 1 beside windows from 0, borders, sides of squares, errors before leaves."""

import json

import pytest

from symcnn.checking.check import check

GATES = r"""$$f_t = \sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_{f})$$
$$i_t = \sigma(W_{xi} x_t + W_{hi} h_{t-1} + b_{i})$$
$$C_t = f_t * C_{t-1} + i_t * \tanh(x_t)$$
"""
SLOPE = r"\frac{\partial L}{\partial %s_{11}}"
REST = r" + \frac{\partial L}{\partial O_{21}} X_{%s} + \frac{\partial L}{\partial O_{22}} X_{%s}"
WINDOW = r"$$O_{i,j} = \sum_{p} \sum_{q} X_{i+p,j+q} F_{p,q}$$" "\n"
SMALL = r"""$Y = X * K$
$$X = \begin{bmatrix} 1 & 2 & 0 \\ 0 & 1 & 3 \\ 2 & 1 & 0 \end{bmatrix}$$
"""


def last(page, line):
    return check(f"{page}\n$${line}$$\n").judged[-1].verdict


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial f_t} = \frac{\partial L}{\partial C_t} * C_{t-1}", "right"),
    (r"\frac{\partial L}{\partial C_{t-1}} = \frac{\partial L}{\partial C_t} * f_t", "right"),
    (r"\frac{\partial L}{\partial b_f} = \frac{\partial L}{\partial C_t} * C_{t-1} * f_t * (1 - f_t)", "right"),
    (r"\frac{\partial L}{\partial W_{xi}} = (\frac{\partial L}{\partial C_t} * \tanh(x_t) * i_t * (1 - i_t)) x_t^T", "right"),
    (r"\frac{\partial L}{\partial f_t} = \frac{\partial L}{\partial C_t} * C_t", "wrong"),
    (r"\frac{\partial L}{\partial b_f} = \frac{\partial L}{\partial C_t} * C_{t-1} * f_t", "wrong"),
    (r"\frac{\partial L}{\partial W_{xi}} = (\frac{\partial L}{\partial C_t} * \tanh(x_t) * i_t * (1 - f_t)) x_t^T", "wrong"),
])
def test_gates(line, said):
    assert last(GATES, line).verdict == said


def test_stars_beside_weights_are_products():
    page = r"$$z_t = W * x_t + U * h_{t-1}$$" "\n" r"$$h_t = \tanh(z_t)$$" "\n"
    line = r"\frac{\partial L}{\partial z_t} = \frac{\partial L}{\partial h_t} * (1 - h_t^2)"
    assert last(page, line).verdict == "right"
    assert last(page, r"\frac{\partial L}{\partial U} = \frac{\partial L}{\partial z_t} h_{t-1}^T").verdict == "right"


@pytest.mark.parametrize(("line", "said"), [
    (rf"{SLOPE % 'F'} = {SLOPE % 'O'} X_{{11}} + \frac{{\partial L}}{{\partial O_{{12}}}} X_{{12}}{REST % (21, 22)}", "right"),
    (r"\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} F_{11}", "right"),
    (rf"{SLOPE % 'F'} = {SLOPE % 'O'} X_{{11}} + \frac{{\partial L}}{{\partial O_{{12}}}} X_{{21}}{REST % (12, 22)}", "wrong"),
    (r"\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} F_{22}", "wrong"),
    # counted from nought throughout
    (r"\frac{\partial L}{\partial X_{00}} = \frac{\partial L}{\partial O_{00}} F_{00}", "right"),
])
def test_first_entries_of_windows(line, said):
    both = r"$$\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} F_{11}$$" if "00" not in line else ""
    assert last(WINDOW + both, line).verdict == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial X} = \text{pad}(G) * \text{rot180}(K)", "right"),
    (r"\frac{\partial L}{\partial X} = \text{pad}(K) * \text{rot180}(K)", "wrong"),
])
def test_borders_of_kernels_of_any_size(line, said):
    assert last(f"{SMALL}$$G = \\frac{{\\partial L}}{{\\partial Y}}$$", line).verdict == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{5 - 2}{1} + 1 = 4 \times 4", "right"),
    (r"\text{Output size} = \frac{3 - 2 + 0}{1} + 1 = 2 \times 2", "right"),
    (r"\frac{5 - 2}{1} + 1 = 3 \times 3", "wrong"),
    (r"\frac{5 - 2}{1} + 1 = 4 \times 3", "wrong"),
    (r"2 + 2 = 4 \times 4 = 16", "carried"),
])
def test_as_high_as_wide(line, said):
    assert last("", line).verdict == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\delta_1 = \frac{\partial L}{\partial a_1} \odot \text{ReLU}'(z_1) = (W_2^T \delta_2) \odot \text{ReLU}'(z_1)", "right"),
    (r"\delta_1 = \frac{\partial L}{\partial a_1} \odot \text{ReLU}'(z_1) = W_2^T \delta_2", "wrong"),
])
def test_errors_before_functions_of_what_nothing_gives(line, said):
    page = r"$$a_1 = \text{ReLU}(z_1)$$ $$z_2 = W_2 a_1 + b_2$$ $$\hat{y} = \sigma(z_2)$$"
    assert last(page, line).verdict == said


def test_the_right_errors_are_those_of_each_sample():
    page = r"""$X = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$, $W = \begin{bmatrix} 1 & 0\\ 1 & 2\end{bmatrix}$, $m = 2$

$Z = X W$, $A = \text{softmax}(Z)$, $Y = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}$

$$dZ = A - Y = \begin{bmatrix} -0.2689 & 0.2689 \\ 0.2689 & -0.2689 \end{bmatrix}$$
$$dW = \frac{1}{m} X^T dZ$$
$$dW = \begin{bmatrix} 0.2689 & -0.2689 \\ 0.2689 & -0.2689 \end{bmatrix}$$
"""
    *_, formula, numbers, step, value = check(page).judged
    assert [j.verdict.verdict for j in (formula, numbers, step, value)] == ["right", "wrong", "right", "carried"]
    assert json.loads(numbers.verdict.expected) == [[-0.73106, 0.73106], [0.26894, -0.26894]]


def test_a_case_of_letters_that_a_sum_runs_over_is_none():
    page = "Only for $j=i$ the term is not zero, so\n"
    assert last(page, r"\sum_{j=1}^{C} y_j \mathbb{1}(i=j) = y_i").verdict != "wrong"
