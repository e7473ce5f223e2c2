"""What writers leave unsaid: the loss behind ``dZ = A - Y``, the number of samples, who is a matrix, whose slope."""

import pytest

from symcnn.checking.check import check

LAYERS = (r"Z^{[1]} = W^{[1]} X + b^{[1]}", r"A^{[1]} = \tanh(Z^{[1]})", r"Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}",
          r"A^{[2]} = \sigma(Z^{[2]})")
BACK = (r"dZ^{[2]} = A^{[2]} - Y", r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}",
        r"db^{[2]} = \frac{1}{m} \text{np.sum}(dZ^{[2]}, axis=1, keepdims=True)",
        r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * g^{[1]'}(Z^{[1]})", r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * (1 - A^{[1]2})",
        r"dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T")


def report(*lines, block=""):
    text = (f"```symcnn\n{block}\n```\n" if block else "") + "\n".join(f"$$\n{line}\n$$\n" for line in lines)
    return check(text, kind="markdown")


def verdicts(*lines, block=""):
    return [claim["verdict"] for claim in report(*lines, block=block).data()["claims"]]


def test_two_layers_of_many_samples():
    found = report(*LAYERS, *BACK)
    assert [c["verdict"] for c in found.data()["claims"]] == ["given"] * 4 + ["right"] * 6
    assert any("no loss is stated" in note and "bce" in note for note in found.context.notes)


