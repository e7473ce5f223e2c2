"""One formula, or a sheet without a network block: what the writer leaves out is worked out, and conventions are tried."""

import pytest

import symcnn as sc

RIGHT = [
    ("y = conv(x, w)", r"\frac{\partial L}{\partial x_{i,j}} = \sum_m\sum_n \delta_{i-m,j-n} w_{m,n}"),
    ("y = conv(x, w)", r"\frac{\partial L}{\partial x_i} = \sum_{k=1}^{K} \delta_{i-k+1} w_k"),
    ("y = conv(x, w, stride=2)", r"\frac{\partial L}{\partial w_m} = \sum_i \frac{\partial L}{\partial y_i} x_{2i+m-2}"),
    ("y = conv(x, w, stride=s, padding=p)",
     r"\frac{\partial L}{\partial w_m} = \sum_i \frac{\partial L}{\partial y_i} x_{s(i-1)+m-p}"),
    ("X: C×H×W; K: D×C×k×k; Y = conv(X, K)",
     r"\frac{\partial L}{\partial K_{d,c,u,v}} = \sum_{i,j} \frac{\partial L}{\partial Y_{d,i,j}} X_{c,i+u,j+v}"),
    ("Y = conv(X, K)", r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} *_{full} \text{rot180}(K)"),
    ("Y = conv(X, K)", r"\frac{\partial L}{\partial X} = \text{rot180}(K) *_{full} \frac{\partial L}{\partial Y}"),
    ("Y = conv(X, K)",
     r"\frac{\partial L}{\partial X} = \text{conv}_{full}(\frac{\partial L}{\partial Y}, \text{rot}_{180}(K))"),
    ("y = conv(x, w) + b", r"\frac{\partial L}{\partial b} = \sum_i \delta_i"),
    ("Z = W x + b", r"\frac{\partial L}{\partial W} = \delta x^\top"),
    ("z = W x; a = softmax(z)", r"\frac{\partial a_i}{\partial z_j} = a_i(\delta_{ij} - a_j)"),
    ("z = W x; y = softmax(z); L = cross_entropy(y, t)", r"\frac{\partial L}{\partial z} = y - t"),
    (None, r"\frac{d}{dx}\tanh x = 1 - \tanh^2 x"),
    (None, r"\frac{d}{dx} \ln(1+e^x) = \sigma(x)"),
    (None, r"\frac{\partial}{\partial x}\frac{1}{1+e^{-x}} = \frac{e^{-x}}{(1+e^{-x})^2}"),
]

WRONG = [
    ("y = conv(x, w)", r"\frac{\partial L}{\partial x_i} = \sum_{k=1}^{K} \delta_{i+k-1} w_k", ""),
    # entries counted from nought, which only a sum without ends can say
    ("y = conv(x, w)", r"\frac{\partial L}{\partial x_i} = \sum_k w_k \delta_{i+k}", "kernel-not-turned"),
    ("x: 8; w: 3; y = conv(x, w)", r"\frac{\partial L}{\partial x_i} = \sum_{k=0}^{2} w_k \frac{\partial L}{\partial y_{i+k}}",
     "kernel-not-turned"),
    ("y = conv(x, w) + b", r"\frac{\partial L}{\partial b} = \delta_i", "bias-gradient-not-summed"),
    ("y = conv(x, w)", r"\frac{\partial y_i}{\partial x_m} = w_{i-m+1}", "kernel-not-turned"),
    ("Y = conv(X, K)",
     r"\frac{\partial L}{\partial X} = \mathrm{conv}_{valid}(\frac{\partial L}{\partial Y}, \mathrm{rot180}(K))",
     "valid-for-full"),
    ("z: 5; a = relu(z)", r"\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a} \odot z", "value-for-gradient"),
    ("Y = conv(X, K)", r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} \star_{valid} K", ""),
    ("z = W x; a = softmax(z)", r"\frac{\partial a_i}{\partial z_j} = a_i(\delta_{ij} + a_j)", "sign"),
    ("z = W x; y = softmax(z); L = squared_error(y, t)", r"\frac{\partial L}{\partial z} = y - t", ""),
    (None, r"\frac{d}{dx}\tanh x = 1 + \tanh^2 x", "sign"),
    (None, r"\sigma'(x) = \sigma(x)(1+\sigma(x))", "sign"),
]


