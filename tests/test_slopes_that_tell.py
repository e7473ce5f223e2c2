"""Functions that nobody defines: what their slopes, or the words beside these, say that they are."""

import pytest

from symcnn.checking.check import check

NETWORK = r"""$$z = W x + b, \quad a = f(z), \quad L = \frac12 \sum_i (a_i - y_i)^2$$

"""
GATE = r"\begin{cases} 1 & z > 0 \\ 0 & \text{otherwise} \end{cases}"


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged if j.claim.line > 2 and j.verdict.verdict != "given"]


@pytest.mark.parametrize(("slope", "last", "wrong"), [
    (f"f'(z) = {GATE}", "1_{z > 0}", "1_{z < 0}"), (r"f'(z) = f(z) (1 - f(z))", r"a \odot (1 - a)", r"a \odot (1 + a)"),
    (r"f'(z) = 1 - f(z)^2", "(1 - a^2)", "(1 - a)"),
    (r"\frac{\partial a}{\partial z} = a (1 - a)", r"a \odot (1 - a)", "(1 - a)"),
    (r"\frac{\partial a_i}{\partial z_i} = 1 - a_i^2", r"(1 - a^2)", "(1 + a^2)"),
    (r"f'(z) = \frac{1}{1 + e^{-z}}", r"\frac{1}{1 + e^{-z}}", r"\frac{1}{1 + e^{z}}"),
])
def test_the_slope_says_what_a_function_is(slope, last, wrong):
    page = NETWORK + rf"$${slope}$$" + "\n\n" + r"$$\frac{\partial L}{\partial b} = (a - y) \odot %s$$"
    assert verdicts(page % "f'(z)") == ["right", "right"]
    assert verdicts(page % last) == ["right", "right"]
    assert verdicts(page % wrong) == ["right", "wrong"]


@pytest.mark.parametrize("slope", [
    r"f'(z) = f(z) (1 + f(z))", r"\frac{\partial a}{\partial z} = a (1 + a)", r"f'(z) = 3 z^2", r"f'(z) = \sigma(z)"])
def test_nobody_is_blamed_for_the_slope_of_what_nobody_defines(slope):
    found = verdicts(NETWORK + f"$${slope}$$\n\n" + r"$$\frac{\partial L}{\partial b} = (a - y) \odot f'(z)$$")
    assert found[0] in ("undecided", "right") and found[1] == "right"
    assert "wrong" in verdicts(NETWORK + f"$${slope}$$\n\n" + r"$$\frac{\partial L}{\partial b} = (a + y) \odot f'(z)$$")


def test_slopes_of_a_function_that_is_defined_are_judged():
    page = r"Let $f(z) = \frac{1}{1 + e^{-z}}$." + "\n\n$$f'(z) = %s$$"
    assert verdicts(page % "f(z) (1 - f(z))") == ["right"]
    assert verdicts(page % "1 - f(z)^2") == ["wrong"]
    assert verdicts(page % GATE) == ["wrong"]


@pytest.mark.parametrize("f", ["f", r"\sigma", "g"])
@pytest.mark.parametrize("way", ["**%s**:\n", "- %s: ", "### %s\n\n", "For %s we have "])
def test_several_functions_by_their_names(f, way):
    page = NETWORK.replace("f(", f"{f}(") + "".join(
        f"{way % name}$${f}'(z) = {slope}$$\n\n" for name, slope in [
            ("ReLU", GATE), ("the sigmoid", f"{f}(z) (1 - {f}(z))"), ("tanh", f"1 - {f}(z)^2"), ("tanh", r"1 - \tanh^2(z)")])
    assert verdicts(page) == ["right"] * 4
    assert verdicts(page.replace("1 - ", "1 + ")) == ["right", "wrong", "wrong", "wrong"]
    assert verdicts(page.replace("z > 0", "z < 0")) == ["wrong", "right", "right", "right"]


def test_a_leak_is_none_of_the_others():
    page = NETWORK + r"""ReLU: $$f'(z) = 1_{z > 0}$$

Leaky ReLU: $$f'(z) = \begin{cases} 1 & z > 0 \\ \alpha & \text{otherwise} \end{cases}$$
"""
    assert verdicts(page)[0] == "right" and verdicts(page)[1] != "wrong"
