r"""Pages of several topics: each under its heading, with names and functions of its own."""

import pytest

from symcnn.checking.check import check


def judged(*parts):
    return check("\n\n".join(parts), kind="markdown").judged


def verdicts(*parts):
    return [j.verdict.verdict for j in judged(*parts)]


def lines(*formulas):
    return "\n\n".join(f"$${f}$$" for f in formulas)


def of(part, *parts):
    """The verdicts of the lines that hold a text."""
    return [j.verdict.verdict for j in judged(*parts) if part in j.claim.latex]


NEURON = "### The gradient of one neuron\n\n" + lines(
    "z = wx + b",
    r"a = \sigma(z)",
    "L = (a - y)^2",
    r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z}"
    r" \frac{\partial z}{\partial w}",
    r"= 2(a - y) \cdot \sigma'(z) \cdot x = 2(a - y) \sigma(z) (1 - \sigma(z)) x",
)
SOFTMAX = (
    "### The softmax\n\n"
    + lines(r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", r"\frac{\partial p_k}{\partial z_k} = p_k (1 - p_k)")
    + ("\n\nOtherwise ($i \\neq k$):\n\n")
    + lines(r"\frac{\partial p_k}{\partial z_i} = -p_k p_i")
)
LAYERS = "### Errors of hidden layers\n\n" + lines(
    r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}",
    r"a^{(l)} = \text{ReLU}(z^{(l)})",
    r"\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}",
    r"\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \mathbb{1}[z^{(l)} > 0]",
)


def test_sections_with_networks_of_their_own():
    assert not {"wrong", "carried", "undecided"} & set(verdicts(NEURON, SOFTMAX, LAYERS))


def test_a_mistake_in_a_section_stays_one():
    bad = NEURON.replace("2(a - y) \\sigma(z)", "(a - y) \\sigma(z)")
    assert "wrong" in of(r"(a - y) \sigma(z)", bad, SOFTMAX, LAYERS)
    gateless = LAYERS.replace(r" \odot \mathbb{1}[z^{(l)} > 0]", "")
    assert of("(W^{(l+1)})^T", NEURON, SOFTMAX, gateless) == ["wrong"]


def test_a_forward_equation_said_anew_with_a_mistake_is_none_of_another_case():
    first = "## Forward\n\n" + lines(
        r"y_i = \sum_k w_k x_{i+k} + b", r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i+k}"
    )
    again = "## Once more\n\n" + lines(r"y_i = \sum_k w_k x_{i-k} + b")
    assert verdicts(first, again)[-1] == "wrong"


KINDS = (
    "## Sliding\n\n"
    + lines(
        r"(x * w)[n] = \sum_{k=0}^{K-1} x[n+k] \cdot w[k]",
        r"(X * W)[i, j] = \sum_{m=0}^{K-1} \sum_{n=0}^{K-1} X[i+m, j+n] \cdot W[m, n]",
        r"y_{ij} = \sum_{m,n} x_{i+m, j+n} w_{mn}",
        r"\frac{\partial L}{\partial w_{mn}} = \sum_{i,j} \frac{\partial L}{\partial y_{ij}} x_{i+m, j+n}",
    )
    + (
        "\n\n## Borders\n\nNone: $P = 0$\n\nAs large as before: $P = \\lfloor K/2 \\rfloor$\n\nLarger: $P = K - 1$"
        "\n\n## Gaps\n\n"
    )
    + lines(r"y_{ij} = \sum_{m,n} x_{i + d \cdot m, j + d \cdot n} w_{mn}")
)


def test_kinds_of_layers_one_behind_the_other():
    found = verdicts(KINDS)
    assert "wrong" not in found and found[1] == "right"
    bad = KINDS.replace(r"\frac{\partial L}{\partial y_{ij}} x_{i+m", r"\frac{\partial L}{\partial y_{ij}} x_{i-m")
    assert "wrong" in verdicts(bad)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"(X * W)_{i,j} = \sum_m \sum_n X_{i+m, j+n} W_{m,n}", "right"),
        (r"(X * W)_{i,j} = \sum_m \sum_n X_{i-m, j-n} W_{m,n}", "right"),
        (r"(X * W)_{i,j} = \sum_m \sum_n X_{i+m, j-n} W_{m,n}", "wrong"),
        (r"(X * W)_i = \sum_m X_{i+m} W_m", "undecided"),
    ],
)
def test_what_a_sign_is_said_to_be(line, verdict):
    assert (
        verdicts(
            lines(
                line,
                r"y_{ij} = \sum_{m,n} x_{i+m, j+n} w_{mn}",
                r"\frac{\partial L}{\partial w_{mn}} = \sum_{i,j} \frac{\partial L}{\partial y_{ij}} x_{i+m, j+n}",
            )
        )[0]
        == verdict
    )


