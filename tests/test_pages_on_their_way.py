"""Pages that go through Markdown before they are typeset, that leave their sums out, that are right in every line."""

import pytest

from symcnn.checking.check import check


def verdicts(text):
    return [(c["verdict"], c["cause"]) for c in check(text, kind="markdown").data()["claims"] if c["verdict"] != "given"]


ESCAPED = r"""The layer is \\(z_i = \sum_j w_{ij} x_j + b_i\\), and

\\[ a_i = \tanh(z_i) \\]

\\[ \frac{\partial L}{\partial w\_{ij}} = \frac{\partial L}{\partial a\_i} (1 - a_i^2) x_j \tag{3} \\]

\\[ \frac{\partial L}{\partial x_j} = \sum_i w_{ji} \frac{\partial L}{\partial a_i} (1 - a_i^2) \\]
"""


def test_marks_with_their_strokes_escaped_are_read():
    assert verdicts(ESCAPED) == [("right", None), ("wrong", "transpose")]


def test_a_row_that_ends_in_a_display_is_no_mark():
    text = "$$\\begin{aligned} y &= w x \\\\[2pt] z &= 2 y \\end{aligned}$$\n\n$$\\frac{\\partial z}{\\partial x} = 2 w$$\n"
    assert verdicts(text) == [("right", None)]


SPACES = r"""$$Z = A W, \quad A \sim \mathbb{R}^{n \times 2}, \quad W \sim \mathbb{R}^{2 \times 3}, \quad Y = \text{relu}(Z)$$

$$\mathbb{R}^{n \times 256}$$

$$Z \sim \mathbb{R}^{n \times 3}$$

$$Z \sim \mathbb{R}^{n \times 2}$$

$$\frac{\partial L}{\partial W} = A^T \frac{\partial L}{\partial Z} \sim \mathbb{R}^{2 \times 3}$$
"""


def test_a_tilde_before_a_space_says_a_shape():
    assert verdicts(SPACES) == [("right", None), ("wrong", "shape-wrong"), ("right", None), ("right", None)]


REPEATED = r"""WORDS

$$y_{o,i,j} = k_{o,c,a,b} x_{c,i+a,j+b}$$

$$\frac{\partial L}{\partial k_{o,c,a,b}} = \frac{\partial L}{\partial y_{o,i,j}} x_{c,i+a,j+b}$$

$$\frac{\partial L}{\partial x_{c,p,q}} = \frac{\partial L}{\partial y_{o,i,j}} k_{o,c,p-i,q-j}$$

$$\frac{\partial L}{\partial x_{c,p,q}} = \frac{\partial L}{\partial y_{o,i,j}} k_{c,o,p-i,q-j}$$
"""


@pytest.mark.parametrize("words", ["Repeated indices are summed.", "With Einstein's convention:"])
def test_repeated_indices_are_summed_where_a_page_says_so(words):
    found = verdicts(REPEATED.replace("WORDS", words))
    assert [v for v, _ in found] == ["right", "right", "wrong"]


def test_repeated_indices_are_not_summed_where_no_page_says_so():
    assert "right" not in [v for v, _ in verdicts(REPEATED.replace("WORDS", "A layer:"))[:2]]


RIGHT = [
    r"""Let $y[n] = \sum_{k=0}^{K-1} h[k]\, x[n-k]$ for all n, zero outside.

$$\frac{\partial L}{\partial h[k]} = \sum_{n} \frac{\partial L}{\partial y[n]}\, x[n-k]$$

$$\frac{\partial L}{\partial x[m]} = \sum_{k=0}^{K-1} h[k]\, \frac{\partial L}{\partial y[m+k]}$$
""",
    r"""$$\begin{aligned}
z_1 &= w_{11} x_1 + w_{12} x_2 + b_1 \\
z_2 &= w_{21} x_1 + w_{22} x_2 + b_2 \\
a_1 &= \tanh z_1, \quad a_2 = \tanh z_2 \\
\hat y &= v_1 a_1 + v_2 a_2 + c \\
J &= (\hat y - y)^2
\end{aligned}$$

$$\frac{\partial J}{\partial \hat y} = 2(\hat y - y)$$

$$\frac{\partial J}{\partial v_1} = 2(\hat y - y) a_1$$

$$\frac{\partial J}{\partial w_{21}} = 2(\hat y - y) v_2 (1 - a_2^2) x_1$$

$$\frac{\partial J}{\partial x_2} = 2(\hat y - y) \left[ v_1 (1 - a_1^2) w_{12} + v_2 (1 - a_2^2) w_{22} \right]$$
""",
    r"""$$\mathbf{H} = \phi(\mathbf{X}\mathbf{W}^{(1)} + \mathbf{b}^{(1)})$$

$$\mathbf{O} = \mathbf{H}\mathbf{W}^{(2)} + \mathbf{b}^{(2)}$$

$$\frac{\partial J}{\partial \mathbf{W}^{(2)}} = \mathbf{H}^\top \frac{\partial J}{\partial \mathbf{O}}$$

$$\frac{\partial J}{\partial \mathbf{H}} = \frac{\partial J}{\partial \mathbf{O}} {\mathbf{W}^{(2)}}^\top$$

$$\frac{\partial J}{\partial \mathbf{b}^{(2)}} = \mathbf{1}^\top \frac{\partial J}{\partial \mathbf{O}}$$
""",
    r"""$$u_t = \sum_{k=0}^{K-1} w_k x_{t-dk}, \qquad y_t = \max(0, u_t)$$

$$\frac{\partial \mathcal{L}}{\partial u_t} = \frac{\partial \mathcal{L}}{\partial y_t} \mathbf{1}[u_t > 0]$$

$$\frac{\partial \mathcal{L}}{\partial w_k} = \sum_t \frac{\partial \mathcal{L}}{\partial u_t} x_{t-dk}$$

$$\frac{\partial \mathcal{L}}{\partial x_s} = \sum_{k=0}^{K-1} w_k \frac{\partial \mathcal{L}}{\partial u_{s+dk}}$$
""",
    r"""$$p_{c} = \frac{1}{HW}\sum_{i=1}^{H}\sum_{j=1}^{W} a_{c,i,j}, \quad s_k = \sum_c w_{kc} p_c$$

$$q_k = \frac{\exp(s_k)}{\sum_l \exp(s_l)}, \quad \mathcal{L} = -\sum_k t_k \ln q_k$$

$$\frac{\partial \mathcal{L}}{\partial s_k} = q_k - t_k$$

$$\frac{\partial \mathcal{L}}{\partial w_{kc}} = (q_k - t_k) p_c$$

$$\frac{\partial \mathcal{L}}{\partial a_{c,i,j}} = \frac{1}{HW} \sum_k (q_k - t_k) w_{kc}$$
""",
    r"""$$s = f(x; W) = W x$$

$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial s} x^T$$

$$\frac{\partial L}{\partial x} = W^T \frac{\partial L}{\partial s}$$
""",
]


@pytest.mark.parametrize("page", RIGHT)
def test_right_pages_are_right(page):
    found = [v for v, _ in verdicts(page)]
    assert len(found) > 1 and set(found) == {"right"}
