"""How authors round: what is accepted as their rounding, what follows from their own numbers, and what is not."""

import numpy as np
import pytest

from symcnn.checking.check import check
from symcnn.checking.numbers.compare import cut_off
from symcnn.checking.numbers.grading import coarse
from symcnn.checking.numbers.rounding import Evidence, Habit
from symcnn.checking.numbers.value import Value

FENCE = """```symcnn
x = [0.5, 0.1, -0.3, 0.8]
w[k,q] = [[0.2, -0.4], [0.7, 0.3]]
V = [[0.3, -0.2, 0.5, 0.1, 0.9, -0.6], [0.2, 0.4, -0.1, 0.3, -0.5, 0.8]]
t = [1, 0]
\\eta = 0.5
z = conv(x, w[k,q])
a = sigmoid(z)
f = flatten(a)
u = V f
\\hat{y} = softmax(u)
E = cross_entropy(\\hat{y}, t)
```
"""


def verdicts(*lines, fence=FENCE):
    """The verdicts of the last links of some lines."""
    report = check(fence + "".join(f"\n<!-- symcnn: id=c{n} -->\n$${line}$$\n" for n, line in enumerate(lines)))
    found = {j.claim.id.split(".")[0]: j.verdict for j in report.judged}
    return [found[f"c{n}"] for n in range(len(lines))]


def words(*lines, fence=FENCE):
    return [v.verdict for v in verdicts(*lines, fence=fence)]


@pytest.mark.parametrize(("line", "word"), [
    (r"a_1 = \begin{bmatrix} 0.515 & 0.535 & 0.406 \end{bmatrix}", "right"),
    # cut off after two digits, every entry
    (r"a_1 = \begin{bmatrix} 0.51 & 0.53 & 0.40 \end{bmatrix}", "rounding"),
    (r"a_1 = \begin{bmatrix} 0.51 & 0.54 & 0.40 \end{bmatrix}", "wrong"),
    (r"a_1 = \begin{bmatrix} 0.50 & 0.53 & 0.40 \end{bmatrix}", "wrong"),
])
def test_digits_cut_off_or_rounded(line, word):
    assert words(line) == [word]


def test_evidence_counts_what_one_habit_alone_explains():
    evidence = Evidence(np.array([0.51, 0.53, 0.41]), np.full(3, 0.005))
    evidence.see(np.array([0.515, 0.5349, 0.4059]))
    # the first is explained by neither but at the edge, the second by both, the third by rounding alone
    assert evidence.counts()[0] == 1
    habit = Habit()
    none = np.zeros(3, dtype=bool)
    habit.take(evidence, none, none, none)
    assert not habit.cuts
    assert not habit.allows(evidence)


def test_gradients_follow_the_stated_gradient_before_them():
    wrong = (r"\frac{\partial E}{\partial u} = \begin{bmatrix} 0.4884 \\ 0.5116 \end{bmatrix}",
             r"\frac{\partial E}{\partial f} = \begin{bmatrix} 0.2488 \\ 0.1070 \\ 0.1930 "
             r"\\ 0.2023 \\ 0.1838 \\ 0.1162 \end{bmatrix}")
    found = verdicts(*wrong)
    assert found[0].verdict == "wrong"
    assert found[1].verdict == "carried"
    assert found[1].follows_from == ("c0",)


def test_a_nought_on_paper_has_a_logarithm_of_its_own():
    fence = FENCE.replace("0.9, -0.6]", "9, 8]").replace("-0.5, 0.8]]", "-0.5, 0.8]]")
    report = check(fence + "\n$$\\hat{y} = \\begin{bmatrix} 1.00 \\\\ 0.00 \\end{bmatrix}$$\n\n$$E = 0.000$$\n")
    assert [j.verdict.verdict for j in report.judged] in (["right", "right"], ["right", "rounding"])


def test_weights_after_their_step():
    values = "V: 2x2"
    fence = FENCE.replace("V = [[0.3, -0.2, 0.5, 0.1, 0.9, -0.6], [0.2, 0.4, -0.1, 0.3, -0.5, 0.8]]", values)
    assert fence != FENCE
    x = np.array([0.5, 0.1, -0.3, 0.8])
    w = np.array([[0.2, -0.4], [0.7, 0.3]])
    v = np.array([[0.3, -0.2, 0.5, 0.1, 0.9, -0.6], [0.2, 0.4, -0.1, 0.3, -0.5, 0.8]])
    z = np.array([[x[j:j + 2] @ k for j in range(3)] for k in w])
    f = (1 / (1 + np.exp(-z))).ravel()
    y = np.exp(v @ f) / np.exp(v @ f).sum()
    du = y - np.array([1.0, 0.0])
    for weights, word in ((v, "right"), (v - 0.5 * np.outer(du, f), "wrong")):
        shown = r" \\ ".join(f"{n:.4f}" for n in weights.T @ du)
        (found,) = verdicts(rf"\frac{{\partial E}}{{\partial f}} = \begin{{bmatrix}} {shown} \end{{bmatrix}}")
        assert found.verdict == word
        if word == "wrong":
            assert found.causes[0].tag == "updated-weights-used"


