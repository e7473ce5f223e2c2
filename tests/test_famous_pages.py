"""Pages as blogs and notes have them: entries in brackets, functions of no known name, conditions before a colon."""

import pytest

from symcnn.checking.check import check


def verdicts(text, kind="markdown"):
    return [j.verdict.verdict for j in check(text, kind=kind).judged]


CONVOLVE = r"""$$out(i, j) = \text{convolve}(image, filter) = \sum_{x=0}^{2} \sum_{y=0}^{2} image(i + x, j + y) * filter(x, y)$$
$$\frac{\partial out(i, j)}{\partial filter(x, y)} = %s$$
$$\frac{\partial L}{\partial filter(x, y)}
= \sum_i \sum_j \frac{\partial L}{\partial out(i, j)} * \frac{\partial out(i, j)}{\partial filter(x, y)}$$
"""


@pytest.mark.parametrize(("slope", "verdict"), [
    ("image(i + x, j + y)", "right"), ("image(i - x, j - y)", "wrong"), ("image(x, y)", "wrong")])
def test_entries_in_brackets_are_differentiated(slope, verdict):
    assert verdicts(CONVOLVE % slope) == ["given", verdict, "right"]


SOFTMAX = r"""$$out_s(c) = \frac{e^{t_c}}{\sum_i e^{t_i}} = \frac{e^{t_c}}{S}$$ with $S = \sum_i e^{t_i}$.
$$L = -\ln(out_s(c))$$
$$\frac{\partial out_s(c)}{\partial t_k} = \frac{\partial out_s(c)}{\partial S} \frac{\partial S}{\partial t_k}
= -e^{t_c} S^{-2} e^{t_k} = %s$$
$$\frac{\partial out_s(c)}{\partial t_c} = \frac{e^{t_c}(S - e^{t_c})}{S^2}$$
$$\frac{\partial L}{\partial t_c} = out_s(c) - 1$$
"""


def test_the_class_is_the_letter_of_a_softmax_in_brackets():
    page = r"For $k \neq c$:" + SOFTMAX
    right = verdicts(page % r"\frac{-e^{t_c} e^{t_k}}{S^2}")
    assert right[-5:] == ["right"] * 5
    wrong = verdicts(page % r"\frac{e^{t_c} e^{t_k}}{S^2}")
    assert wrong[-3:] == ["wrong", "right", "right"]


def test_a_star_of_what_has_three_axes_is_a_convolution():
    found = verdicts(r"""$$Z = W * A + b$$
$$dA \mathrel{+}= \sum_{h} \sum_{w} W_c \times dZ_{hw}$$
$$dW_c \mathrel{+}= \sum_{h} \sum_{w} a_{slice} \times dZ_{hw}$$
$$db = \sum_h \sum_w dZ_{hw}$$
""")
    assert found[0] == "given" and "wrong" not in found


HEAD = r"$$p_j = \frac{e^{z_j}}{\sum_{k} e^{z_k}}, \quad L = -\sum_k t_k \log p_k$$" + "\n"
SAME, OTHER = r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j)", r"\frac{\partial p_i}{\partial z_j} = -p_i p_j"


@pytest.mark.parametrize("page", [
    "For $i = j$: $$SAME$$ for $i \\neq j$: $$OTHER$$",
    "$$\\text{if } i = j: SAME$$ $$\\text{if } i \\neq j: OTHER$$",
    "$$SAME$$ if $i = j$, and $$OTHER$$ if $i \\neq j$.",
    "When $i = j$, $SAME$; when $i \\ne j$, $OTHER$.",
    "$$SAME \\quad (i = j)$$ $$OTHER \\quad (i \\neq j)$$",
    "$$i = j \\Rightarrow SAME$$ $$i \\neq j \\Rightarrow OTHER$$",
])
def test_a_case_before_or_behind_its_formula(page):
    def found(same, other):
        told = verdicts(HEAD + page.replace("SAME", same).replace("OTHER", other))[2:]
        return [v for v in told if v != "given"]

    assert found(SAME, OTHER) == ["right", "right"]
    assert found(SAME.replace("- p_j", "+ p_j"), OTHER) == ["wrong", "right"]
    assert found(SAME, OTHER.replace("= -", "= ")) == ["right", "wrong"]
    assert found(OTHER, SAME) == ["wrong", "wrong"]


