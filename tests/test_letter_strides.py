"""Strides and dilations that are letters: a formula that forgets them is wrong, one that holds where they divide right."""

import pytest

import symcnn as sc
from symcnn.checking.check import check

STRIDED = "y = conv(x, w, stride=s)"
DILATED = "y = conv(x, w, dilation=d)"


@pytest.mark.parametrize(("given", "claim"), [
    (STRIDED, r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{s(i-1)+m,s(j-1)+n}"),
    (STRIDED, r"\frac{\partial L}{\partial w} = x * \text{dil}_s\left(\frac{\partial L}{\partial y}\right)"),
    (STRIDED, r"\frac{\partial L}{\partial x} = "
              r"\operatorname{rot}_{180}(w) *_{full} \text{dilate}_s(\frac{\partial L}{\partial y})"),
    (DILATED, r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} "
              r"x_{i+d(m-1),j+d(n-1)}"),
])
def test_a_formula_with_its_stride_is_right(given, claim):
    assert [c["verdict"] for c in sc.check(claim, given=given).data()["claims"]] == ["right"]


@pytest.mark.parametrize(("given", "claim", "cause"), [
    (STRIDED, r"\frac{\partial L}{\partial w} = x * \frac{\partial L}{\partial y}", "stride-dropped"),
    (STRIDED, r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{i+m-1,j+n-1}",
     None),
    (DILATED, r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{i+m-1,j+n-1}",
     None),
])
def test_a_formula_without_it_is_wrong(given, claim, cause):
    (found,) = sc.check(claim, given=given).data()["claims"]
    assert found["verdict"] == "wrong"
    assert cause in (None, found["cause"])


def test_a_size_that_is_given_holds():
    sheet = ("```symcnn\nx[i]: N\nassume N >= K\ny = max_pool(x, K, stride=S)\n```\n\n<!-- symcnn: given -->\n"
             "$K = 2$, $S = 1$\n\n$$y_1 = \\max(x_1, x_2)$$\n\n$$y_2 = \\max(x_2, x_3)$$\n")
    assert [c["verdict"] for c in sc.check(sheet).data()["claims"]] == ["given", "given", "right", "right"]


ONE_AXIS = r"y_i = \sum_{m=1}^{K} w_m x_{AT}"
TWO_AXES = r"Y_{i,j} = \sum_{m=1}^{K} \sum_{n=1}^{K} W_{m,n} X_{s(i-1)+m,s(j-1)+n}"


@pytest.mark.parametrize(("at", "line", "said"), [
    ("s(i-1)+m", r"\frac{\partial L}{\partial w_m} = \sum_{i} \frac{\partial L}{\partial y_i} x_{s(i-1)+m}", "right"),
    ("s(i-1)+m", r"\frac{\partial L}{\partial w_m} = \sum_{i} \frac{\partial L}{\partial y_i} x_{i+m-1}", "wrong"),
    ("s(i-1)+m", r"\frac{\partial L}{\partial w_m} = \sum_{i} \frac{\partial L}{\partial y_i} w_m x_{s(i-1)+m}", "wrong"),
    ("i+d(m-1)", r"\frac{\partial L}{\partial w_m} = \sum_{i} \frac{\partial L}{\partial y_i} x_{i+d(m-1)}", "right"),
    ("i+d(m-1)", r"\frac{\partial L}{\partial w_m} = \sum_{i} \frac{\partial L}{\partial y_i} x_{i+m-1}", "wrong"),
])
def test_a_page_with_a_letter_before_a_bracket(at, line, said):
    found = check(f"$${ONE_AXIS.replace('AT', at)}$$\n\n$${line}$$\n")
    assert [c["verdict"] for c in found.data()["claims"]] == ["given", said]


@pytest.mark.parametrize(("at", "said"), [("s(i-1)+m,s(j-1)+n", "right"), ("i+m-1,j+n-1", "wrong")])
def test_two_axes_with_a_letter_before_brackets(at, said):
    line = rf"\frac{{\partial L}}{{\partial W_{{m,n}}}} = \sum_{{i,j}} \frac{{\partial L}}{{\partial Y_{{i,j}}}} X_{{{at}}}"
    found = check(f"$${TWO_AXES}$$\n\n$${line}$$\n")
    assert [c["verdict"] for c in found.data()["claims"]] == ["given", said]