@pytest.mark.parametrize(("place", "wrong"), [
    (1, r"dW^{[2]} = \frac{1}{m} dZ^{[2]} Z^{[1]T}"), (2, r"db^{[2]} = \frac{1}{m} dZ^{[2]}"),
    (3, r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * g^{[1]'}(A^{[1]})"), (4, r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * (1 - A^{[1]})"),
    (5, r"dW^{[1]} = \frac{1}{m} X^T dZ^{[1]} X"),
])
def test_a_mistake_among_them_is_found(place, wrong):
    found = verdicts(*LAYERS, *BACK[:place], wrong, *BACK[place + 1:])
    assert found[4 + place] not in ("right", "rounding") and set(found[4:4 + place]) <= {"right"}


@pytest.mark.parametrize(("last", "line", "right"), [
    ("a = softmax(z)", r"\frac{\partial L}{\partial z} = a - y", True),
    ("a = softmax(z)", r"\frac{\partial L}{\partial z_i} = a_i - y_i", True),
    ("a = sigmoid(z)", r"\frac{\partial L}{\partial z} = (a - y) \odot \sigma'(z)", True),
    ("a = sigmoid(z)", r"\frac{\partial L}{\partial a} = a - y", True),
    ("a = softmax(z)", r"\frac{\partial L}{\partial z} = 2 (a - y)", False),
    ("a = sigmoid(z)", r"\frac{\partial L}{\partial z} = a + y", False),
])
def test_a_loss_is_taken_from_the_line_that_means_one(last, line, right):
    block = f"x: 3\nW: 2×3\nz = W x\n{last}"
    assert (verdicts(line, block=block) == ["right"]) is right


def test_rows_times_matrices():
    lines = (r"z_1 = xW_1 + b_1", r"h = \sigma(z_1)", r"z_2 = hW_2 + b_2", r"\hat{y} = \text{softmax}(z_2)",
             r"L = -\sum_i y_i \log \hat{y}_i", r"\frac{\partial L}{\partial W_2} = h^T (\hat{y} - y)",
             r"\frac{\partial L}{\partial W_1} = x^T ((\hat{y} - y) W_2^T \odot h \odot (1 - h))",
             r"\frac{\partial L}{\partial W_1} = x^T ((\hat{y} - y) W_2^T \odot h)")
    found = verdicts(*lines)
    assert found[-3:] == ["right", "right", "wrong"]


def test_sizes_above_sums_are_those_of_the_numbers():
    lines = (r"Y(i,j) = \sum_{m=0}^{k_h-1}\sum_{n=0}^{k_w-1} X(i+m,j+n) K(m,n)", "X = [[1, 2, 0], [3, 1, 2], [0, 1, 3]]",
             "K = [[1, 0], [-1, 1]]", r"Y(0,0) = 1 + 0 - 3 + 1 = -1", "Y = [[-1, 3], [4, 3]]",
             r"\frac{\partial L}{\partial K}(m,n) = \sum_{i,j} \frac{\partial L}{\partial Y}(i,j) X(i+m,j+n)")
    assert verdicts(*lines)[3:] == ["right"] * 4


def test_slopes_of_functions_of_a_whole_array():
    line = r"\frac{d\,\text{ReLU}(x)}{dx} = \begin{cases} 1, & x > 0 \\ 0, & x \le 0 \end{cases}"
    assert verdicts(line, block="x: 4\ny = relu(x)") == ["right"]
    assert verdicts(line.replace("1,", "x,"), block="x: 4\ny = relu(x)") == ["wrong"]


CLASSES = "z: 3\np = softmax(z)\ny: 3\nL = cross_entropy(p, y)"


@pytest.mark.parametrize(("line", "verdict"), [
    (r"L = -\log p_k", "right"), (r"L = -\log p_k + 1", "wrong"), (r"L = \log \sum_j e^{z_j} - z_k", "right"),
    (r"\frac{\partial L}{\partial z_k} = p_k - 1", "right"), (r"\frac{\partial L}{\partial z_k} = 1 - p_k", "wrong"),
    (r"\frac{\partial L}{\partial z_k} = \frac{\partial L}{\partial p_k} \frac{\partial p_k}{\partial z_k}", "wrong"),
    (r"p(z)_i = \frac{e^{z_i}}{\sum e^{z_j}}", "right"), (r"p(z)_i = \frac{e^{z_j}}{\sum e^{z_j}}", "wrong"),
    (r"\mathbf{J}_{z}(p) = \text{diag}(p) - p p^\top", "right"), (r"\mathbf{J}_{z}(p) = \text{diag}(p) + p p^\top", "wrong"),
    (r"\text{softmax}(z) = \text{softmax}(z + c)", "right"), (r"\text{softmax}(z) = \text{softmax}(c z)", "undecided"),
    (r"\frac{\partial p_i}{\partial z_j} = \frac{\sum_j e^{z_j} \cdot 0 - e^{z_i} e^{z_j}}{(\sum_j e^{z_j})^2}", "right"),
    (r"\frac{\partial L}{\partial \theta} = p - y", "undecided"),
])
def test_classes_values_and_jacobians(line, verdict):
    assert verdicts(line, block=CLASSES) == [verdict]


@pytest.mark.parametrize("lines", [
    (r"p = \text{softmax}(z)", r"L = -\sum_{i=1}^{n} y_i \log p_i", r"\frac{\partial L}{\partial z_i} = p_i - y_i"),
    (r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{C} e^{z_j}}", r"L = -\sum_{i=1}^{C} y_i \log p_i",
     r"\frac{\partial L}{\partial z_i} = p_i - y_i"),
    (r"z_j = \sum_{i=1}^{d} w_{ij} x_i + b_j", r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{C} e^{z_j}}",
     r"L = -\sum_{i=1}^{C} y_i \log p_i", r"\frac{\partial L}{\partial w_{ij}} = x_i (p_j - y_j)"),
])
def test_sums_up_to_a_letter_go_over_the_whole_axis(lines):
    assert verdicts(*lines)[-1] == "right"
    assert verdicts(*lines[:-1], lines[-1].replace("y_", "2 y_"))[-1] == "wrong"


def test_sections_that_share_letters_are_judged_apart():
    lines = (r"O[f,i,j] = b_f + \sum_{c}\sum_{m}\sum_{n} X[c,iS+m,jS+n] W[f,c,m,n]",
             r"\frac{\partial L}{\partial W[f,c,m,n]} = \sum_{i,j} \delta[f,i,j] X[c,iS+m,jS+n]",
             "y = xW + b", r"\frac{\partial L}{\partial W} = x^{\top}\delta",
             r"\frac{\partial L}{\partial x} = \delta W^{\top}",
             r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}", r"L = -\sum_{i} y_i \ln p_i",
             r"\frac{\partial L}{\partial z_i} = p_i - y_i")
    assert {v for v in verdicts(*lines) if v != "given"} == {"right"}
    wrong = (*lines[:3], r"\frac{\partial L}{\partial W} = \delta^{\top} W", *lines[4:])
    assert "right" not in verdicts(*wrong)[3:4]


def test_times_between_matrices_beside_a_transpose():
    lines = (r"X = \begin{bmatrix} x_1 & x_2 \end{bmatrix}", r"Z = X \times W", r"dX = dZ \times W^T",
             r"Z = \begin{bmatrix} x_1 w_{11} + x_2 w_{21} & x_1 w_{12} + x_2 w_{22} \end{bmatrix}",
             r"dX_1 = dZ_1 \cdot w_{11} + dZ_2 \cdot w_{12}", r"dX_1 = dZ_1 \cdot w_{11} + dZ_2 \cdot w_{21}")
    assert verdicts(*lines)[2:] == ["right", "right", "right", "wrong"]