@pytest.mark.parametrize(("given", "formula"), RIGHT)
def test_a_right_formula_is_right(given, formula):
    report = sc.check(formula, given=given)
    assert [j.verdict.verdict for j in report.judged] == ["right"], report.text()


@pytest.mark.parametrize(("given", "formula", "tag"), WRONG)
def test_a_wrong_formula_is_wrong(given, formula, tag):
    report = sc.check(formula, given=given)
    assert [j.verdict.verdict for j in report.judged] in (["wrong"], ["slip"]), report.text()
    assert not tag or report.judged[0].verdict.causes[0].tag == tag


def test_a_base_of_indices_that_only_numbers_speak_for_is_not_taken():
    """One line of numbers alone may be right by chance where indices start elsewhere."""
    given = "x = [1, 2, 4, 8]; w = [1, 1]; y = conv(x, w)"
    assert sc.check("$$y_2 = 12$$", given=given).judged[0].verdict.verdict != "right"
    assert sc.check("$$y_0 = 3$$\n\n$$y_1 = 6$$\n\n$$y_2 = 12$$", given=given).context.conventions == {
        "indices": "start at 0"}


LAYERS = r"""
$$z^{(2)} = W^{(1)} a^{(1)} + b^{(1)}$$
$$a^{(2)} = \sigma(z^{(2)})$$
$$J = \frac12 \|a^{(2)} - y\|^2$$
$$\frac{\partial J}{\partial W^{(1)}} = \delta^{(2)} (a^{(1)})^T$$
"""
WINDOWS = r"""
Let $x \in \mathbb{R}^6$ and $w \in \mathbb{R}^3$.
$$z_i = \sum_{k=1}^{3} w_k x_{i+k-1}$$
$$y_i = \sigma(z_i)$$
$$E = \frac12 \sum_i (y_i - t_i)^2$$
$$\frac{\partial E}{\partial z_i} = (y_i - t_i) y_i (1 - y_i)$$
$$\frac{\partial E}{\partial w_k} = \sum_i (y_i - t_i) y_i x_{i+k-1}$$
"""
SIGNS = r"""
$$Z = X * K + b$$
$$A = \text{ReLU}(Z)$$
$$\frac{\partial L}{\partial K} = X * \frac{\partial L}{\partial Z}$$
$$\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \odot 1[Z>0]$$
$$\frac{\partial L}{\partial b} = \frac{\partial L}{\partial Z_{1,1}}$$
"""


def verdicts(sheet):
    report = sc.check(sheet)
    assert report.context.notes and report.context.notes[0].startswith("no network is stated"), report.text()
    return [j.verdict.verdict for j in report.judged if j.verdict.verdict != "given"]


def test_a_sheet_states_its_network_in_its_own_equations():
    assert verdicts(LAYERS) == ["right"]
    assert verdicts(LAYERS + r"$$\delta^{(2)} = (a^{(2)} - y) \odot a^{(2)} \odot (1 - a^{(2)})$$") == ["right", "right"]
    assert verdicts(WINDOWS) == ["right", "wrong"]
    assert verdicts(SIGNS) == ["right", "right", "wrong"]


def test_numbers_and_first_indices_come_from_the_sheet():
    sheet = WINDOWS.replace("k=1}^{3}", "k=0}^{2}").replace("i+k-1", "i+k")
    assert verdicts(sheet) == ["right", "wrong"]


def test_arithmetic_needs_no_network():
    report = sc.check(r"$$a = 3 + 4 = 7$$ and $$\frac{28 - 5 + 2\cdot 2}{1} + 1 = 28$$")
    assert not report.context.notes
    assert not any(j.verdict.verdict == "wrong" for j in report.judged)


