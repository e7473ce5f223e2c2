"""A homework on a mini CNN, line by line: each table, formula and expansion on it is produced by a call."""

import numpy as np
import pytest

import symcnn as sc

NET = sc.load("example:mini_cnn")
MAXIMUM = sc.load("example:mini_cnn_max")
FILTER, OUTPUT = "w[f_i,f_j,k]", "w[p_i,p_j,k,o]"
WINDOWS = "sum_{p_i=max(1, c_i-1)}^{min(2, c_i)} sum_{p_j=max(1, c_j-1)}^{min(2, c_j)} dE/dz[p_i,p_j,k]"

LINES = {
    "a convolved value, four products": (
        lambda: NET.forward("y").expand(),
        "y[c_i,c_j,k] = sigmoid(x[c_i,c_j]*w[1,1,k] + x[c_i,c_j+1]*w[1,2,k] + x[c_i+1,c_j]*w[2,1,k]"
        " + x[c_i+1,c_j+1]*w[2,2,k])"),
    "a pooled value, four values": (
        lambda: NET.forward("z").expand(),
        "z[p_i,p_j,k] = y[p_i,p_j,k] + y[p_i,p_j+1,k] + y[p_i+1,p_j,k] + y[p_i+1,p_j+1,k]"),
    "the outputs, sums over the pooled values": (
        lambda: NET.forward("o"),
        "o[o] = sigmoid(sum_{p_i=1}^{2} sum_{p_j=1}^{2} sum_{k=1}^{3} w[p_i,p_j,k,o]*z[p_i,p_j,k])"),
    "the error": (lambda: NET.forward("E").expand(), "E = 1/2*((o[1] - t[1])^2 + (o[2] - t[2])^2)"),
    "by an output weight, the chain rule": (
        lambda: NET.gradient("w[p_i,p_j,k,1]").steps[0].formula,
        "dE/dw[p_i,p_j,k,1] = dE/do[1]*do[1]/dw[p_i,p_j,k,1]"),
    "by a weight of the first output": (
        lambda: NET.gradient("w[p_i,p_j,k,1]"), "dE/dw[p_i,p_j,k,1] = (o[1] - t[1])*o[1]*(1 - o[1])*z[p_i,p_j,k]"),
    "by a weight of the second output": (
        lambda: NET.gradient("w[p_i,p_j,k,2]"), "dE/dw[p_i,p_j,k,2] = (o[2] - t[2])*o[2]*(1 - o[2])*z[p_i,p_j,k]"),
    "by a pooled value, the chain rule": (
        lambda: NET.gradient("z").steps[0].formula,
        "dE/dz[p_i,p_j,k] = sum_{o=1}^{2} dE/do[o]*do[o]/dz[p_i,p_j,k]"),
    "by a pooled value, both paths named": (
        lambda: NET.gradient("z").steps[0].formula.expand(),
        "dE/dz[p_i,p_j,k] = dE/do[1]*do[1]/dz[p_i,p_j,k] + dE/do[2]*do[2]/dz[p_i,p_j,k]"),
    "by a pooled value, two terms": (
        lambda: NET.gradient("z").expand(),
        "dE/dz[p_i,p_j,k] = (o[1] - t[1])*o[1]*(1 - o[1])*w[p_i,p_j,k,1] + (o[2] - t[2])*o[2]*(1 - o[2])*w[p_i,p_j,k,2]"),
    "the slope of a sum": (
        lambda: NET.jacobian("z", "y", direct=True).expand({"p_i": 1, "p_j": 2, "c_i": 2, "c_j": 2}),
        "dz[1,2,k]/dy[2,2,k'] = 1[k = k']"),
    "by a convolved value, summed over the windows": (lambda: NET.gradient("y"), f"dE/dy[c_i,c_j,k] = {WINDOWS}"),
    "the four sets of accumulations": (
        lambda: NET.gradient("y").scatter(),
        "dE/dy[1,1,k], dE/dy[1,2,k], dE/dy[2,1,k], dE/dy[2,2,k] += dE/dz[1,1,k]\n"
        "dE/dy[1,2,k], dE/dy[1,3,k], dE/dy[2,2,k], dE/dy[2,3,k] += dE/dz[1,2,k]\n"
        "dE/dy[2,1,k], dE/dy[2,2,k], dE/dy[3,1,k], dE/dy[3,2,k] += dE/dz[2,1,k]\n"
        "dE/dy[2,2,k], dE/dy[2,3,k], dE/dy[3,2,k], dE/dy[3,3,k] += dE/dz[2,2,k]"),
    "by a filter, the chain rule": (
        lambda: NET.gradient(FILTER).steps[0].formula,
        "dE/dw[f_i,f_j,k] = sum_{c_i=1}^{3} sum_{c_j=1}^{3} dE/dy[c_i,c_j,k]*dy[c_i,c_j,k]/dw[f_i,f_j,k]"),
    "a convolved value by a filter weight": (
        lambda: NET.jacobian("y", FILTER),
        "dy[c_i,c_j,k]/dw[f_i,f_j,k'] = 1[k = k']*y[c_i,c_j,k]*(1 - y[c_i,c_j,k])*x[c_i+f_i-1,c_j+f_j-1]"),
    "by a filter, nine terms": (
        lambda: NET.gradient(FILTER).expand(into=["dE/dz"]),
        "dE/dw[f_i,f_j,k] = dE/dz[1,1,k]*y[1,1,k]*(1 - y[1,1,k])*x[f_i,f_j]"
        " + (dE/dz[1,1,k] + dE/dz[1,2,k])*y[1,2,k]*(1 - y[1,2,k])*x[f_i,f_j+1]"
        " + dE/dz[1,2,k]*y[1,3,k]*(1 - y[1,3,k])*x[f_i,f_j+2]"
        " + (dE/dz[1,1,k] + dE/dz[2,1,k])*y[2,1,k]*(1 - y[2,1,k])*x[f_i+1,f_j]"
        " + (dE/dz[1,1,k] + dE/dz[1,2,k] + dE/dz[2,1,k] + dE/dz[2,2,k])*y[2,2,k]*(1 - y[2,2,k])*x[f_i+1,f_j+1]"
        " + (dE/dz[1,2,k] + dE/dz[2,2,k])*y[2,3,k]*(1 - y[2,3,k])*x[f_i+1,f_j+2]"
        " + dE/dz[2,1,k]*y[3,1,k]*(1 - y[3,1,k])*x[f_i+2,f_j]"
        " + (dE/dz[2,1,k] + dE/dz[2,2,k])*y[3,2,k]*(1 - y[3,2,k])*x[f_i+2,f_j+1]"
        " + dE/dz[2,2,k]*y[3,3,k]*(1 - y[3,3,k])*x[f_i+2,f_j+2]"),
    "a pooled maximum, four values": (
        lambda: MAXIMUM.forward("z").expand(),
        "z[p_i,p_j,k] = max(y[p_i,p_j,k], y[p_i,p_j+1,k], y[p_i+1,p_j,k], y[p_i+1,p_j+1,k])"),
    "by a convolved value, through a maximum": (
        lambda: MAXIMUM.gradient("y"),
        f"dE/dy[c_i,c_j,k] = {WINDOWS}"
        "*1[(c_i,c_j) = argmax_{p_i <= c_i' <= p_i+1, p_j <= c_j' <= p_j+1} y[c_i',c_j',k]]"),
}


