"""Kernels counted from the middle, entries in parentheses behind scripts, functions before square brackets."""

import pytest

from symcnn.checking.binding.pages import trees_of
from symcnn.checking.check import check
from symcnn.checking.pages.one_number import without_one_number
from symcnn.reading.document import read_document
from symcnn.reading.mathematics import read_formula
from symcnn.reading.tree import Entry, Name, walk


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${line}$$" for line in lines)).judged]


@pytest.mark.parametrize("reach", ["2", "r", r"\Delta"])
@pytest.mark.parametrize(("sign", "other"), ["+-", "-+"])
def test_a_kernel_counted_from_the_middle(sign, other, reach):
    sums = rf"\sum_{{a=-{reach}}}^{{{reach}}} \sum_{{b=-{reach}}}^{{{reach}}}"
    kernel, image = r"\frac{\partial L}{\partial V_{a,b}} = \sum_{i,j} \frac{\partial L}{\partial H_{i,j}} ", (
        r"\frac{\partial L}{\partial X_{i,j}} = " + sums + r" V_{a,b} \frac{\partial L}")
    lines = (rf"H_{{i,j}} = u + {sums} V_{{a,b}} X_{{i{sign}a,j{sign}b}}",
             rf"{kernel} X_{{i{sign}a,j{sign}b}}", rf"{image}{{\partial H_{{i{other}a,j{other}b}}}}",
             rf"{kernel} X_{{i{other}a,j{other}b}}", rf"{image}{{\partial H_{{i{sign}a,j{sign}b}}}}",
             r"\frac{\partial L}{\partial V_{-1,0}} = \sum_{i,j} \frac{\partial L}{\partial H_{i,j}} X_{i" + other + "1,j}")
    assert verdicts(*lines)[1:] == ["right", "right", "wrong", "wrong", "right"]


def test_the_entries_before_the_middle_count():
    """A kernel of which only the entries from the middle on are read has another gradient by its image."""
    lines = (r"y_i = \sum_{a=-1}^{1} w_a x_{i+a}",
             r"\frac{\partial E}{\partial x_i} = \sum_{a=0}^{1} \frac{\partial E}{\partial y_{i-a}} w_a",
             r"\frac{\partial E}{\partial x_i} = \sum_{a=-1}^{1} \frac{\partial E}{\partial y_{i-a}} w_a")
    assert verdicts(*lines)[1:] == ["wrong", "right"]


MAPS = (r"C_p^1(i,j) = \sigma\left( \sum_{u=-2}^{2} \sum_{v=-2}^{2} I(i-u, j-v) \cdot k_{1,p}^1(u,v) + b_p^1 \right)",
        r"S_p^1(i,j) = \frac{1}{4} \sum_{u=0}^{1} \sum_{v=0}^{1} C_p^1(2i-u, 2j-v)",
        r"\Delta b_p^1 = \frac{\partial L}{\partial b_p^1}")


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\Delta C_p^1(i,j) = \frac{1}{4} \Delta S_p^1(\lceil i/2 \rceil, \lceil j/2 \rceil)", "right"),
    (r"\Delta C_p^1(i,j) = \Delta S_p^1(\lceil i/2 \rceil, \lceil j/2 \rceil)", "wrong"),
    (r"\Delta k_{1,p}^1(u,v) = \sum_i \sum_j \Delta C_p^1(i,j) C_p^1(i,j) (1 - C_p^1(i,j)) I(i-u, j-v)", "right"),
    (r"\Delta k_{1,p}^1(u,v) = \sum_i \sum_j \Delta C_p^1(i,j) C_p^1(i,j) (1 - C_p^1(i,j)) I(i+u, j+v)", "wrong"),
    (r"\Delta b_p^1 = \sum_i \sum_j \Delta C_p^1(i,j) C_p^1(i,j) (1 - C_p^1(i,j))", "right"),
    (r"\Delta b_p^1 = \sum_i \sum_j \Delta C_p^1(i,j) C_p^1(i,j)", "wrong")])
def test_maps_with_scripts_before_their_entries(line, verdict):
    assert verdicts(*MAPS, line)[-1] == verdict


SIGNAL = (r"z_i = \beta + \omega_1 x_{i-1} + \omega_2 x_i + \omega_3 x_{i+1}", r"h_i = \mathrm{a}\left[z_i\right]",
          r"\frac{\partial L}{\partial z_i} = \frac{\partial L}{\partial h_i} \mathrm{a}'\left[z_i\right]")


@pytest.mark.parametrize(("line", "verdict"), [
    (r"h_i = \mathrm{a}\left[\beta + \sum_{j=1}^{3} \omega_j x_{i+j-2}\right]", "right"),
    (r"\frac{\partial L}{\partial \omega_j} = \sum_i \frac{\partial L}{\partial h_i} \mathrm{a}'[z_i] x_{i+j-2}", "right"),
    (r"\frac{\partial L}{\partial \omega_1} = \sum_i \frac{\partial L}{\partial h_i} \mathrm{a}'[z_i] x_{i+1}", "wrong"),
    (r"\frac{\partial L}{\partial \beta} = \sum_i \frac{\partial L}{\partial h_i} \mathrm{a}\left[z_i\right]", "wrong")])
def test_a_function_before_square_brackets(line, verdict):
    assert verdicts(*SIGNAL, line)[-1] == verdict


@pytest.mark.parametrize(("text", "same"), [
    (r"\sigma[x]", r"\sigma(x)"), (r"f'[z]", "f'(z)"), (r"\mathrm{a}\left[\beta + x\right]", r"\mathrm{a}(\beta + x)"),
    (r"\tanh\left[ x \right]", r"\tanh(x)")])
def test_brackets_of_functions_are_read_alike(text, same):
    assert read_formula(text) == read_formula(same)


@pytest.mark.parametrize("text", [r"x[i,j]", r"\mathbf{V}[a,b]", r"2 [y - t]", r"a [x + 1]"])
def test_brackets_of_entries_and_factors_are_no_calls(text):
    assert not type(read_formula(text)).__name__.startswith(("Call", "Application"))


def test_a_number_before_all_indices_stays_where_the_array_stands_whole():
    """``k_{1,p}(u, v)`` of a single input map; where k is named whole too, its axes are all there."""
    def names(line):
        text = rf"$$C_p(i,j) = \sum_u \sum_v k_{{1,p}}(u,v) I(i-u, j-v)$$ $${line}$$"
        items = without_one_number(read_document(text, "markdown"))
        return {len(t.indices) for tree in trees_of(items) for t in walk(tree) if isinstance(t, Entry) and t.base == Name("k")}

    assert names("a = b") == {3}
    assert names(r"d = \lVert k \rVert^2") == {4}