def test_a_gradient_by_an_unknown_function_is_not_taken_as_true():
    report = sc.check(r"\frac{\partial L}{\partial x} = \mathrm{foo}(w, \frac{\partial L}{\partial y})", given="y = conv(x, w)")
    assert [j.verdict.verdict for j in report.judged] == ["undecided"]


@pytest.mark.parametrize("formula", [r"H_{out} = \lfloor (H + 2P - K)/S \rfloor + 1", r"H' = \frac{H - K + 2P}{S} + 1"])
def test_a_size_in_letters_that_are_declared(formula):
    report = sc.check(formula, given="X: C×H×W; V: F×C×K×K; Y = conv(X, V, stride=S, padding=P)")
    assert [j.verdict.verdict for j in report.judged] == ["right"]


def test_an_unknown_function_is_not_taken_as_true():
    report = sc.check(r"\frac{\partial L}{\partial X} = \text{conv}_{full}(\frac{\partial L}{\partial Y})",
                      given="Y = conv(X, K)")
    assert [j.verdict.verdict for j in report.judged] == ["undecided"]


ENTRIES = r"""
$O_{11} = X_{11}F_{11} + X_{12}F_{12} + X_{21}F_{21} + X_{22}F_{22}$,
$O_{12} = X_{12}F_{11} + X_{13}F_{12} + X_{22}F_{21} + X_{23}F_{22}$,
$O_{21} = X_{21}F_{11} + X_{22}F_{12} + X_{31}F_{21} + X_{32}F_{22}$,
$O_{22} = X_{22}F_{11} + X_{23}F_{12} + X_{32}F_{21} + X_{33}F_{22}$.

$$\frac{\partial L}{\partial F_{11}} = \frac{\partial L}{\partial O_{11}} X_{11} + \frac{\partial L}{\partial O_{12}} X_{12}
 + \frac{\partial L}{\partial O_{21}} X_{21} + \frac{\partial L}{\partial O_{22}} X_{22}$$
$$\frac{\partial L}{\partial X_{22}} = \frac{\partial L}{\partial O_{11}} F_{22} + \frac{\partial L}{\partial O_{12}} F_{12}
 + \frac{\partial L}{\partial O_{21}} F_{12} + \frac{\partial L}{\partial O_{22}} F_{11}$$
"""
NEURONS = r"""
Inputs $i_1 = 0.05$, $i_2 = 0.10$, weights $w_1 = 0.15$, $w_2 = 0.20$, $b_1 = 0.35$, $w_5 = 0.40$, $b_2 = 0.60$, target
$t_1 = 0.01$.
$$net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.3775$$
$$out_{h1} = \frac{1}{1+e^{-net_{h1}}} = 0.59327$$
$$net_{o1} = w_5 out_{h1} + b_2 = 0.8373$$
$$out_{o1} = \sigma(net_{o1}) = 0.6979$$
$$E = \frac12 (t_1 - out_{o1})^2 = 0.2366$$
$$\frac{\partial E}{\partial out_{o1}} = -(t_1 - out_{o1}) = 0.6879$$
$$\frac{\partial E}{\partial w_5} = 0.6879 \cdot 0.6979 \cdot (1 - 0.6979) \cdot 0.59327 = 0.0860$$
$$w_5^{+} = w_5 - \eta \frac{\partial E}{\partial w_5} = 0.4 - 0.5 \cdot 0.0860 = 0.3570$$
$$\frac{\partial E}{\partial w_1} = 0.6879 \cdot 0.6979 \cdot (1 - 0.6979) \cdot 0.4 \cdot 0.05 = 0.0029$$
"""
POOLED = r"""
Let $A = \begin{bmatrix} 1 & 3 & 2 & 1 \\ 4 & 2 & 0 & 1 \\ 5 & 1 & 2 & 2 \\ 0 & 3 & 1 & 6 \end{bmatrix}$ and
$$P = \text{maxpool}(A, 2) = \begin{bmatrix} 4 & 2 \\ 5 & 6 \end{bmatrix}$$
with $\frac{\partial L}{\partial P} = \begin{bmatrix} 0.1 & -0.2 \\ 0.3 & 0.4 \end{bmatrix}$. Then
$$\frac{\partial L}{\partial A}
 = \begin{bmatrix} 0 & 0 & -0.2 & 0 \\ 0.1 & 0 & 0 & 0 \\ 0.3 & 0 & 0 & 0 \\ 0 & 0 & 0 & 0.4 \end{bmatrix}$$
$$\frac{\partial L}{\partial A}
 = \begin{bmatrix} 0 & 0 & -0.2 & 0 \\ 0.1 & 0 & 0 & 0 \\ 0.3 & 0 & 0 & 0.4 \\ 0 & 0 & 0 & 0 \end{bmatrix}$$
"""
ERRORS = r"""
$$z_{i,j} = \sum_{m=0}^{k-1}\sum_{n=0}^{k-1} x_{i+m,j+n} w_{m,n} + b$$
$$a_{i,j} = \text{ReLU}(z_{i,j})$$
$$L = \frac{1}{2}\sum_{i,j} (a_{i,j} - t_{i,j})^2$$
$$\delta_{i,j} = \frac{\partial L}{\partial z_{i,j}} = (a_{i,j} - t_{i,j}) \cdot \mathbb{1}[z_{i,j} > 0]$$
$$\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \delta_{i,j} x_{i+m,j+n}$$
$$\frac{\partial L}{\partial x_{p,q}} = \sum_{m}\sum_{n} \delta_{p-m,q-n} w_{m,n}$$
$$\frac{\partial L}{\partial x_{p,q}} = \sum_{m}\sum_{n} \delta_{p+m,q+n} w_{m,n}$$
"""
LOSS = r"""
$$z = W x + b$$
$$\hat{y} = \sigma(z)$$
$$L = -\left(y \log \hat{y} + (1-y)\log(1-\hat{y})\right)$$
$$\frac{\partial L}{\partial z} = \hat{y} - y$$
$$\frac{\partial L}{\partial W} = (\hat{y} - y) x^T$$
$$\frac{\partial L}{\partial b} = y - \hat{y}$$
"""


