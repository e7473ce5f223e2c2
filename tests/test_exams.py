"""Pages of exams: numbers in bold, words before a value, functions of numbers, errors said of other layers, steps by rules."""

import pytest

from symcnn.checking.check import check


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(lines), kind="markdown").judged]


@pytest.mark.parametrize(("line", "expected"), [
    (r"$$0.5 + 0.03 = \mathbf{0.53}$$", "right"),
    (r"$$0.5 + 0.03 = \mathbf{0.64}$$", "wrong"),
    (r"$$0.5 \cdot 2 - 3 \approx \boldsymbol{-2}$$", "right"),
    (r"$$2 \cdot [1, 2] = \mathbf{[2, 4]}$$", "right"),
    (r"$$2 \cdot [1, 2] = \mathbf{[2, 5]}$$", "wrong"),
])
def test_numbers_in_bold(line, expected):
    assert verdicts(line) == [expected]


@pytest.mark.parametrize(("words", "expected"), [("- Sum ", "right"), ("Total: ", "right"), ("So ", "wrong")])
def test_a_word_says_what_a_value_is_of(words, expected):
    assert verdicts(r"- $e^{0.5} \approx 1.649$", words + "$= 1.649 + 2 = 3.649$")[1] == expected


STEPS = (r"$x = 2$, $y = 1$, $w = 0.5$, $b = 0$", r"$$z = w x + b = 0.5 \times 2 + 0 = 1.0$$",
         r"$$a = \sigma(1.0) \approx 0.731$$", r"$$L = \frac{1}{2}(a - y)^2$$")


@pytest.mark.parametrize(("slope", "expected"), [("a (1 - a)", "right"), ("a (1 + a)", "wrong")])
def test_a_function_of_the_number_before(slope, expected):
    assert verdicts(*STEPS, rf"$$\frac{{\partial a}}{{\partial z}} = {slope}$$")[-1] == expected


def test_what_hangs_on_what_may_be_left_unsaid():
    assert verdicts("$$z = w x + b$$", STEPS[-1], r"$$\frac{\partial a}{\partial z} = a (1 - a)$$",
                    r"$$\frac{\partial z}{\partial w} = b$$")[2:] == ["undecided", "wrong"]


@pytest.mark.parametrize(("first", "expected"), [(2, "right"), (-2, "wrong")])
def test_a_gate_that_lets_everything_through(first, expected):
    found = verdicts(rf"$$X = \begin{{bmatrix}} {first} & 1 \end{{bmatrix}}$$", "$$Z = 3 X$$", r"$$A = \text{ReLU}(Z) = Z$$")
    assert found[-1] == expected


NET = (r"$$z^{(1)} = W^{(1)} x$$", r"$$a^{(1)} = \sigma(z^{(1)})$$", r"$$z^{(2)} = W^{(2)} a^{(1)}$$",
       r"$$C = \frac{1}{2} (z^{(2)} - y)^2$$",
       r"$$\delta^{(2)} = \frac{\partial C}{\partial z^{(2)}} = z^{(2)} - y$$")


@pytest.mark.parametrize(("gate", "expected"), [(r" \odot \sigma'(z^{(1)})", "right"), ("", "wrong")])
def test_an_error_is_of_what_another_was_said_to_be_of(gate, expected):
    assert verdicts(*NET, rf"$$\delta^{{(1)}} = (W^{{(2)}})^T \delta^{{(2)}}{gate}$$")[-1] == expected


def test_sizes_in_words_are_for_any_numbers():
    found = verdicts(r"$$X = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$$",
                     r"$$\text{Output Size} = \frac{\text{Input Size} - \text{Filter Size}}{\text{Stride}} + 1$$",
                     r"$$\text{Output Size} = \frac{5 - 3}{1} + 1 = 3$$")
    assert found == ["given", "given", "given", "right"]


def test_another_sample_has_other_numbers():
    assert verdicts("$w = 2$", "$$z = w x$$", r"$$z = 2 \cdot 3 + 0 = 6$$", r"$$z = 2 \cdot 4 + 0 = 8$$")[2:] == [
        "given", "right", "given", "right"]


def test_a_rule_without_a_loss_is_not_judged():
    found = verdicts("$$z = w x + b$$", "$x = 2$, $w = 1$, $b = 0$", r"$$w := w + \alpha (y - \hat{y}) x$$")
    assert found[-1] == "undecided"


def test_entries_given_first_hold():
    found = verdicts("$w_0 = 0$, $w_1 = 0.6$, $x_1 = 0.7$", "$$z = w_0 + w_1 x_1$$",
                     r"$$\frac{\partial z}{\partial w_1} = x_1$$",
                     "$$z = 0.42$$", "New weights: $w = [0.03, 0.62]$")
    assert found[-2] == "right"


def test_axes_in_words():
    assert "unreadable" not in verdicts(r"$$A = \text{Softmax}(Z, \text{axis}=1)$$")


@pytest.mark.parametrize(("slope", "expected"), [
    (r"\sigma(z)(1 - \sigma(z))", "right"), (r"\sigma(z)(1 + \sigma(z))", "wrong")])
def test_the_slope_of_a_function_as_a_quotient(slope, expected):
    assert verdicts(rf"$$\frac{{d\sigma}}{{dz}} = {slope}$$") == [expected]


@pytest.mark.parametrize("bar", [r"\bigg|", "|", r"\Big\vert"])
@pytest.mark.parametrize(("number", "expected"), [("0.105", "right"), ("0.115", "wrong")])
def test_a_slope_at_a_point(bar, number, expected):
    line = rf"$$\frac{{d\sigma}}{{dz}}{bar}_{{z=2}} = \sigma(2)(1 - \sigma(2)) = 0.881 \times 0.119 = {number}$$"
    assert verdicts(line)[-1] == expected
