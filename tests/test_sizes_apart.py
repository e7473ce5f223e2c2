"""Sizes nobody gives: an axis does not take the letter that ends the sum of another letter."""

import pytest

import symcnn as sc
from symcnn.checking.check import check
from symcnn.notation.affine import whole


def extents(equations, **sizes):
    return {t.shown: [a.extent.substitute({v: whole(sizes[v.name]) for v in a.extent.letters}).number for a in t.axes]
            for t in sc.Network(equations).forward_system.tensors.values()}


def test_a_matrix_need_not_be_square():
    assert extents("y[i] = sum_{j=1}^{N} W[i,j]*x[j]", N=3, M=5) == {"y": [5], "W": [5, 3], "x": [3]}


def test_an_image_is_not_as_large_as_the_kernel_is_across():
    found = extents("origin = 0\ny[i,j] = sum_{m=0}^{M-1} sum_{n=0}^{N-1} w[m,n]*x[i+m,j+n]", M=2, N=3, H=7, W=9)
    assert found == {"y": [6, 7], "w": [2, 3], "x": [7, 9]}


def test_a_sum_over_a_result_tells_how_large_what_it_reads_is():
    found = extents("origin = 0\ny[i,j] = sum_{m=0}^{N-1} sum_{n=0}^{N-1} w[m,n]*x[i+m,j+n]\n"
                    "L = sum_{i=0}^{M-1} sum_{j=0}^{M-1} y[i,j]^2", M=4, N=3)
    assert (found["y"], found["x"]) == ([4, 4], [6, 6])


FORWARD = r"""$$z_{i,j} = \sum_{m=0}^{M-1}\sum_{n=0}^{N-1} w_{m,n} x_{i+m,j+n} + b$$
"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial b} = \sum_{i=0}^{H-1}\sum_{j=0}^{V-1} \frac{\partial L}{\partial z_{i,j}}", "right"),
    (r"\frac{\partial L}{\partial b} = \sum_{i=0}^{H-1} \frac{\partial L}{\partial z_{i,i}}", "wrong"),
    (r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i=0}^{H-1}\sum_{j=0}^{V-1} \frac{\partial L}{\partial z_{i,j}} x_{m-i,n-j}",
     "wrong"),
])
def test_sums_over_more_than_one_entry(line, verdict):
    *_, judged = check(f"{FORWARD}\n$${line}$$\n").judged
    assert judged.verdict.verdict == verdict
