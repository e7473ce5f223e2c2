"""The steps that end in a turned kernel, and that they are proved."""

from dataclasses import replace

import pytest

import symcnn as sc
from symcnn.expression.walk import substitute
from symcnn.forms.proving import agree_with_zeros
from symcnn.forms.recognise import scene_of
from symcnn.forms.turning import BACKWARDS, OUTSIDE, RECOGNISED, START, TURNED, turning
from symcnn.notation.affine import whole

CHANNELS = "x[c,i,j]: C×H×W\nw[o,c,m,n]: O×C×K×K\ny = sigmoid(conv(x, w, padding=p))"


@pytest.mark.parametrize("text", ["Y = conv(X, K)", CHANNELS, "x: 9\nw: 5\ny = conv(x, w, padding=2)"])
def test_why_the_kernel_is_turned(text):
    net = sc.Network(text)
    steps = net.gradient(net.forward_system.leaves[0]).operator().steps
    assert [s.rule for s in steps] == [START, OUTSIDE, BACKWARDS, TURNED, RECOGNISED]
    assert all(s.proved for s in steps)
    assert "rot180" in steps[-1].latex() or "flip" in steps[-1].latex()
    assert "*_" not in steps[-1].text()


def test_in_two_dimensions():
    steps = sc.Network("Y = conv(X, K)").gradient("X").operator().steps
    assert steps[2].latex() == (
        r"\frac{\partial E}{\partial X_{i,j}} = \sum_{m=1}^{F_h} \sum_{n=1}^{F_w} "
        r"\frac{\partial E}{\partial Y_{i+m-F_h,j+n-F_w}} K_{F_h+1-m,F_w+1-n}")
    assert steps[3].latex() == (
        r"\frac{\partial E}{\partial X_{i,j}} = \sum_{m=1}^{F_h} \sum_{n=1}^{F_w} "
        r"\frac{\partial E}{\partial Y_{i+m-F_h,j+n-F_w}} \tilde{K}_{m,n}")
    assert steps[3].remarks == ("Ktilde = rot180(K), the kernel turned by half a turn",)


def test_nothing_is_turned_in_a_kernel_gradient():
    steps = sc.Network("Y = conv(X, K)").gradient("K").operator().steps
    assert [s.rule for s in steps] == [START, RECOGNISED]
    assert steps[-1].text().splitlines()[1].strip() == "dE/dK = X ⋆ dE/dY"


def test_a_step_that_changes_the_value_is_not_taken():
    derivation = sc.Network("x: N\nw: K\ny = conv(x, w)").gradient("x")
    form, equation = derivation.operator(), derivation.equation
    scene = scene_of(equation, derivation.system)
    shifted = replace(form.right, one=form.right.other, other=form.right.other)
    assert [s.rule for s in turning(equation, derivation.system, form.left, shifted, scene)] == [START]
    other = sc.Network("x: N\nw: K\ny = conv(x, w, flip=True)").gradient("x").equation
    renamed = substitute(other.right, {other.letters[0]: whole(equation.letters[0])})
    assert agree_with_zeros(equation.right, equation.right, scene)
    assert not agree_with_zeros(equation.right, renamed, scene)
