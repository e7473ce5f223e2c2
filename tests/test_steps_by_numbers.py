"""Pages that give their forward pass in numbers alone: the entries tell which layer was meant, and are held against it."""

import warnings

import numpy as np
import pytest

from symcnn.checking.check import check
from symcnn.checking.own.by_numbers import likeliest, written
from symcnn.checking.own.lines import Forward

PAGE = r"""
$$x = \begin{bmatrix} 1 & 2 & 0 & 1 \\ 3 & 1 & 1 & 0 \\ 0 & 2 & 1 & 1 \\ 1 & 0 & 2 & 3 \end{bmatrix}$$
Kernel $k = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}$, bias $b=-1$. Convolution:
$$c = \begin{bmatrix} 1 & 2 & -1 \\ 4 & %s & 1 \\ -1 & 3 & 3 \end{bmatrix}$$
ReLU:
$$r = \begin{bmatrix} 1 & 2 & 0 \\ 4 & %s & 1 \\ 0 & 3 & 3 \end{bmatrix}$$
$$\frac{\partial L}{\partial r} = 2 r$$
$$\frac{\partial L}{\partial b} = 2 + 4 + 8 + 2 + 2 + 6 + 6 = 30$$
$$\frac{\partial L}{\partial k_{12}} = 2\cdot 2 + 4\cdot 0 + 8\cdot 1 + 2\cdot 1 + 2\cdot 0 + 6\cdot 1 + 6 \cdot 1 = 26$$
"""
LOSS = r"$L = \sum_{i,j} r_{i,j}^2$"


def array(name, text):
    return written(Forward((0, 0), name, f"{name} = {text}", frozenset(), ""))


def test_a_forward_pass_in_numbers_is_judged_and_differentiated():
    found = [j.verdict.verdict for j in check(LOSS + PAGE % (1, 1)).judged]
    assert set(found[4:]) == {"right"}
    assert len(found) > 8


def test_an_entry_that_does_not_fit_is_wrong_and_what_follows_is_carried():
    found = {j.claim.latex.split(" ")[0]: j.verdict.verdict for j in check(LOSS + PAGE % (2, 2)).judged}
    assert found["c"] == "wrong"
    assert found["r"] == "carried"


X = "[[1, 3, 2, 1], [4, 6, 5, 2], [7, 8, 9, 4], [3, 2, 1, 0]]"


@pytest.mark.parametrize(("text", "step"), [
    ("[[6, 5], [8, 9]]", "max_pool(x, 2)"),
    ("[[6, 6, 5], [8, 9, 9], [8, 9, 9]]", "max_pool(x, 2, stride=1)"),
    ("[[3.5, 2.5], [5, 3.5]]", "avg_pool(x, 2)"),
    ("[[-5, 0], [5, 9]]", "conv(x, w, stride=2)"),
    ("[[0, 1], [1, 1]]", None),
])
def test_the_layer_that_has_these_entries(text, step):
    before = [array("x", X), array("w", "[[1, 0], [0, -1]]")]
    found = likeliest(array("y", text), before)
    assert (found.text if found is not None else None) == step


def test_decimals_are_held_against_as_many_digits_as_they_have():
    x = array("x", "[0.5, -1, 2, 0.1]")
    digits = ", ".join(f"{v:.3f}" for v in 1 / (1 + np.exp(-x.data)))
    assert likeliest(array("a", f"[{digits}]"), [x]).text == "sigmoid(x)"
    assert likeliest(array("a", "[0.622, 0.269, 0.881, 0.54]"), [x]) is None


POOLS = r"""
$$A = \begin{bmatrix} 1 & 3 & 2 & 1 \\ 4 & 6 & 5 & 2 \\ 7 & 8 & 9 & 4 \\ 3 & 2 & 1 & 0 \end{bmatrix}$$
$$M = \begin{bmatrix} 6 & 5 \\ 8 & 9 \end{bmatrix}, \quad V = \begin{bmatrix} 3.5 & 2.5 \\ 5 & 3.5 \end{bmatrix}$$
$$\frac{\partial L}{\partial M} = \begin{bmatrix} 1 & -1 \\ 2 & 3 \end{bmatrix}$$
$$\frac{\partial L}{\partial A}
= \begin{bmatrix} 0 & 0 & 0 & 0 \\ 0 & 1 & %s & 0 \\ 0 & 2 & 3 & 0 \\ 0 & 0 & 0 & 0 \end{bmatrix}$$
"""


@pytest.mark.parametrize(("entry", "verdict"), [("-1", "right"), ("1", "wrong")])
def test_a_gradient_that_is_given_flows_back_through_what_it_is_by(entry, verdict):
    assert check(POOLS % entry).judged[-1].verdict.verdict == verdict


def test_great_numbers_warn_of_nothing():
    page = r"""$x = [-2000, 5000, 1, 2]$, $a = [0, 1, 0.731, 0.881]$, $L = \sum_i a_i^2$
$$\frac{\partial L}{\partial a_i} = 2 a_i$$"""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = check(page)
    assert [j.verdict.verdict for j in found.judged][-1] == "right"
    assert "a = sigmoid(x)" in found.context.notes[0]
