r"""Entries and parts of what an operation gives, ``(X \ast K)_{i,j}``, rows, slices, sets of places, one filter of several."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import NotSupportedYet

CONVOLVED = (r"X: 5x5; K: 3x3; Z_{i,j} = (X \ast K)_{i,j} + b; Y_{i,j} = \sigma(Z_{i,j}); "
             r"L = \frac12 \sum_{i,j} (Y_{i,j} - T_{i,j})^2")
IN_PARENTHESES = (r"x: 6x6; w: 3x3; y(i,j) = \sum_{m=0}^{2} \sum_{n=0}^{2} x(i+m, j+n) w(m,n); "
                  r"L = \sum_{i,j} y(i,j)^2")
PLACES = (r"y: 4x4; R_{i,j} = \{2i-1, 2i\} \times \{2j-1, 2j\}; p_{i,j} = \max_{(m,n) \in R_{i,j}} y_{m,n}; "
          r"L = \sum_{ij} (p_{ij} - t_{ij})^2")
MEANS = r"y: 6; R_{i} = \{2i-1, 2i\}; p_{i} = \frac{1}{|R_i|} \sum_{m \in R_{i}} y_{m}; E = \sum_i p_i^2"
ROWS = r"x: 10x3; w: 3; t: 10; E = \sum_n (t_n - w^T x_n)^2"
TEXT = r"x: 8x5; w: 3x5; c_i = \tanh(w \cdot x_{i:i+2} + b); m = \max_i c_i; L = (m - t)^2"
EACH = r"x: 8x5; W: 4x5; h_i = \tanh(W x_i + b); s = \frac{1}{8} \sum_i h_i; o = v^T s; L = (o - t)^2"
FILTERS = r"x: 3x8x8; K: 4x3x3x3; y_f = \sum_c x_c \star K_{f,c} + b_f; L = \sum_{f,i,j} y_{f,i,j}^2"
UNIT = r"z: 4; p = softmax(z); L = \frac12 \|p - \mathbf{1}_c\|^2"
LABEL = r"x: 4; W: 3x4; s = W x; p = softmax(s); L = -\log p_c"


@pytest.mark.parametrize(("text", "shapes"), [
    (CONVOLVED, {"Z": (3, 3), "b": (), "T": (3, 3)}),
    (r"X: 5x5; K: 3x3; Y_{i,j} = \sigma((K \ast X)_{i,j} + b)", {"Y": (3, 3)}),
    (r"X: 5x5; K: 3x3; Y(i,j) = (X * K)(i,j) + b", {"Y": (3, 3)}),
    (r"W: 3x4; x: 4; y_i = \sigma((W x)_i + b_i)", {"y": (3,), "b": (3,)}),
    (IN_PARENTHESES, {"y": (4, 4)}),
    (r"y(n) = \sum_{k=0}^{2} h(k) x(n-k); x: 8; h: 3", {"y": (8,)}),
    (PLACES, {"p": (2, 2), "t": (2, 2)}),
    (MEANS, {"p": (3,)}),
    (r"y: 9; R_i = \{3i-2, \ldots, 3i\}; p_i = \max_{m \in R_i} y_m", {"p": (3,)}),
    (r"y: 6; p_i = \max_{0 \le m < 2} y_{2i+m}", {"p": (3,)}),
    (ROWS, {"E": ()}),
    (r"X: 10x3; E = \sum_n (t_n - w^T x_n)^2", {"w": (3,), "t": (10,)}),
    (r"x: 3x3; y_i = x_i", {"y": (3, 3)}),
    (TEXT, {"c": (6,), "b": ()}),
    (r"x: 8x5; w: 3x5; c_i = f(w \cdot x_{i:i+h-1} + b)", {"c": (6,)}),
    (r"x: 8; w: 3; c_i = \tanh(w^T x_{i:i+2} + b)", {"c": (6,)}),
    (EACH, {"h": (8, 4), "s": (4,), "b": (4,)}),
    (FILTERS, {"y": (4, 6, 6), "b": (4,)}),
    (r"x: 3x8x8; K: 4x3x3x3; y_f = conv(x, K_f) + b_f", {"y": (4, 6, 6), "b": (4,)}),
    (r"x: 3; y: 3; t: 3; z = (y - t) 2 x", {"z": ()}),
    (r"z: 4; y_i = \mathbb{1}\{z_i > 0\} z_i", {"y": (4,)}),
    (UNIT, {"L": ()}),
])
def test_networks_of_entries_and_parts(text, shapes):
    net = sc.Network(text)
    assert {n: net.shape(n) for n in shapes} == shapes


def test_samples_that_nobody_declares_are_rows():
    net = sc.Network(r"E = \frac{1}{N} \sum_{n=1}^N (w^T x_n - y_n)^2")
    assert [len(net.shape(n)) for n in ("x", "w", "y", "E")] == [2, 1, 1, 0]


def test_a_window_and_a_slice_go_where_they_are_said_to():
    x, w = np.arange(40.0).reshape(8, 5) / 40, np.arange(15.0).reshape(3, 5) / 15
    found = sc.Network(TEXT).compile(outputs=["c"])({"x": x, "w": w, "b": 0.1, "t": 0.0})
    assert np.allclose(found["c"], [np.tanh((w * x[i:i + 3]).sum() + 0.1) for i in range(6)])
    y = np.array([1.0, 5, 2, 0, 3, 4])
    assert np.allclose(sc.Network(MEANS).compile(outputs=["p"])({"y": y})["p"], [3, 1, 3.5])


def test_a_set_of_places_that_is_no_window_is_refused():
    with pytest.raises(NotSupportedYet, match="a set of places that do not follow each other"):
        sc.Network(r"y: 6; R_i = \{i, 2i\}; p_i = \max_{m \in R_i} y_m")
    with pytest.raises(NotSupportedYet, match="a maximum over such a range"):
        sc.Network(r"y: 6; p_i = \max_{m \in R_i} y_m")


@pytest.mark.parametrize(("line", "network", "right"), [
    (r"\frac{\partial L}{\partial K_{m,n}} = \left(X \ast \frac{\partial L}{\partial Z}\right)_{m,n}", CONVOLVED, True),
    (r"\frac{\partial L}{\partial b} = \sum_{i,j} (Y_{i,j} - T_{i,j}) 2 Y_{i,j} (1 - Y_{i,j})", CONVOLVED, False),
    (r"\frac{\partial L}{\partial w(m,n)} = \sum_{i}\sum_j 2 y(i,j) x(i+m,j+n)", IN_PARENTHESES, True),
    (r"\frac{\partial L}{\partial w(m,n)} = \sum_{i}\sum_j y(i,j) x(i+m,j+n)", IN_PARENTHESES, False),
    (r"\frac{\partial L}{\partial y_{m,n}} = \sum_{i,j} 2(p_{i,j} - t_{i,j}) 1[y_{m,n} = p_{i,j}]", PLACES, True),
    (r"\frac{\partial E}{\partial y_m} = p_{\lceil m/2 \rceil}", MEANS, True),
    (r"\frac{\partial E}{\partial y_m} = 2p_{\lceil m/2 \rceil}", MEANS, False),
    (r"\frac{\partial E}{\partial w} = -2 \sum_n (t_n - w^T x_n) x_n", ROWS, True),
    (r"\frac{\partial E}{\partial w} = 2 \sum_n (t_n - w^T x_n) x_n", ROWS, False),
    (r"\frac{\partial L}{\partial w} = \sum_i \frac{\partial L}{\partial c_i} (1 - c_i^2) x_{i:i+2}", TEXT, True),
    (r"\frac{\partial L}{\partial w} = \sum_i \frac{\partial L}{\partial c_i} c_i x_{i:i+2}", TEXT, False),
    (r"\frac{\partial L}{\partial h_i} = \frac{1}{8} 2 (o - t) v", EACH, True),
    (r"\frac{\partial L}{\partial x_i} = W^T \left(\frac{\partial L}{\partial h_i} \odot (1 - h_i^2)\right)", EACH, True),
    (r"\frac{\partial L}{\partial K_{f,c}} = x_c \star \frac{\partial L}{\partial y_f}", FILTERS, True),
    (r"\frac{\partial L}{\partial K_f} = \frac{\partial L}{\partial y_f} \star x", FILTERS, True),
    (r"\frac{\partial L}{\partial K_f} = 2 \frac{\partial L}{\partial y_f} \star x", FILTERS, False),
    (r"\frac{\partial L}{\partial x} = \sum_f \frac{\partial L}{\partial y_f} *_{full} K_f", FILTERS, True),
    (r"\frac{\partial L}{\partial x} = 3 \sum_f \frac{\partial L}{\partial y_f} *_{full} K_f", FILTERS, False),
    (r"\frac{\partial L}{\partial p_j} = p_j - [j = c]", UNIT, True),
    (r"\frac{\partial L}{\partial p} = p - \mathbf{1}_c", UNIT, True),
    (r"\frac{\partial L}{\partial s} = p - \mathbf{1}_c", LABEL, True),
    (r"\frac{\partial L}{\partial s_j} = p_j - \delta_{jc}", LABEL, True),
    (r"\frac{\partial L}{\partial s_j} = p_j + \delta_{jc}", LABEL, False),
])
def test_what_is_said_of_them(line, network, right):
    (judged,) = sc.check(line, given=network).judged
    assert judged.verdict.verdict == ("right" if right else "wrong")


def test_a_page_whose_samples_are_rows_():
    page = r"""Least squares: $E = \frac12 \sum_{n=1}^{N} (t_n - w^T x_n)^2 + \frac{\lambda}{2} \|w\|^2$.
$$\frac{\partial E}{\partial w} = -\sum_{n=1}^{N} (t_n - w^T x_n) x_n + \lambda w$$
$$\frac{\partial E}{\partial w_j} = -\sum_{n} (t_n - w^T x_n) x_{nj} + \lambda w_j$$
$$\frac{\partial E}{\partial w} = \sum_{n=1}^{N} (t_n - w^T x_n) x_n + \lambda w$$
"""
    assert [j.verdict.verdict for j in sc.check(page).judged] == ["given", "right", "right", "wrong"]