@pytest.mark.parametrize(("numbers", "word"), [
    # one unit of the whole number, where the decimals beside it show as many digits
    ("4.3 & 11", "right"), ("4.33 & 11", "wrong"), ("4.3 & 12", "wrong"),
])
def test_whole_numbers_among_decimals(numbers, word):
    fence = "```symcnn\np = [2.165, 5.2955]\nq = 2 p\n```\n"
    assert words(rf"q = \begin{{bmatrix}} {numbers} \end{{bmatrix}}", fence=fence) == [word]


def test_steps_of_slices():
    fence = ("```symcnn\nx = [1, 2, 3]\nw[k,q] = [[0.5, 0.25], [0.75, 1]]\n\\eta = 0.1\ny[k,j] = conv(x, w[k,q])\n"
             "E = sum(y)\n```\n")
    good = r"w_{1} := w_{1} - \eta \frac{\partial E}{\partial w_{1}} = \begin{bmatrix} 0.2 & -0.25 \end{bmatrix}"
    bad = r"w_{2} := w_{2} - \eta \frac{\partial E}{\partial w_{2}} = \begin{bmatrix} 1.05 & 1.5 \end{bmatrix}"
    found = verdicts(good, bad, fence=fence)
    assert found[0].verdict == "right"
    assert found[1].verdict == "wrong"
    assert found[1].causes[0].tag == "ascent"


@pytest.mark.parametrize(("written", "goal", "reach"), [
    (84790.0, 84788.3, 5.0), (8470.0, 8474.2, 5.0), (160.0, 163.8, 5.0), (100.0, 104.2, 5.0),
    (84793.0, 84791.6, 0.5), (23.0, 22.7, 0.5)])
def test_noughts_at_the_end_of_a_whole_number_may_be_rounded(written, goal, reach):
    number = Value((), np.asarray(written), np.asarray(0.0), np.asarray(0.5))
    assert float(coarse(number, np.asarray(goal))) == reach


COARSE = r"z_1 = \begin{bmatrix} 0.1 & 0.1 & -0.4 \end{bmatrix}"


def test_numbers_that_a_mistake_explains_to_the_digit_are_suspect():
    # inside what one digit in the line before allows, and the right ones in the wrong places
    before, found = verdicts(COARSE, r"a_1 = \begin{bmatrix} 0.535 & 0.515 & 0.406 \end{bmatrix}")
    assert before.verdict == "right"
    assert found.verdict == "suspect"
    assert [(c.tag, c.sure) for c in found.causes] == [("swapped-entries", False)]


def test_numbers_near_the_truth_that_no_mistake_explains_are_the_rounding_of_their_author():
    assert words(COARSE, r"a_1 = \begin{bmatrix} 0.534 & 0.516 & 0.406 \end{bmatrix}") == ["right", "rounding"]


ROWS = """```symcnn
x[r,c] = [[2.4, 1.1], [0.1, -5.55]]
y[r,c] = 2*x[r,c]
```
"""


@pytest.mark.parametrize(("rows", "word"), [
    # 4.8 shows that -11 may be one of two digits, whatever stands beside it in its own row
    (r"4.8 & 2.2 \\ 0.200 & -11", "right"),
    (r"4.80 & 2.20 \\ 0.200 & -11", "wrong"),
    (r"4.8 & 2.2 \\ 0.200 & -12", "wrong"),
])
def test_the_digits_of_a_matrix_are_those_of_all_its_rows(rows, word):
    assert words(rf"y = \begin{{bmatrix}} {rows} \end{{bmatrix}}", fence=ROWS) == [word]


STEP = """```symcnn
x = [0.5, 0.1]
w = [0.4, -0.2]
b = 0
t = [0.1]
\\eta = 0.01
y = conv(x, w) + b
E = squared_error(y, t)/2
```
"""


def test_a_bare_nought_follows_from_a_wrong_number_that_is_small_too():
    wrong = r"\frac{\partial E}{\partial b} = 0.03"
    assert words(wrong, r"b := b - \eta \frac{\partial E}{\partial b} = 0", fence=STEP) == ["wrong", "carried"]
    assert words(r"\frac{\partial E}{\partial b} = 0.3", r"b := b - \eta \frac{\partial E}{\partial b} = 0", fence=STEP) == [
        "wrong", "wrong"]
    assert words(r"b := b - \eta \frac{\partial E}{\partial b} = 0", fence=STEP) == ["wrong"]


def test_a_number_worked_out_below_its_last_digit_may_be_cut_to_the_one_before():
    """0.97 is 0.96999... where it comes of an update in binary numbers, and its digits are cut."""
    target, half = np.array([0.97, -0.55, 1.0, 0.97]), np.full(4, 0.5e-4)
    assert list(cut_off(np.array([0.9699, -0.5499, 0.9999, 0.9698]), target, half)) == [True, True, True, False]
