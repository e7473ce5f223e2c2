"""What public documents write is judged: rows of matrices, sums over pairs, names with numbers, lists squared."""

import pytest

from symcnn.checking.check import check

CONVOLUTION = "```symcnn\nx: 3×3\nk: 2×2\ny = conv(x, k)\n```\n"
DENSE = "```symcnn\nX: 2×2\nW: 2×3\nZ = X W\n```\n"
SCALARS = ("```symcnn\nx_1: scalar\nx_2: scalar\nw: scalar\ny_1: scalar\ny_2: scalar\nz_1 = w x_1\nz_2 = w x_2\n"
           "L = (z_1 - y_1)(z_1 - y_1) + (z_2 - y_2)(z_2 - y_2)\n```\n")
SQUARES = "```symcnn\nu: N\ny = f(u)\nY: N\nE = squared_error(y, Y)/2\n```\n"


def verdicts(block, *lines):
    text = block + "\n".join(f"$$\n{line}\n$$\n" for line in lines)
    return [claim["verdict"] for claim in check(text, kind="markdown").data()["claims"]]


@pytest.mark.parametrize(("block", "line", "right"), [
    (CONVOLUTION, r"\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial y_j}"
                  r" \frac{\partial y_j}{\partial x_i}", True),
    (CONVOLUTION, r"\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial y_i}"
                  r" \frac{\partial y_j}{\partial x_i}", False),
    (DENSE, r"\frac{\partial L}{\partial w_{11}} = \sum^{(2,3)}_{i,j=(1,1)} \frac{\partial L}{\partial z_{ij}}"
            r" \frac{\partial z_{ij}}{\partial w_{11}}", True),
    (DENSE, r"\frac{\partial L}{\partial w_{11}} = \sum^{(2,2)}_{i,j=(2,1)} \frac{\partial L}{\partial z_{ij}}"
            r" \frac{\partial z_{ij}}{\partial w_{11}}", False),
    (SCALARS, r"L = \sum_{i=1}^2 (z_i - y_i)^2", True), (SCALARS, r"L = \sum_{i=1}^2 (z_i + y_i)^2", False),
    (SQUARES, r"E = \frac{1}{2}(Y-y)^2", True), (SQUARES, r"E = (Y-y)^2", False),
])
def test_a_line_is_judged(block, line, right):
    assert verdicts(block, line) == ["right" if right else "wrong"]


TURNED = "```symcnn\nlet * = convolution\nx: 4×4\nw: 2×2\nb: 3×3\ny = conv(x, w) + b\n```\n"
SOFTMAX = "```symcnn\nz: n\na = softmax(z)\ny: n\nL = cross_entropy(a, y)\n```\n"
ONE = "```symcnn\nz: N\na = sigmoid(z)\ny: N\nL = squared_error(a, y)/2\n```\n"


def test_indices_beside_an_operator_name_the_arrays():
    lines = (r"y_{i,j} = \text{rot180}(w_{m,n}) * x_{i,j} + b_{i,j}", r"y_{i,j} = w_{m,n} * x_{i,j} + b_{i,j}")
    report = check(TURNED + "\n".join(f"$$\n{line}\n$$\n" for line in lines), kind="markdown").data()["claims"]
    assert [c["verdict"] for c in report] == ["right", "wrong"]
    assert report[1]["cause"] == "kernel-flipped"


def test_entries_of_a_bracket_run_over_its_own_extents():
    line = r"(x * w)_{ij} = \sum_{m=1}^2 \sum_{n=1}^2 x_{i+m-1,j+n-1} w_{m,n}"
    assert verdicts("```symcnn\nx: 4×4\nw: 2×2\ny = conv(x, w)\n```\n", line) == ["right"]


@pytest.mark.parametrize(("line", "right"), [
    (r"\frac{\partial a_j}{\partial z_i} = a_i (1 - a_i), \quad i = j", True),
    (r"\frac{\partial a_j}{\partial z_i} = -a_i a_j, \quad i = j", False),
    (r"\frac{\partial a_j}{\partial z_i} = -a_i a_j, \quad i \neq j", True),
])
def test_a_case_behind_a_formula(line, right):
    assert verdicts(SOFTMAX, line) == ["right" if right else "wrong"]


@pytest.mark.parametrize(("line", "right"), [
    (r"\frac{\partial L}{\partial z_i} = (a_i - y_i) a_i(1-a_i)^2/(1-a_i)", True),
    (r"\frac{\partial L}{\partial z_i} = (a_i - y_i) a_i(1-a_i)^2", False),
    (r"\frac{\partial L}{\partial z} = (a - y) a(1-a)", True),
])
def test_a_power_behind_a_bracket_is_that_of_the_bracket(line, right):
    assert verdicts(ONE, line) == ["right" if right else "wrong"]


