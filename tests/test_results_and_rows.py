r"""Results named on the right, ``\sigma(z) = a``; weights given as rows in lists; losses that are told in numbers alone."""

import pytest

from symcnn.checking.check import check


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${line}$$" for line in lines)).judged]


NAMED = ("W_1x + b_1 = z_1", r"\text{ReLU}(z_1) = a_1", r"W_2 \cdot a_1 + b_2 = z_2", r"\sigma(z_2) = \hat{y}",
         r"L = (\hat{y} - y)^2", r"\delta_2 = \frac{\partial L}{\partial \hat{y}} \cdot \sigma'(z_2)")


@pytest.mark.parametrize(("line", "said"), [
    (r"\delta_2 = 2 (\hat{y} - y) \hat{y} (1 - \hat{y})", "right"),
    (r"\delta_2 = (\hat{y} - y) \hat{y} (1 - \hat{y})", "wrong"),
    (r"\frac{\partial L}{\partial a_1} = \delta_2 \cdot W_2", "right"),
    (r"\delta_1 = \frac{\partial L}{\partial a_1} \odot \text{ReLU}'(z_1)", "right"),
    (r"\delta_1 = \frac{\partial L}{\partial a_1} \odot \text{ReLU}'(z_2)", "undecided"),
    (r"\delta_1 = \frac{\partial L}{\partial a_1} \odot \sigma'(z_1)", "wrong"),
    (r"\frac{\partial L}{\partial W_1} = \delta_1 \otimes x", "right"),
    (r"\frac{\partial L}{\partial W_1} = \delta_2 \otimes x", "wrong"),
    (r"\frac{\partial L}{\partial b_1} = \delta_1", "right"),
])
def test_results_on_the_right(line, said):
    assert verdicts(*NAMED, line)[-1] == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\sigma(z) = a", {"right", "given"}),
    (r"\tanh(z) = a", {"wrong", "undecided"}),
    (r"\sigma(a) = z", {"wrong", "undecided"}),
])
def test_a_result_said_again_on_the_right(line, said):
    lines = ("z = w x + b", r"a = \sigma(z)", r"L = \frac{1}{2}(a - y)^2",
             r"\frac{\partial L}{\partial z} = (a - y) a (1 - a)", r"\frac{\partial L}{\partial w} = (a - y) a (1 - a) x")
    found = verdicts(*lines, line)
    assert found[3:5] == ["right", "right"]
    assert found[-1] in said


ROWS = (r"\mathbf{x} = [2, 3]^T", r"\mathbf{W}_1 = \begin{bmatrix} 0.5 & 0.2 \\ 0.3 & 0.4 \\ -0.1 & 0.6 \end{bmatrix}",
        r"\mathbf{W}_2 = [0.4, -0.5, 0.7]", "b_2 = -0.1", "y = 1", r"L = \frac{1}{2}(\hat{y} - y)^2",
        r"\mathbf{a}_1 = \text{ReLU}(\mathbf{W}_1 \mathbf{x})", r"z_2 = \mathbf{W}_2 \mathbf{a}_1 + b_2",
        r"\hat{y} = \sigma(z_2)", r"\delta^{(2)} = (\hat{y} - y)\hat{y}(1 - \hat{y})")


@pytest.mark.parametrize(("line", "said"), [
    (r"z_2 = 0.76", "right"),
    (r"z_2 = 0.86", "wrong"),
    (r"\frac{\partial L}{\partial b_2} = \delta^{(2)}", "right"),
    (r"\frac{\partial L}{\partial b_2} = -0.0692", "right"),
    (r"\frac{\partial L}{\partial b_2} = 0.0692", "wrong"),
    (r"\frac{\partial L}{\partial b_2} = \hat{y} - y", "wrong"),
    (r"\frac{\partial L}{\partial \mathbf{W}_2} = \delta^{(2)} \mathbf{a}_1^T", "right"),
    (r"\frac{\partial L}{\partial \mathbf{W}_2} = \delta^{(2)} \mathbf{x}^T", "wrong"),
    (r"\frac{\partial L}{\partial \mathbf{W}_2} = [-0.1107, -0.1245, -0.1107]", "right"),
    (r"\frac{\partial L}{\partial \mathbf{W}_2} = [-0.1107, -0.1345, -0.1107]", "wrong"),
])
def test_a_row_of_weights_in_a_list(line, said):
    found = verdicts(*ROWS, line)
    assert found[9] == "right"
    assert found[-1] == said


@pytest.mark.parametrize(("loss", "right", "number"), [
    (r"\tfrac{1}{2}(3 - 1)^2 = 2", r"\hat{y} - y", 2), ("0.5 (3 - 1)^2 = 2", r"\hat{y} - y", 2),
    (r"\frac{(3 - 1)^2}{2} = 2", r"\hat{y} - y", 2),
])
@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial w_2} = \delta_2 z_1 = 2 \cdot 1 = 2", {"right"}),
    (r"\frac{\partial L}{\partial w_1} = \delta_2 w_2 x = 2 \cdot 3 \cdot 2 = 12", {"right"}),
    (r"\frac{\partial L}{\partial w_1} = \delta_2 w_2 z_1 = 2 \cdot 3 \cdot 1 = 6", {"wrong"}),
    (r"\frac{\partial L}{\partial w_2} = \delta_2 x = 4", {"wrong"}),
    (r"\frac{\partial L}{\partial w_2} = -\delta_2 z_1 = -2", {"wrong"}),
    (r"\frac{\partial L}{\partial w_2} = 2 \delta_2 z_1 = 4", {"wrong"}),
])
def test_a_loss_in_numbers_alone(loss, right, number, line, said):
    lines = ("x = 2", "y = 1", "w_1 = 0.5", "w_2 = 3", "z_1 = w_1 x", r"\hat{y} = w_2 z_1", r"z_1 = 0.5 \cdot 2 = 1",
             r"\hat{y} = 3 \cdot 1 = 3", f"L = {loss}", rf"\delta_2 = {right} = {number}")
    found = verdicts(*lines, line)
    assert set(found[6:-1]) & {"wrong", "carried"} == set() or said == {"wrong"}
    assert said & set(found[-3:])


@pytest.mark.parametrize(("loss", "said"), [(r"\tfrac{1}{2}(3 - 1)^2 = 2", "right"), (r"\tfrac{1}{2}(3 - 2)^2 = 0.5", "wrong")])
def test_its_numbers_are_judged(loss, said):
    lines = ("x = 2", "y = 1", "w_1 = 0.5", "w_2 = 3", "z_1 = w_1 x", r"\hat{y} = w_2 z_1", f"L = {loss}",
             r"\delta_2 = \hat{y} - y = 2", r"\frac{\partial L}{\partial w_2} = \delta_2 z_1 = 2")
    assert verdicts(*lines)[6] == said
