r"""Pages of courses: gradients with a nabla, losses called with what they hang on, layers by number and by letter."""

import pytest

from symcnn.checking.check import check


def judged(*lines):
    return check("\n\n".join(f"$${line}$$" for line in lines), kind="markdown").judged


def verdicts(*lines):
    return [j.verdict.verdict for j in judged(*lines)]


RIDGE = r"J(w) = \|Xw - y\|^2 + \lambda \|w\|^2"


@pytest.mark.parametrize(("line", "verdict", "cause"), [
    (r"\nabla_w J = 2X^T(Xw - y) + 2\lambda w", "right", ""), (r"\nabla_w J(w) = 2X^TXw - 2X^Ty + 2\lambda w", "right", ""),
    (r"\frac{\partial J}{\partial w} = 2X^T(Xw - y) + 2\lambda w", "right", ""),
    (r"\nabla_w J = 2X^T(Xw - y) + \lambda w", "wrong", "factor"),
    (r"\nabla_w J = 2X^T(y - Xw) + 2\lambda w", "wrong", "sign")])
def test_the_gradient_of_a_penalised_sum_of_squares(line, verdict, cause):
    found = judged(RIDGE, line)[-1].verdict
    assert found.verdict == verdict
    assert not cause or found.causes[0].tag == cause


@pytest.mark.parametrize("loss", ["J", "J(w)"])
def test_a_transpose_left_out_before_a_bracket(loss):
    head = rf"{loss} = \|Xw - y\|^2"
    assert verdicts(head, r"\nabla_w J = 2X^T(Xw - y)", r"\nabla_w J = 2X(Xw - y)") == ["given", "right", "wrong"]


LOGISTIC = (
    r"h_\theta(x) = g(\theta^T x)", r"g(z) = \frac{1}{1 + e^{-z}}",
    r"J(\theta) = -\frac{1}{m} \sum_{i=1}^{m} \left[ y^{(i)} \log h_\theta(x^{(i)}) "
    r"+ (1 - y^{(i)}) \log (1 - h_\theta(x^{(i)})) \right]")
ERRORS = r"\frac{1}{m} \sum_{i=1}^{m} \left( h_\theta(x^{(i)}) - y^{(i)} \right)"


@pytest.mark.parametrize(("line", "verdict"), [
    (rf"\frac{{\partial}}{{\partial \theta_j}} J(\theta) = {ERRORS} x_j^{{(i)}}", "right"),
    (rf"\frac{{\partial}}{{\partial \theta_j}} J(\theta) = {ERRORS}", "wrong"),
    (rf"\nabla_\theta J = {ERRORS} x^{{(i)}}", "right"),
    (rf"\theta_j := \theta_j - \alpha {ERRORS} x_j^{{(i)}}", "right"),
    (rf"\theta_j := \theta_j + \alpha {ERRORS} x_j^{{(i)}}", "wrong")])
def test_a_model_called_with_its_parameters_below(line, verdict):
    assert verdicts(*LOGISTIC, line)[-1] == verdict


LAYERS = (
    "a^{(1)} = x", r"z^{(2)} = \Theta^{(1)} a^{(1)}", "a^{(2)} = g(z^{(2)})", r"z^{(3)} = \Theta^{(2)} a^{(2)}",
    "a^{(3)} = h_\\Theta(x) = g(z^{(3)})", r"\delta^{(3)} = a^{(3)} - y",
    r"\delta^{(2)} = (\Theta^{(2)})^T \delta^{(3)} .* g'(z^{(2)})")


def test_a_function_is_told_by_its_slope():
    found = verdicts(*LAYERS, "g'(z^{(2)}) = a^{(2)} .* (1 - a^{(2)})",
                     r"\frac{\partial J}{\partial \Theta^{(2)}} = \delta^{(3)} (a^{(2)})^T")
    assert found[-4:] == ["right"] * 4 and "wrong" not in found


@pytest.mark.parametrize(("right", "wrong"), [
    (r"\frac{\partial J}{\partial \Theta^{(l)}} = \delta^{(l+1)} (a^{(l)})^T",
     r"\frac{\partial J}{\partial \Theta^{(l)}} = \delta^{(l)} (a^{(l)})^T"),
    (r"\frac{\partial J}{\partial \Theta_{ij}^{(l)}} = a_j^{(l)} \delta_i^{(l+1)}",
     r"\frac{\partial J}{\partial \Theta_{ij}^{(l)}} = a_i^{(l)} \delta_j^{(l+1)}"),
    (r"\delta^{(l)} = (\Theta^{(l)})^T \delta^{(l+1)} .* g'(z^{(l)})",
     r"\delta^{(l)} = \Theta^{(l)} \delta^{(l+1)} .* g'(z^{(l)})")])
