"""Convolutions of whole arrays with channels, written as if they had none."""

import pytest

import symcnn as sc

FIRST = "x: 2×5×5; W: 3×2×2×2; y = conv(x, W, b); a = relu(y)"
LAST = "layout = channels_last; x: 5×5×2; W: 2×2×2×3; y = conv(x, W, b); a = relu(y)"
ONE = "x: 1×5×5; W: 1×1×2×2; y = conv(x, W, b); a = relu(y)"
BATCH = "batch n = 4; x: 2×5×5; W: 3×2×2×2; y = conv(x, W, b); a = relu(y)"
LINE = "x: 2×7; W: 3×2×3; y = conv(x, W, b); a = relu(y)"
BORDER = "x: 2×5×5; W: 3×2×3×3; y = conv(x, W, b, padding=1); a = relu(y)"
STEPS = "x: 2×7×7; W: 3×2×3×3; y = conv(x, W, b, stride=2); a = relu(y)"


def verdict(formula, network):
    return sc.check(f"$${formula}$$", given=network).judged[-1].verdict.verdict


@pytest.mark.parametrize("network", [FIRST, LAST, ONE, BATCH, LINE], ids=["first", "last", "one", "batch", "line"])
@pytest.mark.parametrize(("formula", "word"), [
    (r"\frac{\partial E}{\partial W} = x \star \frac{\partial E}{\partial y}", "right"),
    (r"\frac{\partial E}{\partial W} = x * \left(\frac{\partial E}{\partial a} \odot [y > 0]\right)", "right"),
    (r"\frac{\partial E}{\partial W} = 2 x \star \frac{\partial E}{\partial y}", "wrong"),
    (r"\frac{\partial E}{\partial x} = \frac{\partial E}{\partial y} *_{full} W", "right"),
    (r"\frac{\partial E}{\partial x} = \frac{\partial E}{\partial y} \star_{full} \mathrm{rot180}(W)", "right"),
    (r"\frac{\partial E}{\partial x} = \frac{\partial E}{\partial a} *_{full} W", "wrong")])
def test_gradients_of_whole_arrays(network, formula, word):
    assert verdict(formula, network) == word


@pytest.mark.parametrize(("formula", "network", "word"), [
    ("y = x * W + b", FIRST, "right"), ("y = x * W + b", LAST, "right"), ("y = x * W", FIRST, "wrong"),
    (r"y = \mathrm{pad}(x, 1) \star W + b", BORDER, "right"),
    (r"\frac{\partial E}{\partial W} = \mathrm{pad}(x, 1) \star \frac{\partial E}{\partial y}", BORDER, "right"),
    (r"\frac{\partial E}{\partial W} = x \star \frac{\partial E}{\partial y}", BORDER, "wrong"),
    (r"\frac{\partial E}{\partial x} = \mathrm{pad}(\frac{\partial E}{\partial y}, 1) \star \mathrm{rot180}(W)", BORDER,
     "right"),
    (r"\frac{\partial E}{\partial x} = \mathrm{pad}(\frac{\partial E}{\partial y}, 2) \star W", BORDER, "wrong"),
    (r"\frac{\partial E}{\partial W} = x \star \mathrm{dilate}(\frac{\partial E}{\partial y}, 2)", STEPS, "right"),
    (r"\frac{\partial E}{\partial W} = x \star \frac{\partial E}{\partial y}", STEPS, "wrong")])
def test_borders_and_steps(formula, network, word):
    assert verdict(formula, network) == word


def test_two_layers_each_with_its_own_channels():
    network = "x: 2×6×6; U: 3×2×2×2; V: 4×3×2×2; z = conv(x, U); a = tanh(z); y = conv(a, V)"
    assert verdict(r"\frac{\partial E}{\partial U} = x \star \left(\left(\frac{\partial E}{\partial y} *_{full} V\right)"
                   r" \odot (1 - a \odot a)\right)", network) == "right"
    assert verdict(r"\frac{\partial E}{\partial V} = a \star \frac{\partial E}{\partial y}", network) == "right"
    assert verdict(r"\frac{\partial E}{\partial V} = x \star \frac{\partial E}{\partial y}", network) == "wrong"


def test_a_kernel_in_one_direction_is_turned_at_its_own_axis():
    right = r"\frac{\partial E}{\partial x_c} = \sum_f \frac{\partial E}{\partial y_f} \star_{full} \mathrm{flip}(W_{f,c})"
    assert verdict(right, LINE) == "right"


@pytest.mark.parametrize("called", [r"\text{full\_conv}", r"\text{fullconv}", r"\mathrm{conv}_{full}"])
def test_convolutions_that_are_called_by_a_word(called):
    right = rf"\frac{{\partial E}}{{\partial x}} = {called}\left(\frac{{\partial E}}{{\partial y}}, \text{{rot180}}(W)\right)"
    assert verdict(right, FIRST) == "right"
    assert verdict(right.replace("rot180", "fliplr"), FIRST) == "wrong"


@pytest.mark.parametrize(("formula", "verdict"), [
    (r"\frac{\partial L}{\partial V_{f,c}} = X_c \star \frac{\partial L}{\partial Y_f}", "right"),
    (r"Y_f = \sum_c X_c \star V_{f,c} + b_f", "right"),
    (r"Y_f = X_c \star V_{f,c} + b_f", "wrong"),
    (r"\frac{\partial L}{\partial X_c} = \sum_f \frac{\partial L}{\partial Y_f} *_{full} \mathrm{rot180}(V_{f,c})", "right"),
])
def test_a_layer_called_y_is_no_target_however_many_indices_it_has(formula, verdict):
    net = "X: 3×8×8; V: 4×3×3×3; b: 4; Y = conv(X, V) + b; z = U flatten(sigmoid(Y)); q = softmax(z); L = cross_entropy(q, t)"
    assert sc.check(formula, given=net).judged[-1].verdict.verdict == verdict