def test_entries_given_one_by_one_are_one_convolution():
    assert verdicts(ENTRIES) == ["right"] * 5 + ["wrong"]


def test_neurons_with_words_for_names():
    found = verdicts(NEURONS)
    # the last line leaves the slope of the first neuron out
    assert set(found[:-2]) <= {"right", "rounding"} and len(found) > 15 and found[-2:] == ["wrong", "carried"]
    assert verdicts(NEURONS.replace("= 0.3570", "= 0.4430"))[-3] == "wrong"


def test_the_gradient_a_fragment_is_given_comes_from_the_sheet():
    assert verdicts(POOLED) == ["right", "right", "right", "wrong"]


def test_an_error_said_to_be_a_gradient_is_that_gradient():
    assert verdicts(ERRORS) == ["right", "right", "right", "wrong"]


def test_a_loss_without_its_sum_is_summed():
    assert verdicts(LOSS) == ["right", "right", "wrong"]


def test_numbers_given_in_the_sheet_fill_a_network_stated_beside_it():
    matrices = r"$X = \begin{bmatrix}1&2\\3&4\end{bmatrix}$, $K=\begin{bmatrix}1&1\end{bmatrix}$"
    claims = r"""
$$Y = \begin{bmatrix}3\\7\end{bmatrix}$$
$$\frac{\partial L}{\partial Y} = \begin{bmatrix}1\\2\end{bmatrix}$$
$$\frac{\partial L}{\partial K} = \begin{bmatrix}7&10\end{bmatrix}$$
$$\frac{\partial L}{\partial K} = \begin{bmatrix}7&11\end{bmatrix}$$"""
    report = sc.check(matrices + claims, given="Y = conv(X, K)")
    assert [j.verdict.verdict for j in report.judged] == ["given", "given", "right", "given", "right", "wrong"]


