"""What a page tells in words beside its formulas: cases, functions of its own, steps by rules of its own."""

import pytest

from symcnn.checking.check import check

COLUMN = r"""With $x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$, $W = \begin{bmatrix} 0.5 & -1 \\ 1 & 0.5 \end{bmatrix}$ and
$t = \begin{bmatrix} 0 \\ 1.5 \end{bmatrix}$ let
"""


def verdicts(text, *only):
    found = [(j.claim.latex, j.verdict.verdict) for j in check(text).judged if j.verdict.verdict != "given"]
    return [v for _, v in found] if not only else [v for t, v in found if any(o in t for o in only)]


@pytest.mark.parametrize(("told", "value", "slope"), [
    (r"$a_i = z_i$ if $z_i > 0$ and $a_i = 0.2 z_i$ if $z_i \le 0$", -0.3, -0.06),
    (r"$a_i = z_i$ for $z_i > 0$, and $a_i = e^{z_i} - 1$ otherwise", -0.777, -0.173),
    (r"$a_i = z_i$ wenn $z_i > 0$ und $a_i = 0.2 z_i$ sonst", -0.3, -0.06),
])
def test_cases_told_in_words_are_one_formula(told, value, slope):
    page = COLUMN + rf"""$z = W x$, {told}, and $L = \frac{{1}}{{2}} \lVert a - t \rVert^2$.

$$a = \begin{{bmatrix}} {value} \\ 2 \end{{bmatrix}}$$

$$\frac{{\partial L}}{{\partial z}} = \begin{{bmatrix}} SLOPE \\ 0.5 \end{{bmatrix}}$$
"""
    assert verdicts(page.replace("SLOPE", str(slope))) == ["right", "right"]
    assert verdicts(page.replace("SLOPE", str(value))) == ["right", "wrong"]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"$\text{ReLU}'(z) = 1$ if $z > 0$, $0$ if $z \leq 0$.", "right"),
    (r"$\text{ReLU}'(z) = 1$ if $z < 0$, $0$ if $z \geq 0$.", "wrong"),
    (r"$\text{ReLU}'(z) = 1$ si $z > 0$.", "right"),
])
def test_a_slope_holds_where_it_is_said_to(line, verdict):
    page = COLUMN + f"$z = W x$ and $a = \\text{{ReLU}}(z)$.\n\nHere {line}\n"
    assert verdicts(page) == [verdict]


@pytest.mark.parametrize(("formula", "line", "verdict"), [
    (r"r^2 + \frac{r}{2}", r"(a - t) (2 z + \frac12)", "right"),
    (r"r^2 + \frac{r}{2}", r"(a - t) (2 z + 1)", "wrong"),
    (r"r^2 + \frac{r}{2}", r"(a - t) g'(z)", "right"),
    (r"\begin{cases} \frac{1}{2} r^2 & |r| \le 1 \\ |r| - \frac{1}{2} & \text{otherwise} \end{cases}", r"(a - t) g'(z)",
     "right"),
    (r"\frac{r}{1 + |r|}", r"\frac{a - t}{(1 + |z|)^2}", "right"),
    (r"\frac{r}{1 + |r|}", r"\frac{a - t}{1 + |z|}", "wrong"),
    (r"r e^{-r}", r"(a - t) (1 - z) e^{-z}", "right"),
])
def test_the_formula_of_a_function_is_put_in(formula, line, verdict):
    page = rf"Let $z = w x$, $a = g(z)$ and $L = \frac{{1}}{{2}} (a - t)^2$ where $g(r) = {formula}$."
    assert verdicts(f"{page}\n\n$$\\frac{{dL}}{{dz}} = {line}$$\n") == [verdict]


