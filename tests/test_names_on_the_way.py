"""Functions, powers and classes that a page names on the way to its formulas, and what is left out beside them."""

import pytest

from symcnn.checking.check import check

CHAIN = r"""$$L = g_1(x_1) = -\log(x_1)$$
$$x_1 = g_2(x_2) = \frac{c}{x_2}$$
$$x_2 = g_3(x_3) = e^{x_3}$$
"""
COST = r"""$$C(\hat{y}) = \frac{1}{2}(y - \hat{y})^2$$
where $z = wx+b$ and $\hat{y} = \sigma(z)$.
"""
LOSS_OF_A_CLASS = r"""$$z = softmax(h)$$
$$\ell_{ce}(h, y) = -h_y + \log \sum_{j=1}^k \exp h_j$$
"""
THREE_CLASSES = r"""$$z_k = \sum_j \Theta_{jk} x_j$$
$$\ell = -z_y + \log \sum_{j=1}^3 \exp z_j$$
"""
SUM = r"$$y = b + w h$$" "\n"
SQUARE = "$y = e^{x^2}$, with $x^2 = g$:\n"
GELU = r"$$g(x) = \frac{1}{2}x(1+\tanh(x+Kx^3))$$" "\n"
RELU = r"$$h(x) = \max(0, x)$$" "\n"
LAYER = r"$$z^l=W^la^{l-1}+b^l$$" "\n"
UNSTATED = r"$$\hat{y} = \sigma(w^T x + b)$$" "\n"


def last(page, line):
    return check(f"{page}\n$${line}$$\n").judged[-1].verdict.verdict


@pytest.mark.parametrize(("page", "line", "said"), [
    (CHAIN, r"\frac{\partial g_1(x_1)}{\partial x_1} = -\frac{1}{x_1}", "right"),
    (CHAIN, r"\frac{\partial g_2(x_2)}{\partial x_2} = -\frac{c}{x_2^2}", "right"),
    (CHAIN, r"\frac{\partial g_2(x_2)}{\partial x_2} = \frac{c}{x_2^2}", "wrong"),
    (CHAIN, r"\frac{\partial g_3(x_3)}{\partial x_3} = 1", "wrong"),
    (CHAIN, r"\frac{\partial L}{\partial x_3} = g_1'(x_1) g_2'(x_2) g_3'(x_3)", "right"),
    (CHAIN, r"\frac{\partial L}{\partial x_3} = g_1'(x_1) g_2'(x_2)", "wrong"),
    (COST, r"\frac{\partial C}{\partial w} = C'(\hat{y})\frac{d}{dw}\sigma(z)", "right"),
    (COST, r"\frac{\partial C}{\partial w} = C'(\hat{y})\sigma'(z)x", "right"),
    (COST, r"\frac{\partial C}{\partial w} = C'(\hat{y})\frac{d}{dw}z", "wrong"),
    (SQUARE, r"\frac{dy}{dx} = \frac{dy}{dg}\frac{dg}{dx} = e^g \cdot 2x", "right"),
    (SQUARE, r"\frac{dy}{dx} = 2x e^{x^2}", "right"),
    (SQUARE, r"\frac{dy}{dx} = x e^{x^2}", "wrong"),
])
def test_functions_and_powers(page, line, said):
    assert last(page, line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial \ell_{ce}(h, y)}{\partial h_i} = z_i - 1[i=y]", "right"),
    (r"\frac{\partial \ell_{ce}}{\partial h_i} = \frac{\exp h_i}{\sum_{j=1}^k \exp h_j} - 1[i=y]", "right"),
    (r"\nabla_h \ell_{ce}(h,y) = z - e_y", "right"),
    (r"\frac{\partial \ell_{ce}(h, y)}{\partial h_i} = z_i + 1[i=y]", "wrong"),
    (r"\frac{\partial \ell_{ce}(h, y)}{\partial h_i} = z_i", "wrong"),
])
def test_the_loss_of_a_class(line, said):
    assert last(LOSS_OF_A_CLASS + r"$$\frac{\partial \ell_{ce}}{\partial h_i} = z_i - 1[i=y]$$", line) == said


def test_what_asks_whether_unknown_letters_are_the_same_tells_nothing():
    page = r"$$z = softmax(h)$$" "\n" r"$$Q = -h_1 + \log \sum_{j=1}^k \exp h_j$$" "\n"
    assert last(page, r"\frac{\partial Q}{\partial h_2} = z_2 + 1[q=y]") == "undecided"


SHARE = r"\frac{\exp(z_%d)}{\exp(z_1) + \exp(z_2) + \exp(z_3)}"


