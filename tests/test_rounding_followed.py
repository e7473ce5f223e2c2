"""Numbers that follow from rounded ones: what moving all of these at once does, and what no rounding of them does."""

import numpy as np
import pytest

from symcnn.checking.check import check
from symcnn.checking.numbers.stated import Stated

CHAIN = """```symcnn
x = [0.0625]
z = 1 x
y = 8 z
q = 3 y
```
"""
PRODUCT = """```symcnn
p = [0.0068]
v = [0.0073]
a = 2 p
b = 2 v
c = a \\odot b
```
"""
TIED = """```symcnn
p = [0.1, 0.3, 0.2, 0.1]
q = [0.2, 0, 0.1, 0]
s = p + q
a = sigmoid(s)
P = max_pool(a, 2, stride=2)
f = flatten(P)
V = [[2, 3]]
u = V f
t = [0]
E = squared_error(u, t)/2
```
"""
CUT = """```symcnn
x = [-0.4, -0.5, -0.4, 0.0, 0.0, -0.8]
w = [0.7, 0.1, 0.5]
b = 0.534
V = [[-0.8, 0.2, -0.1, -0.4], [0.3, -0.2, -0.7, 0.5]]
t = [1, 0]
z = conv(x, w) + b
a = relu(z)
u = V a
E = squared_error(u, t)/2
```
"""
STEP = """```symcnn
x = [2, 2, 0, 1]
V = [[0.5, -0.25]]
\\eta = 0.01
z = relu(x)
P = max_pool(z, 2, stride=2)
f = flatten(P)
u = V f
t = [0]
E = squared_error(u, t)/2
```
"""


def column(text):
    return r"\begin{bmatrix} " + text.replace(" ", r" \\ ") + r" \end{bmatrix}"


def slope(name, text):
    return rf"\frac{{\partial E}}{{\partial {name}}} = {column(text)}"


def verdict(fence, *lines):
    """The verdict on the last of some lines."""
    return check(fence + "".join(f"\n$$ {line} $$\n" for line in lines)).judged[-1].verdict


@pytest.mark.parametrize(("first", "last", "word"), [
    # 8 times 0.063 is 0.504, on paper 0.50: the very number that is right, and rounded all the same
    ("0.063", "1.51", "rounding"), ("0.063", "1.53", "wrong"),
    # nothing was rounded before it, and nothing in it
    ("0.0625", "1.50", "right"), ("0.0625", "1.51", "wrong"),
])
def test_a_number_that_happens_to_be_exact_was_rounded_if_what_it_is_made_of_was(first, last, word):
    assert verdict(CHAIN, f"z = [{first}]", "y = [0.50]", f"q = [{last}]").verdict == word


@pytest.mark.parametrize(("number", "word"), [
    # two numbers written 0.01 are at most 0.015 each; each moved alone, 0.0001 becomes 0.0002 and no more
    ("0.00021", "rounding"), ("0.00022", "rounding"), ("0.00024", "wrong"), ("0.00025", "wrong")])
def test_two_factors_moved_at_once_move_their_product_further_than_each_alone(number, word):
    assert verdict(PRODUCT, "a = [0.01]", "b = [0.01]", f"c = [{number}]").verdict == word


@pytest.mark.parametrize(("numbers", "word"), [
    ("-0.30 -0.32 -0.60", "rounding"),
    # two entries exchanged: each within what rounding may do, together not
    ("-0.32 -0.30 -0.60", "wrong")])
def test_a_gate_at_nought_excuses_no_numbers_that_cut_off_digits_do_not_explain_together(numbers, word):
    found = verdict(CUT, f"z = {column('0.00 0.14 0.25 0.13')}", f"a = {column('0.00 0.14 0.25 0.13')}",
                    f"u = {column('-0.05 -0.13')}", slope("u", "-1.05 -0.13"), slope("a", "0.80 -0.18 0.20 0.35"),
                    slope("z", "0.80 -0.18 0.20 0.35"), slope("w", numbers))
    assert found.verdict == word
    assert not any("kink" in note for note in found.conventions)


