r"""Matrices that a page names before it writes them out, or never: the T of ``vec(Y) = T vec(X)``; matrices made of blocks."""

import pytest

import symcnn as sc

NETWORK = "X: 3×3\nK: 2×2\nY = conv(X, K)\n"
NAMED = r"\mathrm{vec}(Y) = T \, \mathrm{vec}(X)"
FIRST = r"T_1 = \begin{bmatrix} K_{11} & K_{12} & 0 \\ 0 & K_{11} & K_{12} \end{bmatrix}"
SECOND = r"T_2 = \begin{bmatrix} K_{21} & K_{22} & 0 \\ 0 & K_{21} & K_{22} \end{bmatrix}"
ROWS = ("K_{11} & K_{12} & 0 & K_{21} & K_{22} & 0 & 0 & 0 & 0", "0 & K_{11} & K_{12} & 0 & K_{21} & K_{22} & 0 & 0 & 0",
        "0 & 0 & 0 & K_{11} & K_{12} & 0 & K_{21} & K_{22} & 0", "0 & 0 & 0 & 0 & K_{11} & K_{12} & 0 & K_{21} & K_{22}")
WRITTEN_OUT = r"T = \begin{bmatrix}" + r" \\ ".join(ROWS) + r"\end{bmatrix}"


def last(*formulas, network=NETWORK):
    sheet = f"```symcnn\n{network}```\n" + "".join(f"$${f}$$\n" for f in formulas)
    claim = sc.check(sheet).data()["claims"][-1]
    return claim["verdict"], claim["cause"]


@pytest.mark.parametrize(("formula", "verdict"), [
    (r"\mathrm{vec}\left(\frac{\partial L}{\partial X}\right) = T^\top \mathrm{vec}\left(\frac{\partial L}{\partial Y}\right)",
     ("right", None)),
    (r"\mathrm{vec}\left(\frac{\partial L}{\partial X}\right) = T \, \mathrm{vec}\left(\frac{\partial L}{\partial Y}\right)",
     ("wrong", "transpose")),
    (WRITTEN_OUT, ("right", None)),
])
def test_the_network_tells_what_the_matrix_is(formula, verdict):
    assert last(NAMED, formula) == verdict


@pytest.mark.parametrize(("blocks", "verdict"), [
    (r"T_1 & T_2 & 0 \\ 0 & T_1 & T_2", "right"), (r"T_1 & T_2 & 0 \\ 0 & T_2 & T_1", "wrong"),
])
def test_blocks_are_put_together(blocks, verdict):
    assert last(NAMED, FIRST, SECOND, rf"T = \begin{{bmatrix}} {blocks} \end{{bmatrix}}")[0] == verdict


def test_it_may_be_named_on_the_way_back():
    above, below = (rf"\mathrm{{vec}}\left(\frac{{\partial L}}{{\partial {n}}}\right)" for n in "XY")
    assert last(rf"{above} = M^T {below}") == ("right", None)
    assert last(rf"{above} = M^T {below}", r"\mathrm{vec}(Y) = M \mathrm{vec}(X)") == ("right", None)
    assert last(rf"{above} = M^T {below}", r"\mathrm{vec}(Y) = M^T \mathrm{vec}(X)")[0] == "wrong"


def test_no_matrix_is_made_up_where_none_leads_to_the_head():
    bent = NETWORK.replace("conv(X, K)", "tanh(conv(X, K))")
    assert last(NAMED, network=bent)[0] == "undecided"
