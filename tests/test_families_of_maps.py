"""Maps and kernels given one by one, ``X_1``, ``W_{2,1}``, of equations for any of them: ``Z_f = X * W_f + b_f``."""

import pytest

from symcnn.checking.check import check

GIVEN = r"""
$$X_1 = \begin{bmatrix} 1 & 0 & 2 \\ 0 & 1 & -1 \\ 2 & 1 & 0 \end{bmatrix}, \quad
X_2 = \begin{bmatrix} 0 & 1 & 1 \\ 2 & 0 & 1 \\ 1 & 1 & 0 \end{bmatrix}$$

$$W_{1,1} = \begin{bmatrix} 0.5 & -0.5 \\ 1 & 0 \end{bmatrix}, \quad
W_{1,2} = \begin{bmatrix} 0 & 1 \\ -1 & 0.5 \end{bmatrix}, \quad
W_{2,1} = \begin{bmatrix} -1 & 0.5 \\ 0 & 1 \end{bmatrix}, \quad W_{2,2} = \begin{bmatrix} 0.5 & 0 \\ 0.5 & -1 \end{bmatrix}$$

$$\frac{\partial L}{\partial Z_1} = \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}, \quad
\frac{\partial L}{\partial Z_2} = \begin{bmatrix} 0 & 2 \\ 1 & 0 \end{bmatrix}$$

$$\frac{\partial L}{\partial W_{2,1}} = \begin{bmatrix} 0 & 5 \\ 4 & LAST \end{bmatrix}$$
"""
OPERATOR = r"$$Z_f = \sum_{c=1}^{2} X_c \star W_{f,c}$$"
ENTRIES = r"$$Z_{f,i,j} = \sum_{c=1}^{2} \sum_{p=1}^{2} \sum_{q=1}^{2} W_{f,c,p,q}\, X_{c,i+p-1,j+q-1}$$"
FILTERS = r"""Let $Z_f = X \star W_f + b_f$, $A_f = \mathrm{ReLU}(Z_f)$, $g_f = \mathrm{mean}(A_f)$ and
$L = \frac{1}{2} \sum_f (g_f - t_f)^2$ with $t = (1, 0)$.

$$X = \begin{bmatrix} 1 & 0 & 2 \\ 0 & 1 & -1 \\ 2 & 1 & 0 \end{bmatrix}, \quad
W_1 = \begin{bmatrix} 0.5 & -0.5 \\ 1 & 0 \end{bmatrix}, \quad W_2 = \begin{bmatrix} -1 & 0.5 \\ 0 & 1 \end{bmatrix}, \quad
b_1 = 0.1, \quad b_2 = -0.2$$

$$Z_2 = \begin{bmatrix} -0.2 & -0.2 \\ 1.3 & -1.7 \end{bmatrix}$$

$$\frac{\partial L}{\partial W_2} = \begin{bmatrix} 0 & 0.0813 \\ 0.1625 & LAST \end{bmatrix}$$

$$\frac{\partial L}{\partial b_2} = 0.0813$$
"""


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged if j.verdict.verdict != "given"]


@pytest.mark.parametrize("equation", [OPERATOR, ENTRIES])
def test_maps_given_one_by_one_are_the_array_that_an_equation_reads(equation):
    page = f"{equation}\n{GIVEN}"
    assert set(verdicts(page.replace("LAST", "-1"))) == {"right"}
    assert verdicts(page.replace("LAST", "1"))[-1] == "wrong"


def test_an_equation_for_any_filter_holds_for_each():
    assert set(verdicts(FILTERS.replace("LAST", "0.0813"))) <= {"right", "rounding"}
    assert verdicts(FILTERS.replace("LAST", "-0.0813"))[-2] == "wrong"


def test_a_transposed_convolution_in_a_chain_has_the_stride_that_it_states():
    page = r"""$X = \begin{bmatrix} 1 & 2 \\ 3 & -1 \end{bmatrix}$ and $K = \begin{bmatrix} 1 & 2 \\ 0 & 1 \end{bmatrix}$.

$$Y = \mathrm{conv\_transpose}(X, K, stride=2) = \begin{bmatrix} 1 & 2 & 2 & 4 \\ 0 & 1 & 0 & 2 \\ 3 & 6 & -1 & -2 \\
0 & 3 & 0 & LAST \end{bmatrix}$$
"""
    assert set(verdicts(page.replace("LAST", "-1"))) == {"right"}
    assert verdicts(page.replace("LAST", "1"))[-1] == "wrong"