@pytest.mark.parametrize(("numbers", "word"), [
    # by the truth, by the numbers written, by neither
    ("0 5.74 8.62 0", "rounding"), ("0 5.70 8.55 0", "rounding"), ("0 5.70 9.55 0", "wrong")])
def test_what_goes_to_another_of_equal_numbers_is_not_suspected(numbers, word):
    assert verdict(TIED, f"a = {column('0.57 0.57 0.57 0.52')}", slope("a", numbers)).verdict == word


@pytest.mark.parametrize(("numbers", "word"), [
    ("0.485 & -0.2575", "right"),
    # the old value is the new one under no choice at kinks and among equal numbers
    ("0.5 & -0.25", "wrong"), ("0.49 & -0.25", "wrong")])
def test_an_old_value_is_not_the_new_one_where_a_network_has_kinks(numbers, word):
    line = rf"V := V - \eta \frac{{\partial E}}{{\partial V}} = \begin{{bmatrix}} {numbers} \end{{bmatrix}}"
    assert verdict(STEP, line).verdict == word


SUMS = """```symcnn
x = [0.213, 0.157, 0.391, 0.845, 0.633, 0.772, 0.519, 0.288, 0.147, 0.076, 0.355, 0.195, 0.599]
a = sigmoid(x)
s = sum(a)
q = 2*s
```
"""


@pytest.mark.parametrize(("last", "word"), [
    # thirteen numbers whose sum on paper is 7.68, and less than thirteen units more
    ("7.66", "wrong"), ("7.68", "rounding"), ("7.76", "right"), ("7.80", "rounding"), ("7.81", "wrong")])
def test_who_cuts_digits_off_is_short_of_what_they_stand_for_and_never_beyond(last, word):
    digits = column("0.55 0.53 0.59 0.69 0.65 0.68 0.62 0.57 0.53 0.51 0.58 0.54 0.64")
    assert verdict(SUMS, f"a = {digits}", f"s = {last}").verdict == word


def test_numbers_are_taken_as_short_where_no_other_habit_is_left():
    stated = Stated(np.array([0.5, -0.5, 0.0]), np.full(3, 0.05), "", True, typed=np.ones(3, dtype=bool))
    assert [a.tolist() for a in stated.span] == [[0.05] * 3] * 2
    short = stated.shortened()
    assert [a.tolist() for a in short.span] == [[0.0, 0.1, 0.1], [0.1, 0.0, 0.1]]
    assert short.shortened() is short


@pytest.mark.parametrize(("between", "word"), [("1.15", "wrong"), ("1.16", "rounding")])
def test_who_rounds_once_after_all_may_have_rounded_before(between, word):
    # 1.156 is cut off to 1.15, and rounded to 1.16
    fence = SUMS.replace("q = 2*s", "v = [1.4]\ny = 0.826 v")
    digits = column("0.55 0.53 0.59 0.69 0.65 0.68 0.62 0.57 0.53 0.51 0.58 0.54 0.64")
    assert verdict(fence, f"a = {digits}", f"y = [{between}]", "s = 7.66").verdict == word


CARRIED = """```symcnn
x = [-0.92, -0.61, -0.33, -0.08, 0.17, 0.35, 0.52, 0.78]
f = [0.62, 0.57, 0.71]
V = [[0.5, -0.2, 0.3], [0.375, 0.6, -0.7]]
t = [1, 0]
a = sigmoid(x)
b = 10 a
c = 3 b
d = 7 c
u = V f
\\hat{y} = sigmoid(u)
E = squared_error(\\hat{y}, t)/2
```
"""
LINES = ("a = " + column("0.28 0.35 0.42 0.48 0.54 0.59 0.63 0.69"), "b = " + column("2.85 3.52 4.18 4.80 5.42 5.87 6.27 6.86"),
         "c = " + column("8.55 10.56 12.55 14.40 16.27 17.60 18.81 20.57"),
         "d = " + column("59.84 73.93 87.83 100.80 113.90 123.19 131.70 143.99"))


