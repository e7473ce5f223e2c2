"""Formulas that leave out a gate or a winner's switch are wrong under every name; noughts at a kink are a convention."""

from itertools import product

import numpy as np
import pytest

from symcnn.checking.binding.gates import random_worlds
from symcnn.checking.binding.kinks import bent, gated, tidied
from symcnn.checking.binding.model import model_of
from symcnn.checking.check import check
from symcnn.network import Network

RECTIFIED = r"""```symcnn
{x}: 4
{w}: 3
t: 2
{z} = conv({x}, {w})
{a} = relu({z})
E = \frac{{1}}{{2}} \sum_i ({a}_i - t_i)^2
```
"""
POOLED = r"""```symcnn
{x}: 5×5
{w}: 2×2
{a} = leaky_relu(conv({x}, {w}), 0.1)
p = max_pool({a}, 2)
t: 2×2
E = \frac{{1}}{{2}} \sum_i \sum_j (p_{{i,j}} - t_{{i,j}})^2
```
"""


def words(page):
    return [j.verdict.verdict for j in check(page).judged]


@pytest.mark.parametrize(("x", "w", "z", "a"), list(product("xu", "wk", "zh", "ar")))
@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{{\partial E}}{{\partial {z}_1}} = {a}_1 - t_1", "wrong"),
    (r"\frac{{\partial E}}{{\partial {z}_2}} = ({a}_2 - t_2) [{z}_2 > 0]", "right"),
    (r"\frac{{\partial E}}{{\partial {w}_1}} = ({a}_1 - t_1)[{z}_1 > 0] {x}_1", "wrong"),
    (r"\frac{{\partial E}}{{\partial {w}_1}} = ({a}_2 - t_2)[{z}_2 > 0] {x}_2", "wrong"),
    (r"\frac{{\partial E}}{{\partial {w}_k}} = 3 \sum_i ({a}_i - t_i)[{z}_i > 0] {x}_{{i+k-1}}", "wrong"),
    (r"\frac{{\partial E}}{{\partial {w}_k}} = \sum_i ({a}_i - t_i)[{z}_i > 0] {x}_{{i+k-1}}", "right"),
])
def test_a_gate_left_out_is_seen_whatever_the_names(x, w, z, a, line, word):
    assert words((RECTIFIED + f"$${line}$$\n").format(x=x, w=w, z=z, a=a)) == [word]


@pytest.mark.parametrize(("x", "w", "a"), list(product("xuv", "wk", "ar")))
@pytest.mark.parametrize("line", [
    r"\frac{{\partial E}}{{\partial {a}_{{1,1}}}} = p_{{1,1}} - t_{{1,1}}",
    r"\frac{{\partial E}}{{\partial {a}_{{1,2}}}} = 0",
    r"p_{{2,2}} = \max({a}_{{3,3}}, {a}_{{3,4}}, {a}_{{4,3}})",
])
def test_a_switch_left_out_is_seen_whatever_the_names(x, w, a, line):
    assert words((POOLED + f"$${line}$$\n").format(x=x, w=w, a=a)) == ["wrong"]


@pytest.mark.parametrize("text", [
    "x: 4; w: 3; z = conv(x, w); a = relu(z); E = sum(a)",
    "x: 5x5; w: 2x2; z = conv(x, w); a = abs(z); p = max_pool(a, 2); E = sum(p)",
])
def test_every_gate_is_open_once_and_closed_once(text):
    model = model_of(Network(text))
    worlds = random_worlds(model)
    for key in bent(model.network.forward_system):
        signs = np.stack([w.truth(key) > 0 for w in worlds])
        assert signs.any(axis=0).all(), key
        assert not signs.all(axis=0).any(), key


def test_networks_without_kinks_are_tried_in_three_worlds():
    model = model_of(Network("x: 4; w: 3; z = conv(x, w); a = tanh(z); E = sum(a)"))
    assert gated(model.network.forward_system) == ()
    assert len(random_worlds(model)) == 3


NOUGHT = r"""```symcnn
x = [0.1, 0.2, 0.3, 0.6]
w = [3, 0, -1]
t = [1, 1]
z = conv(x, w)
a = relu(z)
E = \frac{1}{2} \sum_i (a_i - t_i)^2
```
"""


@pytest.mark.parametrize(("line", "word"), [
    (r"\frac{\partial E}{\partial z} = \begin{bmatrix} 0 & 0 \end{bmatrix}", "right"),
    (r"\frac{\partial E}{\partial z} = \begin{bmatrix} 0.0 & 0.0 \end{bmatrix}", "right"),
    (r"\frac{\partial E}{\partial w} = \begin{bmatrix} 0 & 0 & 0 \end{bmatrix}", "right"),
    (r"\frac{\partial E}{\partial z} = \begin{bmatrix} 1.0 & 1.0 \end{bmatrix}", "wrong"),
])
def test_the_dust_of_floating_point_opens_no_gate(line, word):
    # 3·0.1 - 0.3 is no nought to a machine, and one to a person
    assert words(f"{NOUGHT}$${line}$$\n") == [word]


def test_the_slope_at_a_kink_may_be_the_one_to_its_right_and_this_is_said():
    found, = check(NOUGHT + r"$$\frac{\partial E}{\partial z} = \begin{bmatrix} -1.0 & -1.0 \end{bmatrix}$$").judged
    assert found.verdict.verdict == "right"
    assert found.verdict.conventions == ("the slope at a kink is taken as the one to its right",)


def test_small_numbers_made_of_small_ones_are_no_dust():
    small = np.array([3e-16, 1e-20])
    assert tidied(small, [np.array([1e-8])]).tolist() == small.tolist()
    assert tidied(np.array([np.inf, 1e-17])).tolist() == [np.inf, 1e-17]