def test_one_letter_for_several_functions_in_turn():
    page = (
        "### A ReLU: $\\sigma(z) = \\max(0, z)$\n\n"
        + lines(r"\sigma'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \leq 0 \end{cases}"),
        "### A sigmoid: $\\sigma(z) = \\frac{1}{1 + e^{-z}}$\n\n"
        + lines(
            r"\sigma'(z) = \sigma(z)(1 - \sigma(z))", r"\frac{d\sigma}{dz} = \frac{e^{-z}}{(1 + e^{-z})^2} = \sigma(1 - \sigma)"
        ),
        "### A tangent: $\\sigma(z) = \\tanh(z)$\n\n" + lines(r"\sigma'(z) = 1 - \tanh^2(z)"),
    )
    assert not {"wrong", "undecided"} & set(verdicts(*page))
    assert "wrong" in verdicts(page[0], page[1].replace(r"\sigma(z)(1 - ", r"\sigma(z)(2 - "), page[2])


CELLS = lines(
    "z^{l+1} = a^l * W^{l+1}",
    *(
        f"z_{{{i}{j}}} = a_{{{i}{j}}} w_{{11}} + a_{{{i}{j + 1}}} w_{{12}} + a_{{{i + 1}{j}}} w_{{21}} + "
        f"a_{{{i + 1}{j + 1}}} w_{{22}}"
        for i in (1, 2)
        for j in (1, 2)
    ),
    r"\nabla a_{11} = \delta_{11} w_{11}",
    r"\nabla a_{23} = \delta_{12} w_{22} + \delta_{22} w_{12}",
    "z^{l+1} = a^l * W^{l+1} + b",
    r"\frac{\partial C}{\partial W^{l+1}_{11}} = "
    r"a_{11} \delta_{11} + a_{12} \delta_{12} + a_{21} \delta_{21} + a_{22} \delta_{22}",
    r"\frac{\partial C}{\partial W^{l+1}_{21}} = "
    r"a_{21} \delta_{11} + a_{22} \delta_{12} + a_{31} \delta_{21} + a_{33} \delta_{22}",
)
DENSE = lines(
    "z^l = W^l a^{l-1} + b^l",
    r"a^l = \sigma(z^l)",
    r"C = \frac{1}{2} ||a^L - y||^2",
    r"\delta^l = \frac{\partial C}{\partial z^l}",
    r"\delta^L = \frac{\partial C}{\partial a^L} \bigodot \sigma'(z^L) = (a^L - y) \bigodot \sigma'(z^L)",
    r"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T",
    r"b^l = b^l - \eta \frac{\partial C}{\partial b^l}",
)


def test_cells_of_a_small_case_behind_layers_with_letters():
    found = judged("## Dense\n\n" + DENSE, "## Convolution\n\n" + CELLS)
    dense, cells = [[j for j in found if (j.claim.line > 17) == below] for below in (False, True)]
    assert not {"wrong", "unreadable", "undecided"} & {j.verdict.verdict for j in dense}
    wrong = [j.claim.latex for j in cells if j.verdict.verdict == "wrong"]
    assert len(wrong) == 1 and "a_{33}" in wrong[0]


SUM = (r"\frac{32 - 3 + 2}{2} + 1", r"= \frac{31}{2} + 1", "= 15.5 + 1")


@pytest.mark.parametrize(("last", "verdict"), [("= 16.5", "right"), ("= 17.5", "wrong")])
def test_arithmetic_that_goes_on_in_displays_of_its_own(last, verdict):
    assert verdicts(lines("H_{out} = " + SUM[0], *SUM[1:], last)) == ["given", "right", "right", verdict]


