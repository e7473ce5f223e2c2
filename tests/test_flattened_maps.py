"""A worked page of a convolution whose map is flattened under its own letter, and pools counted from nought."""

import pytest

from symcnn.checking.check import check

PAGE = r"""$$z_{ij} = \sum_{m}\sum_{n} x_{i+m-1,j+n-1} w_{mn} + b, \qquad a_{ij} = \max(0, z_{ij})$$
Flatten $a = (a_{11}, a_{12}, a_{21}, a_{22})^T$; $s = u^T a + c$, $\hat{y} = \sigma(s)$,
$$L = -[y \ln \hat{y} + (1 - y) \ln (1 - \hat{y})]$$
"""
NUMBERS = r"""$X = \begin{pmatrix} 1 & 2 & 0 \\ 0 & 1 & 1 \\ 2 & 0 & 1 \end{pmatrix}$,
$W = \begin{pmatrix} 0.5 & -0.5 \\ 1 & 0 \end{pmatrix}$, $b = 0.1$
"""
POOL = r"""$$X = \begin{bmatrix} 1 & 0 & 2 & 1 \\ 0 & 1 & 1 & 0 \\ 2 & 1 & 0 & 1 \\ 1 & 0 & 1 & 2 \end{bmatrix},
\qquad K = \begin{bmatrix} 1 & -1 \\ 0 & 1 \end{bmatrix}, \qquad b = 0.5$$
$$Z_{ij} = \sum_{m=1}^{2} \sum_{n=1}^{2} K_{mn} X_{i+m-1, j+n-1} + b$$
ReLU: $A_{ij} = \max(0, Z_{ij})$. Max pooling with a 2×2 window and stride 1:
$$P_{ij} = \max_{0 \le m, n \le 1} A_{i+m, j+n}$$
"""


@pytest.mark.parametrize(("page", "line", "said"), [
    (PAGE, r"\frac{\partial L}{\partial u} = \frac{\partial L}{\partial s} a", "right"),
    (PAGE, r"\frac{\partial L}{\partial c} = \hat{y} - y", "right"),
    (PAGE, r"\frac{\partial L}{\partial a} = \frac{\partial L}{\partial s} u", "right"),
    (PAGE, r"\frac{\partial L}{\partial z_{ij}} = \frac{\partial L}{\partial a_{ij}} 1[z_{ij} > 0]", "right"),
    (PAGE, r"\frac{\partial L}{\partial u} = \frac{\partial L}{\partial s} u", "wrong"),
    (NUMBERS + PAGE, r"z_{12} = 2 \cdot 0.5 + 0 + 1 \cdot 1 + 0.1 = 2.1", "right"),
    (NUMBERS + PAGE, r"z_{12} = 2 \cdot 0.5 + 0 + 1 \cdot 1 = 2.0", "wrong"),
    (POOL, r"Z_{13} = 2 - 1 + 0 + 0 + 0.5 = 1.5", "right"),
    (POOL, r"Z_{13} = 2 + 1 + 0 + 0 + 0.5 = 3.5", "wrong"),
    (POOL, r"P = \begin{bmatrix} 2.5 & 2.5 \\ 2.5 & 2.5 \end{bmatrix}", "right"),
])
def test_lines(page, line, said):
    line_number = f"{page}\n".count("\n") + 1
    found = [j.verdict.verdict for j in check(f"{page}\n$${line}$$\n").judged if j.claim.line >= line_number]
    # one mistake costs once
    assert found[0] == said
    assert set(found[1:]) <= {"right", "carried"}