def test_braces_of_a_sum_group_nothing_on_paper():
    block = "```symcnn\nx: 3\nw: 3\nb: scalar\ny = sum_{i=1}^{3} w[i] x[i] + b\n```\n"
    assert verdicts(block, r"y = \sum_{i=1}^3 {w_i x_i + b}", r"y = \sum_{i=1}^3 (w_i x_i + b)") == ["right", "wrong"]


BATCH = ("```symcnn\norigin = 0\nX: H×C\nw: F×K×C\nassume H >= 2 (K-1) + 1\nY = conv(X, w, stride=2)\n\\varepsilon = dL/dY\n"
         "```\n")
INNER = "```symcnn\nX: 3×3\nF: 2×2\nO = conv(X, F)\n```\n"
BIASED = "```symcnn\nx: 4×4\nw: 2×2\nb: scalar\nz = conv(x, w) + b\n```\n"
LAYERS = ("```symcnn\nX: m×2\nW_1: 2×3\nW_2: 3×1\nt: m×1\nZ_1 = X W_1\nA_1 = sigmoid(Z_1)\nZ_2 = A_1 W_2\n"
          "L = squared_error(Z_2, t)\n```\n")
NEURON = "```symcnn\nx: scalar\nw: scalar\nb: scalar\ny: scalar\nz = w x + b\na = sigmoid(z)\nL = bce(a, y)\n```\n"
TANH = "```symcnn\nz: scalar\nt = tanh(z)\n```\n"


def causes(block, *lines):
    text = block + "\n".join(f"$$\n{line}\n$$\n" for line in lines)
    return [(claim["verdict"], claim["cause"]) for claim in check(text, kind="markdown").data()["claims"]]


def test_an_inner_product_may_say_whose_it_is():
    line = (r"\frac{\partial L}{\partial F_{ij}} = \langle \frac{\partial L}{\partial O},"
            r" \frac{\partial O}{\partial F_{ij}} \rangle_{F}")
    assert verdicts(INNER, line) == ["right"]


def test_a_delta_with_indices_above_and_below_is_kroneckers():
    block = "```symcnn\nx: N\nw: N\ny[i] = w[i] x[i]\n\\varepsilon = dL/dy\n```\n"
    right = r"\frac{\partial L}{\partial w_a} = \sum_b \varepsilon_b x_b \delta^a_b"
    assert verdicts(block, right, right.replace(r"\delta^a_b", r"\delta^b_{b}")) == ["right", "wrong"]


def test_a_scalar_with_the_letters_of_a_sum_is_one_number_for_all():
    line = r"z_{i,j} = \sum_{a,b} (x_{i+a-1,j+b-1} w_{a,b} + b_{a,b})"
    assert causes(BIASED, line) == [("wrong", "bias-repeated")]


@pytest.mark.parametrize(("block", "line", "cause"), [
    (INNER, r"\frac{\partial L}{\partial X_{23}} = \frac{\partial L}{\partial O_{12}} F_{12}"
            r" + \frac{\partial L}{\partial O_{22}} F_{22}", "swapped-entries"),
    (NEURON, r"\frac{\partial L}{\partial a} = -\frac{y}{a} + \frac{1-y}{a}", "wrong-symbol"),
    (TANH, r"t = 2\,\mathrm{sigmoid}(z) - 1", "factor-missing"),
    (NEURON, r"\frac{\partial a}{\partial z} = \sigma'(a)", "slope-at-wrong-place"),
    (NEURON, r"b = b + \alpha\, dz", "ascent"),
    (LAYERS, r"W_2 = W_1 - \alpha * dW_1", "wrong-index"),
])
def test_a_mistake_is_named(block, line, cause):
    assert causes(block, line) == [("wrong", cause)] or causes(block, line) == [("slip", cause)]


def test_steps_numbered_below():
    block = "```symcnn\nx: n\nw: n\ny: scalar\no = sum_{i=1}^{n} w[i] x[i]\nJ = squared_error(o, y)\n```\n"
    down, up = r"w_2 = w_1 - \eta \frac{\partial J}{\partial w}", r"w_2 = w_1 + \eta \frac{\partial J}{\partial w}"
    assert causes(block, down) == [("right", None)] and causes(block, up) == [("wrong", "ascent")]


def test_a_mistake_written_twice_costs_once():
    wrong = r"\frac{\partial L}{\partial z} = (a - y) a"
    again = r"\frac{\partial L}{\partial z} = a (a - y)"
    found = causes(NEURON, wrong, again)
    assert found[0][0] == "wrong" and found[1] == ("carried", None)


