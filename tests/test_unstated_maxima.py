"""Lines on a maximum beside equations that take none are left to a person; others are judged as before."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check

POOLED = (r"\frac{\partial L}{\partial X_{p,q}} = \sum_{i,j} \frac{\partial L}{\partial O_{i,j}} "
          r"\mathbf{1}(X_{p,q} = O_{i,j})")
TURNED = r"\frac{\partial L}{\partial F} = \frac{\partial L}{\partial O}"


@pytest.mark.parametrize(("line", "verdict"), [
    (POOLED, "undecided"),
    (POOLED.replace("X_{p,q} = O_{i,j}", "p = i"), "wrong"),
    (TURNED, "wrong"),
])
def test_where_a_maximum_lies_is_asked_where_no_equation_takes_one(line, verdict):
    judged = check(f"$$O = X * F$$\n\n$${line}$$", kind="markdown").judged
    assert [j.verdict.verdict for j in judged] == ["given", verdict]


@pytest.mark.parametrize(("slope", "verdict"), [("1(x_1 = y)", "right"), ("1(x_2 = y)", "wrong")])
def test_where_an_equation_takes_a_maximum_it_is_judged(slope, verdict):
    page = "$$y = \\max(x_1, x_2)$$\n\n" + rf"$$\frac{{\partial y}}{{\partial x_1}} = {slope}$$"
    judged = check(page, kind="markdown").judged
    assert judged[-1].verdict.verdict == verdict