def test_numbers_put_in_for_a_part_of_a_product():
    lines = (r"x = -2, \quad w = 3", "z = w x = -6", "L = 2 z + x",
             r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial w} = 2 x = -4",
             r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial w} = 3 x = -6")
    assert verdicts(*lines)[-6:] == ["right", "right", "right", "right", "wrong", "wrong"]


def test_a_power_whose_exponent_has_a_number():
    lines = (r"x_1 = 2, \quad x_2 = -2", r"z_1 = x_1^{x_2} = 2^{-2} = 0.25", r"L = 3 z_1 = 0.75",
             r"\frac{\partial L}{\partial x_1} = 3 x_2 x_1^{x_2 - 1} = -0.75",
             r"\frac{\partial L}{\partial x_1} = 3 x_1^{x_2 - 1}")
    found = verdicts(*lines)
    assert set(found[-4:-1]) <= {"right", "given"} and found[-1] == "wrong"


def test_a_variance_that_nobody_differentiates():
    lines = (r"\mu = \frac{1}{m}\sum_{i=1}^m x_i", r"\sigma^2 = \frac{1}{m}\sum_{i=1}^m (x_i - \mu)^2",
             r"\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", r"y_i = \gamma \hat{x}_i + \beta",
             r"\frac{\partial L}{\partial x_i} = \frac{\gamma}{m\sqrt{\sigma^2 + \epsilon}} (m \frac{\partial L}{\partial y_i}"
             r" - \sum_{j=1}^m \frac{\partial L}{\partial y_j}"
             r" - \hat{x}_i \sum_{j=1}^m \frac{\partial L}{\partial y_j} \hat{x}_j)")
    assert verdicts(*lines)[-1] == "right"
    assert verdicts(*lines[:-1], lines[-1].replace(r"- \hat{x}_i", r"+ \hat{x}_i"))[-1] == "wrong"


def test_letters_of_a_formula_before_its_numbers():
    line = r"H_{out} = \frac{H_{in} - F}{S} + 1 = \frac{7 - 3}{2} + 1 = 3"
    assert verdicts(line) == ["right"] * 2
    assert verdicts(line.replace("= 3", "= 4"))[-1] == "wrong"


def notes(*lines, block):
    return [claim["conventions"] for claim in report(*lines, block=block).data()["claims"]]


def test_one_asterisk_of_two_kinds_is_told():
    by_y, by_x = r"\frac{\partial L}{\partial Y}", r"\frac{\partial L}{\partial X}"
    found = notes("Y = X * K", f"{by_x} = {by_y} * \\text{{rot180}}(K)", f"{by_x} = {by_y} * K",
                  block="origin = 0\nX: 4×4\nK: 2×2\nY = conv(X, K)")
    assert [any("above it is" in note for note in line) for line in found] == [False, False, True]


def test_the_other_layout_is_told():
    by_z, by_w = r"\frac{\partial L}{\partial z}", r"\frac{\partial L}{\partial W}"
    block, lies, across = "x: 2\nW: 3×2\nz = W x", f"{by_w} = {by_z} x^T", f"{by_w} = x ({by_z})^T"
    found = [notes(line, block=block) for line in (lies, across)]
    assert [any("other layout" in note for note in line) for (line,) in found] == [False, True]


def test_gradients_lie_in_one_layout():
    by_z, by_w = r"\frac{\partial L}{\partial z}", r"\frac{\partial L}{\partial W}"
    said = report(f"{by_w} = {by_z} x^T", f"{by_w} = x ({by_z})^T", block="x: 2\nW: 3×2\nz = W x").data()["claims"]
    assert [(c["verdict"], c["cause"]) for c in said] == [("right", None), ("wrong", "transpose")]


BAND = r"T_{i,j} = \begin{cases} k_{j-i} & 0 \le j-i \le 2 \\ 0 & \text{otherwise} \end{cases}"