ARROWS = "```symcnn\n\\vec{x}: 2\nW: 2×2\n\\vec{y} = W \\vec{x}\nL = \\vec{y}[1]^2 + \\vec{y}[2]^2\n```\n"
HIDDEN = "```symcnn\nz: n\nw: m×n\nu = w f(z)\n\\delta = dE/du\n```\n"
SHARES = "```symcnn\ns: 2\nE = log(exp(s[1]) + exp(s[2])) - s[1]\n```\n"


@pytest.mark.parametrize(("block", "line", "right"), [
    (ARROWS, r"y_1 = w_{11} x_1 + w_{12} x_2", True), (ARROWS, r"y_1 = w_{11} x_1 + w_{21} x_2", False),
    (ARROWS, r"\frac{\partial L}{\partial W} = (\nabla_y L) \cdot \vec{x}^T", True),
    (HIDDEN, r"\frac{\partial E}{\partial z_j} = f'(z_j) \sum_i (w)_{ji}^T \delta_i", True),
    (HIDDEN, r"\frac{\partial E}{\partial z_j} = f'(z_j) \sum_i (w)_{ji} \delta_i", False),
])
def test_arrows_and_entries_of_a_transpose(block, line, right):
    assert verdicts(block, line) == ["right" if right else "wrong"]


def test_a_derivative_of_the_writers_own_wrong_formula_is_carried():
    wrong = r"E = s_1 - \log(e^{s_1} + e^{s_2})"
    own = r"\frac{\partial E}{\partial s_1} = 1 - \frac{e^{s_1}}{e^{s_1} + e^{s_2}}"
    other = r"\frac{\partial E}{\partial s_1} = 2 - \frac{e^{s_1}}{e^{s_1} + e^{s_2}}"
    assert verdicts(SHARES, wrong, own, other) == ["wrong", "carried", "wrong"]


STEPPED = ("```symcnn\nx: 2\nw: 2\ny: scalar\no = sum_{i=1}^{2} w[i] x[i]\nL = squared_error(o, y)/2\nx = [1, 2]\n"
           "w = [0.5, 0.25]\ny = 0\n```\n")
MAXIMUM = "```symcnn\nX: 2×4\nY = max_pool(X, 2)\nX = [[1, 3, 2, 4], [5, 6, 1, 2]]\ndL/dY = [[7, 9]]\n```\n"
EDGES = "```symcnn\nX: 3×3\nF: 2×2\nO = conv(X, F)\nX = [[1, 2, 0], [4, 3, 1], [0, 5, 2]]\nF = [[1, 0], [0, -1]]\n```\n"


@pytest.mark.parametrize(("line", "found"), [
    (r"\Delta w = -0.1 \cdot \frac{\partial L}{\partial w} = [-0.1, -0.2]", [("right", None), ("right", None)]),
    (r"\Delta w = \eta \frac{\partial L}{\partial w}", [("wrong", "ascent")]),
    (r"\Delta w = -\eta \frac{\partial L}{\partial x}", [("wrong", "wrong-symbol")]),
    (r"w^{(t+1)} = w^{(t)} - \eta \frac{\partial L}{\partial w}", [("right", None)]),
    (r"w^{(t+1)} = w^{(t)} + \eta \frac{\partial L}{\partial w}", [("wrong", "ascent")]),
])
def test_changes_and_numbered_steps(line, found):
    assert causes(STEPPED, line) == found


def test_one_entry_that_is_not_the_greatest():
    lines = r"\frac{\partial L}{\partial X}[2, 2] = \frac{\partial L}{\partial Y}[1, 1]", (
        r"\frac{\partial L}{\partial X}[1, 2] = \frac{\partial L}{\partial Y}[1, 1]")
    assert causes(MAXIMUM, *lines) == [("right", None), ("wrong", "maximum-to-wrong-cell")]


def test_a_row_written_twice():
    right = r"O = \begin{bmatrix} -2 & 1 \\ -1 & 1 \end{bmatrix}"
    assert causes(EDGES, right, right.replace("-1 & 1", "-2 & 1")) == [("right", None), ("wrong", "wrong-index")]


def test_a_pair_of_letters_in_a_square_is_a_range():
    assert verdicts(EDGES, r"O_{ij} = \sum_{m,n} X_{i+m-1,j+n-1} F_{mn}, \quad (i,j) \in \{1,2\}^2") == ["right"]


@pytest.mark.parametrize("given", [None, "x: 2\ny = relu(x)"])
def test_a_name_that_has_no_spelling_is_unreadable_and_the_rest_is_judged(given):
    report = check(r"$$W^{(1)} _ ' = 2$$ $$\frac{\partial E}{\partial W^{(1)} _ '} = 2 x$$ $$1 + 1 = 3$$", given=given)
    assert [j.verdict.verdict for j in report.judged] == ["unreadable", "unreadable", "wrong"]
