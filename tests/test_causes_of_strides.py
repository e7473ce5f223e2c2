"""Strides forgotten, rounded or taken for another: what is named, and that the formula named is right."""

from types import SimpleNamespace

import pytest

from symcnn.checking.causes.index_edits import window
from symcnn.checking.check import check
from symcnn.reading.mathematics import read_formula
from symcnn.reading.tree import Name, Number

STRIDED = "origin = 0\nx[i]: 9\nw[k]: 3\ny[j] = conv(x, w, stride=2)"
FROM_ONE = "x[i]: N\nw[k]: K\ny[j] = conv(x, w, stride=s)"
OVERLAPPING = "origin = 0\nx[i]: N\na[j] = avg_pool(x, K, stride=1)"
WHOLE = r"1[%s \lfloor (i-k)/%s \rfloor = i - k]"
BY_INPUT = r"\frac{\partial L}{\partial x_i} = "


def one(line, network):
    """The judgement of one line."""
    judged = check(f"$${line}$$", given=network).judged
    assert len(judged) == 1
    return judged[0].verdict


@pytest.mark.parametrize(("network", "right", "wrong", "tag", "said"), [
    (STRIDED, r"\sum_{k=0}^{2} \frac{\partial L}{\partial y_{\lfloor (i-k)/2 \rfloor}} w_k " + WHOLE % (2, 2),
     r"\sum_{k=0}^{2} \frac{\partial L}{\partial y_{\lfloor (i-k)/2 \rfloor}} w_k", "floor-for-ceiling",
     "counts only where (i - k)/2 is whole"),
    (STRIDED, r"\sum_{j=\lceil (i-2)/2 \rceil}^{\lfloor i/2 \rfloor} \frac{\partial L}{\partial y_j} w_{i-2j}",
     r"\sum_{j=\lceil (i-2)/2 \rceil}^{\lfloor i/2 \rfloor} \frac{\partial L}{\partial y_j} w_{i-j}", "stride-dropped",
     "w_{i - 2 j}"),
    (FROM_ONE, r"\sum_{k=1}^{K} \frac{\partial L}{\partial y_{\lfloor (i-k)/s \rfloor + 1}} w_k " + WHOLE % ("s", "s"),
     r"\sum_{k=1}^{K} \frac{\partial L}{\partial y_{i-k+1}} w_k", "stride-dropped", "(i - k)/s + 1}, where it is whole"),
    (FROM_ONE, r"\sum_{k=1}^{K} \frac{\partial L}{\partial y_{\lfloor (i-k)/s \rfloor + 1}} w_k " + WHOLE % ("s", "s"),
     r"\sum_{k=1}^{K} \frac{\partial L}{\partial y_{i-k}} w_k", "index-off-by-one",
     "without a stride 1 belongs where 0 is added"),
    (OVERLAPPING, r"\frac{1}{K} \sum_{p=0}^{K-1} \frac{\partial L}{\partial a_{i-p}}",
     r"\frac{1}{K} \frac{\partial L}{\partial a_{\lfloor i/K \rfloor}}", "stride-wrong", "windows lie side by side"),
])
def test_a_stride_on_the_way_back(network, right, wrong, tag, said):
    assert one(BY_INPUT + right, network).verdict == "right"
    found = one(BY_INPUT + wrong, network)
    assert found.verdict in ("wrong", "slip") and found.causes[0].tag == tag
    assert said in found.causes[0].message


def test_windows_side_by_side_are_rounded_rightly():
    side_by_side = OVERLAPPING.replace("stride=1", "stride=K").replace("N\n", "M K\n")
    assert one(BY_INPUT + r"\frac{1}{K} \frac{\partial L}{\partial a_{\lfloor i/K \rfloor}}", side_by_side).verdict == "right"


@pytest.mark.parametrize(("side", "tag"), [
    (r"\sum_{j=\lfloor (i-2)/2 \rfloor}^{\lfloor i/2 \rfloor}", "down"),
    (r"\sum_{j=\lceil (i-2)/2 \rceil}^{\lceil i/2 \rceil}", "up")])
def test_bounds_rounded_to_the_wrong_side(side, tag):
    pooled = "origin = 0\nx[i]: 9\ny[j] = sum_pool(x, 3, stride=2)"
    found = one(BY_INPUT + side + r" \frac{\partial L}{\partial y_j}", pooled)
    assert found.causes[0].tag == "floor-for-ceiling"
    assert ("begin is to be rounded up" if tag == "down" else "end is to be rounded down") in found.causes[0].message


@pytest.mark.parametrize("index", ["j s + k", r"s \cdot j + k", r"j \cdot s + k"])
def test_the_stride_is_the_factor_on_either_side_of_a_letter(index):
    sizes = SimpleNamespace(names=SimpleNamespace(size={"s": 3}.get))
    found = window(sizes, 0, read_formula(index))
    assert found.letters == (("j", 1, Name("s")), ("k", 1, Number("1")))
    assert found.counted_from_nought(0) == read_formula("s (j - 1) + k")


def test_a_stride_left_out_in_kroneckers_delta():
    line = r"\frac{\partial y_j}{\partial x_i} = \sum_{k=0}^{2} w_k \delta_{k,i-%s}"
    assert one(line % "2j", STRIDED).verdict == "right"
    found = one(line % "j", STRIDED)
    assert found.causes[0].tag == "stride-dropped" and "i - 2 j" in found.causes[0].message
