"""What stands beside equations and between their signs: remarks in a column, spaces before brackets, letters without a word."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged if j.verdict.verdict != "given"]


@pytest.mark.parametrize("remark", [
    "//each unit hands its gradient on to w_m", "// m=i'-i ,n=j'-j", r"\text{by } z = w x", r"i \in [0,1], j \in [0,2]",
    r"\text{for the weight } w_m", r"\text{(chain rule)}"])
def test_a_remark_in_a_column_is_no_side_of_the_chain_below(remark):
    chains = read_claims(rf"\begin{{align}} &a = b & {remark} \\ &= c + d \\ &= e \end{{align}}")
    assert chains[0].relations == ("=",) * 3
    assert [chain.relations[:1] for chain in chains[1:] if chain.relations] in ([], [("in",)] * 2, [("=",)])


@pytest.mark.parametrize("columns", [
    r"a &= b \\ &= c", r"a &= b & + d \\ &= c", r"a & = & b \\ & = & c", r"a &= b \quad (1) \\ &= c"])
def test_columns_of_an_equation_are_its_sides(columns):
    assert [chain.relations for chain in read_claims(rf"\begin{{align}} {columns} \end{{align}}")] == [("=", "=")]


def test_cases_in_a_column_are_no_remarks():
    chains = read_claims(r"\begin{align} a &= 1 & x > 0 \\ &= 0 & x \le 0 \end{align}")
    assert chains[0].relations == ("=",)


def test_the_number_of_an_equation_behind_wide_spaces_is_none_of_its_factors():
    chains = read_claims(r"\begin{align} a &= b c \ \ \ \ (7) & \\ &= d \ \ \ (8) \end{align}")
    assert [len(chain.members) for chain in chains] == [3] and chains[0] == read_claims(r"a = b c = d")[0]


LAYER = r"""\begin{align}
x_{i,j}^l &= \sum_{m} \sum_{n} w_{m,n}^l o_{i+m,j+n}^{l-1} + b_{i,j}^l \\
o_{i,j}^l &= f(x_{i,j}^l)
\end{align}"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial x_{i,j}^{l}}{\partial w_{p,q}^l} = \frac{\partial}{\partial w_{p,q}^l}\left( \sum_{m} \sum_{n} "
     r"w_{m,n}^{l}o_{i+m, j+n}^{l-1} + b^l \right)", "right"),
    (r"\frac{\partial x_{i,j}^{l}}{\partial w_{p,q}^l} = \frac{\partial}{\partial w_{p,q}^l}\left( \sum_{m} \sum_{n} "
     r"w_{m,n}^{l}o_{i-m, j-n}^{l-1} + b^l \right)", "wrong"),
    (r"\frac{\partial x_{i-m,j-n}^{l+1}}{\partial x_{i,j}^l} = w_{m,n}^{l+1} \frac{\partial}{\partial x_{i,j}^l} \left( f "
     r"\left( x_{i,j}^l \right) \right)", "right"),
    (r"\frac{\partial E}{\partial x_{i,j}^{l}} = \sum_{m = 0}^{k - 1} \sum_{n = 0}^{k - 1} \frac{\partial E}{\partial "
     r"x_{i-m,j-n}^{l+1}} w_{m,n}^{l+1} f' \left(x_{i,j}^{l}\right)", "right"),
    (r"\frac{\partial E}{\partial x_{i,j}^{l}} = \sum_{m = 0}^{k - 1} \sum_{n = 0}^{k - 1} \frac{\partial E}{\partial "
     r"x_{i+m,j+n}^{l+1}} w_{m,n}^{l+1} f' \left(x_{i,j}^{l}\right)", "wrong"),
])
def test_a_function_is_applied_over_a_space(line, verdict):
    slope = r"\frac{\partial o_{i,j}^l}{\partial x_{i,j}^l} = \frac{\partial}{\partial x_{i,j}^l} f \left( x_{i,j}^l \right)"
    assert verdicts(f"$${LAYER}$$\n\n$${slope}$$\n\n$${line}$$\n") == ["right", verdict]


@pytest.mark.parametrize(("index", "verdict"), [
    (r"i \cdot s_1^{l-1}+m", "right"), (r"i s_1^{l-1}+m", "right"), ("i+m", "wrong"), (r"i \cdot s_1^{l-1}-m", "wrong")])
def test_strides_are_numbered_by_layers(index, verdict):
    page = rf"""$$z_{{i}}^l = \sum_{{m=0}}^{{k_1^{{l-1}}-1}} W_{{m}}^{{l-1}} z_{{i \cdot s_1^{{l-1}}+m}}^{{l-1}} + b^{{l-1}}$$

$$\frac{{\partial L}}{{\partial W_{{m}}^{{l-1}}}} = \sum_i \frac{{\partial L}}{{\partial z_{{i}}^l}} z_{{{index}}}^{{l-1}}$$
"""
    assert verdicts(page) == [verdict]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial x_p} = \sum_m \frac{\partial L}{\partial z_{p-m}} w_m", "right"),
    # m is said somewhere else, or nowhere
    (r"\frac{\partial L}{\partial x_p} = \sum_i \frac{\partial L}{\partial z_i} w_m", "undecided"),
    (r"\frac{\partial L}{\partial x_p} = \sum_m \frac{\partial L}{\partial z_{p+m}} w_m", "wrong"),
    (r"\frac{\partial L}{\partial w_m} = \frac{\partial L}{\partial z_i} x_{i+m}", "wrong"),
])
def test_who_leaves_open_what_a_letter_is_gets_no_blame(line, verdict):
    assert verdicts(r"$$z_i = \sum_{m=0}^{k-1} w_m x_{i+m} + b$$" + f"\n\n$${line}$$\n") == [verdict]
