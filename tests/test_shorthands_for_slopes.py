r"""What people write for slopes by matrices: ``\partial z / \partial W = x``, a row for all, and tables in the chain rule."""

import pytest

from symcnn.checking.check import check

ONE = r"""$$z = W x + b$$
$$a = \sigma(z)$$
"""
ROWS = r"""$$Z = X W + b$$
$$A = \sigma(Z)$$
$$L = \frac{1}{2} \|A - Y\|^2$$
"""
TIME = r"""$$h_t = \tanh(W_{xh} x_t + W_{hh} h_{t-1} + b_h)$$
$$y = W_{hy} h_n + b_y$$
"""


@pytest.mark.parametrize(("page", "line", "said"), [
    (ONE, r"\frac{\partial z}{\partial W} = x", "right"),
    (ONE, r"\frac{\partial z}{\partial W} = x^T", "right"),
    (ONE, r"\frac{\partial a}{\partial W} = a (1 - a) x", "right"),
    (ONE, r"\frac{\partial a}{\partial W} = \sigma'(z) x^T", "right"),
    (ONE, r"\frac{\partial z}{\partial W} = b", "wrong"),
    (ONE, r"\frac{\partial z}{\partial W} = 2x", "wrong"),
    (ONE, r"\frac{\partial z}{\partial W} = W", "wrong"),
    (ONE, r"\frac{\partial a}{\partial W} = a x^T", "wrong"),
    (ROWS, r"\frac{\partial Z}{\partial W} = X^T", "right"),
    (ROWS, r"\frac{\partial Z}{\partial W} = X", "right"),
    (ROWS, r"\frac{\partial Z}{\partial X} = W^T", "right"),
    (ROWS, r"\frac{\partial Z}{\partial X} = X", "wrong"),
    (ROWS, r"\frac{\partial Z}{\partial W} = A^T", "wrong"),
    (ROWS, r"\frac{\partial L}{\partial W} = X^T ((A - Y) \odot A \odot (1 - A))", "right"),
    (ROWS, r"\frac{\partial L}{\partial A} = X", "wrong"),
    (TIME, r"\frac{\partial y}{\partial W_{hy}} = h_n", "right"),
    (TIME, r"\frac{\partial L}{\partial W_{hy}} = \frac{\partial L}{\partial y} h_n", "right"),
    (TIME, r"\frac{\partial h_t}{\partial W_{xh}} = (1 - h_t^2) x_t", "right"),
    (TIME, r"\frac{\partial h_t}{\partial W_{hh}} = (1 - h_t^2) h_{t-1}", "right"),
    (TIME, r"\frac{\partial h_t}{\partial W_{hh}} = (1 - h_t^2) x_t", "wrong"),
    (TIME, r"\frac{\partial h_t}{\partial W_{hh}} = (1 - h_t) h_{t-1}", "wrong"),
])
def test_slopes_by_matrices(page, line, said):
    assert check(f"{page}$${line}$$\n").judged[-1].verdict.verdict == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial \sigma(x)}{\partial x} = \text{diag}(\sigma(x) \odot (1 - \sigma(x)))", "right"),
    (r"\frac{\partial \sigma(x)}{\partial x} = \sigma(x) \odot (1 - \sigma(x))", "right"),
    (r"\frac{\partial \sigma(x)}{\partial x} = \text{diag}(\sigma(x))", "wrong"),
])
def test_the_slopes_of_a_function_as_a_matrix(line, said):
    assert check(f"$$y = \\sigma(x)$$\n$${line}$$\n").judged[-1].verdict.verdict == said


@pytest.mark.parametrize("gate", ["f", "o"])
@pytest.mark.parametrize(("factor", "said"), [("", "right"), ("2 ", "wrong")])
def test_matrices_between_the_arrays_of_a_step(gate, factor, said):
    page = f"$${gate}_t = \\sigma(W_{{x{gate}}} x_t + W_{{h{gate}}} h_{{t-1}} + b_{gate})$$\n"
    line = (f"\\frac{{\\partial L}}{{\\partial W_{{x{gate}}}}} = {factor}\\frac{{\\partial L}}{{\\partial {gate}_t}} "
            f"\\odot {gate}_t \\odot (1 - {gate}_t) x_t^T")
    assert check(f"{page}$${line}$$\n").judged[-1].verdict.verdict == said
