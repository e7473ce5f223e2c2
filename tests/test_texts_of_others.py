"""What hand derivations of others taught the checker: bold numbers, matrices in bars, signs that are said what they mean."""

import pytest

from symcnn.checking.check import check

WHOLE = r"""
$X * W + b = Y$

$$X = \begin{vmatrix} x_{11} & x_{12} & x_{13} \\ x_{21} & x_{22} & x_{23} \\ x_{31} & x_{32} & x_{33} \end{vmatrix}$$

$$W = \begin{vmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{vmatrix}$$

$$\frac{\partial L}{\partial Y} = \begin{vmatrix} \frac{\partial L}{\partial y_{11}} & \frac{\partial L}{\partial y_{12}} \\
\frac{\partial L}{\partial y_{21}} & \frac{\partial L}{\partial y_{22}} \end{vmatrix}$$
"""
SIGN = r"""
$$O(i,j)=(I\star K) (i,j)=\sum_{u=1}^p\sum_{v=1}^qI(i+u-1,j+v-1)K(u,v)$$

Put $i'=i+u-1$.
"""
ROW = r"""
$$X = \begin{bmatrix} x_1 & x_2 \end{bmatrix}$$

$$W = \begin{bmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{bmatrix}$$

$$Z = X \times W$$

$$W^T = \begin{bmatrix} w_{11} & w_{21} \\ w_{12} & w_{22} \end{bmatrix}$$
"""
THRICE = r"""
$$Y_i = \sum_m X_{i+m} W_m$$

$$\frac{\partial L}{\partial W_m} = \sum_i \frac{\partial L}{\partial Y_i} X_{%s}$$

$$Y_{i,j} = \sum_m \sum_n X_{i+m,j+n} W_{m,n}$$

$$\frac{\partial L}{\partial W_{m,n}} = \sum_i \sum_j \frac{\partial L}{\partial Y_{i,j}} X_{i+m,j+n}$$

$$Y_{o,i,j} = \sum_c \sum_m \sum_n X_{c,i+m,j+n} W_{o,c,m,n} + b_o$$

$$\frac{\partial L}{\partial b_o} = \sum_i \sum_j \frac{\partial L}{\partial Y_{o,i,j}}$$
"""


def verdicts(text):
    return [c["verdict"] for c in check(text, kind="markdown").data()["claims"]]


@pytest.mark.parametrize(("line", "last"), [
    (r"6 + 1 = \mathbf{7}", "right"), (r"2 - 9 = \mathbf{-7}", "right"), (r"2 - 9 = \textbf{7}", "wrong"),
    (r"3 - 2 = \mathbf{1}", "right"), (r"(28 - 3 + 1) \times 2 = \mathbf{26 \times 2}", "right"),
])
def test_a_font_changes_no_number(line, last):
    assert verdicts(f"${line}$")[-1] == last


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial y_{11}} 1 + \frac{\partial L}{\partial y_{12}} 1 "
     r"+ \frac{\partial L}{\partial y_{21}} 1 + \frac{\partial L}{\partial y_{22}} 1", "right"),
    (r"\frac{\partial L}{\partial x_{11}} = \frac{\partial L}{\partial y_{11}} \color{green}{w_{11}}", "right"),
    (r"\frac{\partial L}{\partial x_{12}} = \frac{\partial L}{\partial y_{11}} w_{12}", "wrong"),
])
def test_a_result_is_named_behind_what_gives_it(line, verdict):
    assert verdicts(f"{WHOLE}\n$${line}$$")[-1] == verdict


@pytest.mark.parametrize(("indices", "verdict"), [("u'+i-1,v'+j-1", "right"), ("u'+i,v'+j", "wrong")])
def test_a_sign_is_said_between_a_result_and_its_sum(indices, verdict):
    assert verdicts(f"{SIGN}\n$$dK(u',v') = \\sum_i \\sum_j dO(i,j) I({indices})$$")[-1] == verdict


def test_two_unknown_arrays_say_what_a_sign_means():
    assert verdicts(r"$$(I * K)[i, j] = \sum_m \sum_n I[i + m, j + n] K[m, n]$$") == ["given"]


@pytest.mark.parametrize(("index", "verdict"), [("i+m", "right"), ("i-m", "wrong")])
def test_a_name_with_other_indices_is_another_tensor(index, verdict):
    assert verdicts(THRICE % index) == ["given", verdict, "given", "right", "given", "right"]


@pytest.mark.parametrize(("right", "verdict"), [("dZ W^T", "right"), ("dZ W", "wrong"), (r"dZ \times W", "wrong")])
def test_a_matrix_behind_a_list_lies_as_it_does_in_the_network(right, verdict):
    assert verdicts(f"{ROW}\n$dX = {right}$")[-1] == verdict


