r"""Functions of sums for which only slopes have a name: ``a = \sigma(w x + b)`` beside ``\sigma'(z)``."""

import pytest

from symcnn.checking.check import check


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged]


NEURON = r"""$$\hat y = \sigma(w^T x + b)$$

$$L = \frac12 (\hat y - y)^2$$

$$\frac{\partial L}{\partial w} = %s$$
"""
LOGISTIC = r"""$$\hat y = \sigma(w^T x + b), \quad L = - y \log \hat y - (1 - y) \log(1 - \hat y)$$

$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat y} \frac{\partial \hat y}{\partial z}
\frac{\partial z}{\partial w}$$

$$\frac{\partial %s}{\partial %s} = %s$$
"""
LAYERS = r"""$$h = f(W_1 x + b_1)$$

$$\hat y = f(W_2 h + b_2), \quad L = \frac12 \| \hat y - y \|^2$$

$$\delta_2 = (\hat y - y) \odot f'(z_2)$$

$$\delta_1 = %s$$
"""
ANY = r"""$$a^{(l)} = f(W^{(l)} a^{(l-1)} + b^{(l)})$$

$$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$$

$$%s$$
"""


@pytest.mark.parametrize(("line", "found"), [
    (r"(\hat y - y) \sigma'(z) x", "right"), (r"(\hat y - y) \sigma'(z)", "wrong"), (r"(\hat y + y) \sigma'(z) x", "wrong"),
    (r"(\hat y - y) \hat y (1 - \hat y) x", "right"),
])
def test_a_neuron(line, found):
    assert verdicts(NEURON % line) == ["given", "given", found]


@pytest.mark.parametrize(("of", "by", "line", "found"), [
    (r"\hat y", "z", r"\hat y (1 - \hat y)", "right"), (r"\hat y", "z", r"\hat y (1 + \hat y)", "wrong"),
    ("z", "w", "x", "right"),
    ("z", "w", "w", "wrong"), ("z", "b", "1", "right"), ("z", "b", "0", "wrong"), ("L", "z", r"\hat y - y", "right"),
    ("L", "z", r"y - \hat y", "wrong"),
])
def test_what_is_differentiated_by_a_sum_without_a_name(of, by, line, found):
    assert verdicts(LOGISTIC % (of, by, line)) == ["given", "given", "right", found]


@pytest.mark.parametrize(("line", "found"), [
    (r"W_2^T \delta_2 \odot f'(z_1)", "right"), (r"W_2^T \delta_2 \odot f'(z_2)", "wrong"), (r"W_2^T \delta_2", "wrong"),
    (r"- W_2^T \delta_2 \odot f'(z_1)", "wrong"),
])
def test_layers_by_their_numbers(line, found):
    assert verdicts(LAYERS % line) == ["given"] * 3 + ["right", found]


@pytest.mark.parametrize(("line", "found"), [
    (r"\delta^{(l)} = (W^{(l+1)T} \delta^{(l+1)}) \odot f'(z^{(l)})", "right"),
    (r"\delta^{(l)} = (W^{(l+1)T} \delta^{(l+1)}) \odot f'(z^{(l+1)})", "wrong"),
    (r"\delta^{(l)} = (W^{(l)T} \delta^{(l+1)}) \odot f'(z^{(l)})", "undecided"),
    (r"W^{(l)} := W^{(l)} - \eta \delta^{(l)} a^{(l-1)T}", "right"),
    (r"W^{(l)} := W^{(l)} + \eta \delta^{(l)} a^{(l-1)T}", "wrong"),
])
def test_any_layer(line, found):
    page = ANY % r"\delta^{(l)} = (W^{(l+1)T} \delta^{(l+1)}) \odot f'(z^{(l)})" + f"\n$${line}$$\n"
    assert verdicts(page)[-1] == found


def test_names_that_are_something_else():
    # z is given, there are two sums, or slopes are of another function
    assert verdicts(NEURON % r"(\hat y - y) \sigma'(u) x" + "\n\n$$u = v + 1$$")[2] != "right"
    assert verdicts(NEURON.replace("L =", r"L = \sigma(v^T x + c) +") % r"(\hat y - y) f'(z) x")[-1] != "right"
    two = NEURON + "\n\n" + r"$$h = \sigma(v^T x + c)$$"
    assert verdicts(two % r"(\hat y - y) \sigma'(z) x")[2] == "undecided"


@pytest.mark.parametrize(("line", "found"), [(r"\frac{x_j}{D n}", "right"), (r"\frac{x_j}{n}", "wrong")])
def test_entries_below_a_root_are_no_sum_of_their_own(line, found):
    page = r"$$n = \sqrt{\frac{1}{D} \sum_{k=1}^D x_k^2}, \quad y_i = \frac{x_i}{n}$$" + "\n\n"
    assert verdicts(page + rf"$$\frac{{\partial n}}{{\partial x_j}} = {line}$$") == ["given", "given", found]
