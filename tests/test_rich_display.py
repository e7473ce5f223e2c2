"""What public values show of themselves in a notebook: Markdown and LaTeX beside plain text, and never HTML."""

import pytest

import symcnn as sc

NET = sc.load("example:relu_max_5x5")
FRAGMENT = sc.Network("x: 4; w: 2; y = conv(x, w)")


@pytest.mark.parametrize("value", [
    NET, NET.forward("P^{(1)}"), NET["F^{(1)}"], NET["F^{(1)}"].steps[0], NET["F^{(1)}"].scatter(), NET.shape("P^{(1)}"),
    NET["S"].operator(), FRAGMENT["x"].matrix(), NET.solution(detail="shapes"), NET["Z^{(1)}"].expand({"i": 1, "j": 2}),
], ids=lambda value: type(value).__name__)
def test_markdown_latex_and_text(value):
    shown = value._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/latex", "text/markdown"} and all(shown.values())
    assert shown["text/markdown"].count("$") % 2 == 0 and "<" not in shown["text/latex"]


def test_a_shape_stays_a_tuple_and_shows_its_arithmetic():
    shape = NET.shape("P^{(1)}")
    assert shape == (2, 2) and repr(shape) == "(2, 2)"
    assert shape.latex() == r"\left(\frac{4-2}{2}+1 = 2,\; \frac{4-2}{2}+1 = 2\right)"
    assert NET.shape("C").latex() == r"\text{scalar}" and NET.shape("X").latex() == r"\left(5,\; 5\right)"


def test_a_gradient_check_is_a_table():
    rows = NET.gradient_check()._repr_mimebundle_()["text/markdown"].splitlines()
    assert len(rows) == 2 + len(NET.parameters) and all("| agrees |" in row for row in rows[2:])
