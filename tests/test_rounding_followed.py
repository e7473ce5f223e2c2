"""Numbers that follow from rounded ones: what moving all of these at once does, and what no rounding of them does."""

import pytest

from symcnn.checking.check import check

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
    ("0 5.74 8.62 0", "rounding"),
    # right to the digit where two entries are exchanged that are not equal
    ("0 5.70 8.55 0", "suspect")])
def test_what_goes_to_another_of_equal_numbers_is_not_suspected(numbers, word):
    assert verdict(TIED, f"a = {column('0.57 0.57 0.57 0.52')}", slope("a", numbers)).verdict == word


@pytest.mark.parametrize(("numbers", "word"), [
    ("0.485 & -0.2575", "right"),
    # the old value is the new one under no choice at kinks and among equal numbers
    ("0.5 & -0.25", "wrong"), ("0.49 & -0.25", "wrong")])
def test_an_old_value_is_not_the_new_one_where_a_network_has_kinks(numbers, word):
    line = rf"V := V - \eta \frac{{\partial E}}{{\partial V}} = \begin{{bmatrix}} {numbers} \end{{bmatrix}}"
    assert verdict(STEP, line).verdict == word
