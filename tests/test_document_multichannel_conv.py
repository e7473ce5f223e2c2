"""A presentation of a convolutional layer: each step, table, formula and matrix in it is produced by a call."""

import numpy as np
import pytest

import symcnn as sc

WALK, LAYER = sc.load("example:cross_correlation_3x3"), sc.load("example:multichannel_conv")
ONE, LOSS = sc.load("example:single_channel_conv"), sc.load("example:binary_cross_entropy")
STRICT = sc.Network("I: 3×3; K: 2×2; O = conv(I, K, flip=True)")
FULL = sc.Network("I: 3×3; K: 2×2; O = conv(I, K, padding=1)")
SIZE = sc.Network("x: I; k: K; assume I >= K; y = conv(x, k)")
SIGMOID = sc.Network("x: scalar; s = sigmoid(x)")
NINE = ["dE/dY[1,1]*K[1,1]", "dE/dY[1,2]*K[1,1] + dE/dY[1,1]*K[1,2]", "dE/dY[1,2]*K[1,2]",
        "dE/dY[2,1]*K[1,1] + dE/dY[1,1]*K[2,1]",
        "dE/dY[2,2]*K[1,1] + dE/dY[2,1]*K[1,2] + dE/dY[1,2]*K[2,1] + dE/dY[1,1]*K[2,2]",
        "dE/dY[2,2]*K[1,2] + dE/dY[1,2]*K[2,2]", "dE/dY[2,1]*K[2,1]", "dE/dY[2,2]*K[2,1] + dE/dY[2,1]*K[2,2]",
        "dE/dY[2,2]*K[2,2]"]

LINES = {
    "how large a result is": (lambda: ", ".join(SIZE.shape("y").arithmetic), "(I-K)/1+1"),
    "the layer": (
        lambda: LAYER.forward("Y"),
        "Y[i,p,q] = sum_{j=1}^{n} sum_{u=1}^{k} sum_{v=1}^{k} X[j,p+u-1,q+v-1]*K[i,j,u,v] + B[i,p,q]"),
    "the layer, channel by channel": (
        lambda: LAYER.forward("Y").operator(), "Y[i] = B[i] + sum_{j=1}^{n} X[j] ⋆ K[i,j]"),
    "by the kernels": (lambda: LAYER.gradient("K").operator(), "dE/dK[i,j] = X[j] ⋆ dE/dY[i]"),
    "by the biases": (lambda: LAYER.gradient("B").operator(), "dE/dB = dE/dY"),
    "by the inputs": (
        lambda: LAYER.gradient("X").operator(),
        "dE/dX[j] = sum_{i=1}^{d} dE/dY[i] *_full K[i,j] = sum_{i=1}^{d} dE/dY[i] ⋆_full rot180(K[i,j])"),
    "the strict convolution": (lambda: STRICT.forward("O").operator(), "O = I * K = I ⋆ rot180(K)"),
    "one kernel, the first output": (
        lambda: ONE.forward("Y").expand({"p": 1, "q": 1}),
        "Y[1,1] = X[1,1]*K[1,1] + X[1,2]*K[1,2] + X[2,1]*K[2,1] + X[2,2]*K[2,2] + B[1,1]"),
    "one kernel, the last output": (
        lambda: ONE.forward("Y").expand({"p": 2, "q": 2}),
        "Y[2,2] = X[2,2]*K[1,1] + X[2,3]*K[1,2] + X[3,2]*K[2,1] + X[3,3]*K[2,2] + B[2,2]"),
    "by its first weight": (
        lambda: ONE.gradient("K[1,1]").expand(),
        "dE/dK[1,1] = dE/dY[1,1]*X[1,1] + dE/dY[1,2]*X[1,2] + dE/dY[2,1]*X[2,1] + dE/dY[2,2]*X[2,2]"),
    "by its last weight": (
        lambda: ONE.gradient("K[2,2]").expand(),
        "dE/dK[2,2] = dE/dY[1,1]*X[2,2] + dE/dY[1,2]*X[2,3] + dE/dY[2,1]*X[3,2] + dE/dY[2,2]*X[3,3]"),
    "an output by a weight": (
        lambda: ONE.jacobian("Y", "K").expand({"p": 1, "q": 1, "u": 1, "v": 1}), "dY[1,1]/dK[1,1] = X[1,1]"),
    "by the kernel": (lambda: ONE.gradient("K").operator(), "dE/dK = X ⋆ dE/dY"),
    "by a bias": (lambda: ONE.gradient("B[2,1]"), "dE/dB[2,1] = dE/dY[2,1]"),
    "by the input": (
        lambda: ONE.gradient("X").operator(), "dE/dX = dE/dY *_full K = dE/dY ⋆_full rot180(K)"),
    "the mean cross entropy": (
        lambda: LOSS.forward("E"), "E = -1/n*sum_{i=1}^{n} (y^*[i]*log(y[i]) + (1 - y^*[i])*log(1 - y[i]))"),
    "by one of its outputs": (
        lambda: LOSS.gradient("y[1]"), "dE/dy[1] = (1 - y^*[1])/(n*(1 - y[1])) - y^*[1]/(n*y[1])"),
    "the sigmoid's slope": (lambda: SIGMOID.jacobian("s", "x"), "ds/dx = s*(1 - s)"),
}


