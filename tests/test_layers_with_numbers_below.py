"""Layers with their number or letter below: matrices of numbers for each, the last of any letter, biases added across."""

import pytest

from symcnn.checking.check import check


def verdicts(text):
    return [j.verdict.verdict for j in check(text, kind="markdown").judged]


LAST = r"""$$\mathbf{z}_{i+1} = W_i \mathbf{a}_i+\mathbf{b}_i$$ $$\mathbf{a}_i = \sigma (\mathbf{z}_i)$$
$$c = \frac{1}{n}||\mathbf{a}_L-\mathbf{y}||^2_2$$
$$\frac{\partial c}{\partial \mathbf{a}_L} = %s$$
"""


@pytest.mark.parametrize(("slope", "verdict"), [
    (r"\frac{2}{n}(\mathbf{a}_L-\mathbf{y})", "right"), (r"\frac{1}{n}(\mathbf{a}_L-\mathbf{y})", "wrong"),
    (r"\frac{2}{n}(\mathbf{a}_L+\mathbf{y})", "wrong"),
])
def test_the_last_layer_is_called_l_whatever_the_letter_of_the_others(slope, verdict):
    assert verdicts(LAST % slope)[-1] == verdict


ACROSS = r"""$$z_l = a_{l-1}W_l + b_l^T$$ $$a_l = f_l(z_l)$$ $$\delta_l = \frac{\partial J(W, b)}{\partial z_l}$$
$$\delta_l = (\delta_{l+1} W_{l+1}^T) \odot %s(z_l)$$
$$\frac{\partial J(W, b)}{\partial W_l} = a_{l-1}^T %s$$
"""


@pytest.mark.parametrize(("slope", "error", "expected"), [
    ("f'_l", r"\delta_l", ["right", "right"]), ("f_l", r"\delta_l", ["wrong", "right"]),
    ("f'_l", r"\delta_{l+1}", ["right", "wrong"]),
])
def test_a_bias_is_a_list_though_it_is_added_across(slope, error, expected):
    assert verdicts(ACROSS % (slope, error))[-2:] == expected


NUMBERS = r"""Input $x = [1, 4, 5]$.

$$W_1 = \begin{bmatrix} 0.1 & 0.2\\ 0.3 & 0.4\\ 0.5 & 0.6 \end{bmatrix}$$ $$b_1 = \begin{bmatrix} 0.5\\ 0.5 \end{bmatrix}$$
$$W_2 = \begin{bmatrix} 0.7 & 0.8\\ 0.9 & 0.1 \end{bmatrix}$$ $$b_2 = \begin{bmatrix} 0.5\\ 0.5 \end{bmatrix}$$

The weights are $W_l$, the biases $b_l$.

$$z_1 = x W_1 + b_1^T$$
$$z_1 = \begin{bmatrix} 4.3 & %s \end{bmatrix}$$
$$a_1 = \mathrm{sigmoid}(z_1)$$
$$a_1 = \begin{bmatrix} 0.9866 & 0.9950 \end{bmatrix}$$
$$z_2 = a_1 W_2 + b_2^T$$
$$z_2 = \begin{bmatrix} 2.086 & %s \end{bmatrix}$$
$$\delta_2 = \frac{\partial J}{\partial z_2}$$
$$\frac{\partial J}{\partial W_2} = %s$$
"""


@pytest.mark.parametrize(("first", "second", "slope", "expected"), [
    ("5.3", "1.389", r"a_1^T \delta_2", ["right", "right", "right", "right"]),
    ("5.4", "1.389", r"a_1^T \delta_2", ["wrong", "right", "right", "right"]),
    ("5.3", "1.489", r"a_1^T \delta_2", ["right", "right", "wrong", "right"]),
    ("5.3", "1.389", r"x^T \delta_2", ["right", "right", "right", "wrong"]),
])
def test_matrices_of_numbers_are_names_of_layers_and_no_rows(first, second, slope, expected):
    found = verdicts(NUMBERS % (first, second, slope))
    lines = {line.claim.line: line.verdict.verdict for line in check(NUMBERS % (first, second, slope), kind="markdown").judged}
    assert [lines[n] for n in (9, 11, 13, 15)] == expected, found


SHARED = r"""$$z_1 = x W_1 + b_1$$ $$\eta = 0.01$$
$$W_1 := W_1 - \frac{\eta}{m} \frac{\partial J}{\partial W_1}$$
$$b_1 := b_1 %s \frac{\eta}{m} \frac{\partial J}{\partial b_1}$$
"""


@pytest.mark.parametrize(("sign", "verdict"), [("-", "right"), ("+", "wrong"), ("- 2", "wrong")])
def test_a_step_is_divided_by_a_number_of_samples_that_nobody_gives(sign, verdict):
    assert verdicts(SHARED % sign)[-2:] == ["right", verdict]
