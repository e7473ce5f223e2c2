"""Formulas as a textbook sets them: literals, up to white space."""

import pytest

import symcnn as sc
from formulas import assert_reads


@pytest.fixture(scope="module")
def mini():
    return sc.load("example:mini_cnn")


def test_comparison_fails_on_another_formula():
    with pytest.raises(AssertionError):
        assert_reads("x_{i}", "x_{j}")


def test_filter_gradient(mini):
    assert_reads(
        mini.gradient("w[f_i,f_j,k]").latex(),
        r"""\frac{\partial E}{\partial w_{f_i,f_j,k}} = \sum_{c_i=1}^{3}\sum_{c_j=1}^{3}
        \frac{\partial E}{\partial y_{c_i,c_j,k}} y_{c_i,c_j,k}(1-y_{c_i,c_j,k}) x_{c_i+f_i-1,c_j+f_j-1}""")


def test_gradient_through_an_overlapping_sum_pool(mini):
    assert_reads(
        mini.gradient("y").latex(),
        r"""\frac{\partial E}{\partial y_{c_i,c_j,k}} = \sum_{p_i=\max(1,c_i-1)}^{\min(2,c_i)}
        \sum_{p_j=\max(1,c_j-1)}^{\min(2,c_j)} \frac{\partial E}{\partial z_{p_i,p_j,k}}""")


def test_kernel_gradient_of_a_same_padded_convolution():
    net = sc.Network(r"""
        x[i]: N
        w[k]: K
        assume K odd, N >= K
        \hat{x}[i] = conv(x, w, padding=(K-1)/2)
        """, loss="C")
    assert_reads(
        net.gradient("w").latex(),
        r"""\frac{\partial C}{\partial w_k} = \sum_{i=\max(1,h+2-k)}^{\min(N,N+h+1-k)}
        \frac{\partial C}{\partial \hat{x}_i} x_{i+k-h-1}""")


def test_dense_gradient(mini):
    assert_reads(
        mini.gradient("w[p_i,p_j,k,o]").latex(),
        r"""\frac{\partial E}{\partial w_{p_i,p_j,k,o}} = (o_o-t_o) o_o(1-o_o) z_{p_i,p_j,k}""")


def test_strided_dilated_grouped_gradient_has_no_bracket_inside_a_sum():
    net = sc.Network("Y = conv(X, W, stride=2, padding=1, dilation=2, groups=2)", origin=0)
    shown = net.gradient("X").latex()
    assert r"\mathbf{1}" in shown
    assert r"\mathbf{1}" not in shown[shown.index(r"\sum"):]
