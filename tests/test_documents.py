"""Formulas that worked solutions derive by hand, as literals derived by hand here, and beside brute force."""

from itertools import product

import numpy as np
import pytest

import symcnn as sc
from formulas import assert_reads


@pytest.fixture(scope="module")
def mini():
    return sc.load("example:mini_cnn")


@pytest.fixture(scope="module")
def single():
    return sc.Network("X: 3×3\nK: 2×2\nB: 2×2\nY = conv(X, K) + B")


def test_forward_equations_in_the_letters_of_the_author(mini):
    assert_reads(mini.forward("y").latex(), r"""y_{c_i,c_j,k} =
        \sigma\left(\sum_{f_i=1}^{2}\sum_{f_j=1}^{2} x_{c_i+f_i-1,c_j+f_j-1} w_{f_i,f_j,k}\right)""")
    assert_reads(mini.forward("z").latex(),
                 r"z_{p_i,p_j,k} = \sum_{m=1}^{2}\sum_{n=1}^{2} y_{p_i+m-1,p_j+n-1,k}")
    assert_reads(mini.forward("o").latex(), r"""o_o =
        \sigma\left(\sum_{p_i=1}^{2}\sum_{p_j=1}^{2}\sum_{k=1}^{3} w_{p_i,p_j,k,o} z_{p_i,p_j,k}\right)""")
    assert_reads(mini.forward("E").latex(), r"E = \frac{1}{2}\sum_{o=1}^{2} (o_o-t_o)^2")


def test_gradient_by_the_pooled_values(mini):
    assert_reads(mini["z"].latex(), r"""\frac{\partial E}{\partial z_{p_i,p_j,k}} =
        \sum_{o=1}^{2} (o_o-t_o) o_o (1-o_o) w_{p_i,p_j,k,o}""")


def test_four_sets_accumulate(mini):
    sets = mini["y"].scatter().sets()
    places = [sorted(tuple(i.number for i in t.indices[:2]) for t in s.targets) for s in sets]
    assert places == [sorted(product((r, r + 1), (c, c + 1))) for r in (1, 2) for c in (1, 2)]
    values = [tuple(i.number for i in s.value.indices[:2]) for s in sets]
    assert values == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert_reads(str(mini["y"].scatter()).splitlines()[0],
                 "dE/dy[1,1,k], dE/dy[1,2,k], dE/dy[2,1,k], dE/dy[2,2,k] += dE/dz[1,1,k]")


def test_nine_terms_of_the_filter_gradient(mini):
    """Each position once, whatever was added up on the way: all coefficients are 1."""
    def term(r, c):
        row, column = (f"f_{v}{f'+{n - 1}' if n > 1 else ''}" for v, n in (("i", r), ("j", c)))
        y = f"y_{{{r},{c},k}}"
        return rf"\frac{{\partial E}}{{\partial {y}}} {y} (1-{y}) x_{{{row},{column}}}"

    wanted = " + ".join(term(r, c) for r, c in product((1, 2, 3), repeat=2))
    shown = mini["w[f_i,f_j,k]"].expand().latex()
    assert_reads(shown, rf"\frac{{\partial E}}{{\partial w_{{f_i,f_j,k}}}} = {wanted}")