def test_one_mistake_costs_once_over_several_displays():
    assert verdicts(lines("P = 27 \\cdot 5 + 5", "= 136 + 5", "= 141")) == ["given", "wrong", "carried"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"$(64 \times 32 \times 32) \times (128 \times 32 \times 32) = 8.6$ billion weights", "right"),
        (r"$(64 \times 32 \times 32) \times (128 \times 32 \times 32) = 8.7$ billion weights", "wrong"),
        (r"$123 \cdot 1000 \approx 0.12 \text{ million}$", "right"),
        (r"$123 \cdot 1000 = 123\text{K}$", "right"),
        (r"$123 \cdot 1000 \approx 0.13\,\mathrm{M}$", "wrong"),
        (r"$3 \cdot 7 = 21 \text{ thousand}$", "wrong"),
    ],
)
def test_millions(line, verdict):
    assert verdicts(line) == [verdict]


def test_counts_in_words_are_no_layers():
    page = (
        lines(
            r"\text{Weights} = C_{out} \times C_{in} \times K \times K",
            r"\text{FC params} = (C_{in} \times H \times W) \times H",
        ),
        lines(r"y_{ij} = \sum_{m,n} x_{i+m, j+n} w_{mn}", r"\frac{\partial L}{\partial W} = X * \frac{\partial L}{\partial Y}"),
    )
    assert verdicts(*page)[-1] == "right"


BATCH = "A batch of $m$: $X \\in \\mathbb{R}^{n \\times m}$.\n\n" + lines(
    "Z = W X + b", r"A = \sigma(Z)", r"dZ = dA \odot \sigma'(Z)"
)


@pytest.mark.parametrize(
    ("weights", "bias", "found"),
    [
        (r"dW = \frac{1}{m} dZ X^T", r"db = \frac{1}{m} \sum_i dZ_i", ["right", "right"]),
        (r"dW = \frac{1}{m} dZ X^T", r"db = \frac{1}{m} \sum_{i=1}^m dZ^{(i)}", ["right", "right"]),
        (r"dW = dZ X^T", r"db = \sum_i dZ_i", ["right", "right"]),
        (r"dW = dZ X^T", r"db = \frac{1}{m} \sum_i dZ_i", ["right", "wrong"]),
        (r"dW = \frac{1}{m} dZ A^T", r"db = \frac{1}{m} \sum_i dZ_i", ["wrong", "right"]),
    ],
)
def test_means_over_samples_where_no_loss_is_stated(weights, bias, found):
    assert verdicts(BATCH, lines(weights, bias))[-2:] == found


def test_an_error_that_is_let_so():
    page = "Let $\\frac{\\partial L}{\\partial u_i} = \\delta_i$.\n\n" + lines(
        r"u_i = (x_i - \mu)(s^2_B + \epsilon)^{-1/2}",
        r"\frac{\partial L}{\partial \mu} = -\sum_i \delta_i (s^2_B + \epsilon)^{-1/2}",
        r"\frac{\partial \mu}{\partial x_i} = \frac{1}{m}",
        r"\frac{\partial L}{\partial x_i} = \delta_i (s^2_B + \epsilon)^{-1/2} + 1",
    )
    assert verdicts(page) == ["given", "given", "right", "undecided", "undecided"]


@pytest.mark.parametrize(
    "array", [r"\begin{bmatrix} x_1 \\ x_2 \\ x_3 \end{bmatrix}", r"\begin{bmatrix} x_1, x_2, x_3 \end{bmatrix}"]
)
@pytest.mark.parametrize(("last", "verdict"), [("w_3 x_3", "right"), ("w_3", "wrong")])
def test_arrays_that_are_written_out_are_as_large_as_they_say(array, last, verdict):
    page = lines(
        f"x = {array}",
        rf"z = w^T x + b = w_1 x_1 + w_2 x_2 + {last} + b",
        r"a = \sigma(z)",
        r"L = \frac12 (a - y)^2",
        r"\frac{\partial L}{\partial w} = (a - y) a (1 - a) x",
    )
    assert verdicts(page)[2] == verdict


def test_letters_of_their_own_for_the_entries_of_layers():
    page = lines(
        r"\vec{x} = \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}",
        r"W^{[1]} = \begin{bmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{bmatrix}",
        r"b^{[1]} = \begin{bmatrix} b_1 \\ b_2 \end{bmatrix}",
        r"z^{[1]} = W^{[1]} \cdot \vec{x} + b^{[1]}",
        r"a^{[1]} = \sigma(z^{[1]})",
        r"\frac{\partial a^{[1]}}{\partial z^{[1]}} = a^{[1]} (1 - a^{[1]})",
    )
    assert set(verdicts(page)) <= {"right", "given"}


