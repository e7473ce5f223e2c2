"""Pages without a block: fonts, entries counted from 1 beside formulas from 0, columns, functions of layers, layouts."""

import pytest

import symcnn as sc

SLIDING = r"""
$$O_{i,j} = \sum_{m=0}^{k-1} \sum_{n=0}^{k-1} F_{m,n} X_{i+m,j+n}$$

$$\frac{\partial L}{\partial F_{11}} = \frac{\partial L}{\partial O_{11}} X_{11} + \frac{\partial L}{\partial O_{12}} X_{12}
+ \frac{\partial L}{\partial O_{21}} X_{21} + \frac{\partial L}{\partial O_{22}} X_{22}$$

$$\frac{\partial L}{\partial F_{12}} = \frac{\partial L}{\partial O_{11}} X_{12} + \frac{\partial L}{\partial O_{12}} X_{13}
+ \frac{\partial L}{\partial O_{21}} X_{22} + \frac{\partial L}{\partial O_{22}} X_{23}$$

$$\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} F_{11}$$

$$\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{11}} F_{12} + \frac{\partial L}{\partial O_{12}} F_{11}$$

$$\frac{\partial L}{\partial X_{21}} = \frac{\partial L}{\partial O_{11}} F_{21} + \frac{\partial L}{\partial O_{21}} F_{11}$$

$$\frac{\partial L}{\partial X_{23}} = \frac{\partial L}{\partial O_{12}} F_{22} + \frac{\partial L}{\partial O_{22}} F_{12}$$

"""
NORM = r"""
$$\mathbf{x} = \begin{pmatrix} 1 & 2 & 0 \\ 3 & 1 & 1 \\ 0 & 2 & 1 \end{pmatrix}, \quad
\mathbf{w} = \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}$$

$$y_{i,j} = \sum_{u=0}^{1} \sum_{v=0}^{1} w_{u,v} x_{i+u,j+v}, \quad \ell = \frac{1}{2} \lVert \mathbf{y} \rVert^2$$

$$\boldsymbol{\delta} = \frac{\partial \ell}{\partial \mathbf{y}} = \mathbf{y}$$

"""
COLUMN = r"""
$$c = \begin{bmatrix} 0 \\ 0 \end{bmatrix}, \quad V = \begin{bmatrix} 0.5 \\ -1 \end{bmatrix}, \quad
a = \begin{bmatrix} 1 \\ 2 \end{bmatrix}, \quad
y = \begin{bmatrix} 1 \\ 0 \end{bmatrix}$$

$$P = \max(a), \quad z = V P + c, \quad p = \operatorname{softmax}(z), \quad L = -\sum_k y_k \log p_k$$

$$\frac{\partial L}{\partial c} = \frac{\partial L}{\partial z}$$

"""
LAYERS = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}, \quad A^{[l]} = g^{[l]}\left(Z^{[l]}\right)$$

"""
ROWS = r"""
$$z_1 = x W_1^T + b_1, \quad h_1 = \tanh(z_1), \quad z_2 = h_1 W_2^T + b_2$$

$$\frac{\partial L}{\partial h_1} = \frac{\partial L}{\partial z_2} W_2$$

$$\frac{\partial L}{\partial W_2} = \left(\frac{\partial L}{\partial z_2}\right)^T h_1$$

