"""Names that a page gives anew, section by section or row by row, and losses that have to do with another layer."""

import pytest

from symcnn.checking.check import check


def words(text):
    return [j.verdict.verdict for j in check(text, kind="markdown").judged]


SECTIONS = r"""## Elementwise

$$Z = g(X)$$

## Addition

$$Z = X + Y$$

$$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z}$$

## %s

$$Z = X^\top$$

$$\frac{\partial L}{\partial X} = %s$$
"""


@pytest.mark.parametrize(("slope", "word"), [
    (r"\left(\frac{\partial L}{\partial Z}\right)^\top", "right"), (r"2 \frac{\partial L}{\partial Z}", "wrong")])
def test_a_letter_of_each_section_is_its_own(slope, word):
    found = words(SECTIONS % ("Transpose", slope))
    assert (found[-2] == "undecided" or found[-2] == "given") and found[-1] == word


TABLE = r"""$$z = W x + b$$

$$L = \frac12 \sum_i (y_i - z_i)^2$$

| method | formula |
|---|---|
| **L2** | $L' = L + \lambda \sum W^2$ |
| **L1** | $L' = L + \lambda \sum \|W\|$ |

$$\frac{\partial L}{\partial z_i} = z_i %s y_i$$
"""


@pytest.mark.parametrize(("sign", "word"), [("-", "right"), ("+", "wrong")])
def test_rows_of_a_table_are_cases_of_their_own(sign, word):
    found = words(TABLE % sign)
    assert "wrong" not in found[:-1] and found[-1] == word


NEURON = r"""For one neuron $z = w x + b$, $a = \sigma(z)$, MSE is $L(a, y) = \frac{1}{2}(a - y)^2$.

# Two layers

$$z^1 = W^1 x + b^1$$ $$a^1 = \text{ReLU}(z^1)$$ $$z^2 = W^2 a^1 + b^2$$ $$a^2 = \text{sigmoid}(z^2)$$
$$x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}, \quad y = \begin{bmatrix} 1 \end{bmatrix}$$
$$W^1 = \begin{bmatrix} 0.1 & 0.3 \\ -0.2 & 0.4 \\ 0.5 & -0.6 \end{bmatrix}$$
$$b^1 = \begin{bmatrix} 0.1 \\ 0.0 \\ -0.1 \end{bmatrix}$$
$$W^2 = \begin{bmatrix} 0.2 & -0.1 & 0.3 \end{bmatrix}, \quad b^2 = \begin{bmatrix} 0.05 \end{bmatrix}$$
$$\delta^2 = (a^2 - y) \cdot \sigma'(z^2)$$
"""


def test_an_error_of_a_layer_that_the_loss_does_not_hang_on_is_not_blamed():
    assert "wrong" not in words(NEURON)
