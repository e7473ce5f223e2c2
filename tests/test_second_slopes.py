r"""Slopes of slopes, ``\sigma''``, and capital letters beside small ones: ``\Phi'`` is no ``\phi'``."""

import numpy as np
import pytest

from symcnn.checking.check import check
from symcnn.checking.meaning.functions import ENTRYWISE, slope_of
from symcnn.checking.meaning.second_slopes import STRAIGHT, second_slope_of
from symcnn.reading.parser import parse
from symcnn.reading.tree import Slope
from symcnn.reading.words import function_key


def words(page, last):
    return [j.verdict.verdict for j in check(page).judged[-last:]]


@pytest.mark.parametrize("text", [r"\sigma''(x)", r"\sigma^{\prime\prime}(x)"])
def test_two_primes_are_the_slope_of_a_slope(text):
    slope = parse(text)
    assert isinstance(slope, Slope)
    assert (slope.function, slope.plain) == ("sigma'", "sigma")


@pytest.mark.parametrize(("line", "word"), [
    (r"\sigma''(x) = \sigma(x) (1 - \sigma(x)) (1 - 2 \sigma(x))", "right"),
    (r"\sigma''(x) = \sigma'(x) (1 - 2 \sigma(x))", "right"),
    (r"\sigma'' = \sigma' (1 - 2 \sigma)", "right"),
    (r"\sigma''(x) = \sigma(x) (1 - \sigma(x))", "wrong"),
    (r"\sigma'' = \sigma' (1 - \sigma)", "wrong"),
    (r"\sigma'(x) = \sigma(x) (1 - \sigma(x)) (1 - 2 \sigma(x))", "wrong"),
    (r"\tanh''(x) = -2 \tanh(x) (1 - \tanh^2(x))", "right"),
    (r"\tanh''(x) = 2 \tanh(x) (1 - \tanh^2(x))", "wrong"),
    (r"\tanh''(x) = 1 - \tanh^2(x)", "wrong"),
    (r"\sigma'''(x) = \sigma(x)", "undecided"),
])
def test_second_slopes_of_known_functions(line, word):
    assert words(f"$${line}$$", 1) == [word]


@pytest.mark.parametrize(("line", "word"), [
    ("g''(x) = 6 x", "right"), ("g''(x) = 3 x^2", "wrong"), ("g'(x) = 3 x^2", "right"), ("g'(x) = 6 x", "wrong"),
])
def test_second_slopes_of_a_function_of_the_page(line, word):
    assert words(f"$$g(x) = x^3 + 2$$\n\n$${line}$$", 1) == [word]


def test_a_second_slope_across_a_kink_is_left_alone():
    page = r"$$g(x) = x^2 + \max(0, 3x - 1)$$" + "\n\n$$g''(x) = 2$$"
    assert words(page, 1) == ["given"]


def test_second_slopes_against_differences_of_slopes():
    points, step = np.array([-2.1, -0.4, 0.3, 1.7]), 1e-5
    smooth = sorted(set(ENTRYWISE) - {"log", "ln", "sqrt", "logit", "coth"})
    assert len(smooth) > 15
    for name in smooth:
        slope = slope_of(name)
        expected = (slope(points + step) - slope(points - step)) / (2 * step)
        assert np.allclose(second_slope_of(name)(points), expected, rtol=1e-4, atol=1e-4), name
    assert not any(second_slope_of(name)(points).any() for name in STRAIGHT)


@pytest.mark.parametrize(("name", "key"), [
    (r"\Sigma", "Sigma"), (r"\sigma", "sigma"), (r"\Phi'", "Phi'"), ("F", "F"), ("Sum_{pool}", "sumpool"), ("ReLU", "relu"),
])
def test_capital_letters_are_functions_of_their_own(name, key):
    assert function_key(name) == key


NORMAL = r"""
$$\phi(x) = \frac{1}{\sqrt{2\pi}} e^{-x^2/2}, \quad
\Phi(x) = \frac12 \left( 1 + \mathrm{erf}\left(\frac{x}{\sqrt{2}}\right) \right)$$
"""


@pytest.mark.parametrize(("line", "word"), [
    (r"\Phi'(x) = \phi(x)", "right"), (r"\phi'(x) = -x \phi(x)", "right"), (r"\Phi'(x) = -x \phi(x)", "wrong"),
    (r"\phi'(x) = \phi(x)", "wrong"), (r"\Phi'(x) = x \phi(x)", "wrong"),
])
def test_the_normal_distribution_and_its_density(line, word):
    assert words(f"{NORMAL}\n$${line}$$", 1) == [word]


LAYER = r"""
$$z = W x + b, \quad a = \sigma(z), \quad E = \frac12 \|a - t\|^2$$

$$\Sigma = \mathrm{diag}(\sigma'(z))$$
"""


@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{\partial E}{\partial z} = \Sigma (a - t)", "right"),
    (r"\frac{\partial E}{\partial W} = \Sigma (a - t) x^T", "right"),
    (r"\frac{\partial E}{\partial z} = \sigma(a - t)", "wrong"),
    (r"\frac{\partial E}{\partial z} = \Sigma \Sigma (a - t)", "wrong"),
])
def test_a_capital_sigma_is_the_matrix_that_a_page_makes_it(line, word):
    assert words(f"{LAYER}\n$${line}$$", 1) == [word]


def test_a_primed_capital_sigma_is_no_slope():
    page = r"""
$$z^l = W^l a^{l-1} + b^l, \qquad a^l = \sigma(z^l), \qquad \delta^l = \frac{\partial C}{\partial z^l}$$

$$\delta^l = \Sigma'(z^l) (W^{l+1})^T \delta^{l+1}$$

$$\delta^l = \mathrm{diag}(\sigma'(z^l)) (W^{l+1})^T \delta^{l+1}$$
"""
    assert words(page, 2) == ["undecided", "right"]


@pytest.mark.parametrize(("size", "word"), [("W - K + 1", "right"), ("W - K", "wrong")])
def test_a_primed_width_is_no_weight(size, word):
    page = rf"""
Let $x \in \mathbb{{R}}^{{H \times W}}$ and $w \in \mathbb{{R}}^{{K \times K}}$.

$$y_{{u,v}} = \sum_{{a=0}}^{{K-1}} \sum_{{b=0}}^{{K-1}} w_{{a,b}}\, x_{{u + a, v + b}}$$

$$W' = {size}$$

$$\frac{{\partial L}}{{\partial w_{{a,b}}}} = \sum_{{u=0}}^{{H-K}} \sum_{{v=0}}^{{W'-1}}
\frac{{\partial L}}{{\partial y_{{u,v}}}}\, x_{{u + a, v + b}}$$
"""
    assert words(page, 2)[0] == word
    assert words(page, 2)[1] == "right"
