"""What a network declares holds for the words and errors of the lines below: ``conv`` slides a kernel as it stands."""

import pytest

from symcnn.checking.check import check
from symcnn.checking.inner_steps import inner_steps
from symcnn.reading.tree import Operation

FILTER = "X: 3x3; F: 2x2; O = conv(X, F)"
D = r"\frac{\partial L}{\partial O}"
ROW = r"x: 6; w: 3; r = relu(conv(x, w)); o = V r; L = \frac{1}{2} \|o - t\|^2"


@pytest.mark.parametrize(("right", "verdict", "tags"), [
    (rf"\mathrm{{conv}}(\mathrm{{pad}}({D}, 1), \mathrm{{rot180}}(F))", "right", []),
    (rf"\mathrm{{conv}}(\mathrm{{pad}}({D}, 1), F)", "wrong", ["kernel-not-turned"]),
    # a mode of its own may make it another function
    (rf"\mathrm{{conv}}({D}, F, \text{{full}})", "right", []),
    (rf"\text{{Full Convolution}}(\text{{180}}^\circ\text{{ rotated }} F, {D})", "right", []),
    (rf"\text{{Full Convolution}}(\text{{180}}^{{\circ}}\text{{ rotated }} F, {D})", "right", []),
])
def test_a_word_of_the_network_slides_the_kernel_as_it_does_there(right, verdict, tags):
    found = check(rf"\frac{{\partial L}}{{\partial X}} = {right}", given=FILTER).judged[-1].verdict
    assert (found.verdict, [c.tag for c in found.causes]) == (verdict, tags)


def test_a_network_without_the_word_says_nothing_of_it():
    text = rf"\frac{{\partial L}}{{\partial X}} = \mathrm{{conv}}(\mathrm{{pad}}({D}, 1), F)"
    assert check(text, given="X: 3x3; F: 2x2; O[i,j] = sum_{m,n} X[i+m-1,j+n-1] F[m,n]").judged[-1].verdict.verdict == "right"


@pytest.mark.parametrize(("line", "verdict", "tag"), [
    (r"\delta^o = o - t", "right", ""),
    (r"\delta^{o} = t - o", "wrong", "sign"),
    (r"\delta^{(r)} = V^\top \delta^{(o)}", "right", ""),
    (r"\delta^r = V \delta^o", "wrong", "transpose"),
    (r"\delta^L = o - t", "right", ""),
])
def test_an_error_wears_its_tensor_above(line, verdict, tag):
    found = check(line, given=ROW).judged[-1].verdict
    assert found.verdict == verdict
    assert not tag or found.causes[0].tag == tag


def test_a_number_in_an_equation_is_no_step_that_takes_a_name():
    assert {type(part).__name__ for _, part in inner_steps(ROW)} == {"Operation", "Call"}
    assert not any(isinstance(part, Operation) and part.operator == "/" for _, part in inner_steps(ROW))