"""


def last(page, line):
    """The verdict and the first cause of one more line."""
    claim = sc.check(f"{page}$${line}$$\n").data()["claims"][-1]
    return claim["verdict"], claim["cause"]


def test_entries_from_one_beside_formulas_from_nought():
    by_x, line = r"\frac{\partial L}{\partial X_{p,q}}", r"\frac{\partial L}{\partial X_{22}} = "
    terms = [rf"\frac{{\partial L}}{{\partial O_{{{o}}}}} F_{{{f}}}" for o, f in ((11, 22), (12, 21), (21, 12), (22, 11))]
    assert last(SLIDING, line + " + ".join(terms)) == ("right", None)
    assert last(SLIDING, line + " + ".join(terms[:2]))[0] == "wrong"
    # letters go on counting from 0
    formula = rf"{by_x} = \sum_{{i,j}} \frac{{\partial L}}{{\partial O_{{i,j}}}} F_{{p-i,q-j}}"
    assert last(SLIDING, formula) == ("right", None)
    assert last(SLIDING, formula.replace("p-i", "p-i+1"))[0] == "wrong"


@pytest.mark.parametrize(("line", "said"), [
    (r"\mathbf{y} = \begin{pmatrix} 2 & 3 \\ 5 & 2 \end{pmatrix}", "right"),
    (r"\frac{\partial \ell}{\partial w_{u,v}} = \sum_{i,j} \delta_{i,j} x_{i+u,j+v}", "right"),
    (r"\frac{\partial \ell}{\partial w_{u,v}} = \sum_{i,j} \delta_{i,j} x_{i-u,j-v}", "wrong"),
    (r"\frac{\partial \ell}{\partial \mathbf{w}} = \begin{pmatrix} 25 & 13 \\ 13 & 18 \end{pmatrix}", "wrong"),
])
def test_one_array_in_two_fonts(line, said):
    assert last(NORM, line)[0] == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial z} = p - y", "right"), (r"\frac{\partial L}{\partial z} = y - p", "wrong"),
    (r"\frac{\partial L}{\partial P} = V^T (p - y)", "right"), (r"z = \begin{bmatrix} 1 \\ -2 \end{bmatrix}", "right"),
    (r"z = \begin{bmatrix} 1 \\ 2 \end{bmatrix}", "wrong"),
])
def test_a_column_behind_a_softmax(line, said):
    assert last(COLUMN, line)[0] == said


@pytest.mark.parametrize("slope", [r"g^{[l]\prime}(Z^{[l]})", r"{g^{[l]}}'(Z^{[l]})", r"g^{[l]}'(Z^{[l]})",
                                   r"{g^{[l]}}^{\prime}\big(Z^{[l]}\big)", r"g^{[l]'}\left(Z^{[l]}\right)"])
def test_slopes_of_functions_of_layers(slope):
    assert last(LAYERS, rf"dZ^{{[l]}} = dA^{{[l]}} * {slope}") == ("right", None)
    assert last(LAYERS, rf"dZ^{{[l]}} = {slope}")[0] == "wrong"


def test_gradients_by_matrices_lie_in_one_layout():
    by_z, by_w = r"\frac{\partial L}{\partial z_1}", r"\frac{\partial L}{\partial W_1}"
    assert last(ROWS, rf"{by_w} = \left({by_z}\right)^T x") == ("right", None)
    assert last(ROWS, rf"{by_w} = x^T {by_z}") == ("wrong", "transpose")


@pytest.mark.parametrize(("by", "factor", "cause"), [
    ("X_{p,q}", "F_{i-p,j-q}", "kernel-not-turned"), ("F_{m,n}", "X_{i-m,j-n}", "filter-gradient-turned"),
])
def test_windows_read_the_wrong_way_round(by, factor, cause):
    page = SLIDING.partition("\n\n")[0] + "\n\n"
    line = rf"\frac{{\partial L}}{{\partial {by}}} = \sum_{{i,j}} \frac{{\partial L}}{{\partial O_{{i,j}}}} {factor}"
    assert last(page, line) == ("wrong", cause)


NEURONS = r"""
$z_1 = w_{11} x_1 + w_{12} x_2 + b_1$, $h_1 = \sigma(z_1)$, $z_2 = w_{21} x_1 + w_{22} x_2 + b_2$, $h_2 = \sigma(z_2)$,
$z_o = v_1 h_1 + v_2 h_2 + c$, $\hat y = \sigma(z_o)$, $L = \frac12 (\hat y - t)^2$

$x_1 = 1$, $x_2 = 0.5$, $t = 1$, $w_{11} = 0.1$, $w_{12} = 0.3$, $b_1 = 0$, $w_{21} = 0.2$, $w_{22} = 0.4$, $b_2 = 0.1$,
$v_1 = 0.5$, $v_2 = 0.6$, $c = 0.1$, $\eta = 0.5$

$$\frac{\partial L}{\partial c} = \frac{\partial L}{\partial z_o}$$

"""
UNITS = NEURONS.replace("z_", "net_").replace("net_1", "net_{h_1}").replace("net_2", "net_{h_2}")


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial z_o} = (\hat y - t) \hat y (1 - \hat y) = -0.0696", "right"),
    (r"\frac{\partial L}{\partial w_{12}} = -0.00428", "right"), (r"\frac{\partial L}{\partial w_{12}} = -0.00856", "wrong"),
    (r"v_1^{new} = 0.5 - 0.5 \cdot (-0.0391) = 0.5196", "right"), (r"v_1^{new} = 0.5 + 0.0391", "wrong"),
])
def test_letters_of_neurons(line, said):
    assert last(NEURONS, line)[0] == said
    assert last(UNITS, line.replace("z_o", "net_o"))[0] == said


def test_no_mistake_is_lost_where_a_page_is_cut():
    page = r"""
$$X = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{bmatrix}, \quad
W = \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}$$

$$Y_{i,j} = \sum_{a=1}^{2} \sum_{b=1}^{2} W_{a,b} X_{i+a-1,j+b-1}$$