@pytest.mark.parametrize(("lines", "number", "word"), [
    # within what -0.10 and 0.13 allow, and right but for its sign: wrong by one who carried all digits so far
    (LINES, "-0.0008", "wrong"), (LINES[:2], "-0.0008", "suspect"), ((), "-0.0008", "suspect"),
    (LINES, "-0.0011", "rounding"), (LINES, "0.0008", "right"),
    # 28.00 for 28.4 is worked out from what stands on paper, and so may be the rest
    (("a = " + column("0.28 0.35 0.42 0.48 0.54 0.59 0.63 0.69"), "b = " + column("2.80 3.50 4.20 4.80 5.40 5.90 6.30 6.90"),
      "c = " + column("8.40 10.50 12.60 14.40 16.20 17.70 18.90 20.70")), "-0.0008", "suspect")])
def test_a_line_rounded_unlike_all_others_is_wrong_where_a_mistake_explains_it(lines, number, word):
    found = verdict(CARRIED, *lines, slope("u", "-0.10 0.13"), slope("f", f"{number} 0.10 -0.12"))
    assert found.verdict == word
    assert [c.tag for c in found.causes] == (["sign"] if number == "-0.0008" else [])


@pytest.mark.parametrize(("number", "word"), [("-0.053", "carried"), ("0.9", "wrong")])
def test_a_one_where_a_mistake_was_made_may_stand_for_more_than_one(number, word):
    fence = """```symcnn
x = [0.5]
a = sigmoid(2 x)
b = a \\odot (1 - a)
```
"""
    assert verdict(fence, "a = [1.0]", f"b = [{number}]").verdict == word


@pytest.mark.parametrize(("number", "word"), [("-0.04", "rounding"), ("0.04", "right"), ("-0.06", "wrong")])
def test_a_gradient_written_as_nought_may_stand_for_less_though_the_right_ones_are_between_nought_and_one(number, word):
    fence = """```symcnn
x = [0.1, 0.05]
V = [[0.008, 1]]
t = [-0.04]
a = 9 x
u = V a
E = squared_error(u, t)/2
```
"""
    assert verdict(fence, slope("a", "0.00 0.50"), slope("x", f"{number} 4.47")).verdict == word


@pytest.mark.parametrize(("loss", "word"), [
    # 393.35213 by the numbers, 393.35220 in single precision
    ("393.3522", "right"), ("393.3521", "right"), ("393.352", "right"), ("393.3524", "wrong"), ("393.354", "wrong")])
def test_more_digits_than_single_precision_has_may_be_off_in_the_last(loss, word):
    fence = """```symcnn
y = [12.3488, 12.8016, 23.411]
t = [0.3, 1, 1]
E = squared_error(y, t)/2
```
"""
    assert verdict(fence, f"E = {loss}").verdict == word


@pytest.mark.parametrize(("number", "word"), [
    # -0.0013 is worked out from -0.10 and 0.13 as all was before; -0.0008 may be from what the calculator kept
    ("-0.0013", "rounding"), ("-0.0008", "suspect"), ("0.0008", "right")])
def test_who_goes_on_with_what_is_on_paper_may_keep_more_in_one_line(number, word):
    lines = ("a = " + column("0.28 0.35 0.42 0.48 0.54 0.59 0.63 0.69"),
             "b = " + column("2.80 3.50 4.20 4.80 5.40 5.90 6.30 6.90"),
             "c = " + column("8.40 10.50 12.60 14.40 16.20 17.70 18.90 20.70"),
             "d = " + column("58.80 73.50 88.20 100.80 113.40 123.90 132.30 144.90"))
    assert verdict(CARRIED, *lines, slope("u", "-0.10 0.13"), slope("f", f"{number} 0.10 -0.12")).verdict == word