@pytest.mark.parametrize(("slope", "verdict"), [
    (r"\frac{\partial p_i}{\partial z_j}\Big|_{i \neq j} = -p_i p_j", "right"),
    (r"\left.\frac{\partial p_i}{\partial z_j}\right|_{i = j} = p_i (1 - p_j)", "right"),
    (r"\left.\frac{\partial p_i}{\partial z_j}\right|_{i = j} = -p_i p_j", "wrong"),
    (r"\partial_{z_j} p_i = p_i (\delta_{ij} - p_j)", "right"), (r"\partial_j p_i = p_i (\delta_{ij} - p_j)", "right"),
    (r"D_j p_i = p_i (\delta_{ij} - p_j)", "right"), (r"D_j p_i = p_i (\delta_{ij} + p_j)", "wrong"),
    (r"\frac{\partial L}{\partial z_j} = p_j \sum_k t_k - t_j, \quad j = 1..N", "right"),
    (r"\frac{\partial L}{\partial z_j} = p_j \sum_k t_k - t_j \quad \forall j \in 1..N", "right"),
])
def test_signs_of_derivatives(slope, verdict):
    found = verdicts(f"{HEAD}$${slope}$$")[2:]
    assert [v for v in found if v != "given"] == [verdict]


@pytest.mark.parametrize(("same", "other", "told"), [
    ("p_i - 1", "p_i", ["right", "right"]), ("p_i + 1", "p_i", ["wrong", "right"]), ("p_i - 1", "p_i - 1", ["right", "wrong"])])
def test_the_class_of_a_sample_and_the_others(same, other, told):
    page = rf"""$$p_j = \frac{{e^{{z_j}}}}{{\sum_{{k}} e^{{z_k}}}}$$ $$L = -\log p_c$$
For $i = c$: $$\frac{{\partial L}}{{\partial z_i}} = {same}$$ for $i \neq c$:
$$\frac{{\partial L}}{{\partial z_i}} = {other}$$"""
    assert [v for v in verdicts(page)[2:] if v != "given"] == told


def test_a_name_that_nobody_gives_blames_no_line():
    page = HEAD + r"$$\frac{\partial p_i}{\partial z_i} = \frac{e^{z_i} G - e^{z_i} e^{z_i}}{G^2} = %s = p_i (1 - p_i)$$"
    assert verdicts(page % r"\frac{e^{z_i}}{G} \frac{G - e^{z_i}}{G}")[2:] == ["undecided", "undecided", "right"]
    assert verdicts(page % r"\frac{e^{z_i}}{G} \frac{G + e^{z_i}}{G}")[2:] == ["undecided", "wrong", "right"]


BATCH = r"""$$z_1 = x W_1 + b_1$$ $$a_1 = \tanh(z_1)$$ $$z_2 = a_1 W_2 + b_2$$ $$a_2 = \hat{y} = \mathrm{softmax}(z_2)$$
$$L(y, \hat{y}) = - \sum_{n \in N} \sum_{i \in C} y_{n,i} \log \hat{y}_{n,i}$$
$$\delta_3 = \hat{y} - y$$ $$\delta_2 = (1 - \tanh^2 z_1) \circ \delta_3 %s$$
$$\frac{\partial L}{\partial W_2} = a_1^T \delta_3$$ $$\frac{\partial L}{\partial b_2} = \delta_3$$
$$\frac{\partial L}{\partial W_1} = x^T \delta_2$$
"""


def test_a_batch_is_told_by_two_indices_at_the_end_and_errors_count_from_the_inputs():
    # the gradient by a bias adds up over the samples
    assert verdicts(BATCH % "W_2^T")[-5:] == ["right", "right", "right", "wrong", "right"]
    assert verdicts(BATCH % "W_2")[-4] == "wrong"


TOTAL = r"""$$y_c = \varsigma(\mathbf{z})_c = \frac{e^{z_c}}{\sum_{d=1}^{C} e^{z_d}}$$
With $\Sigma_C = \sum_{d=1}^{C} e^{z_d}$, so that $y_c = e^{z_c} / \Sigma_C$:
$$\text{if } i \neq j: \frac{\partial y_i}{\partial z_j} = \frac{0 - e^{z_i} e^{z_j}}{\Sigma_C^2}
= %s \frac{e^{z_i}}{\Sigma_C} \frac{e^{z_j}}{\Sigma_C} = -y_i y_j$$
"""


