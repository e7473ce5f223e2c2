"""Operator forms: what is recognised, as an author would write it, and that nothing is taken for what it is not."""

from dataclasses import replace

import pytest

import symcnn as sc
from symcnn.errors import MeaninglessError, NotRecognised
from symcnn.expression.nodes import Sum
from symcnn.expression.walk import descend, substitute
from symcnn.forms.cutting import cut
from symcnn.forms.nodes import Slid
from symcnn.forms.proving import proved
from symcnn.forms.recognise import scene_of
from symcnn.notation.affine import whole

STRIDED = "x[c,i,j]: 2×7×6\nw: 3×2×2×3\nb: 3\ny = conv(x, w, b, stride=(2,1), padding=((1,0),(0,2)), dilation=(1,2))"
DENSE = "o = sigmoid(W x + b)\nE = squared_error(o, t)/2"


@pytest.mark.parametrize(("network", "name", "text"), [
    ("Y = conv(X, K)", "K", "dE/dK = X ⋆ dE/dY"),
    ("Y = conv(X, K)", "X", "dE/dX = dE/dY *_full K = dE/dY ⋆_full rot180(K)"),
    ("x: N\nw: K\ny = conv(x, w, stride=2)", "w", "dE/dw = crop(x, (0, ((N-K) mod 2))) ⋆ dilate(dE/dy, 2)"),
    ("x: 9\nw: 3\ny = conv(x, w, stride=2)", "x", "dE/dx = dilate(dE/dy, 2) *_full w = dilate(dE/dy, 2) ⋆_full flip(w)"),
    ("x: N\nw: K\ny = conv(x, w, padding=(K-1)/2)\nassume K odd", "x", "dE/dx = dE/dy *_same w = dE/dy ⋆_same flip(w)"),
    ("x: N\nw: K\ny = conv(x, w, padding=p)", "x",
     "dE/dx = crop(dE/dy *_full w, p) = crop(dE/dy ⋆_full flip(w), p)"
     " = pad(dE/dy, K-p-1) * w = pad(dE/dy, K-p-1) ⋆ flip(w)"),
    ("Y = conv(X, K, flip=True)", "X", "dE/dX = dE/dY ⋆_full K"),
    ("x[c,i,j]: C×H×W\nw[o,c,m,n]: O×C×K×K\ny = conv(x, w, b)", "x",
     "dE/dx[c] = sum_{o=1}^{O} dE/dy[o] *_full w[o,c] = sum_{o=1}^{O} dE/dy[o] ⋆_full rot180(w[o,c])"),
    ("x[c,i,j]: C×H×W\nw[o,c,m,n]: O×C×K×K\ny = conv(x, w, b)", "w", "dE/dw[o,c] = x[c] ⋆ dE/dy[o]"),
    ("x[c,i,j]: C×H×W\nw[o,c,m,n]: O×C×K×K\ny = conv(x, w, b)", "b", "dE/db[o] = sum(dE/dy[o])"),
    (DENSE, "W", "dE/dW = ((o - t) ⊙ o ⊙ (1 - o)) x^T"),
    (DENSE, "x", "dE/dx = W^T ((o - t) ⊙ o ⊙ (1 - o))"),
    ("S: 4\nW: 1×4\nB: 1\ny = sigmoid(W S + B)\nC = bce(y, t)", "W", "dC/dW = (y - t) S^T"),
    ("S: 4\nW: 1×4\nB: 1\ny = sigmoid(W S + B)\nC = bce(y, t)", "S", "dC/dS = W^T (y - t)"),
    ("x[c,i,j]: 3×6×6\nw[c,m,n]: 3×2×2\ny[c,i,j] = conv(x, w)", "w", "dE/dw[c] = x[c] ⋆ dE/dy[c]"),
    ("x: 6\ny = avg_pool(x, 2)", "x", "dE/dx = 1/2 (dE/dy ⊗ ones(2))"),
    ("x: 2×3\ny = softmax(x)", "x", "dE/dx[i] = y[i] ⊙ (dE/dy[i] - (dE/dy[i])^T y[i])"),
    ("Q: T×D\nK: T×D\nS[i,j] = sum_{d=1}^{D} Q[i,d] K[j,d]", "K", "dE/dK = (dE/dS)^T Q"),
    ("y = sigmoid(dense(flatten(P), W, B))\nC = bce(y, t)", "P", "dC/dP = reshape(W^T (y - t), (N, L))"),
    ("y = sigmoid(dense(flatten(P), W, B))\nC = bce(y, t)", "W", "dC/dW = (y - t) flatten(P)^T"),
])
def test_gradients_as_an_author_writes_them(network, name, text):
    form = sc.Network(network).gradient(name).operator()
    assert form.text() == text
    assert len(form.proofs) == len(form.forms)
    assert all(form.proofs)


