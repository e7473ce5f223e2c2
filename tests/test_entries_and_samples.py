"""Entries in small letters of arrays in capitals, samples with columns by Greek letters, shares of classes, errors by layer."""

import pytest

from symcnn.checking.check import check

SMALL = r"""$$\begin{aligned}
y_{11} &= k_{11} x_{11} + k_{12} x_{12} + k_{21} x_{21} + k_{22} x_{22}\\
y_{12} &= k_{11} x_{12} + k_{12} x_{13} + k_{21} x_{22} + k_{22} x_{23}\\
y_{21} &= k_{11} x_{21} + k_{12} x_{22} + k_{21} x_{31} + k_{22} x_{32}\\
y_{22} &= k_{11} x_{22} + k_{12} x_{23} + k_{21} x_{32} + k_{22} x_{33}
\end{aligned}$$
$$\frac{\partial L}{\partial K} = X \star \frac{\partial L}{\partial Y}$$
"""
BRACED = r"""$${Z_{11}} = {W_{11}}{X_{11}} + {W_{12}}{X_{12}} + {W_{21}}{X_{21}} + {W_{22}}{X_{22}}$$
$${Z_{12}} = {W_{11}}{X_{12}} + {W_{12}}{X_{13}} + {W_{21}}{X_{22}} + {W_{22}}{X_{23}}$$
$${Z_{21}} = {W_{11}}{X_{21}} + {W_{12}}{X_{22}} + {W_{21}}{X_{31}} + {W_{22}}{X_{32}}$$
$${Z_{22}} = {W_{11}}{X_{22}} + {W_{12}}{X_{23}} + {W_{21}}{X_{32}} + {W_{22}}{X_{33}}$$
"""
ENTROPY = r"-\frac{1}{m} \sum_{i=1}^{m} \left[ y^{(i)} \log \hat{y}^{(i)} + (1 - y^{(i)}) \log (1 - \hat{y}^{(i)}) \right]"
SAMPLES = rf"""Let $\hat{{y}}^{{(i)}} = \sigma(\theta^\top x^{{(i)}})$ and
$$J(\theta) = {ENTROPY}$$
"""
WEIGHED = SAMPLES.replace(r"\right]", r"\right] + \frac{\lambda}{2m} \sum_{j=1}^{n} \theta_j^2")
ERROR = r"""$$s = V h + c, \qquad E = \frac12 \lVert s - t \rVert^2$$
With $\delta^{(2)} = s - t$
"""
SHARES = r"""$$z = W x + b$$ $$p = softmax(z)$$ $$L = -\ln p_1$$
$$\frac{\partial L}{\partial z_2} = p_2$$
"""
SQUARES = r"""$$L = \|Xw - y\|^2$$
$$\frac{\partial L}{\partial w} = 2X^T(Xw - y) = 0$$
"""
GRADIENT = r"\frac{\partial J}{\partial \theta_j} = \frac{1}{m} \sum_{i=1}^{m} (%s) x_j^{(i)}"


@pytest.mark.parametrize(("page", "line", "said"), [
    (SMALL, r"\frac{\partial L}{\partial K} = X \star \frac{\partial L}{\partial Y}", "right"),
    (SMALL, r"\frac{\partial L}{\partial x_{12}} = \frac{\partial L}{\partial y_{11}} k_{12} "
     r"+ \frac{\partial L}{\partial y_{12}} k_{11}", "right"),
    (SMALL, r"\frac{\partial L}{\partial K} = 2 X \star \frac{\partial L}{\partial Y}", "wrong"),
    (SMALL, r"\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial Y_{11}} K_{22}", "wrong"),
    (BRACED, r"d{W_{11}} = d{Z_{11}}{X_{11}} + d{Z_{12}}{X_{12}} + d{Z_{21}}{X_{21}} + d{Z_{22}}{X_{22}}", "right"),
    (BRACED, r"d{X_{12}} = {W_{12}}d{Z_{11}} + {W_{11}}d{Z_{12}}", "right"),
    (BRACED, r"d{X_{12}} = {W_{11}}d{Z_{11}} + {W_{12}}d{Z_{12}}", "wrong"),
    (SAMPLES, GRADIENT % r"\hat{y}^{(i)} - y^{(i)}", "right"),
    (SAMPLES, GRADIENT % r"y^{(i)} - \hat{y}^{(i)}", "wrong"),
    (WEIGHED, GRADIENT % r"\hat{y}^{(i)} - y^{(i)}" + r" + \frac{\lambda}{m} \theta_j", "right"),
    (WEIGHED, GRADIENT % r"\hat{y}^{(i)} - y^{(i)}" + r" + \lambda \theta_j", "wrong"),
    (ERROR, r"\frac{\partial E}{\partial V_{kj}} = \delta^{(2)}_k h_j", "right"),
    (ERROR, r"\frac{\partial E}{\partial c_k} = \delta^{(2)}_k", "right"),
    (ERROR, r"\frac{\partial E}{\partial V_{kj}} = \delta^{(2)}_j h_k", "wrong"),
    (SHARES, r"\frac{\partial L}{\partial z_1} = p_1 - 1", "right"),
    (SHARES, r"\frac{\partial L}{\partial z_1} = p_1", "wrong"),
    (SHARES, r"\frac{\partial L}{\partial z_2} = p_2 - 1", "wrong"),
    # behind a slope that is set to nought
    (SQUARES, r"X^TXw = X^Ty", "undecided"),
    (SQUARES, r"\frac{\partial L}{\partial w} = X^T(Xw - y)", "wrong"),
])
def test_lines(page, line, said):
    assert check(f"{page}\n$${line}$$\n").judged[-1].verdict.verdict == said


@pytest.mark.parametrize(("step", "sign", "said"), [
    (r"w \leftarrow w - \Delta w", "", "right"), (r"w \leftarrow w - \Delta w", "-", "wrong"),
    (r"w \leftarrow w + \Delta w", "-", "right"), (r"w \leftarrow w + \Delta w", "", "wrong"),
])
def test_changes_that_are_taken_off(step, sign, said):
    page = rf"$$y = x w$$ $$L = (t - y)^2$$ ${step}$ with $$\Delta w = {sign}\mu \frac{{\partial L}}{{\partial w}}$$"
    assert check(page).judged[-1].verdict.verdict == said