def test_a_total_has_the_last_letter_below():
    assert verdicts(TOTAL % "-")[-3:] == ["right"] * 3
    assert verdicts(TOTAL % "")[-3:] == ["right", "wrong", "right"]


def test_a_letter_given_anew_may_be_of_another_case():
    page = r"""For any $i$, $k$, $p$ and $s$: $$o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1$$
For $i = 5$, $k = 3$, $s = 2$ and $p = 1$: $$o = \left\lfloor \frac{5 + 2 \cdot 1 - 3}{2} \right\rfloor + 1 = %s$$
Half padding $p = \lfloor k/2 \rfloor$, $k = 2n + 1$, $s = 1$: $$o = i + 2n - 2n = i$$
Full padding $p = k - 1$, $s = 1$: $$o = i + 2(k-1) - (k-1) = i + (k-1)$$
"""
    assert "wrong" not in verdicts(page % "3")
    assert verdicts(page % "4").count("wrong") == 1


def test_a_gradient_by_the_last_layer_that_is_not_said():
    page = r"""$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j, \quad a^l_j = \sigma(z^l_j)$$
$$C = \frac{1}{2} \sum_j (y_j - a^L_j)^2$$
$$\delta^L = \nabla_a C \odot \sigma'(%s)$$ $$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$"""
    assert verdicts(page % "z^L")[-2:] == ["right", "right"]
    assert verdicts(page % "a^L")[-2:] == ["wrong", "right"]


@pytest.mark.parametrize("piece", [r"\partial_a ", r"\quad (i = j)", r"D_j ", r"i = j: ", r"\sum_{n \in N} "])
def test_what_is_said_a_thousand_times_is_read_in_time(piece):
    assert check(f"$${piece * 1000}x = 1$$", kind="markdown").judged


TURNED = r"""$$x_{i,j}^l = \text{rot}_{180^\circ} \left\{ w_{m,n}^l \right\} \ast o_{i,j}^{l-1} %s b_{i,j}^l$$
$$x_{i,j}^l = \sum_{m} \sum_{n} w_{m,n}^l o_{i+m,j+n}^{l-1} + b_{i,j}^l$$
$$\frac{\partial E}{\partial w_{m',n'}^l} = \sum_{i=0}^{H-k_1} \sum_{j=0}^{W-k_2} \delta^{l}_{i,j} o_{i%sm',j+n'}^{l-1}$$
$$\frac{\partial E}{\partial w_{m',n'}^l} = \text{rot}_{180^\circ} \left\{ \delta^{l}_{i,j} \right\} \ast o_{m',n'}^{l-1}$$
"""


@pytest.mark.parametrize(("sign", "shift", "expected"), [
    ("+", "+", ["right", "given", "right", "right"]),
    ("-", "+", ["wrong", "given", "right", "right"]),
    ("+", "-", ["right", "given", "wrong", "right"]),
])
def test_letters_in_what_is_turned_and_convolved_are_but_places(sign, shift, expected):
    assert verdicts(TURNED % (sign, shift)) == expected


FULL = r"""$$x_{i,j}^l = \sum_{m,n} w_{m,n}^l o_{i+m,j+n}^{l-1} + b_{i,j}^l$$ $$o_{i,j}^l = f(x_{i,j}^l)$$
$$\frac{\partial E}{\partial x_{i,j}^{(l)}} = \delta^{(l+1)}_{i,j} \ast %s f'\left(x_{i,j}^{(l)} \right)$$
$$\delta^{l}_{i,j} = \frac{\partial E}{\partial x_{i,j}^{l}}$$
"""


@pytest.mark.parametrize(("kernel", "verdict"), [
    (r"\text{rot}_{180^\circ} \left\{ w_{m,n}^{(l+1)} \right\}", "right"), (r"w_{m,n}^{(l)}", "wrong"),
])
def test_a_turned_kernel_goes_over_the_error_of_the_layer_above(kernel, verdict):
    assert verdicts(FULL % kernel)[2] == verdict