CIRCUIT = r"""
$f(x,y,z) = (x+y)z$ with $x=-2$, $y=5$, $z=-4$. Let $q = x + y = 3$. Then $f = qz = -12$.
$$\frac{\partial f}{\partial q} = z = -4, \quad \frac{\partial f}{\partial z} = q = 3$$
$$\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q}\frac{\partial q}{\partial x} = -4 \cdot 1 = -4$$
$$\frac{\partial f}{\partial y} = 4$$
"""
CROSSED = r"""
The stride is $s=1$.
$$S(i,j) = (I * K)(i,j) = \sum_m \sum_n I(i+m, j+n) K(m,n)$$
$$\frac{\partial L}{\partial K(m,n)} = \sum_i\sum_j \frac{\partial L}{\partial S(i,j)} I(i+m,j+n)$$
$$\frac{\partial L}{\partial I(p,q)} = \sum_m\sum_n \frac{\partial L}{\partial S(p+m,q+n)} K(m,n)$$
"""
LOGISTIC = r"""
A neuron computes $a = \sigma(z)$ with $z = w_1 x_1 + w_2 x_2 + b$, and $L = -[y\ln a + (1-y)\ln(1-a)]$.
$$\frac{da}{dz} = a(1-a)$$
$$dw_1 = x_1 \, dz, \quad dz = a - y$$
$$\frac{dL}{dx_1} = w_2(a-y)$$
$$b := b + \alpha \, db$$
"""


def test_a_circuit_of_numbers():
    found = verdicts(CIRCUIT)
    assert found[-1] == "wrong" and set(found[1:-1]) == {"right"} and found[0] in ("undecided", "right")


def test_windows_read_the_wrong_way_round_are_named():
    assert verdicts(CROSSED) == ["right", "right", "right", "wrong"]
    assert sc.check(CROSSED).judged[-1].verdict.causes[0].tag == "kernel-not-turned"


def test_names_told_apart_by_numbers():
    lines = "\n\n".join(rf"$$y_{k} = \sigma(w_{k} y_{k - 1} + b_{k})$$" for k in range(1, 5))
    found = verdicts(lines + r"$$\frac{\partial y_3}{\partial w_3} = y_3 (1 - y_3) y_2$$"
                     r"$$\frac{\partial y_3}{\partial w_2} = y_3 (1 - y_3) w_3 y_2 (1 - y_2)$$")
    assert found == ["right", "wrong"]


def test_definitions_may_follow_their_use():
    assert verdicts(LOGISTIC) == ["right", "right", "right", "wrong", "wrong"]
    assert sc.check(LOGISTIC).judged[-1].verdict.causes[0].tag == "ascent"


def test_a_block_without_sizes_has_the_axes_that_are_written():
    sheet = ("```symcnn\ny = conv(x, w)\n```\n\n"
             r"$$\frac{\partial L}{\partial w_{d,c,u,v}} = "
             r"\sum_{i,j} \frac{\partial L}{\partial y_{d,i,j}} x_{c,i+u-1,j+v-1}$$")
    assert [j.verdict.verdict for j in sc.check(sheet).judged] == ["right"]


@pytest.mark.parametrize(("given", "formula", "verdict"), [
    ("y = W x", "dx = W^T dy", "right"),
    ("y = W x", "dx = W dy", "wrong"),
    # a square matrix does not say by its shape how it lies
    ("x: 3; W: 3x3; y = W x", "dx = W dy", "wrong"),
    ("y = W x", "dx = dy W", "right"),
    ("y = x W", "dx = W dy", "right"),
])
def test_a_transpose_left_out_is_a_mistake_where_arrays_are_declared(given, formula, verdict):
    found = sc.check(formula, given=given).judged[-1].verdict
    assert found.verdict == verdict
    assert verdict == "right" or found.causes[0].tag == "transpose"