def test_an_entry_given_otherwise_before_may_be_of_another_array():
    given = "$$Output = \\begin{bmatrix} -3 & -1 \\\\ -1 & -3 \\end{bmatrix}$$\n\n"
    assert verdicts(given + "$Output[0,0] = 0 + 1 \\cdot 1 = 1$")[1:] == ["undecided", "right"]
    assert verdicts(given + "$Output[0,0] = 0 + 1 \\cdot 1 = 2$")[-1] == "wrong"


CONV_AND_DENSE = r"""
```symcnn
origin = 0
Z_{conv} = conv(X, W_{conv}) + b
A_{conv} = relu(Z_{conv})
v = flatten(A_{conv})
z = W_d v + b_d
```

$$X = \begin{bmatrix} 1 & 2 & 0 \\ 0 & 1 & 3 \\ 2 & 0 & 1 \end{bmatrix}$$

$$W_{conv} = \begin{bmatrix} 1 & -1 \\ 2 & 0 \end{bmatrix}$$

$b = 0$

$A_{conv} = \max(0, Z_{conv})$

$$W_d = \begin{bmatrix} 0.5 & -0.2 & 0.1 & 0.4 \\ 0.1 & 0.3 & -0.1 & 0.2 \end{bmatrix}$$

$b_d = [0.0, 0.0]^T$
"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"z = \begin{bmatrix} -0.5 \\ 0.9 \end{bmatrix}", "right"), (r"z = \begin{bmatrix} -0.5 \\ 0.5 \end{bmatrix}", "wrong"),
    (r"\frac{\partial A}{\partial Z} = \begin{cases} 1 & \text{if } Z > 0 \\ 0 & \text{if } Z \le 0 \end{cases}", "undecided"),
    (r"\frac{\partial L}{\partial v} = W_d^T \frac{\partial L}{\partial z}", "right"),
])
def test_a_name_with_a_letter_below_is_no_entry_of_another(line, verdict):
    assert verdicts(f"{CONV_AND_DENSE}\n$${line}$$")[-1] == verdict


def test_numbers_that_nothing_tells_are_not_wrong():
    text = "$$v = [4.0, 5.0]^T$$\n\n$$W_d = \\begin{bmatrix} 0.5 & -0.2 \\\\ 0.1 & 0.3 \\end{bmatrix}$$\n\n$z = W_d v$\n\n" \
           "$$\\frac{\\partial L}{\\partial v} = W_d^T \\frac{\\partial L}{\\partial z} = \\begin{bmatrix} %s \\end{bmatrix}$$"
    assert verdicts(text % "-0.1 \\\\ 0.12")[-2:] == ["right", "given"]
    both = "-0.1 \\\\ 0.12 \\end{bmatrix} = \\begin{bmatrix} -0.1 \\\\ 0.2"
    assert verdicts(text % both)[-2:] == ["given", "wrong"]


TWO_SIGNS = r"""
$$y_i = \sum_{j=0}^{k-1} x_{i+j} \cdot w_j$$

$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} *_{\text{full}} w
= \text{pad}_{k-1}\!\left(\frac{\partial L}{\partial y}\right) \star \text{flip}(w)$$
"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial w} = x \star \frac{\partial L}{\partial y}", "right"),
    (r"\frac{\partial L}{\partial x} = \text{pad}_{k-1}(\frac{\partial L}{\partial y}) \star w", "wrong"),
    (r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} *_{\text{full}} \text{flip}(w)", "wrong"),
])
def test_two_signs_are_two_kinds_of_convolution(line, verdict):
    assert verdicts(f"{TWO_SIGNS}\n$${line}$$")[1:] == ["right", "right", verdict]


OF_LAYERS = r"""
$$z^{l+1}=a^l*W^{l+1}$$

$$z_{11}=a_{11}w_{11}+a_{12}w_{12}+a_{21}w_{21}+a_{22}w_{22}$$

$$z_{12}=a_{12}w_{11}+a_{13}w_{12}+a_{22}w_{21}+a_{23}w_{22}$$

$$z_{21}=a_{21}w_{11}+a_{22}w_{12}+a_{31}w_{21}+a_{32}w_{22}$$

$$z_{22}=a_{22}w_{11}+a_{23}w_{12}+a_{32}w_{21}+a_{33}w_{22}$$

$$\nabla a_{11}=\delta_{11}w_{11}$$
"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\nabla W^{l+1}_{11}=a_{11}\delta_{11}+a_{12}\delta_{12}+a_{21}\delta_{21}+a_{22}\delta_{22}", "right"),
    (r"\nabla W^{l+1}_{12}=a_{12}\delta_{11}+a_{13}\delta_{12}+a_{22}\delta_{21}+a_{33}\delta_{22}", "wrong"),
    (r"\frac{\partial C}{\partial W^{l+1}}=a^l*\delta^{l+1}", "right"),
    (r"\delta^l=\delta^{l+1}*rot180(W^{l+1})", "undecided"),
])
def test_cells_are_those_of_the_layers(line, verdict):
    assert verdicts(f"{OF_LAYERS}\n$${line}$$")[-1] == verdict