@pytest.mark.parametrize(("call", "line"), LINES.values(), ids=LINES)
def test_each_line_is_produced(call, line):
    assert str(call()) == line


def test_the_sizes_with_their_arithmetic():
    assert NET.shape("y") == (3, 3, 3) and NET.shape("y").arithmetic[:2] == ("(4-2)/1+1 = 3",) * 2
    assert NET.shape("z") == (2, 2, 3) and NET.shape("z").arithmetic[:2] == ("(3-2)/1+1 = 2",) * 2


def test_the_table_of_layers_counts_pixels_and_weights():
    rows = [line.split() for line in str(NET).splitlines()]
    assert ["w[f_i,f_j,k]", "2×2×3", "12"] in rows and ["w[p_i,p_j,k,o]", "2×2×3×2", "24"] in rows
    assert ["x[i,j]", "4×4"] in rows


def test_the_figure_has_a_box_for_each_layer():
    said = str(NET.draw()).split("; ")
    assert {"x 4×4", "y 3×3×3 = sigmoid(conv 2×2)", "z 2×2×3 = sum 2×2", "o 2 = sigmoid(w · z)"} <= set(said)


def test_the_expansion_is_the_gradient():
    """The nine terms added up by hand, for every filter weight, at seeded numbers."""
    draw = np.random.default_rng(7).standard_normal
    values = {k: draw(NET.shape(k)) for k in NET.forward_system.leaves}
    found = NET.compile(wrt=[FILTER, "z"], outputs=["y"])(values)
    x, y, dz = values["x"], found["y"], found["dE/dz"]
    dy = np.zeros_like(y)
    for row in (0, 1):
        for column in (0, 1):
            dy[row:row + 2, column:column + 2] += dz[row, column]
    slope = dy * y * (1 - y)
    by_hand = [[(slope * x[i:i + 3, j:j + 3, None]).sum(axis=(0, 1)) for j in (0, 1)] for i in (0, 1)]
    assert np.allclose(found["dE/dw[f_i,f_j,k]"], by_hand)
