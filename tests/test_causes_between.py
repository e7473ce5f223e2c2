"""Causes behind what a page states in between, in sums written out, at heads, and in sums of whole arrays."""

import numpy as np
import pytest

from symcnn.checking.check import check

DEEP = "X: 3\nW: 3×3\nU: 2×3\nZ = W X\nA = %s(Z)\nS = U A\nE = squared_error(S, T)/2"
BEHIND = r"""
$$\frac{\partial E}{\partial Z} = U^T (S - T) \odot %s$$

$$\frac{\partial E}{\partial W} = %s$$
"""
PATCH = "origin = 0\nX: 3×3\nF: 2×2\nO = conv(X, F)"
TERMS = (r"\frac{\partial E}{\partial F_{10}} = \frac{\partial E}{\partial O_{00}} X_{10} "
         r"+ \frac{\partial E}{\partial O_{01}} %s"
         r" + \frac{\partial E}{\partial O_{10}} %s + \frac{\partial E}{\partial O_{11}} X_{21}")
WHOLE = (r"\frac{\partial E}{\partial F} = \sum_{i=0}^{1} \sum_{j=0}^{1} \frac{\partial O_{i,j}}{\partial F} "
         r"\frac{\partial E}{\partial O%s}")


def judged(text, network):
    return [j.verdict for j in check(text, given=network).judged]


@pytest.mark.parametrize(("function", "slope"), [("sigmoid", r"A \odot (1 - A)"), ("g", "g'(Z)")])
def test_a_slope_is_missed_behind_a_gradient_stated_in_between(function, slope):
    network = DEEP % function
    assert [v.verdict for v in judged(BEHIND % (slope, r"\frac{\partial E}{\partial Z} X^T"), network)] == ["right", "right"]
    between, found = judged(BEHIND % (slope, r"U^T (S - T) X^T"), network)
    assert between.verdict == "right" and found.causes[0].tag == "slope-missing"
    assert "softplus" not in found.causes[0].message and f"the slope of {'A' if slope[0] == 'A' else 'g in A'}" in (
        found.causes[0].message)


def test_the_first_cell_for_the_greatest_behind_a_gradient_stated_in_between():
    """The greatest of Z = X (one weight 1) is at (1, 0); what is written is the patch of the first cell."""
    image = np.array([[1.0, 2.0, 0.0], [4.0, 5.0, 7.0], [3.0, 6.0, 8.0]])
    kernel = np.array([[1.0, 0.0], [0.0, -1.0]])
    maps = np.array([[(image[i:i + 2, j:j + 2] * kernel).sum() for j in range(2)] for i in range(2)])
    at = tuple(int(n) for n in np.unravel_index(maps.argmax(), maps.shape))
    assert at != (0, 0)
    network = (f"origin = 0\nX = {image.tolist()}\nK = {kernel.tolist()}\nZ = conv(X, K)\nP = max_pool(Z, 2)\n"
               "E = sum_{i,j} P_{i,j}^2")
    above = 2 * maps.max()
    switched = np.zeros((2, 2))
    switched[at] = above

    def shown(array):
        return r"\begin{bmatrix} " + r" \\ ".join(" & ".join(f"{v:g}" for v in row) for row in array) + r" \end{bmatrix}"
    page = rf"$$\frac{{\partial E}}{{\partial Z}} = {shown(switched)}$$" + "\n\n" + r"$$\frac{\partial E}{\partial K} = %s$$"
    right = above * image[at[0]:at[0] + 2, at[1]:at[1] + 2]
    assert [v.verdict for v in judged(page % shown(right), network)] == ["right", "right"]
    assert judged(page % shown(above * image[:2, :2]), network)[1].causes[0].tag == "maximum-to-wrong-cell"


def test_entries_with_their_indices_exchanged_in_two_summands():
    assert judged("$$" + TERMS % ("X_{11}", "X_{20}") + "$$", PATCH)[0].verdict == "right"
    cause = judged("$$" + TERMS % ("X_{22}", "X_{02}") + "$$", PATCH)[0].causes[0]
    assert cause.tag == "wrong-index" and "X_{1,1} for X_{22} (and so in 1 more summand)" in cause.message


def test_indices_left_off_in_a_sum_over_places():
    assert judged("$$" + WHOLE % "_{i,j}" + "$$", PATCH)[0].verdict == "right"
    cause = judged("$$" + WHOLE % "" + "$$", PATCH)[0].causes[0]
    assert cause.tag == "index-missing" and "∂E/∂O_{i,j} for ∂E/∂O" in cause.message


@pytest.mark.parametrize(("line", "right", "wrong", "said"), [
    (r"48 \cdot 32 + 32 = %s", "1568", "1536", "the 32 biases are not added: 48·32 alone"),
    (r"3 \cdot 3 \cdot 8 \cdot 16 + 16 = %s", "1168", "1152", "the 16 biases are not added"),
    (r"(25 + 1) \cdot 6 = %s", "156", "150", "the biases are not counted: 25·6"),
])
def test_counts_without_their_biases(line, right, wrong, said):
    assert judged(f"$${line % right}$$", None)[0].verdict == "right"
    cause = judged(f"$${line % wrong}$$", None)[0].causes[0]
    assert cause.tag == "bias-missing" and said in cause.message


def test_a_rate_left_out_of_what_numbers_are_said_of():
    """0.5 - 0.1 * 0.73 = 0.427 and -0.5 + 0.1 * 2.64 = -0.236."""
    network = "w = [0.5, -0.5]\nv = [0.73, -2.64]\ny = w v\n\\eta = 0.1"
    assert judged(r"$$w - \eta v = (0.427, -0.236)$$", network)[0].verdict == "right"
    cause = judged(r"$$w - v = (0.427, -0.236)$$", network)[0].causes[0]
    assert cause.tag == "rate-missing" and r"right with \eta v for v" in cause.message