@pytest.mark.parametrize(("before", "number", "word"), [
    # 0.004: nothing is left of it in two decimals, as all before are written, and in three there is
    ("2.35", "0", "right"), ("2.345", "0", "wrong"), ("2.35", "1", "wrong")])
def test_a_bare_nought_is_what_the_decimals_written_so_far_leave_of_a_number(before, number, word):
    fence = "```symcnn\nx = [2.345]\nv = [0.002]\ny = 1 x\ns = sum(v)\nq = 2 s\n```\n"
    assert verdict(fence, f"y = [{before}]", f"q = {number}").verdict == word
CALCULATED = """```symcnn
X[i,j] = [[-0.4, 0.5, -0.4, 0.3, 0.9], [0.8, 0.0, 0.5, 0.9, 0.4], [0.4, -0.3, -0.3, 0.1, 0.6],
          [-0.5, -0.2, 0.4, -0.2, 0.7], [0.7, -0.7, 0.8, 0.5, 0.3]]
K[p,q] = [[-0.1, -0.3, 0.0], [-0.4, -0.3, 0.4], [-0.0, 0.6, -0.5]]
b = -0.1
V = [[0.1, 0.9, -0.6, -0.5], [-1.0, 0.6, 0.9, 0.4], [-0.2, 0.1, 0.4, -0.6]]
c = [-0.1, 0.5, -0.2]
t = [0.0, 0.0, 1.0]
Z = conv(X[i,j], K[p,q]) + b
A = relu(Z)
P = avg_pool(A, 2, stride=1)
f = flatten(P)
u = V f + c
\\hat{y} = softmax(u)
E = cross_entropy(\\hat{y}, t)
```

$$ P = \\begin{bmatrix} 0.00 & 0.08 \\\\ 0.11 & 0.17 \\end{bmatrix} $$

$$ \\frac{\\partial E}{\\partial Z} = \\begin{bmatrix} 0 & 0 & 0 \\\\ 0 & 0.17 & 0 \\\\ 0 & 0.15 & 0.14 \\end{bmatrix} $$
"""


@pytest.mark.parametrize(("right", "word"), [("0.27", "carried"), ("0.25", "wrong")])
def test_what_a_calculator_carries_on_from_a_mistake_is_no_mistake_where_no_rounding_on_paper_explains_it(right, word):
    """One decimal is at the wrong place in P; with all digits from there on, K's gradient is these, its digits cut off."""
    line = rf"-0.09 & 0.05 & 0.26 \\ -0.02 & -0.01 & 0.08 \\ -0.03 & {right} & 0.08"
    claim = rf"$$ \frac{{\partial E}}{{\partial K}} = \begin{{bmatrix}} {line} \end{{bmatrix}} $$"
    judged = check(f"{CALCULATED}\n{claim}").judged
    assert [j.verdict.verdict for j in judged] == ["wrong", "right", word]


def test_what_has_no_value_at_one_entry_leaves_no_other_entry_equal():
    """The first prediction is one to four digits, so that its slope has no value on paper; the second is 0.0922 by mistake."""
    block = ("```symcnn\nu = [11, 2.475]\nt = [0.5, 1]\ny = sigmoid(u)\nE = bce(y, t)\n```\n\n"
             "$$ y = \\begin{bmatrix} 1.0000 \\\\ 0.0922 \\end{bmatrix} $$\n\n")
    for second, word in (("-10.842", "carried"), ("-12.84", "undecided")):
        line = rf"$$ \frac{{\partial E}}{{\partial y}} = \begin{{bmatrix}} 29937.071 \\ {second} \end{{bmatrix}} $$"
        assert [j.verdict.verdict for j in check(block + line).judged] == ["wrong", word]
