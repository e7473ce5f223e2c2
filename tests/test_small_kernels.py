"""Pages on which the larger of two arrays is slid over, whichever has the letter of a kernel."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check

PAGE = r"""
$$\begin{bmatrix} {y}_{11} & {y}_{12} \\ {y}_{21} & {y}_{22} \end{bmatrix} = \begin{bmatrix}
{w}_{11} & {w}_{12} & {w}_{13} \\ {w}_{21} & {w}_{22} & {w}_{23} \\ {w}_{31} & {w}_{32} & {w}_{33} \end{bmatrix} *
\begin{bmatrix} {x}_{11} & {x}_{12} \\ {x}_{21} & {x}_{22} \end{bmatrix}$$

This is $Y = W * X$, and $c = f(Y)$.
"""


@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{\partial {y}_{12}}{\partial {x}_{11}} = {w}_{12}", "right"),
    (r"\frac{\partial {y}_{12}}{\partial {x}_{11}} = {w}_{11}", "wrong"),
    (r"\frac{\partial {y}_{12}}{\partial {w}_{31}} = 0", "right"),
    (r"\frac{\partial c}{\partial {w}_{12}} = \frac{\partial c}{\partial {y}_{11}}{x}_{12}"
     r" + \frac{\partial c}{\partial {y}_{12}}{x}_{11}", "right"),
    (r"\frac{\partial c}{\partial {w}_{12}} = \frac{\partial c}{\partial {y}_{11}}{x}_{12}"
     r" + \frac{\partial c}{\partial {y}_{12}}{x}_{22}", "wrong"),
    (r"\frac{\partial c}{\partial X} = W * \frac{\partial c}{\partial Y}", "right"),
])
def test_the_smaller_of_two_arrays_is_the_kernel(line, word):
    found = [c["verdict"] for c in check(f"{PAGE}\n$${line}$$\n", kind="markdown").data()["claims"]]
    assert found[-1] == word and "wrong" not in found[:-1]
