"""Functions that a page defines under names of its own, in sheets with a network and without."""

import pytest

from symcnn.checking.check import check

BLOCK = """```symcnn
X: 3×3
F^{(1)}: 2×2
Z = conv(X, F^{(1)})
A = sigmoid(Z)
```
"""
PAGE = r"""
$$z = w x + b$$

$$y = f(z)$$

$$L = \frac{1}{2}(y-t)^2$$
"""
LOGISTIC = r"f(u) = \frac{1}{1 + e^{-u}}"


def words(*lines, fence=BLOCK):
    judged = check(fence + "".join(f"\n$${line}$$\n" for line in lines)).judged
    return [j.verdict.verdict for j in judged[-len(lines):]]


@pytest.mark.parametrize(("line", "word"), [
    ("A = f(Z)", "right"), ("A = 2 f(Z)", "wrong"), ("f(-1.3) = 0.214", "right"), ("f(-1.3) = 0.314", "wrong"),
    ("f'(u) = f(u)(1 - f(u))", "right"), ("f'(u) = f(u)(1 + f(u))", "wrong"),
    (r"\frac{\partial A_{i,j}}{\partial Z_{i,j}} = f'(Z_{i,j})", "right"),
    (r"\frac{\partial A_{i,j}}{\partial Z_{i,j}} = f(Z_{i,j})", "wrong"),
])
def test_a_known_function_under_another_name(line, word):
    assert words(LOGISTIC, line) == ["right", word]


@pytest.mark.parametrize(("line", "word"), [
    ("q(3) = 10", "right"), ("q(3) = 11", "wrong"), (r"q(q(1)) = 5", "right"),
])
def test_a_formula_of_ones_own_is_put_in(line, word):
    assert words("q(x) = x^2 + 1", line) == ["given", word]


@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{\partial L}{\partial w} = (y - t) y (1 - y) x", "right"),
    (r"\frac{\partial L}{\partial w} = (y - t) f'(z) x", "right"),
    (r"\frac{\partial L}{\partial w} = (y - t) y (1 + y) x", "wrong"),
    (r"\frac{\partial L}{\partial w} = (y - t) f(z) x", "wrong"),
])
def test_a_page_without_a_block_defines_its_activation(line, word):
    assert words(LOGISTIC, line, fence=PAGE) == ["right", word]


@pytest.mark.parametrize(("formula", "slope", "word"), [
    (r"\max(0, u)", r"1[u > 0]", "right"),
    (r"\begin{cases} u & u > 0 \\ 0 & u \leq 0 \end{cases}", r"1[u > 0]", "right"),
    (r"\frac{e^u - e^{-u}}{e^u + e^{-u}}", "1 - f(u)^2", "right"),
    (r"\frac{e^u - e^{-u}}{e^u + e^{-u}}", "f(u)(1 - f(u))", "wrong"),
    (r"\ln(1 + e^u)", r"\frac{1}{1 + e^{-u}}", "right"),
])
def test_each_function_is_known_by_its_values(formula, slope, word):
    assert words(f"f(u) = {formula}", f"f'(u) = {slope}") == ["right", word]


def test_names_before_empty_brackets_and_numbers_without_end():
    judged = check("$$Y( )=2 x(1)$$ $$\\frac{3}{1} = 10^{10^{10}} = 3$$").judged
    assert "failed here" not in " ".join(j.verdict.evidence for j in judged)
    assert judged[-1].verdict.verdict == "right"


SIGMA = r"""$$h_1 = \sigma(W_1 x + b_1)$$

$$y = W_2 h_1$$

$$\sigma(z) = \max(0, z)$$

$$E = \frac12 (y - t)^2$$

$$x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}, \quad W_1 = \begin{bmatrix} 1 & 1 \\ 2 & 1 \end{bmatrix}$$

$$b_1 = \begin{bmatrix} 0 \\ 1 \end{bmatrix}$$

$$W_2 = \begin{bmatrix} 1 & 2 \end{bmatrix}, \quad t = 3$$

$$h_1 = \sigma(W_1 x + b_1) = \begin{bmatrix} 3 \\ 5 \end{bmatrix}$$
"""


def verdicts(line):
    """The verdicts on the definition of sigma, on its numbers, and on a line behind."""
    found = [j.verdict.verdict for j in check(f"{SIGMA}\n$${line}$$\n").judged]
    return found[2], found[-2], found[-1]


def test_sigma_is_what_its_writer_says():
    assert verdicts("y = W_2 h_1 = 13") == ("right", "right", "right")


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial E}{\partial W_1} = (\frac{\partial E}{\partial h_1} \odot \mathbb{1}[h_1 > 0]) x^T", "right"),
    # open gates let it pass at these numbers, and the formula is of any
    (r"\frac{\partial E}{\partial W_1} = \frac{\partial E}{\partial h_1} x^T", "wrong"),
])
def test_a_gate_left_out_is_missing_where_it_is_open_too(line, verdict):
    assert verdicts(line) == ("right", "right", verdict)


NUMBERS = r"""
The activation is $f(z) = \frac{1}{1 + e^{-z}}$ and the loss $L = \frac{1}{2} (y - a)^2$. Let $x_1 = 0.5$, $x_2 = 1.0$,
$w_1 = 0.3$, $w_2 = 0.7$, $b = 0.1$, $y = 0.8$.

$$z = (w_1 x_1) + (w_2 x_2) + b$$

$$z = 0.15 + 0.7 + 0.1 = 0.95$$
"""
VALUE = r"a = f(z) = \frac{1}{1 + e^{-0.95}} \approx 0.721"


@pytest.mark.parametrize(("line", "expected"), [
    (VALUE, ["right", "right", "right"]),
    (r"a = f(z) = \frac{1}{1 + e^{-0.95}} \approx 0.751", ["right", "right", "wrong"]),
    (r"a = f(z) = \frac{1}{1 + e^{0.95}} \approx 0.279", ["right", "wrong", "carried"]),
])
def test_a_name_of_what_a_function_gives_in_numbers(line, expected):
    assert [j.verdict.verdict for j in check(f"{NUMBERS}\n$${line}$$\n").judged[-3:]] == expected


@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z}"
     r" \frac{\partial z}{\partial w_1}", "right"),
    (r"\frac{\partial a}{\partial z} = a (1 - a)", "right"), (r"\frac{\partial a}{\partial z} = a (1 + a)", "wrong"),
    (r"\frac{\partial L}{\partial w_1} = (a - y) a (1 - a) x_2", "wrong"),
])
def test_what_is_named_before_numbers_is_an_equation(line, word):
    assert words(VALUE, line, fence=NUMBERS)[-1] == word


def test_a_function_that_nobody_defines_before_numbers():
    page = "$$z = w x + b$$\n\nHere $w = 0.5$, $x = 2$, $b = -0.05$.\n"
    lines = (r"a = g(z) = 0.721", r"\frac{\partial a}{\partial w} = g'(z) x", r"\frac{\partial a}{\partial w} = g'(z) w")
    assert words(*lines, fence=page)[-2:] == ["right", "wrong"]


@pytest.mark.parametrize(("above", "below", "word"), [
    ("1", r"\alpha", "right"), (r"\alpha", "1", "wrong"), ("1", "0", "wrong")])
def test_the_slope_of_a_leak_is_less_than_one(above, below, word):
    slope = rf"\text{{LReLU}}'(z) = \begin{{cases}} {above} & z > 0 \\ {below} & z \leq 0 \end{{cases}}"
    assert words(r"\text{LReLU}(z) = \max(\alpha z, z)", slope, fence="") == ["given", word]
