"""Equations entry by entry, and gradients as sums of patches, against NumPy and by hand."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import MeaninglessError, NotSupportedYet


def test_a_vector_is_a_column_and_a_jacobian_a_matrix():
    net = sc.Network("x[i]: 3; w[k]: 2; y[i] = conv(x, w)")
    assert net.forward("y").entries().latex() == (
        r"\begin{bmatrix} y_1 \\ y_2 \end{bmatrix} = "
        r"\begin{bmatrix} x_1 w_1 + x_2 w_2 \\ x_2 w_1 + x_3 w_2 \end{bmatrix}")
    assert net.jacobian("y", "x").entries().latex().endswith(
        r"\begin{bmatrix} w_1 & w_2 & 0 \\ 0 & w_1 & w_2 \end{bmatrix}")


def test_named_partials_stand_in_the_chain_rule():
    net = sc.Network("x[i]: N; w[k]: K; assume N >= K; y[i] = conv(x, w)")
    rows = str(net.gradient("w").steps[0].formula.entries({"N": 3, "K": 2})).splitlines()
    assert rows == [f"dE/dw[{k}] = dE/dy[1]*dy[1]/dw[{k}] + dE/dy[2]*dy[2]/dw[{k}]" for k in (1, 2)]


def test_more_than_two_axes_are_several_matrices():
    net = sc.load("example:mini_cnn")
    assert net.gradient("z").entries().latex().count(r"\begin{bmatrix}") == 6
    one = net.gradient("y").entries({"k": 2}).latex()
    assert one.count(r"\begin{bmatrix}") == 2 and one.count(r"\\") == 4


def test_entries_in_numbers_are_the_gradient():
    net = sc.Network("x: 4×5; w: 2×3; y = conv(x, w, padding=1, stride=2)")
    draw = np.random.default_rng(1).standard_normal
    values = {"x": draw((4, 5)), "w": draw((2, 3)), "dE/dy": draw(net.shape("y"))}
    found = net.compile(wrt=["x"])(values)["dE/dx"]
    for place, equation in net.gradient("x").entries().equations.items():
        alone = sc.Formula(equation, net.gradient("x").system).numpy()(values)
        assert np.isclose(alone, found[tuple(n - 1 for n in place)])


def test_too_many_entries_and_letters_are_refused():
    with pytest.raises(NotSupportedYet, match="y has 441 entries: at most 400"):
        sc.Network("x: 22×22; w: 2×2; y = conv(x, w)").forward("y").entries()
    with pytest.raises(NotSupportedYet, match="give one for its sizes and letters"):
        sc.Network("x: N; w: 2; y = conv(x, w)").forward("y").entries()


def test_patches_of_the_input():
    net = sc.load("example:single_channel_conv")
    assert str(net.gradient("K").patches()).splitlines() == [
        "dE/dK = dE/dY[1,1]*[X[1,1], X[1,2]; X[2,1], X[2,2]]", "     + dE/dY[1,2]*[X[1,2], X[1,3]; X[2,2], X[2,3]]",
        "     + dE/dY[2,1]*[X[2,1], X[2,2]; X[3,1], X[3,2]]", "     + dE/dY[2,2]*[X[2,2], X[2,3]; X[3,2], X[3,3]]"]


@pytest.mark.parametrize("text", ["x: 4×5; w: 2×3; y = conv(x, w)", "x: 5×4; w: 3×2; y = conv(x, w, stride=2, padding=1)",
                                  "x: 6; w: 3; y = conv(x, w, padding=1, dilation=2)"])
def test_patches_add_up_to_the_gradient(text):
    net = sc.Network(text)
    draw = np.random.default_rng(2).standard_normal
    values = {k: draw([int(n) for n in net.shape(k)]) for k in ("x", "w")} | {"dE/dy": draw(net.shape("y"))}
    found, total = net.gradient("w").patches(values), np.zeros(net.shape("w"))
    for patch in found.patches:
        for place, node in patch.cells.items():
            index = [n - 1 for n in (i.number for i in getattr(node, "indices", ()))]
            total[tuple(n - 1 for n in place)] += patch.number * (values["x"][tuple(index)] if index else 0)
    assert np.allclose(total, net.compile(wrt=["w"])(values)["dE/dw"])


def test_only_errors_that_are_not_zero_are_shown():
    net = sc.load("example:relu_max_7x7")
    found = net.gradient("W^x").patches(net.values)
    assert [round(p.number, 4) for p in found.patches] == [-.0732, -.0366, -.1098, -.1463]
    assert r"- 0.0366 \begin{bmatrix} X_{1,3} & X_{1,4} & X_{1,5}" in found.latex()


def test_what_is_no_sum_of_patches_is_refused():
    with pytest.raises(MeaninglessError, match="no plain sum over positions"):
        sc.Network("x: 3; y = tanh(x)").gradient("x").patches()