@pytest.mark.parametrize(("given", "unit", "error", "said"), [
    (2, 1, 0, "right"), (2, 2, 1, "right"), (2, 2, 0, "wrong"), (2, 1, 1, "wrong"),
    (1, 1, 1, "right"), (1, 1, 0, "wrong"), (3, 2, 0, "right"),
])
def test_a_class_by_its_number(given, unit, error, said):
    line = rf"\frac{{\partial \ell}}{{\partial \Theta_{{1{unit}}}}} = x_1 \left({SHARE % unit} - {error}\right)"
    assert last(f"{THREE_CLASSES}For $y = {given}$:\n", line) == said
    # one case after another
    other = 1 + given % 3
    first = rf"\frac{{\partial \ell}}{{\partial \Theta_{{1{other}}}}} = x_1 \left({SHARE % other} - 1\right)"
    assert last(f"{THREE_CLASSES}For $y = {other}$:\n$${first}$$\nFor $y = {given}$:\n", line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial y}{\partial h} = \frac{\partial}{\partial h} b + w h", "right"),
    (r"\frac{\partial y}{\partial w} = \frac{d}{dw} w h + b", "right"),
    (r"\frac{\partial y}{\partial h} = \frac{\partial b}{\partial h} + w h", "wrong"),
    (r"\frac{\partial y}{\partial w} = \frac{\partial}{\partial w}(w h) + b", "wrong"),
    (r"\frac{\partial y}{\partial w} = \frac{d}{dw} w h + b = w", "wrong"),
])
def test_derivatives_of_sums_without_brackets(line, said):
    assert last(SUM, line) == said


@pytest.mark.parametrize(("end", "said"), [("1+3Kx^2", "right"), ("1+3(Kx)^2", "wrong"), ("1+Kx^2", "wrong")])
def test_an_argument_beside_another_letter(end, said):
    lines = (r"$g'(x)=\frac{1}{2}(1+\tanh(x+Kx^3))$" "\n"
             rf"$+\frac{{1}}{{2}}x(1-\tanh^2(x+Kx^3))\cdot({end})$")
    judged = check(f"{GELU}\n{lines}\n").judged
    assert len(judged) == 2
    assert judged[-1].verdict.verdict == said


def test_sums_that_go_on_in_the_next_display():
    page = "$$y = ab$$\n$$+ cd - e$$\n$$\\frac{dy}{da} = b$$\n$$\\frac{dy}{dc} = d$$\n$$\\frac{dy}{de} = 1$$\n"
    assert [j.verdict.verdict for j in check(page).judged] == ["given", "right", "right", "wrong"]


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{dh}{dx} = 0 \; (x < 0)", "right"),
    (r"\frac{dh}{dx} = 1 \; (0 \le x)", "right"),
    (r"h'(x) = 0 \quad (x < 0)", "right"),
    (r"h'(x) = 0, \quad x < 0", "right"),
    (r"h'(x) = 0 \quad (x > 0)", "wrong"),
    (r"\frac{dh}{dx} = 0.01 \; (x < 0)", "wrong"),
    (r"h'(x) = 1, \quad x < 0", "wrong"),
])
def test_slopes_beside_their_cases(line, said):
    found = [j for j in check(f"{RELU}$${line}$$\n").judged[1:] if j.verdict.verdict != "given"]
    assert [j.verdict.verdict for j in found] == [said]


@pytest.mark.parametrize("count", ["batch_size", r"N_{\text{samples}}", "batchSize", "m"])
def test_counts_of_samples_in_words(count):
    step = r"W^l = W^l - \frac{\eta}{%s}\sum \frac{\partial C}{\partial W^l}"
    assert last(LAYER, step % count) == "right"
    assert last(LAYER, (step % count).replace("- ", "+ ", 1)) == "wrong"


@pytest.mark.parametrize("line", [
    r"\frac{\partial}{\partial A} \log \det A = \frac{1}{\det A} \frac{\partial}{\partial A} \det A",
    r"\frac{\partial \det(A)}{\partial A} = \det(A) A^{-1}",
    r"\frac{\partial \operatorname{tr}(A)}{\partial A} = I",
])
def test_functions_of_matrices_are_no_factors(line):
    assert check(f"$${line}$$").judged[-1].verdict.verdict == "undecided"


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial J}{\partial \hat{y}} = -\frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}}", "right"),
    (r"\frac{\partial J}{\partial \hat{y}} = \frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}}", "wrong"),
    (r"\frac{\partial z}{\partial w_j} = x_j", "undecided"),
])
def test_a_gradient_with_quotients_is_of_logarithms(line, said):
    stated = (r"$$\frac{\partial J}{\partial \hat{y}} = -\frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}}"
              r" = \frac{\hat{y} - y}{\hat{y}(1-\hat{y})}$$")
    assert last(f"{UNSTATED}{stated}\n", line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\log_2(8) = 3", ["right"]), (r"\log_2 8 = 2", ["wrong"]), (r"\log_{10}(100) = 2", ["right"]),
    (r"\log_2\left(\frac{5}{8}\right) = \log_2(5) - \log_2(8) = 2.3219 - 3 = -0.6781", ["right", "right", "right"]),
    (r"H = -0.5 \log_2 0.5 - 0.25 \log_2 0.25 - 0.25 \log_2 0.25 = 1.5", ["right"]),
    (r"H = -0.5 \log_2 0.5 - 0.25 \log_2 0.25 - 0.25 \log_2 0.25 = 1.04", ["wrong"]),
    # a power is one of the whole
    (r"\log_2^2 8 = 9", ["unreadable"]),
])
def test_logarithms_to_a_base(line, said):
    assert [j.verdict.verdict for j in check(f"$${line}$$").judged] == said


def test_a_function_that_is_infinite_at_every_point_warns_of_nothing():
    assert [j.verdict.verdict for j in check("$$f(x) = 0^{-1} x + 1$$\n$$y = f(z)$$\n").judged] == ["given", "given"]