@pytest.mark.parametrize(("call", "line"), LINES.values(), ids=LINES)
def test_each_line_is_produced(call, line):
    assert str(call()) == line


@pytest.mark.parametrize(("place", "terms"), list(zip(np.ndindex(3, 3), NINE, strict=True)))
def test_the_nine_gradients_by_the_input(place, terms):
    p, q = (n + 1 for n in place)
    assert str(ONE.gradient(f"X[{p},{q}]").expand()) == f"dE/dX[{p},{q}] = {terms}"


STEPS = ["= 1·1 + 6·2 + 5·(-1) + 3·0 = 8", "= 6·1 + 2·2 + 3·(-1) + 1·0 = 7", "= 5·1 + 3·2 + 7·(-1) + 0·0 = 4",
         "= 3·1 + 1·2 + 0·(-1) + 4·0 = 5"]


@pytest.mark.parametrize("line", STEPS)
def test_the_walk_through_is_on_the_page(line):
    assert line in WALK.solution(detail="numbers").text()


@pytest.mark.parametrize(("place", "value", "corner"), [((1, 1), 8, "−5"), ((2, 2), 5, "0")])
def test_each_step_has_its_picture(place, value, corner):
    drawing = WALK.forward("O").draw(dict(zip("ij", place, strict=True)), term=3, values=WALK.values)
    assert f"O_{place[0]},{place[1]}:  4 terms" in str(drawing) and str(drawing).endswith(f"= {corner}")
    assert drawing.svg.count("sc-f-lit") > 3 and f">{value}</tspan>" in drawing.svg


def test_correlation_and_convolution_give_other_numbers():
    found = [net.compile(wrt=[], outputs=["O"])(WALK.values)["O"].tolist() for net in (WALK, STRICT)]
    assert found == [[[8, 7], [4, 5]], [[7, 5], [11, 3]]]


def test_the_kernel_turned_by_half_a_turn():
    net = sc.Network("K: 2×2; R = rot180(K)")
    assert net.compile(wrt=[], outputs=["R"])({"K": WALK.values["K"]})["R"].tolist() == [[0, -1], [2, 1]]


def test_valid_and_full_windows():
    assert WALK.shape("O") == (2, 2) and WALK.shape("O").arithmetic == ("(3-2)/1+1 = 2",) * 2
    assert FULL.shape("O") == (4, 4) and FULL.coverage("O", of="I").array.tolist() == [[4] * 3] * 3
    assert "3 of 4 products fall on the padding" in str(FULL.forward("O").draw({"i": 1, "j": 1}))


