"""What a network declares holds for the words and errors of the lines below: ``conv`` slides a kernel as it stands."""

import pytest

from symcnn.checking.check import check
from symcnn.checking.sheet.inner_steps import inner_steps
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


MAPS = (r"X: 2x5x5; K: 3x2x3x3; b: 3; Z = conv(X, K, padding=1) + b; A = relu(Z); P = avg_pool(A, 5); f = flatten(P);"
        r" s = W f; p = softmax(s); L = cross_entropy(p, y)")


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial K_{k,c,m,n}} = \sum_{i,j} \delta_{k,i,j} X_{c,i+m-2,j+n-2}", "right"),
    # the error after the function, too
    (r"\frac{\partial L}{\partial K_{k,c,m,n}} = \sum_{i,j} \delta_{k,i,j} 1[Z_{k,i,j} > 0] X_{c,i+m-2,j+n-2}", "right"),
    # some call minus the gradient an error
    (r"\frac{\partial L}{\partial K_{k,c,m,n}} = -\sum_{i,j} \delta_{k,i,j} X_{c,i+m-2,j+n-2}", "undecided"),
    (r"\frac{\partial L}{\partial X_{c,i,j}} = \sum_{k,m,n} \delta_{k,i+m-2,j+n-2} K_{k,c,m,n}", "wrong"),
    (r"\frac{\partial L}{\partial b_k} = \sum_{i,j} \delta_{k,i,j}", "right"),
    (r"\frac{\partial L}{\partial b_k} = \delta_{k,1,1}", "wrong"),
    # P has one entry for each map, and is no p
    (r"\frac{\partial L}{\partial A_{k,i,j}} = \frac{1}{25} \frac{\partial L}{\partial P_k}", "right"),
    (r"P_k = \frac{1}{25} \sum_{i,j} A_{k,i,j}", "right"),
])
def test_an_error_nobody_defined_is_that_of_the_layer(line, verdict):
    assert check(line, given=MAPS).judged[-1].verdict.verdict == verdict


def test_rows_of_a_difference_are_added_up():
    text = r"\frac{\partial L}{\partial b} = \sum_i (P - Y)_{i,:}"
    network = r"X: 10x4; Z = X W + b; P = softmax(Z); L = cross_entropy(P, Y)"
    assert check(text, given=network).judged[-1].verdict.verdict == "right"


@pytest.mark.parametrize(("line", "verdict"), [
    # \\delta_2 is the gradient by h_2, or by what tanh is applied to, which has no name
    (r"\frac{\partial L}{\partial U} = \delta_2 h_1^\top + \delta_1 h_0^\top", "undecided"),
    (r"\frac{\partial L}{\partial W} = ((h_2 - t) \odot (1 - h_2^2)) x_2^\top", "wrong"),
    (r"\frac{\partial L}{\partial h_1} = U^\top ((h_2 - t) \odot (1 - h_2^2))", "right"),
])
def test_an_error_before_a_function_without_a_name_for_it(line, verdict):
    network = (r"h_0: 2; x_1: 3; x_2: 3; W: 2x3; U: 2x2; h_1 = tanh(W x_1 + U h_0); h_2 = tanh(W x_2 + U h_1);"
               r" L = \frac12 \|h_2 - t\|^2")
    assert check(line, given=network).judged[-1].verdict.verdict == verdict


def test_the_number_of_a_layer_among_indices_beside_its_letter_in_the_other_case():
    network = ("X: 2x6x6; K_2: 3x2x3x3; Z_2 = conv(X, K_2); P_2 = avg_pool(Z_2, 2); f = flatten(P_2); s = W f; p = softmax(s);"
               " L = cross_entropy(p, y)")
    left = r"\frac{\partial L}{\partial Z_{2,k,i,j}}"
    right = r"\frac{\partial L}{\partial P_{2,k,\lceil i/2 \rceil,\lceil j/2 \rceil}}"
    assert check(rf"{left} = \frac{{1}}{{4}} {right}", given=network).judged[-1].verdict.verdict == "right"


NUMBERED = (r"x: 3; w^1: 4x3; w^2: 2x4; z^1 = w^1 x + b^1; a^1 = \sigma(z^1); z^2 = w^2 a^1 + b^2; a^2 = \sigma(z^2);"
            r" C = \frac12 \|y - a^2\|^2")
SUMS = (r"x: 3; w: 3x2; net_j = \sum_i w_{ij} x_i + b_j; o_j = \sigma(net_j); E = \frac12 \sum_j (t_j - o_j)^2")


@pytest.mark.parametrize(("network", "line", "verdict"), [
    (NUMBERED, r"\delta^{2} = (a^{2} - y) \odot \sigma'(z^{2})", "right"),
    (NUMBERED, r"\delta^1 = ((w^2)^T \delta^2) \odot \sigma'(z^1)", "right"),
    (NUMBERED, r"\delta^1 = (w^2 \delta^2) \odot \sigma'(z^1)", "wrong"),
    (NUMBERED, r"\frac{\partial C}{\partial w^2_{jk}} = a^1_k \delta^2_j", "right"),
    (NUMBERED, r"\frac{\partial C}{\partial w^2_{jk}} = a^1_j \delta^2_k", "wrong"),
    (SUMS, r"\Delta w_{ij} = -\eta \delta_j x_i", "right"),
    (SUMS, r"w_{ij} \leftarrow w_{ij} - \eta \delta_j x_i", "right"),
    (SUMS, r"\Delta w_{ij} = \eta (o_j - t_j) o_j (1 - o_j) x_i", "wrong"),
])
def test_errors_of_layers_and_in_steps(network, line, verdict):
    assert check(line, given=network).judged[-1].verdict.verdict == verdict


@pytest.mark.parametrize("step", [
    r"w_{ij} \leftarrow w_{ij} - \eta \delta_{jkl} x_i", r"\Delta w_{ij} = -\eta \delta_{jkl} x_i",
    r"w_{ij} \leftarrow w_{ij} - \eta \delta_{j,k,l} x_i",
])
def test_an_error_with_more_indices_than_any_gradient_is_unknown_and_the_rest_is_judged(step):
    found = check(f"$${step}$$\n\n$$\\frac{{\\partial E}}{{\\partial w_{{ij}}}} = \\delta_j x_i$$", given=SUMS).judged
    assert [j.verdict.verdict for j in found] == ["undecided", "right"]
    assert "nothing is called" in found[0].verdict.evidence