def test_nine_terms_down_to_the_pooled_gradients(mini):
    """The gradient by an entry of y is the sum of those by the windows that hold it: 1, 2 or 4 of them."""
    right = mini["w[f_i,f_j,k]"].expand({"f_i": 1, "f_j": 1, "k": 1}, into=["dE/dz"]).rhs.expand()
    counts = {}
    for term in right.as_ordered_terms():
        assert abs(term.as_coeff_Mul()[0]) == 1
        entry = next(f for f in term.args if getattr(getattr(f, "base", None), "name", "") == "x")
        counts[entry.indices] = counts.get(entry.indices, 0) + 1
    windows = {(r, c): (1 if r != 2 else 2) * (1 if c != 2 else 2) for r, c in product((1, 2, 3), repeat=2)}
    # y(1-y) multiplied out makes two terms of one
    assert {tuple(map(int, k)): n // 2 for k, n in counts.items()} == windows


def test_gradient_through_a_maximum_pool():
    assert_reads(
        sc.load("example:mini_cnn_max")["y"].latex(),
        r"""\frac{\partial E}{\partial y_{c_i,c_j,k}} = \sum_{p_i=\max(1,c_i-1)}^{\min(2,c_i)}
        \sum_{p_j=\max(1,c_j-1)}^{\min(2,c_j)} \frac{\partial E}{\partial z_{p_i,p_j,k}}
        \mathbf{1}[(c_i,c_j) = \operatorname*{argmax}_{\substack{p_i \le c_i' \le p_i+1 \\ p_j \le c_j' \le p_j+1}}
        y_{c_i',c_j',k}]""")


def entry(letter, *indices):
    return f"{letter}_{{{','.join(map(str, indices))}}}"


def by(letter, *indices):
    return rf"\frac{{\partial E}}{{\partial {entry(letter, *indices)}}}"


PAIRS = list(product((1, 2), repeat=2))


@pytest.mark.parametrize(("i", "j"), PAIRS)
def test_every_output_of_a_small_layer(single, i, j):
    terms = [f"{entry('X', i + m - 1, j + n - 1)} {entry('K', m, n)}" for m, n in PAIRS]
    assert_reads(single.forward("Y").expand({"i": i, "j": j}).latex(),
                 f"{entry('Y', i, j)} = {' + '.join(terms)} + {entry('B', i, j)}")


@pytest.mark.parametrize(("m", "n"), PAIRS)
def test_every_kernel_entry_of_a_small_layer(single, m, n):
    terms = [f"{by('Y', i, j)} {entry('X', i + m - 1, j + n - 1)}" for i, j in PAIRS]
    assert_reads(single[f"K[{m},{n}]"].expand().latex(), f"{by('K', m, n)} = {' + '.join(terms)}")


@pytest.mark.parametrize(("i", "j"), PAIRS)
def test_every_bias_of_a_small_layer(single, i, j):
    assert_reads(single[f"B[{i},{j}]"].latex(), f"{by('B', i, j)} = {by('Y', i, j)}")


@pytest.mark.parametrize(("r", "c"), list(product((1, 2, 3), repeat=2)))
def test_every_input_entry_of_a_small_layer(single, r, c):
    pairs = [(m, n) for m, n in PAIRS if 1 <= r - m + 1 <= 2 and 1 <= c - n + 1 <= 2]
    terms = [f"{by('Y', r - m + 1, c - n + 1)} {entry('K', m, n)}" for m, n in pairs]
    assert_reads(single[f"X[{r},{c}]"].expand().latex(), f"{by('X', r, c)} = {' + '.join(terms)}")


def test_many_channels_and_kernels_with_a_bias_per_position():
    net = sc.load("example:multichannel_conv")
    assert_reads(net["K"].latex(), r"""\frac{\partial E}{\partial K_{i,j,u,v}} =
        \sum_{p=1}^{H-k+1}\sum_{q=1}^{W-k+1} \frac{\partial E}{\partial Y_{i,p,q}} X_{j,p+u-1,q+v-1}""")
    assert_reads(net["B"].latex(), r"\frac{\partial E}{\partial B_{i,p,q}} = \frac{\partial E}{\partial Y_{i,p,q}}")
    assert_reads(net["X"].latex(), r"""\frac{\partial E}{\partial X_{j,p,q}} = \sum_{i=1}^{d}
        \sum_{u=\max(1,p+k-H)}^{\min(k,p)}\sum_{v=\max(1,q+k-W)}^{\min(k,q)}
        \frac{\partial E}{\partial Y_{i,p-u+1,q-v+1}} K_{i,j,u,v}""")


def test_binary_cross_entropy_and_sigmoid():
    net = sc.Network("y: n\nt: n\nE = bce(y, t, reduction=\"mean\")")
    assert_reads(net["y"].latex(), r"""\frac{\partial E}{\partial y_n} =
        \frac{1-t_n}{n(1-y_n)} - \frac{t_n}{n y_n}""")
    assert_reads(sc.Network("x: n\ny = sigmoid(x)")["x"].latex(), r"""\frac{\partial E}{\partial x_n} =
        \frac{\partial E}{\partial y_n} y_n (1-y_n)""")


def test_input_gradient_of_a_same_padded_convolution():
    assert_reads(sc.load("example:same_conv_1d")["x"].latex(), r"""\frac{\partial E}{\partial x_i} =
        \sum_{k=\max(1,i+h-N+1)}^{\min(K,i+h)} \frac{\partial E}{\partial \hat{x}_{i+h-k+1}} w_k""")


def test_same_padded_convolution_beside_loops():
    net, random, looked_at = sc.load("example:same_conv_1d"), np.random.default_rng(1), 0
    for n, k in [(n, k) for n in range(1, 9) for k in (1, 3, 5, 7) if n >= k]:
        x, w, up = random.standard_normal(n), random.standard_normal(k), random.standard_normal(n)
        expected, into_x, into_w = np.zeros(n), np.zeros(n), np.zeros(k)
        for i, j in product(range(n), range(k)):
            if 0 <= (place := i + j - k // 2) < n:
                expected[i] += x[place] * w[j]
                into_x[place] += up[i] * w[j]
                into_w[j] += up[i] * x[place]
        values = {"x": x, "w": w, net.key("E", "\\hat{x}"): up}
        found = net.compile(wrt=["x", "w"], outputs=["\\hat{x}"])(values)
        assert np.allclose(found["\\hat{x}"], expected)
        assert np.allclose(found["dE/dx"], into_x) and np.allclose(found["dE/dw"], into_w), (n, k)
        looked_at += 1
    assert looked_at > 10


def test_maximum_pooling_of_any_size_and_stride_beside_loops():
    net, random, looked_at = sc.load("example:max_pool_1d"), np.random.default_rng(2), 0
    program = net.compile(wrt=["x"], outputs=["\\hat{x}"])
    for n, k, s in product(range(1, 8), range(1, 5), range(1, 5)):
        if k > n:
            continue
        # whole numbers, so that there are ties: the first of equal values gets the gradient
        x = random.integers(0, 3, n).astype(float)
        count = (n - k) // s + 1
        up, into_x = random.standard_normal(count), np.zeros(n)
        for i in range(count):
            into_x[i * s + int(np.argmax(x[i * s:i * s + k]))] += up[i]
        found = program({"x": x, net.key("E", "\\hat{x}"): up, "K": k, "S": s})
        assert np.allclose(found["\\hat{x}"], [x[i * s:i * s + k].max() for i in range(count)]), (n, k, s)
        assert np.allclose(found["dE/dx"], into_x), (n, k, s)
        looked_at += 1
    assert looked_at > 60
