"""Numbers as pages have them: given ones and operands are exact, slips cost once, a step's primes begin the next pass."""

import pytest

from symcnn.checking.check import check


def verdicts(text, *only):
    found = [(j.claim.latex, j.verdict.verdict) for j in check(text).judged if j.verdict.verdict != "given"]
    return [v for t, v in found if not only or any(o in t for o in only)]


NEURON = r"""The neuron computes $z = w_1 x_1 + w_2 x_2 + b$, the loss is $L = \frac{1}{2} (z - t)^2$ with
$x_1 = 1$, $x_2 = 2$, $w_1 = 0.4$, $w_2 = SECOND$, $b = 0.1$, $t = 1$.

$$z = 0.4 \cdot 1 FORWARD$$

$$L = LOSS$$

$$\frac{\partial L}{\partial z} = SLOPE$$
"""


@pytest.mark.parametrize(("numbers", "found"), [
    (("-0.6", r"- 0.6 \cdot 2 + 0.1 = -0.7", "1.445", "-0.7 - 1 = -1.7"), ["right"] * 5),
    # without the bias, by less than what the rounding of one digit could do
    (("-0.6", r"- 0.6 \cdot 2 = -0.8", "1.62", "-0.8 - 1 = -1.8"), ["wrong"] + ["carried"] * 4),
    (("0.6", r"+ 0.6 \cdot 2 = 1.6", "0.18", "1.6 - 1 = 0.6"), ["wrong"] + ["carried"] * 4),
    # one unit of the last digit, of numbers that nobody had to round
    (("-0.6", r"- 0.6 \cdot 2 + 0.1 = -0.6", "1.28", "-0.6 - 1 = -1.6"), ["right", "wrong", "carried", "carried", "carried"]),
])
def test_the_numbers_that_a_page_gives_are_exact_with_either_sign(numbers, found):
    page = NEURON
    for name, number in zip(("SECOND", "FORWARD", "LOSS", "SLOPE"), numbers, strict=True):
        page = page.replace(name, number)
    assert verdicts(page) == found


@pytest.mark.parametrize(("line", "verdict"), [
    ("0.3 + 0.0204 = 0.302", "wrong"), ("0.3 + 0.0204 = 0.3204", "right"), ("0.3 + 0.0204 = 0.32", "right"),
    (r"0.3 \cdot 0.5 = 0.18", "wrong"), ("0.6 - 0.5 = 0.03", "wrong"), (r"2.5 \cdot 1.5 = 3.8", "right"),
    # among rounded results one of them may be rounded
    (r"a = 0.3, \quad 0.3 \cdot 0.51 = 0.16", "right"),
])
def test_decimals_of_one_digit_that_are_only_reckoned_with_are_exact(line, verdict):
    assert ["right" if v == "rounding" else v for v in verdicts(f"$${line}$$\n")] == [verdict]


SLIP = r"""The neuron computes $z = w x + b$, $a = \tanh(z)$, the loss is $L = (a - t)^2$;
$x = 1.5$, $w = 0.4$, $b = -0.5$, $t = 2$.

$$a = 0.0997$$

$$\frac{dL}{da} = 2 (a - t) = -3.8007$$

$$\frac{da}{dz} = LOCAL$$

$$\frac{dL}{dz} = -3.8007 \cdot TAKEN = PRODUCT$$

$$\frac{dL}{dw} = PRODUCT \cdot 1.5 = LAST$$
"""


@pytest.mark.parametrize(("numbers", "found"), [
    (("0.9901", "0.9901", "-3.7631", "-5.6446"), ["right"] * 5),
    (("0.0897", "0.0897", "-0.3409", "-0.5114"), ["wrong"] + ["carried"] * 4),
    # a number that the wrong one does not lead to
    (("0.0897", "0.0997", "-0.3789", "-0.5684"), ["wrong", "wrong", "carried", "carried", "carried"]),
])
def test_a_wrong_number_taken_up_again_costs_once(numbers, found):
    page = SLIP
    for name, number in zip(("LOCAL", "TAKEN", "PRODUCT", "LAST"), numbers, strict=True):
        page = page.replace(name, number)
    assert ["right" if v == "rounding" else v for v in verdicts(page)[-5:]] == found


