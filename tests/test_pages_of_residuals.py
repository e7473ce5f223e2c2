r"""Functions of which nothing is said, ``y = x + F(x)``; gates told by their slopes; steps over samples; recurrent layers."""

import pytest

from symcnn.checking.check import check


def verdicts(*formulas):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged]


def tags(*formulas):
    return [c.tag for c in check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged[-1].verdict.causes]


@pytest.mark.parametrize("name", ["f", "F", r"\mathcal{F}"])
def test_a_shortcut_past_any_function(name):
    slope = r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
    lines = (rf"y = x + {name}(x)", rf"{slope} (1 + \frac{{\partial {name}}}{{\partial x}})",
             rf"\frac{{\partial y}}{{\partial x}} = 1 + \frac{{\partial {name}(x)}}{{\partial x}}",
             rf"{slope} (1 + {name}'(x))")
    assert verdicts(*lines) == ["given", "right", "right", "right"]
    without = rf"{slope} \frac{{\partial {name}}}{{\partial x}}"
    assert verdicts(*lines, without)[-1] == "wrong" and tags(*lines, without)[0] == "term-missing"


@pytest.mark.parametrize("step", [r"x_{l+1} = x_l + F(x_l)", r"x_{l+1} = x_l + F_l(x_l)"])
def test_shortcuts_from_layer_to_layer(step):
    name = "F_l" if "F_l" in step else "F"
    slope = r"\frac{\partial L}{\partial x_l} = \frac{\partial L}{\partial x_{l+1}} "
    right = slope + rf"\left(1 + \frac{{\partial {name}}}{{\partial x_l}}\right)"
    assert verdicts(step, right) == ["given", "right"]
    assert verdicts(step, right.replace("1 + ", "")) == ["given", "wrong"]


GATE = r"\begin{cases} 1 & z > 0 \\ 0 & z \leq 0 \end{cases}"


@pytest.mark.parametrize(("slope", "verdict"), [
    (GATE, "right"), ("1[z > 0]", "right"), (GATE.replace("0 & z", "2 & z"), "wrong")])
def test_an_activation_is_what_its_slope_says(slope, verdict):
    page = ("z = W x", r"a = \sigma(z)", rf"\sigma'(z) = {slope}",
            r"\frac{\partial L}{\partial W} = (\frac{\partial L}{\partial a} \odot 1[z > 0]) x^T")
    assert verdicts(*page)[-2:] == [verdict, verdict]


@pytest.mark.parametrize(("step", "verdict"), [
    (r"W = W - \frac{\eta}{m} \sum \frac{\partial C}{\partial W}", "right"),
    (r"W = W - \frac{\eta}{batch_size} \sum{\frac{\partial C}{\partial W}}", "right"),
    (r"W = W - \frac{\eta}{m} \frac{\partial C}{\partial W}", "right"),
    (r"W = W - \frac{\eta}{m} \sum_{i=1}^m \frac{\partial C}{\partial W}", "right"),
    (r"W = W + \frac{\eta}{m} \frac{\partial C}{\partial W}", "wrong"),
    (r"W = W - \frac{\eta}{m} \frac{\partial C}{\partial b}", "wrong"),
])
def test_steps_over_samples(step, verdict):
    assert verdicts("z = W a + b", r"\frac{\partial C}{\partial b} = \frac{\partial C}{\partial z}", step)[-1] == verdict


def test_recurrent_layers_with_biases():
    page = (r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)", r"y_t = W_{hy} h_t + b_y",
            r"\frac{\partial L}{\partial W_{hy}} = \frac{\partial L}{\partial y_t} h_t^T",
            r"\frac{\partial L}{\partial h_t} = W_{hy}^T \frac{\partial L}{\partial y_t}",
            r"\frac{\partial h_t}{\partial h_{t-1}} = \text{diag}(1 - h_t^2) W_{hh}")
    assert verdicts(*page) == ["given", "given", "right", "right", "right"]
    assert verdicts(*page[:4], page[4].replace("1 - h_t^2", "1 - h_t"))[-1] == "wrong"


def test_sums_over_steps_of_which_one_is_known():
    page = (r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)", r"y_t = W_{hy} h_t + b_y",
            r"\frac{\partial L}{\partial W_{hy}} = \frac{\partial L}{\partial y_t} h_t^T")
    line = r"\frac{\partial L}{\partial W_{hy}} = \sum_{t=1}^{T} \frac{\partial L}{\partial y_t} h_t^T"
    assert verdicts(*page, line)[-1] == "undecided"


SCORES = (r"z = \Theta^T x", r"s_i = \frac{e^{z_i}}{\sum_j e^{z_j}}")


def test_gradients_of_a_loss_that_nobody_states():
    line = r"\frac{\partial L}{\partial \Theta_{jk}} = x_j (s_k - q_k)"
    assert verdicts(*SCORES, line)[-1] == "undecided"
    # one that the page speaks of is given from above
    above = r"\frac{\partial L}{\partial z_i} = \sum_k \frac{\partial L}{\partial s_k} \frac{\partial s_k}{\partial z_i}"
    assert verdicts(*SCORES, above, r"\frac{\partial L}{\partial \Theta_{jk}} = x_j s_k")[-2:] == ["right", "wrong"]


def test_products_beside_their_entries():
    page = (r"z = \Theta^T x", r"\Theta = \begin{pmatrix} \Theta_{11} & \Theta_{12} \\ \Theta_{21} & \Theta_{22} \end{pmatrix}",
            r"z_1 = \Theta_{11} x_1 + \Theta_{21} x_2", r"z_2 = \Theta_{12} x_1 + \Theta_{22} x_2")
    assert verdicts(*page) == ["given", "right", "right", "right"]
    assert verdicts(*page[:3], page[3].replace("{12}", "{21}"))[-1] == "wrong"