@pytest.mark.parametrize(("network", "name", "text"), [
    ("Y = conv(X, K) + B", "Y", "Y = X ⋆ K + B"),
    ("Y = conv(X, K, flip=True)", "Y", "Y = X * K = X ⋆ rot180(K)"),
    ("x: N\nw: K\ny = conv(x, w, padding=2*K, stride=3)", "y", "y = pad(x, 2*K) ⋆_{stride 3} w"),
    ("x: C×H×W\nw: O×C×K×K\ny = conv(x, w, b)", "y", "y[o] = b[o] + sum_{c=1}^{C} x[c] ⋆ w[o,c]"),
    (DENSE, "o", "o = sigmoid(W x + b)"),
    (DENSE, "E", "E = 1/2 ||o - t||^2"),
])
def test_forward_equations(network, name, text):
    assert sc.Network(network).forward(name).operator().text() == text


def test_latex():
    net = sc.Network("Y = conv(X, K)")
    assert net.gradient("X").operator().latex() == (
        r"\frac{\partial E}{\partial X} = \frac{\partial E}{\partial Y} *_{\text{full}} K"
        r" = \frac{\partial E}{\partial Y} \star_{\text{full}} \operatorname{rot180}(K)")


def test_an_author_who_writes_a_star_for_correlation_turns_kernels_by_name():
    form = sc.Network("Y = conv(X, K)").gradient("X").operator()
    assert form.text(correlation="*") == "dE/dX = dE/dY *_full rot180(K)"
    with pytest.raises(MeaninglessError, match="written 'star' or '\\*', not 'x'"):
        form.text(correlation="x")


@pytest.mark.parametrize("network", ["x: 7\ny = max_pool(x, 3, stride=2)", "x: 5×6\ny = im2col(x, (2, 3))"])
def test_no_form_where_there_is_none(network):
    with pytest.raises(NotRecognised, match="dE/dx has no operator form"):
        sc.Network(network).gradient("x").operator()


def test_a_wrong_form_is_not_proved():
    derivation = sc.Network(STRIDED).gradient("w")
    form = derivation.operator()
    assert form.text() == "dE/dw[o,c] = pad(x[c], ((1, 0), (0, 2))) ⋆_{stride (1, 2)} dilate(dE/dy[o], (2, 1))"
    scene = scene_of(derivation.equation, derivation.system)
    axes = derivation.equation.letters[2:]
    assert proved(derivation.equation.right, form.right, axes, scene)
    assert isinstance(form.right, Slid)
    assert not proved(derivation.equation.right, replace(form.right, turned=True), axes, scene)
    assert not proved(derivation.equation.right, replace(form.right, mode="full"), axes, scene)


def test_axes_that_are_only_added_over_are_cut_and_no_others():
    net = sc.Network("x: 9×7×7; w: 8×9×3×3; y = relu(conv(x, w, padding=1)); v = flatten(y); z = V v; V: 5×392")
    forward = net.forward("y").operator()
    assert str(forward) == "y[o] = relu(sum_{c=1}^{9} x[c] ⋆_same w[o,c])"
    assert forward.proofs[0].endswith("3 entries of every axis that is only added over")
    equation = net.system.equation("y")
    shorter, same, scene = cut(equation.right, equation.right, scene_of(equation, net.system))
    upper = [r.upper[0].number for n in descend(shorter) if isinstance(n, Sum) for r in n.ranges]
    assert upper == [3, 3, 3] and same == shorter and [r.upper[0].number for r in scene.ranges] == [3, 7, 7]
    flat = net.system.equation("v")
    assert cut(flat.right, flat.right, scene_of(flat, net.system))[0] == flat.right


@pytest.mark.parametrize("wrong", [
    "sum_{c=1}^{8} x[c,i+m-1,j+n-1] w[o,c,m,n]", "sum_{c=2}^{9} x[c,i+m-1,j+n-1] w[o,c,m,n]",
    "sum_{c=1}^{9} x[10-c,i+m-1,j+n-1] w[o,c,m,n]", "sum_{c=1}^{9} x[c,i+m-1,j+n-1] w[c,o,m,n]",
    "sum_{c=1}^{9} 2 x[c,i+m-1,j+n-1] w[o,c,m,n]", "sum_{c=1}^{9} x[c,i+m-1,j+3-n] w[o,c,m,n]"])
def test_what_differs_on_a_long_axis_is_told_apart_after_the_cut(wrong):
    """The form of the right layer is no form of one whose sum over nine channels is another."""
    sizes = "x: 9×7×7; w: 9×9×3×3; "
    right = sc.Network(sizes + "y[o,i,j] = conv(x, w)")
    other = sc.Network(f"{sizes} y[o,i,j]: 9×5×5 = sum_{{m=1}}^3 sum_{{n=1}}^3 {wrong}").system.equation("y")
    form, equation = right.forward("y").operator().right, right.system.equation("y")
    axes = tuple(equation.letters[1:])
    assert proved(equation.right, form, axes, scene_of(equation, right.system))
    there = {v: whole(w) for v, w in zip(other.letters, equation.letters, strict=True)}
    assert not proved(substitute(other.right, there), form, axes, scene_of(equation, right.system))


def test_a_sum_over_one_channel_is_not_written():
    net = sc.Network("x: 1×6×6; w: 3×1×3×3; b: 3; y = conv(x, w, b)")
    assert str(net.forward("y").operator()) == "y[o] = x[1] ⋆ w[o,1] + b[o]"
    assert str(net["w"].operator()) == "dE/dw[o,c] = x[c] ⋆ dE/dy[o]"
