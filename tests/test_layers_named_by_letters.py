r"""Layers named by letters, ``z_h`` and ``z_o``: the errors that bear them are those before the functions."""

import pytest

from symcnn.checking.check import check

NETWORK = ("z_h = W_1 X + b_1", "h = f(z_h)", "z_o = W_2 h + b_2", r"\hat{y} = g(z_o)", r"L = \tfrac{1}{2}(y - \hat{y})^2",
           r"\delta_o = (\hat{y} - y) g'(z_o)")


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${line}$$" for line in lines)).judged]


@pytest.mark.parametrize(("line", "said"), [
    (r"\delta_o = (\hat{y} - y) g'(z_o)", "right"),
    (r"\delta_o = (y - \hat{y}) g'(z_o)", "wrong"),
    (r"\delta_o = (\hat{y} - y) f'(z_o)", "wrong"),
    (r"\delta_h = (W_2^T \delta_o) \odot f'(z_h)", "right"),
    (r"\delta_h = f'(z_h) \odot (W_2^T \delta_o)", "right"),
    (r"\delta_h = (W_2^T \delta_o) \odot g'(z_h)", "wrong"),
    (r"\delta_h = -(W_2^T \delta_o) \odot f'(z_h)", "wrong"),
    (r"\delta_h = (W_1^T \delta_o) \odot f'(z_h)", "undecided"),
    (r"\frac{\partial L}{\partial W_2} = \delta_o h^T", "right"),
    (r"\frac{\partial L}{\partial W_2} = \delta_h h^T", "wrong"),
    (r"\frac{\partial L}{\partial W_1} = \delta_h X^T", "right"),
    (r"\frac{\partial L}{\partial W_1} = \delta_o X^T", "wrong"),
    (r"\frac{\partial L}{\partial W_1} = \delta_h h^T", "wrong"),
    (r"\frac{\partial L}{\partial b_1} = \delta_h", "right"),
    (r"\frac{\partial L}{\partial b_1} = \delta_o", "wrong"),
    (r"\frac{\partial L}{\partial h} = W_2^T \delta_o", "right"),
])
def test_errors_of_the_hidden_and_of_the_last_layer(line, said):
    assert verdicts(*NETWORK, line)[-1] == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\delta_h = W_2^T \delta_o", "right"),
    (r"\frac{\partial L}{\partial W_1} = (\delta_h \odot f'(z_h)) X^T", "right"),
    (r"\frac{\partial L}{\partial W_1} = \delta_h X^T", "wrong"),
])
def test_an_error_said_to_be_that_behind_the_function(line, said):
    assert verdicts(*NETWORK, r"\delta_h = \frac{\partial L}{\partial h}", line)[-1] == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\delta_2 = (\hat{y} - y) g'(z_2)", "right"),
    (r"\delta_2 = (y - \hat{y}) g'(z_2)", "wrong"),
    (r"\delta_2 = 2 (\hat{y} - y) g'(z_2)", "wrong"),
    (r"\delta_1 = (W_2^T \delta_2) \odot f'(z_1)", "right"),
    (r"\delta_1 = W_2^T \delta_2", "wrong"),
])
def test_a_loss_that_nothing_is_differentiated_of(line, said):
    lines = ("z_1 = W_1 X + b_1", "a_1 = f(z_1)", "z_2 = W_2 a_1 + b_2", r"\hat{y} = g(z_2)",
             r"L = \tfrac{1}{2}(y - \hat{y})^2",
             r"\delta_2 = (\hat{y} - y) g'(z_2)")
    assert verdicts(*lines, line)[-1] == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial z_p} = \frac{\partial L}{\partial y_p} f'(z_p)", "right"),
    (r"\frac{\partial L}{\partial z_p} = \frac{\partial L}{\partial y_q} f'(z_p)", "wrong"),
    (r"\frac{\partial L}{\partial W_{pr}} = \frac{\partial L}{\partial z_p} x_r", "right"),
    (r"\frac{\partial L}{\partial W_{pr}} = \frac{\partial L}{\partial z_r} x_p", "wrong"),
])
def test_letters_on_both_sides_are_indices(line, said):
    lines = ("z_p = \\sum_r W_{pr} x_r", "y_q = f(z_q)", r"L = \sum_p (y_p - t_p)^2")
    assert verdicts(*lines, line)[-1] == said