@pytest.mark.parametrize("name", [r"\mathrm{hardtanh}", r"\mathrm{Mish}", "f", r"\phi"])
def test_numbers_behind_a_function_that_nobody_defines_are_taken_as_true(name):
    page = COLUMN + rf"""$$z = W x, \quad a = {name}(z), \quad L = \frac{{1}}{{2}} \lVert a - t \rVert^2$$

$$a = \begin{{bmatrix}} -0.6 \\ 1 \end{{bmatrix}}$$

$$\frac{{\partial L}}{{\partial a}} = \begin{{bmatrix}} -0.6 \\ FIRST \end{{bmatrix}}$$

$$\frac{{\partial L}}{{\partial z}} = \begin{{bmatrix}} 0.2 \\ 0.1 \end{{bmatrix}}$$

$$\frac{{\partial L}}{{\partial W}} = \begin{{bmatrix}} 0.2 & 0.4 \\ 0.1 & LAST \end{{bmatrix}}$$
"""
    assert verdicts(page.replace("FIRST", "-0.5").replace("LAST", "0.2")) == ["right", "right"]
    assert verdicts(page.replace("FIRST", "0.5").replace("LAST", "0.7"))[0] == "wrong"


NEURON = r"""The neuron computes $z = w x + b$,
the loss is $L = \frac{1}{2} (z - t)^2$ with $x = 2$, $w = 0.5$, $b = 0.1$, $t = 2$.

$$\frac{dL}{dw} = (z - t) x = -0.9 \cdot 2 = -1.8$$

With $\mu = 0.9$, $\eta = 0.1$, $\lambda = 0.01$ and $v = 0.2$:

"""


@pytest.mark.parametrize(("lines", "found"), [
    ((r"v \leftarrow \mu v + \frac{dL}{dw} = 0.9 \cdot 0.2 + (-1.8) = -1.62",
      r"w \leftarrow w - \eta v = 0.5 - 0.1 \cdot (-1.62) = 0.662", "z = 1.424"), ["right"] * 5),
    ((r"v \leftarrow \mu v - \eta \frac{dL}{dw} = 0.9 \cdot 0.2 - 0.1 \cdot (-1.8) = 0.36",
      r"w \leftarrow w + v = 0.5 + 0.36 = 0.86"), ["right"] * 4),
    ((r"v \leftarrow \mu v - \eta \frac{dL}{dw} = 0.9 \cdot 0.2 - 0.1 \cdot (-1.8) = 0.63",),
     ["right", "wrong"]),
    ((r"w \leftarrow w - \eta \left( \frac{dL}{dw} + \lambda w \right) = 0.5 - 0.1 \cdot (-1.8 + 0.005) = 0.6795",),
     ["right", "right"]),
    ((r"w \leftarrow w - \eta \left( \frac{dL}{dw} + \lambda w \right) = 0.5 - 0.1 \cdot (-1.8 + 0.005) = 0.6975",),
     ["right", "wrong"]),
    # along the gradient alone the sign is to be judged
    ((r"w \leftarrow w + \eta \frac{dL}{dw} = 0.5 - 0.18",), ["wrong"] * 2),
])
def test_a_step_by_a_rule_of_its_own_is_worked_out(lines, found):
    page = NEURON + "\n\n".join(f"$${line}$$" for line in lines) + "\n"
    assert verdicts(page, "leftarrow", "1.424") == found


def test_numbers_behind_an_arrow_are_those_after_a_step():
    page = r"""Let $s = v^T x$, $\hat{y} = \sigma(s)$, $J = -\log \hat{y}$, with $x = (1, 2)^T$ and
$v = (0.5, -0.5)^T$, $\eta = 0.2$.

$$\frac{\partial J}{\partial v} = \begin{bmatrix} -0.6225 \\ -1.2449 \end{bmatrix}$$

$$v \leftarrow \begin{bmatrix} 0.6245 \\ LAST \end{bmatrix}$$

After the update $s = 0.1225$.
"""
    assert verdicts(page.replace("LAST", "-0.251")) == ["right"] * 3
    assert verdicts(page.replace("LAST", "-0.749"))[:2] == ["right", "wrong"]


SIX = r"""$$X = \begin{bmatrix} 2 & 1 & 0 & -1 & -1 & -2 \\ -2 & -2 & -2 & 2 & 1 & 2 \\ 0 & 1 & 2 & 1 & 1 & 0 \\
0 & 2 & -1 & 2 & 1 & -2 \\ -1 & 2 & 0 & -2 & 1 & 1 \\ 2 & -2 & -2 & 2 & -2 & 0 \end{bmatrix}, \quad
K = \begin{bmatrix} 1 & 0 & -1 \\ 0 & 2 & 0 \\ -1 & 0 & 1 \end{bmatrix}$$

"""