$$\frac{\partial L}{\partial Y} = \begin{bmatrix} 1 & 0 \\ 2 & -1 \end{bmatrix}$$

$$Q = R S$$

$$\frac{\partial L}{\partial W} = \begin{bmatrix} 4 & 6 \\ 10 & 12 \end{bmatrix}$$

"""
    assert last(page, r"\frac{\partial L}{\partial W} = \begin{bmatrix} 4 & 6 \\ 10 & 11 \end{bmatrix}")[0] == "wrong"


def test_a_sum_over_a_letter_that_two_factors_share():
    page = r"""
$$z_c = \sum_{k} V_{c,k} x_k, \quad s_c = \tanh(z_c)$$

$$\frac{\partial L}{\partial x_k} = \sum_c \frac{\partial L}{\partial z_c} V_{c,k}$$

"""
    line = r"\frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial z_k} \frac{\partial z_k}{\partial x_k}"
    assert last(page, line) == ("wrong", "channel-sum-missing")


LAYERS_BY_LETTERS = r"""
$$net_j=\sum_i w_{ij} x_i+b_j, \quad h_j=f(net_j)$$

$$net_k=\sum_j w_{jk}h_j+b_k, \quad y_k=g(net_k)$$

$$E=\frac12\sum_k(t_k-y_k)^2$$

$$\frac{\partial E}{\partial h_j} = \sum_k \frac{\partial E}{\partial net_k} w_{jk}$$

"""


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial E}{\partial net_k} = (y_k - t_k) g'(net_k)", "right"),
    (r"\frac{\partial E}{\partial net_j} = f'(net_j) \sum_k (y_k - t_k) g'(net_k) w_{jk}", "right"),
    (r"\frac{\partial E}{\partial net_j} = f'(net_j) \sum_k (y_k - t_k) g'(net_k) w_{kj}", "wrong"),
    (r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial net_j} x_i", "right"),
    (r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial net_j} h_i", "wrong"),
    (r"\frac{\partial E}{\partial b_j} = \frac{\partial E}{\partial net_j}", "right"),
])
def test_layers_told_apart_by_letters(line, said):
    assert last(LAYERS_BY_LETTERS, line)[0] == said


@pytest.mark.parametrize("sign", [r"^{\mathsf T}", r"^\mathsf{T}", r"^{\mathrm T}", r"^{\mathbf{T}}", r"^\top", r"^T"])
def test_signs_of_a_transpose(sign):
    page = rf"$$Y_{{col}} = X_{{col}} K_{{col}}{sign} + b$$" "\n\n"
    page += r"with $G_{col} = \frac{\partial L}{\partial Y_{col}}$" "\n\n"
    assert last(page, rf"\frac{{\partial L}}{{\partial K_{{col}}}} = G_{{col}}{sign} X_{{col}}") == ("right", None)
    assert last(page, rf"\frac{{\partial L}}{{\partial X_{{col}}}} = G_{{col}} K_{{col}}{sign}") == ("wrong", "transpose")


PENALTY = r"""
$$\mathbf{z}= \mathbf{W}^{(1)} \mathbf{x}, \quad \mathbf{h}= \phi (\mathbf{z}), \quad \mathbf{o}= \mathbf{W}^{(2)} \mathbf{h}$$

$$L = \frac{1}{2} \|\mathbf{o} - \mathbf{y}\|^2, \quad
s = \frac{\lambda}{2} \left(\|\mathbf{W}^{(1)}\|_\textrm{F}^2 + \|\mathbf{W}^{(2)}\|_\textrm{F}^2\right), \quad J = L + s$$

$$\frac{\partial J}{\partial \mathbf{o}} = \mathbf{o} - \mathbf{y}$$

"""


@pytest.mark.parametrize(("right", "said"), [
    (r"\frac{\partial J}{\partial \mathbf{o}} \mathbf{h}^\top + \lambda \mathbf{W}^{(2)}", "right"),
    (r"\frac{\partial J}{\partial \mathbf{o}} \mathbf{h}^\top + 2 \lambda \mathbf{W}^{(2)}", "wrong"),
    (r"\frac{\partial J}{\partial \mathbf{o}} \mathbf{h}^\top", "wrong"),
])
def test_matrices_without_sizes_are_no_numbers(right, said):
    assert last(PENALTY, rf"\frac{{\partial J}}{{\partial \mathbf{{W}}^{{(2)}}}} = {right}")[0] == said


def test_a_transpose_left_out_of_matrices_without_sizes():
    line = r"\frac{\partial J}{\partial \mathbf{h}} = \mathbf{W}^{(2)} \frac{\partial J}{\partial \mathbf{o}}"
    page = PENALTY + r"$$\frac{\partial J}{\partial \mathbf{W}^{(2)}} = \frac{\partial J}{\partial \mathbf{o}} \mathbf{h}^\top "
    page += r"+ \lambda \mathbf{W}^{(2)}$$" "\n\n"
    assert last(page, line) == ("wrong", "transpose")


MINUS_DELTA = r"""
$$net_{i}^{l} = \sum_{k} w_{ik}^{l}y_{k}^{l-1}+b_{i}^{l}, \quad y_i^l = f(net_i^l)$$

