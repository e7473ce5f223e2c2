r"""Tensors of numbered layers in another spelling: ``W_1``, ``W^{(1)}``, ``W^{[1]}`` for ``W1``; ``z_{2,j}`` for entries."""

import pytest

import symcnn as sc
from symcnn.errors import ShapeError

NETWORK = """x: 4
W1: 3×4
b1: 3
W2: 2×3
z1 = dense(x, W1, b1)
a1 = tanh(z1)
z2 = dense(a1, W2)
p = softmax(z2)
L = cross_entropy(p, y)
"""
FORMULAS = [
    (r"\frac{\partial L}{\partial W_2} = (p - y) a_1^\top", "right"),
    (r"\frac{\partial L}{\partial z_1} = W_2^\top (p - y) \odot (1 - a_1 \odot a_1)", "right"),
    (r"\frac{\partial L}{\partial z_1} = W_2^\top (p - y) \odot a_1 \odot (1 - a_1)", "wrong"),
    (r"\frac{\partial L}{\partial b_1} = \frac{\partial L}{\partial z_1}", "right"),
]


def respelt(text, spelling):
    for number in "12":
        for letter in "Wbza":
            text = text.replace(f"{letter}_{number}", spelling.format(letter, number))
    return text


@pytest.mark.parametrize("block", ["{0}{1}", "{0}_{1}", "{0}^{{({1})}}"])
@pytest.mark.parametrize("page", ["{0}_{1}", "{0}^{{({1})}}", "{0}^{{[{1}]}}", "{0}{1}"])
@pytest.mark.parametrize(("formula", "verdict"), FORMULAS)
def test_a_number_of_a_layer_may_stand_anywhere(block, page, formula, verdict):
    network = NETWORK
    for number in "12":
        for letter in "Wbza":
            network = network.replace(f"{letter}{number}", block.format(letter, number))
    (claim,) = sc.check(f"$${respelt(formula, page)}$$", given=network).data()["claims"]
    assert claim["verdict"] == verdict


@pytest.mark.parametrize(("formula", "verdict"), [
    (r"\frac{\partial p_i}{\partial z_{2,j}} = p_i (\delta_{ij} - p_j)", "right"),
    (r"\frac{\partial p_i}{\partial z_{2,j}} = p_i (1 - p_j)", "wrong"),
    (r"\frac{\partial L}{\partial z_{2,j}} = p_j - y_j", "right"),
    (r"\frac{\partial L}{\partial W_{2,jk}} = (p_j - y_j) a_{1,k}", "right"),
    (r"\frac{\partial L}{\partial W^{(2)}_{jk}} = (p_j - y_j) a^{(1)}_k", "right"),
    (r"\frac{\partial L}{\partial W^{[2]}_{12}} = (p_1 - y_1) a^{[1]}_2", "right"),
    (r"\frac{\partial L}{\partial W^{[2]}_{12}} = (p_2 - y_2) a^{[1]}_1", "wrong"),
])
def test_indices_may_follow_the_number(formula, verdict):
    (claim,) = sc.check(f"$${formula}$$", given=NETWORK).data()["claims"]
    assert claim["verdict"] == verdict


def test_a_vector_of_that_letter_goes_first():
    network = "z: 2\nW: 3×2\nz1 = dense(z, W)\nL = sum(z1)"
    for right, verdict in (("W_{11}", "wrong"), ("W_{11} + W_{21} + W_{31}", "right")):
        (claim,) = sc.check(rf"$$\frac{{\partial L}}{{\partial z_1}} = {right}$$", given=network).data()["claims"]
        assert claim["verdict"] == verdict


def test_images_side_by_side_are_declared():
    with pytest.raises(ShapeError, match="say 'batch n: 2'"):
        sc.Network("X: 2×3×6×6\nW: 4×3×3×3\nY = conv(X, W)").forward_system  # noqa: B018 (what is read late)
