"""A writer names a step that the network has no name for: what is said with the name is judged, and not taken as true."""

import pytest

from symcnn.checking.check import check

DENSE = """
x[i]: 4
w: 4
b: scalar
\\hat{y} = sigmoid(w x + b)
L = bce(\\hat{y}, t)
"""
POOLED = """
x[i,j]: 5×5
w[m,n]: 2×2
p[r,s] = max_pool(relu(conv(x, w) + b), 2)
f = flatten(p)
o = softmax(V f)
E = cross_entropy(o, t)
"""


def words(network, *lines):
    """The verdicts on some lines, one each."""
    judged = check("\n".join(f"$${line}$$" for line in lines), given=network).judged
    return [j.verdict.verdict for j in judged]


@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{\partial \hat{y}}{\partial z} = \hat{y} (1 - \hat{y})", "right"),
    (r"\frac{\partial L}{\partial z} = \hat{y} - t", "right"),
    (r"\frac{\partial L}{\partial z} = \hat{y} + t", "wrong"),
    (r"\frac{\partial L}{\partial z} = 7", "wrong"),
    (r"\frac{\partial z}{\partial w_i} = x_i", "right"),
    (r"\frac{\partial z}{\partial w_i} = w_i", "wrong"),
    (r"\frac{\partial L}{\partial w_i} = \frac{\partial L}{\partial z} \frac{\partial z}{\partial w_i}", "right"),
    (r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial \hat{y}} \frac{\partial \hat{y}}{\partial z}", "right"),
    (r"\frac{\partial L}{\partial b} = 2 \frac{\partial L}{\partial \hat{y}} \frac{\partial \hat{y}}{\partial z}", "wrong"),
])
@pytest.mark.parametrize("name", [r"z = w^\top x + b", r"\hat{y} = \sigma(z)"])
def test_the_argument_of_an_activation_may_have_a_name(name, line, word):
    assert words(DENSE, name, line) == ["right", word]


SUMMED = r"\frac{\partial E}{\partial w_{m,n}} = \sum_{i=1}^{4} \sum_{j=1}^{4} "


def test_names_follow_one_another_inside_an_equation():
    assert words(POOLED, r"z_{i,j} = \sum_{m,n} w_{m,n} x_{i+m-1,j+n-1} + b", r"a_{i,j} = \max(0, z_{i,j})",
                 r"\frac{\partial E}{\partial z_{i,j}} = \frac{\partial E}{\partial a_{i,j}} 1[z_{i,j} > 0]",
                 SUMMED + r"\frac{\partial E}{\partial z_{i,j}} x_{i+m-1,j+n-1}",
                 SUMMED + r"\frac{\partial E}{\partial a_{i,j}} x_{i+m-1,j+n-1}",
                 ) == ["right", "right", "right", "right", "wrong"]


def test_a_name_for_what_the_network_does_not_do_is_a_definition():
    assert words(DENSE, r"z = w^\top x - b", r"\frac{\partial L}{\partial z} = 7") == ["given", "undecided"]


def test_a_derivative_that_is_nought_everywhere_is_held_against_what_is_written():
    network = "x: 5\nw: 2\ny = conv(x, w)\n"
    assert words(network, r"\frac{\partial y_1}{\partial x_5} = 0", r"\frac{\partial y_1}{\partial x_5} = 7",
                 r"\frac{\partial y_1}{\partial x_2} = w_2", r"\frac{\partial y_1}{\partial x_2} = w_1") == [
        "right", "wrong", "right", "wrong"]


def test_the_likelihood_of_what_was_observed_is_the_loss():
    assert words(DENSE, r"-\log p(t|x) = -t \log \hat{y} - (1-t) \log(1-\hat{y})", r"-\log p(t|x) = -t \log \hat{y}",
                 r"\log p(t \mid x) = L") == ["right", "wrong", "wrong"]
    squared = DENSE.replace("bce", "squared_error")
    assert words(squared, r"-\log p(t|x) = (t - \hat{y})^2") == ["undecided"]