@pytest.mark.parametrize(("band", "right"), [
    (BAND, True), (r"T_{i,j} = k_{j-i}", True), (r"T_{i,j} = k_{i-j}", False), (r"T_{i,j} = k_{j-i+1}", False),
])
def test_a_banded_matrix_by_a_formula_for_its_entries(band, right):
    block = "origin = 0\nx: 5\nk: 3\ny = conv(x, k)"
    by_x, by_y = r"\frac{\partial L}{\partial x}", r"\frac{\partial L}{\partial y}"
    found = verdicts(band, "y = T x", f"{by_x} = T^T {by_y}", r"y_i = \sum_{j=0}^{4} T_{i,j} x_j", block=block)
    assert found[0] == "given" and all((verdict == "right") is right for verdict in found[1:])


def test_an_image_beside_columns_of_windows_is_a_row():
    block = "origin = 0\nX: 4×4\nK: 2×2\nY = conv(X, K)"
    line = r"\frac{\partial L}{\partial K} = \frac{\partial L}{\partial Y} \cdot \text{im2col}(X)^T"
    assert verdicts(line, line.replace("^T", ""), block=block)[0] == "right"


UNITS = r"""$X_1 = 1$, $X_2 = 0$, $T = 1$, $\alpha = 0.1$, $W_{13} = 0.5$, $W_{23} = -0.3$, $W_{14} = 0.2$, $W_{24} = 0.5$,
$W_{35} = 0.1$, $W_{45} = 0.3$, $b_3 = 0.6$, $b_4 = -0.4$, $b_5 = 0.8$.

$net_3 = X_1 W_{13} + X_2 W_{23} + b_3 = 0.5 + 0 + 0.6 = 1.1$, $out_3 = \sigma(1.1) = 0.7503$

$net_4 = X_1 W_{14} + X_2 W_{24} + b_4 = 0.2 + 0 - 0.4 = -0.2$, $out_4 = \sigma(-0.2) = 0.4502$

$net_5 = out_3 W_{35} + out_4 W_{45} + b_5 = 0.075 + 0.1351 + 0.8 = 1.0101$, $out_5 = \sigma(1.0101) = 0.733$

$E = \frac{1}{2}(T - out_5)^2 = 0.0356$

$\delta_5 = (T - out_5) out_5 (1 - out_5) = 0.0523$

$\delta_4 = %s$

$W_{14}^{new} = W_{14} + \alpha \delta_4 X_1 = %s$
"""


@pytest.mark.parametrize(("error", "new", "words"), [
    (r"\delta_5 W_{45} out_4 (1 - out_4) = 0.00388", "0.2004", ("right", "right", "right", "right")),
    (r"\delta_5 W_{45} out_4 = 0.00706", "0.2007", ("wrong", "wrong", "right", "carried")),
])
def test_weights_from_unit_to_unit_are_numbers(error, new, words):
    found = [c["verdict"] for c in check(UNITS % (error, new), kind="markdown").data()["claims"]]
    assert "wrong" not in found[:-4]
    assert tuple("right" if v == "rounding" else v for v in found[-4:]) == words


@pytest.mark.parametrize(("bias", "line", "word"), [
    ("B", r"\frac{\partial E}{\partial K_{ij}} = X_j \star \frac{\partial E}{\partial Y_i}", "right"),
    ("B", r"\frac{\partial E}{\partial K_{ij}} = X_i \star \frac{\partial E}{\partial Y_j}", "wrong"),
    ("B", r"\frac{\partial E}{\partial B_i} = \frac{\partial E}{\partial Y_i}", "right"),
    ("b", r"\frac{\partial E}{\partial b_i} = \sum_{p,q} \frac{\partial E}{\partial Y_{i,p,q}}", "right"),
    ("B", r"\frac{\partial E}{\partial X_j} = \sum_{i=1}^{d} \frac{\partial E}{\partial Y_i} \underset{\text{full}}{*} K_{ij}",
     "right"),
])
def test_a_layer_told_map_by_map(bias, line, word):
    assert verdicts(rf"Y_i = {bias}_i + \sum_{{j=1}}^{{n}} X_j \star K_{{ij}}, \quad i = 1 \dots d", line)[-1] == word


def test_one_letter_below_an_array_without_letters_is_a_map():
    block = "X: 2×6×6\nK: 3×2×3×3\nY = conv(X, K)"
    assert verdicts(r"Y_i = \sum_{j=1}^{2} X_j \star K_{ij}",
                    r"\frac{\partial E}{\partial K_{ij}} = X_j \star \frac{\partial E}{\partial Y_i}",
                    r"\frac{\partial E}{\partial K_{ij}} = X_i \star \frac{\partial E}{\partial Y_i}",
                    block=block) == ["right", "right", "wrong"]