def test_numbers_with_a_prime_behind_a_step_are_those_of_the_next_pass():
    page = r"""Let $z = w x + b$, $y = \sigma(z)$ and $E = \frac{1}{2} (y - t)^2$ with $x = 2$, $w = 0.5$, $b = -0.4$, $t = 1$.

$$\frac{\partial E}{\partial w} = -0.1621, \quad \frac{\partial E}{\partial b} = -0.0811$$

With $\eta = 2$ we have $w' = 0.5 + 2 \cdot 0.1621 = 0.8242$, $b' = -0.4 + 2 \cdot 0.0811 = -0.2378$ and then

$$z' = SECOND, \quad y' = 0.8039$$
"""
    assert set(verdicts(page.replace("SECOND", "1.4106"))) <= {"right", "rounding"}
    assert verdicts(page.replace("SECOND", "1.6148"))[-2] == "wrong"


def test_the_root_of_a_square_that_the_page_works_out_hangs_on_it():
    page = r"""$$z_n = w x_n, \quad \mu = \frac{1}{4} \sum_{n=1}^{4} z_n, 
\quad \sigma^2 = \frac{1}{4} \sum_{n=1}^{4} (z_n - \mu)^2,
\quad y_n = \frac{z_n - \mu}{\sigma}, \quad L = \frac{1}{2} \sum_{n=1}^{4} (y_n - t_n)^2$$

with $w = 2$, $x = (0.5, 0.5, 1.5, 2.5)$ and $t = (-1, 0, 0, 1)$.

$$\sigma = 1.6583$$

$$\frac{\partial L}{\partial z} = (0.2741, -0.3289, 0.1096, LAST)$$
"""
    assert verdicts(page.replace("LAST", "-0.0548")) == ["right", "right"]
    assert verdicts(page.replace("LAST", "0.3061")) == ["right", "wrong"]


@pytest.mark.parametrize("said", ["The mean loss is $L = 0.457$.", "The result is $L = 20$."])
def test_a_loss_of_which_only_the_number_is_known_is_nobodys_mistake(said):
    page = rf"""Let $z = w x$ and $\ell = \frac12 (z - t)^2$ with $w = 2$, $x = 3$, $t = 1$. {said}

$$\frac{{\partial \ell}}{{\partial w}} = 15$$

$$\frac{{\partial L}}{{\partial w}} = 7.5$$
"""
    assert verdicts(page) == ["right", "undecided"]


@pytest.mark.parametrize(("name", "taken"), [("W", False), ("Z", True)])
def test_a_weight_in_numbers_is_no_result_of_a_layer_by_chance(name, taken):
    page = r"""$$X = \begin{bmatrix} 0 & 1 & 1 \\ 2 & 0 & 1 \\ 1 & 1 & 0 \end{bmatrix}, \quad
K = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}, \quad NAME = \begin{bmatrix} 0 & 2 \\ 3 & 0 \end{bmatrix}$$

$$\frac{\partial L}{\partial K_{1,1}} = 3$$
"""
    notes = check(page.replace("NAME", name)).context.notes
    assert any(f"{name} = conv(X, K)" in n for n in notes) == taken


def test_a_formula_for_what_the_equations_do_not_give_is_left_to_a_person():
    page = r"""The cell is $a_t = w x_t + u h_{t-1} + b$, $h_t = \tanh(a_t)$, $y = v h_2$ and $E = \frac12 (y - d)^2$ with
$h_0 = 0$,
$x_1 = 1$, $x_2 = 2$, $w = 0.5$, $u = 0.4$, $b = 0.1$, $v = 2$, $d = 1$.

$$\frac{\partial E}{\partial v} = (y - d) h_2$$
"""
    assert "wrong" not in verdicts(page)


def test_a_gradient_that_is_differentiated_is_left_to_a_person():
    page = r"""```symcnn
x = [1, 2, 3, 4]
w = [1, -1]
b = 1
y = conv(x, w) + b
db = dL/db
```

$$\frac{\partial db}{\partial b} = 2$$

$$db = \frac{\partial db}{\partial y} \cdot \frac{\partial y}{\partial b}$$
"""
    assert {j.verdict.evidence for j in check(page).judged} == {"the derivative of a gradient is not tried here"}
