r"""Maxima by formulas: letters without a range, letters that run over a set, windows with several greatest entries."""

import pytest

import symcnn as sc

NETWORK = "origin = 0\nx: 6×6\nw: 3×3\nz = conv(x, w)\na = relu(z)\np = max_pool(a, 2)\n"
ABOVE = r"\frac{\partial L}{\partial p_{\lfloor i/2 \rfloor, \lfloor j/2 \rfloor}}"
WINNER = r"\mathbb{1}[a_{i,j} = p_{\lfloor i/2 \rfloor, \lfloor j/2 \rfloor}]"


def judged(formula, network=NETWORK):
    (claim,) = sc.check(f"$${formula}$$", given=network).data()["claims"]
    return claim


@pytest.mark.parametrize(("formula", "verdict"), [
    (r"p_{i,j} = \max_{u,v} a_{2i+u,2j+v}", "right"),
    (r"p_{i,j} = \max_{u,v} a_{i+u,j+v}", "wrong"),
    (r"p_{i,j} = \max_{u,v \in \{0,1\}} a_{2i+u,2j+v}", "right"),
    (r"p_{i,j} = \max_{(u,v) \in \{0,1\}^2} a_{2i+u,2j+v}", "right"),
    (r"p_{i,j} = \max_{u,v \in \{0,\dots,1\}} a_{2i+u,2j+v}", "right"),
    (r"p_{i,j} = \max_{u,v \in \{0,1,2\}} a_{2i+u,2j+v}", "wrong"),
    (r"p_{i,j} = \max_{u \in \{0,1\}} a_{2i+u,2j}", "wrong"),
])
def test_what_a_maximum_runs_over(formula, verdict):
    assert judged(formula)["verdict"] == verdict


def test_letters_without_a_range_need_one_size_of_windows():
    two = NETWORK.replace("max_pool(a, 2)", "max_pool(a, 2)\nq = max_pool(z, 3, stride=1)")
    claim = judged(r"p_{i,j} = \max_{u,v} a_{2i+u,2j+v}", two)
    assert (claim["verdict"], claim["evidence"]) == ("undecided", "the maximum over u, v has no range")


@pytest.mark.parametrize("formula", [
    rf"\frac{{\partial L}}{{\partial a_{{i,j}}}} = {ABOVE} {WINNER}",
    rf"\frac{{\partial L}}{{\partial a_{{i,j}}}} = \begin{{cases}} {ABOVE} & \text{{if }} a_{{i,j}} = \max_{{u,v}} "
    r"a_{2\lfloor i/2 \rfloor+u, 2\lfloor j/2 \rfloor+v} \\ 0 & \text{otherwise} \end{cases}",
])
def test_who_gives_the_gradient_to_every_greatest_entry_is_told_so(formula):
    claim = judged(formula)
    assert claim["verdict"] == "right"
    assert "each of several greatest entries takes the gradient" in claim["conventions"]


def test_the_gate_of_zeros_leaves_nothing_to_tell():
    claim = judged(rf"\frac{{\partial L}}{{\partial z_{{i,j}}}} = {ABOVE} {WINNER} \mathbb{{1}}[z_{{i,j}} > 0]")
    assert (claim["verdict"], claim["conventions"]) == ("right", [])


@pytest.mark.parametrize("formula", [
    rf"\frac{{\partial L}}{{\partial a_{{i,j}}}} = {ABOVE}",
    rf"\frac{{\partial L}}{{\partial z_{{i,j}}}} = {ABOVE} {WINNER}",
    rf"\frac{{\partial L}}{{\partial a_{{i,j}}}} = 2 {ABOVE} {WINNER}",
])
def test_no_other_rule_for_ties_makes_a_mistake_right(formula):
    assert judged(formula)["verdict"] == "wrong"


def test_what_hangs_on_no_maximum_is_not_judged_anew():
    sheet = "$s = 1$ $$z_{i,j} = \\sum_{m=1}^3 \\sum_{n=1}^3 x_{(i+m) s - 1, (j+n) s - 1} w_{m,n}$$"
    *_, claim = sc.check(sheet, given=NETWORK.replace("origin = 0\n", "")).data()["claims"]
    assert (claim["verdict"], claim["cause"]) == ("wrong", "stride-wrong")