def test_lines_for_any_layer_beside_layers_with_numbers(right, wrong):
    slope = "g'(z^{(2)}) = a^{(2)} .* (1 - a^{(2)})"
    assert verdicts(*LAYERS, slope, right)[-1] == "right"
    assert verdicts(*LAYERS, slope, wrong)[-1] == "wrong"


def test_errors_numbered_as_they_come():
    found = verdicts(
        r"h = \text{ReLU}(x W_1 + b_1)", r"\theta = h W_2 + b_2", r"\hat{y} = \text{softmax}(\theta)", r"J = CE(y, \hat{y})",
        r"\delta_1 = \frac{\partial J}{\partial \theta} = \hat{y} - y",
        r"\delta_2 = \frac{\partial J}{\partial h} = \delta_1 W_2^T",
        r"\delta_3 = \delta_2 \circ \text{ReLU}'(x W_1 + b_1)", r"\frac{\partial J}{\partial W_1} = x^T \delta_3",
        r"\frac{\partial J}{\partial b_1} = \delta_3", r"\frac{\partial J}{\partial x} = \delta_3 W_1^T",
        r"\frac{\partial J}{\partial x} = \delta_2 W_1^T")
    assert found[-4:] == ["right"] * 3 + ["wrong"] and "wrong" not in found[:-1]


@pytest.mark.parametrize(("name", "function"), [("\\sigma", ""), ("g", "g(z) = \\frac{1}{1 + e^{-z}}")])
def test_errors_without_a_word_of_a_loss(name, function):
    lines = [*([function] if function else []), "z_1 = W_1 x", f"a_1 = {name}(z_1)", "z_2 = W_2 a_1", f"a_2 = {name}(z_2)",
             r"\delta_2 = a_2 - y", rf"\delta_1 = W_2^T \delta_2 \odot {name}'(z_1)",
             rf"\delta_1 = W_2 \delta_2 \odot {name}'(z_1)"]
    assert verdicts(*lines)[-3:] == ["right", "right", "wrong"]


SIZE = "$$o = s(i - 1) + k - 2p$$\n\nFor $i = 4$, $k = 3$, $s = 2$, $p = 1$: $o = %s$."


def test_a_number_before_a_bracket_is_a_factor():
    assert [[j.verdict.verdict for j in check(SIZE % n, kind="markdown").judged][-1] for n in "78"] == ["right", "wrong"]


def test_a_result_that_is_given_anew_is_no_part_of_itself():
    more = "\n\nWith more: $o = s (i-1) + k - 2p + a$ and $a = 1$ gives $o = 8$."
    assert "wrong" not in [j.verdict.verdict for j in check(SIZE % 7 + more, kind="markdown").judged]


def test_sums_of_gradients_go_over_whole_results():
    found = verdicts(
        r"y_{ij} = \left( \sum_{k=1}^{2} \sum_{l=1}^{2} w_{kl} \, x_{i+k-1, j+l-1} \right) + b",
        r"db = \sum_{i=1}^{3} \sum_{j=1}^{3} dy_{ij}", r"dw_{mn} = \sum_{i=1}^{3} \sum_{j=1}^{3} dy_{ij} \, x_{i+m-1, j+n-1}",
        r"dx_{mn} = \sum_{i=1}^{3} \sum_{j=1}^{3} dy_{ij} \, w_{m-i+1, n-j+1}",
        r"dx_{mn} = \sum_{i=1}^{3} \sum_{j=1}^{3} dy_{ij} \, w_{m-i, n-j}", "dx = dy_0 * w'")
    assert found[1:5] == ["right", "right", "right", "wrong"] and found[5] != "wrong"


def test_a_result_on_the_way_is_no_loss_of_a_sample():
    found = verdicts(
        "y = Wx", r"\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} \frac{\partial y_i}{\partial x_j} "
        r"= \sum_i \frac{\partial L}{\partial y_i} W_{ij}",
        r"\frac{\partial L}{\partial W_{ij}} = \frac{\partial L}{\partial y_i} x_j",
        r"\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} W_{ji}")
    assert found == ["given", "right", "right", "right", "wrong"]
