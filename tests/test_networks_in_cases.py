r"""Networks with cases, rounded indices, transposed convolutions, and lines that are said of some entries alone."""

import numpy as np
import pytest

import symcnn as sc

HUBER = (r"y: 5; t: 5; r_i = y_i - t_i; "
         r"l_i = \begin{cases} \frac12 r_i^2 & |r_i| \le 1 \\ |r_i| - \frac12 & \text{otherwise} \end{cases}; L = \sum_i l_i")
SMOOTHED = (r"z: 4; p = softmax(z); q_k = (1 - \epsilon) y_k + \frac{\epsilon}{4}; L = -\sum_k q_k \log p_k; "
            r"assume y one-hot")
UPSAMPLED = r"x: 4; y[i]: 8 = x_{\lceil i/2 \rceil}; L = \sum_i r_i y_i"
SPREAD = r"x: 4; w: 3; y = conv_transpose(x, w, stride=2); L = \frac12 \sum_n (y_n - t_n)^2"
SMOOTH = r"x: 8; L = \sum_{i=1}^{7} (x_{i+1} - x_i)^2"
MAXOUT = r"x: 4; W: 3x2x4; z_{i,j} = \sum_d W_{i,j,d} x_d; h_i = \max_j z_{i,j}; L = \sum_i r_i h_i"


@pytest.mark.parametrize(("conditions", "at"), [
    ((r"|x| \le 1", r"\text{otherwise}"), lambda x: np.where(abs(x) <= 1, x**2, 2 * x)),
    ((r"\text{if } x < 0", r"\text{if } 0 \le x < 1", "else"), lambda x: np.where(x < 0, x**2, np.where(x < 1, 2 * x, 5))),
    (("x > 0",), lambda x: np.where(x > 0, x**2, 0)),
])
def test_cases_are_what_holds_where(conditions, at):
    values = ("x^2", "2x", "5 + 0x")
    rows = r" \\ ".join(f"{v} & {c}" for v, c in zip(values, conditions, strict=False))
    x = np.array([-2.0, -0.5, 0.5, 3.0])
    net = sc.Network(rf"x: 4; y = \begin{{cases}} {rows} \end{{cases}}; L = sum(y)")
    assert np.allclose(net.compile(outputs=["y"])({"x": x})["y"], at(x))


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (2, 1), (3, 2)])
def test_a_transposed_convolution_spreads_the_kernel(stride, padding):
    x, w = np.array([1.0, -2, 3, 5]), np.array([0.5, 2, -1])
    spread = np.zeros(3 * stride + 3)
    for i, value in enumerate(x):
        spread[stride * i:stride * i + 3] += value * w
    net = sc.Network(f"x: 4; w: 3; y = conv_transpose(x, w, stride={stride}, padding={padding}); L = sum(y)")
    found = net.compile(outputs=["y"])({"x": x, "w": w})["y"]
    assert np.allclose(found, spread[padding:len(spread) - padding])


def test_the_kernel_of_a_transposed_convolution_lies_input_channel_first():
    net = sc.Network("x: 2x3x3; w: 2x4x2x2; y = conv_transpose(x, w, stride=2)")
    assert net.shape("y") == (4, 6, 6)


@pytest.mark.parametrize(("line", "network", "verdict"), [
    (r"\frac{\partial L}{\partial y_i} = \max(-1, \min(1, y_i - t_i))", HUBER, "right"),
    (r"\frac{\partial L}{\partial y_i} = y_i - t_i", HUBER, "wrong"),
    (r"\frac{\partial L}{\partial z_k} = p_k - q_k", SMOOTHED, "right"),
    (r"\frac{\partial L}{\partial z_k} = p_k - y_k", SMOOTHED, "wrong"),
    (r"\frac{\partial L}{\partial x_j} = r_{2j-1} + r_{2j}", UPSAMPLED, "right"),
    (r"\frac{\partial L}{\partial x_j} = r_{2j}", UPSAMPLED, "wrong"),
    (r"\frac{\partial L}{\partial w_k} = \sum_i (y_{2(i-1)+k} - t_{2(i-1)+k}) x_i", SPREAD, "right"),
    (r"\frac{\partial L}{\partial w_k} = \sum_i (y_{i+k-1} - t_{i+k-1}) x_i", SPREAD, "wrong"),
    (r"\frac{\partial L}{\partial x_i} = 2(2 x_i - x_{i-1} - x_{i+1}), \quad 1 < i < 8", SMOOTH, "right"),
    (r"\frac{\partial L}{\partial x_i} = 2(2 x_i - x_{i-1} - x_{i+1}) \quad (2 \le i \le 7)", SMOOTH, "right"),
    (r"\frac{\partial L}{\partial x_i} = 2(x_i - x_{i-1} - x_{i+1}), \quad 1 < i < 8", SMOOTH, "wrong"),
    (r"\frac{\partial L}{\partial x_i} = 2(2 x_i - x_{i-1} - x_{i+1})", SMOOTH, "wrong"),
    # a place that nobody tells
    (r"\frac{\partial L}{\partial x_d} = \sum_i r_i W_{i,j^*_i,d}", MAXOUT, "undecided"),
])
def test_what_is_said_of_them(line, network, verdict):
    judged = sc.check(line, given=network).judged
    assert judged[0].verdict.verdict == verdict
