"""The chain rule written link by link, through networks of several layers: right whole, wrong with a link left out."""

from itertools import pairwise

import pytest

from symcnn.checking.check import check

SPELLINGS = {
    "below": ("z_{}", "a_{}", "W_{}", "b_{}"),
    "above": ("z^{{({})}}", "a^{{({})}}", "W^{{({})}}", "b^{{({})}}"),
    "in capitals": ("Z^{{[{}]}}", "A^{{[{}]}}", "W^{{[{}]}}", "b^{{[{}]}}"),
}
CNN = r"""An image $X$ of $6 \times 6$, a filter $K$ of $3 \times 3$.

$$Z = X * K + b$$
$$A = \text{ReLU}(Z)$$
$$P = \text{maxpool}_{2\times 2}(A)$$
$$f = \text{flatten}(P)$$
$$y = W f + c$$
$$\hat{y} = \text{softmax}(y)$$
$$L = -\sum_k t_k \log \hat{y}_k$$
"""


def slope(of, by):
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def along(*names):
    """The derivatives of each name by the next."""
    return [slope(one, other) for one, other in pairwise(names)]


def dense(depth, spelling, last, loss):
    """A network of dense layers, and the names on the way from the loss to the weights of the first."""
    z, a, w, b = ([None] + [s.format(n) for n in range(1, depth + 1)] for s in SPELLINGS[spelling])
    lines, before = [], "x"
    for n in range(1, depth + 1):
        lines += [f"{z[n]} = {w[n]} {before} + {b[n]}", f"{a[n]} = {last if n == depth else 'tanh'}({z[n]})"]
        before = a[n]
    way = ["L", *(name for n in range(depth, 0, -1) for name in (a[n], z[n])), w[1]]
    return "".join(f"$${line}$$\n" for line in [*lines, "L = " + loss.replace("OUT", a[depth])]), way


def verdict_of(page, line):
    return check(f"{page}\n$${line}$$\n").judged[-1].verdict.verdict


@pytest.mark.parametrize("sign", [r" \cdot ", " ", r" \times ", " * "])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_two_layers(spelling, sign):
    page, way = dense(2, spelling, r"\sigma", r"\frac{1}{2} \|OUT - y\|^2")
    links = along(*way)
    assert verdict_of(page, f"{slope('L', way[-1])} = {sign.join(links)}") == "right"
    for n in range(1, len(links) - 1):
        assert verdict_of(page, f"{slope('L', way[-1])} = {sign.join(links[:n] + links[n + 1:])}") == "wrong"


@pytest.mark.parametrize(("depth", "spelling"), [(3, "below"), (3, "above"), (4, "below"), (4, "in capitals")])
def test_more_layers(depth, spelling):
    page, way = dense(depth, spelling, r"\text{softmax}", r"-\sum_i y_i \log (OUT)_i")
    links = along(*way)
    assert verdict_of(page, f"{slope('L', way[-1])} = {' '.join(links)}") == "right"
    assert verdict_of(page, f"{slope('L', way[-1])} = {' '.join(links[:3] + links[4:])}") == "wrong"


@pytest.mark.parametrize(("way", "said"), [
    (("L", r"\hat{y}", "y", "f", "P", "A", "Z", "K"), "right"),
    (("L", "P", "A", "Z", "b"), "right"),
    (("L", "P", "A", "Z", "X"), "right"),
])
def test_a_convolution_a_pool_and_a_dense_layer(way, said):
    assert verdict_of(CNN, f"{slope('L', way[-1])} = {' '.join(along(*way))}") == said


def test_a_convolution_with_its_gate_left_out():
    links = along("L", "P", "A", "Z", "K")
    assert verdict_of(CNN, f"{slope('L', 'K')} = {' '.join(links[:2] + links[3:])}") == "wrong"