$$E=\sum_{k} \frac{1}{2}(y_{k}^{M}-d_{k})^2$$

$$\delta_{i}^{l} = - \frac{\partial E}{\partial net_{i}^{l}}$$

"""


@pytest.mark.parametrize(("line", "said"), [
    (r"\Delta w_{ij}^{l} = \eta \delta_{i}^{l} y_{j}^{l-1}", "right"),
    (r"\Delta w_{ij}^{l} = -\eta \delta_{i}^{l} y_{j}^{l-1}", "wrong"),
    (r"\Delta b_{i}^{l} = \eta \delta_{i}^{l}", "right"),
    (r"\delta_{i}^{l} = f'(net_i^l) \sum_k \delta_k^{l+1} w_{ki}^{l+1}", "right"),
    (r"\delta_{i}^{l} = -f'(net_i^l) \sum_k \delta_k^{l+1} w_{ki}^{l+1}", "wrong"),
    (r"\frac{\partial E}{\partial b_{i}^{l}} = -\delta_{i}^{l}", "right"),
    (r"\frac{\partial E}{\partial b_{i}^{l}} = \delta_{i}^{l}", "wrong"),
])
def test_errors_with_a_minus(line, said):
    assert last(MINUS_DELTA, line)[0] == said


FIRST_LAYERS = r"""
$$net_{l,j} = \sum_{i} \omega_{l,i,j} a_{l-1,i}, \quad a_{l,j} = \sigma(net_{l,j})$$

$$E = \sum_{k} (a_{L,k}-t_k)^2 / 2$$

"""


@pytest.mark.parametrize(("left", "right", "said"), [
    ("a_{L,j}", "a_{L,j} - t_j", "right"),
    ("a_{L,j}", "t_j - a_{L,j}", "wrong"),
    ("a_{l,j}", r"\sum_{k}\frac{\partial E}{\partial net_{l+1,k}}\omega_{l+1,j,k}", "right"),
    ("a_{l,j}", r"\sum_{k}\frac{\partial E}{\partial net_{l+1,k}}\omega_{l,j,k}", "wrong"),
    ("a_{l,j}", r"\sum_{k}\frac{\partial E}{\partial net_{l+1,k}}\omega_{l+1,k,j}", "wrong"),
    (r"\omega_{l,i,j}", r"\frac{\partial E}{\partial net_{l,j}} a_{l-1,i}", "right"),
    (r"\omega_{l,i,j}", r"\frac{\partial E}{\partial net_{l,j}} a_{l,i}", "wrong"),
])
def test_layers_as_first_indices(left, right, said):
    assert last(FIRST_LAYERS, rf"\frac{{\partial E}}{{\partial {left}}} = {right}")[0] == said


def test_a_first_index_that_a_sum_goes_over_is_no_layer():
    page = r"$$E = \sum_{l} \sum_{m} (x_{l,m} - x_{l-1,m})^2 / 2$$" "\n\n"
    assert last(page, r"\frac{\partial E}{\partial x_{l,m}} = x_{l,m} - x_{l-1,m}")[0] != "right"


def test_entries_of_one_row_are_read_in_one_way():
    page = r"""
$$X = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{bmatrix}, \quad
W = \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}$$

$$Y_{i,j} = \sum_{a=1}^{2} \sum_{b=1}^{2} W_{a,b} X_{i+a-1,j+b-1}$$

$$X_{col} = \begin{bmatrix} 1 & 2 & 4 & 5 \\ 2 & 3 & 5 & 6 \\ 4 & 5 & 7 & 8 \\ 5 & 6 & 8 & 9 \end{bmatrix}$$

$$W_{row} = \begin{bmatrix} 1 & 0 & 0 & -1 \end{bmatrix}$$

"""
    assert last(page, r"W_{row} \cdot X_{col} = \begin{bmatrix} -4 & -4 & -4 & -4 \end{bmatrix}")[0] == "right"
    assert last(page, r"W_{row} \cdot X_{col} = \begin{bmatrix} -4 & -4 & -4 & 4 \end{bmatrix}") == ("wrong", "sign")