@pytest.mark.parametrize(
    ("line", "verdict"),
    [(r"\frac{\partial \log p_i}{\partial z_k} = -p_k", "right"), (r"\frac{\partial \log p_i}{\partial z_k} = p_k", "wrong")],
)
def test_the_logarithm_of_a_softmax_at_another_index(line, verdict):
    assert verdicts(lines(r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"), "For $i \\neq k$:", lines(line))[-1] == verdict


def test_a_graph_whose_end_has_the_slope_one():
    page = (
        "$z = x \\times y$",
        "$\\frac{\\partial L}{\\partial z} = 1$",
        "$\\frac{\\partial L}{\\partial x} = \\frac{\\partial L}{\\partial z} \\frac{\\partial z}{\\partial x} = 1 \\cdot y$",
    )
    assert verdicts(*page)[-2:] == ["right", "right"]
    assert verdicts(*page, "$\\frac{\\partial L}{\\partial y} = y$")[-1] == "wrong"


@pytest.mark.parametrize(
    ("line", "verdict"), [(r"\frac{dL}{dw} = 4w(w^2 - y)", "right"), (r"\frac{dL}{dw} = 2w(w^2 - y)", "wrong")]
)
def test_a_function_of_the_weights_is_the_loss(line, verdict):
    assert verdicts(lines("f(w) = (w^2 - y)^2", line))[-1] == verdict


NORM = (
    r"\mu_B = \frac{1}{m} \sum_{i=1}^m x_i",
    r"\sigma_B^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu_B)^2",
    r"u_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}",
)


@pytest.mark.parametrize(("factor", "verdict"), [(r"\frac{-1}{2}", "right"), (r"\frac{1}{2}", "wrong")])
def test_statistics_of_a_batch_with_its_letter(factor, verdict):
    line = (
        rf"\frac{{\partial L}}{{\partial \sigma_B^2}} = \sum_i \frac{{\partial L}}{{\partial u_i}} (x_i - \mu_B) "
        rf"\cdot {factor} (\sigma_B^2 + \epsilon)^{{-3/2}}"
    )
    assert verdicts(lines(*NORM, line)) == ["given", "given", "given", verdict]


def test_a_name_that_leads_nowhere_is_no_second_loss():
    page = lines(
        r"p_i = \sum_j X_{ij} w_j + b",
        r"J = \frac{1}{2n} \sum_i (y_i - p_i)^2",
        "e_i = p_i - y_i",
        r"\frac{\partial J}{\partial b} = \frac{1}{n} \sum_i (p_i - y_i)",
        r"b = b - \eta \frac{\partial J}{\partial b}",
    )
    assert verdicts(page)[-2:] == ["right", "right"]


def test_about_nought_is_no_claim_on_every_number():
    assert verdicts(lines("z = wx", r"a = \sigma(z)", r"\frac{\partial a}{\partial z} = a(1 - a) \approx 0"))[-1] == "undecided"


@pytest.mark.parametrize(("slope", "verdict"), [(r"2(1.2) \cdot 2 = 4.8", "right"), (r"2(-3) \cdot 2 = -12", "wrong")])
def test_weights_that_are_given_others_behind_a_step(slope, verdict):
    page = lines("L = (w x + b - t)^2", "x = 2, t = 5, w = 1, b = 0", r"\frac{dL}{dw} = 2(-3) \cdot 2 = -12",
                 "w = 2.6, b = 1", rf"\frac{{dL}}{{dw}} = {slope}")
    found = judged(page)
    assert {j.verdict.verdict for j in found if "-12" in j.claim.latex and j.claim.line == 5} == {"right"}
    assert verdict in [j.verdict.verdict for j in found if j.claim.line == 9]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\partial w_1 = 2(w_1x_1 + w_2x_2 + b - y) x_1", "right"), (r"\partial w_1 = 2(w_1x_1 + w_2x_2 + b - y) x_2", "wrong")])
def test_a_function_of_several_weights(line, verdict):
    page = lines("f(w_1, w_2, b) = (w_1x_1 + w_2x_2 + b - y)^2", "x_1 = 1, x_2 = 2, y = 10, w_1 = 1, w_2 = 1, b = 0", line)
    assert verdicts(page)[-1] == verdict