def test_the_layer_is_a_blocked_matrix():
    forward, back = ONE.forward("Y").matrix(), ONE.gradient("X").matrix()
    first = [line.split() for line in str(forward).splitlines()][1]
    assert first == ["K[1,1]", "K[1,2]", "0", "K[2,1]", "K[2,2]", "0", "0", "0", "0"]
    assert forward.shape == (4, 9) and back.shape == (9, 4) and back.rows == forward.transposed


def test_gradients_as_matrices_of_their_entries():
    """The gradient by the kernel and the turned kernel, entry by entry."""
    left = ONE.gradient("K").entries().latex().split(" = ")[0]
    assert [f"K_{{{u},{v}}}" in left for u in (1, 2) for v in (1, 2)] == [True] * 4
    turned = sc.Network("K[u,v]: 2×2; R[u,v] = rot180(K)").forward("R").entries().latex()
    assert turned.endswith(r"\begin{bmatrix} K_{2,2} & K_{2,1} \\ K_{1,2} & K_{1,1} \end{bmatrix}")
    column = LOSS.gradient("y").entries({"n": 3}).latex().split(" = ")[0]
    assert column.count(r"\partial E") == 3


def test_each_output_is_a_sum_of_correlations():
    net = sc.Network("X[j,p,q]: 3×5×5; K[i,j,u,v]: 2×3×2×2; B[i,p,q]: 2×4×4; Y[i,p,q] = conv(X, K) + B")
    form = net.forward("Y").operator()
    assert str(form.expand({"i": 1})) == "Y[1] = X[1] ⋆ K[1,1] + X[2] ⋆ K[1,2] + X[3] ⋆ K[1,3] + B[1]"
    assert form.expand({"i": 2}).latex() == "Y_2 = X_1 \\star K_{2,1} + X_2 \\star K_{2,2} + X_3 \\star K_{2,3} + B_2"
    back = net.gradient("X").operator().expand({"j": 1})
    assert str(back).startswith("dE/dX[1] = dE/dY[1] *_full K[1,1] + dE/dY[2] *_full K[2,1] = ")


def test_the_chain_rule_of_a_bias():
    assert str(ONE.gradient("B[1,2]").steps[0].formula.expand()) == "dE/dB[1,2] = dE/dY[1,2]*dY[1,2]/dB[1,2]"


def test_the_sigmoid_written_out():
    net = sc.Network("x: scalar; s = 1/(1+e^{-x})")
    assert str(net.forward("s")) == "s = 1/(1 + exp(-x))"
    assert str(net.jacobian("s", "x")) == "ds/dx = exp(-x)/(1 + exp(-x))^2"


def test_three_inputs_make_one_number():
    net = sc.Network("X: 3×2×2; K: 1×3×2×2; B: 1; Y = conv(X, K) + B")
    drawing = str(net.forward("Y").draw())
    assert "13 terms" in drawing and net.shape("Y") == (1, 1, 1)
    assert str(net.forward("Y").expand({"o": 1, "i": 1, "j": 1})).count("X[3,") == 4


def test_the_figures_of_the_layer():
    assert "Y d×(H-k+1)×(W-k+1) = conv k×k + B" in str(LAYER.draw())
    assert "K is met turned" in str(ONE.gradient("X").draw({"p": 2, "q": 2}))


def test_the_reshape_goes_back_as_it_came():
    net = sc.Network("Y: 2×2×3; v = flatten(Y)")
    upstream = np.arange(12.0)
    found = net.compile(wrt=["Y"])({"Y": np.zeros((2, 2, 3)), "dE/dv": upstream})["dE/dY"]
    assert np.array_equal(found, upstream.reshape(2, 2, 3))


def test_a_slope_of_the_loss_in_latex():
    wanted = r"\frac{\partial E}{\partial y_1} = \frac{1 - y^{*}_1}{n (1 - y_1)} - \frac{y^{*}_1}{n y_1}"
    assert LOSS.gradient("y[1]").latex() == wanted