@pytest.mark.parametrize(("words", "result"), [
    ("We convolve with stride 2 and no padding: $Z = X * K$.", r"0 & 4 \\ 3 & 6"),
    ("The convolution $Z = X * K$ uses a stride of two.", r"0 & 4 \\ 3 & 6"),
    ("Mit Schrittweite 2 gilt $Z = X * K$.", r"0 & 4 \\ 3 & 6"),
    ("Here the stride is $s = 2$.\n\n$$Z = X * K$$", r"0 & 4 \\ 3 & 6"),
    ("The convolution $Z = X * K$ is dilated by 2 (no padding, stride 1).", r"9 & 4 \\ -9 & 2"),
    ("We convolve with padding 1 (stride 1): $Z = X * K$.",
     r"2 & 2 & 4 & 1 & -2 & -5 \\ -4 & 0 & -2 & 4 & 2 & 2 \\ 4 & 1 & 0 & 1 & -2 & 0 \\ 1 & 3 & -6 & 6 & 6 & -4 \\"
     r" -6 & 1 & 4 & -6 & 4 & 5 \\ 2 & -5 & 0 & 3 & -7 & 1"),
])
def test_words_beside_a_convolution_say_its_stride_and_padding(words, result):
    page = f"{SIX}{words}\n\n$$Z = \\begin{{bmatrix}} {result} \\end{{bmatrix}}$$\n"
    assert verdicts(page) == ["right"]
    assert verdicts(page.replace(f"{result} ", f"{result}1 ")) == ["wrong"]


@pytest.mark.parametrize("words", [
    r"$a = \mathrm{LeakyReLU}(z)$ with $\alpha = 0.2$", r"$a = \operatorname{lrelu}(z)$ with negative slope $0.2$"])
def test_words_beside_an_activation_say_its_slope(words):
    page = COLUMN + rf"""$z = W x$, {words} and $L = \frac{{1}}{{2}} \lVert a - t \rVert^2$.

$$a = \begin{{bmatrix}} -0.3 \\ 2 \end{{bmatrix}}$$

$$\frac{{\partial L}}{{\partial z}} = \begin{{bmatrix}} -0.06 \\ 0.5 \end{{bmatrix}}$$
"""
    assert verdicts(page) == ["right", "right"]
    assert verdicts(page.replace("-0.06", "-0.003")) == ["right", "wrong"]


def test_words_beside_a_pool_say_its_window():
    page = r"""$$A = \begin{bmatrix} 1 & 3 & 2 \\ 4 & 2 & 0 \\ 7 & 1 & 2 \end{bmatrix}$$

$P = \mathrm{AvgPool}(A)$ with window $2 \times 2$ and stride 1:

$$P = \begin{bmatrix} 2.5 & 1.75 \\ 3.5 & 1.25 \end{bmatrix}$$
"""
    assert verdicts(page) == ["right"]
    assert verdicts(page.replace("3.5", "3.75")) == ["wrong"]


def test_the_first_numbers_behind_an_arrow_are_those_to_begin_with():
    page = r"""Let $z = w x$ and $L = \frac12 (z - t)^2$ with $x = 2$, $t = 3$. We initialise $w \leftarrow 0.5$.

$$\frac{\partial L}{\partial w} = LAST$$
"""
    assert verdicts(page.replace("LAST", "-4")) == ["right"]
    assert verdicts(page.replace("LAST", "-2")) == ["wrong"]


def test_a_function_defined_where_it_has_a_value_is_put_in():
    page = r"""Let $z = w x$, $a = f(z)$ and $L = \frac12 (a - t)^2$ where $f(r) = r \log r$ for $r > 0$.

$$\frac{\partial L}{\partial z} = (a - t) LAST$$
"""
    assert verdicts(page.replace("LAST", r"(1 + \log z)")) == ["right"]
    assert verdicts(page.replace("LAST", r"\log z")) == ["wrong"]
