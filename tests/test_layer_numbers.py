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


def test_a_letter_with_a_number_is_no_entry_of_the_same_letter_in_the_other_case():
    network = "X: 6×6; K1: 3×3; P1 = avg_pool(conv(X, K1), 2); s = flatten(P1); p = softmax(s); L = cross_entropy(p, y)"
    report = sc.check(r"""$$P_1 \in \mathbb{R}^{2 \times 2}$$
$$\frac{\partial L}{\partial P_1(i,j)} = p_{2(i-1)+j} - y_{2(i-1)+j}$$
$$p_1 = 1 - p_2 - p_3 - p_4$$
$$P_1 \in \mathbb{R}^{3 \times 3}$$""", given=network)
    assert [j.verdict.verdict for j in report.judged] == ["right", "right", "right", "wrong"]


@pytest.mark.parametrize("image", ["X: 4×4", "X[i,j]: 4×4", "X[u,v]: 4×4"])
def test_the_letters_of_the_result_say_which_axis_of_the_kernel_is_the_channel(image):
    network = sc.Network(f"{image}\nF[m,n,c]: 2×2×2\nb[c]: 2\nZ[i,j,c] = conv(X, F) + b[c]\nP = max_pool(Z, 2)")
    assert str(network.forward("Z")) == "Z[i,j,c] = sum_{m=1}^{2} sum_{n=1}^{2} X[i+m-1,j+n-1]*F[m,n,c] + b[c]"
    assert tuple(network.shape("P")) == (1, 1, 2)


def test_axes_by_the_layout_stay_where_letters_bind_nothing():
    channels = sc.Network("X: 2×5\nW[o,c,k]: 3×2×2\nY[o,t] = conv(X, W)")
    assert tuple(channels.shape("Y")) == (3, 4)
    image = sc.Network("X: 3×5×5\nW[f,c,m,n]: 4×3×2×2\nY[f,i,j] = conv(X, W)")
    assert tuple(image.shape("Y")) == (4, 4, 4)


def test_a_channel_shared_by_kernel_and_result_has_a_kernel_of_its_own():
    network = sc.Network("x: C×H×W; d: C×k×k; u[c,i,j] = conv(x, d[c,m,n])")
    assert str(network.forward("u")) == "u[c,i,j] = sum_{m=1}^{k} sum_{n=1}^{k} x[c,i+m-1,j+n-1]*d[c,m,n]"
