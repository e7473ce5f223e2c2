"""Decimals with a comma: told by the page, `0,25` beside `1{,}025`, and never by a list of indices or a thousand."""

import pytest

from symcnn.checking.check import check

PAGE = r"""Gegeben sind $w = 0{,}5$, $x = 2{,}25$, $b = -0{,}1$ und $t = 1{,}5$. Es ist
$z = w x + b$ und $E = \frac{1}{2} (z - t)^2$.

$$z = 0{,}5 \cdot 2{,}25 - 0{,}1 = 1{,}025$$

$$E = \frac{1}{2} (1{,}025 - 1{,}5)^2 = 0{,}113$$

$$\frac{\partial E}{\partial w} = -0{,}475 \cdot 2{,}25 = -1{,}069$$
"""


@pytest.mark.parametrize("page", [PAGE, PAGE.replace("{,}", ",")])
def test_three_places_behind_a_comma_are_decimals_among_others(page):
    assert {j.verdict.verdict for j in check(page).judged} == {"given", "right"}
    last = check(page.replace("069$$", "096$$")).judged[-1]
    assert last.verdict.verdict == "wrong"
    assert last.claim.latex.endswith("096")


@pytest.mark.parametrize(("page", "read"), [
    ("$x = 1,234$ and $y = 2,345$", ["x = 1234", "y = 2345"]),
    ("$x = 1{,}234$", ["x = 1234"]),
    ("$x = (1,25)$", ["x = (1, 25)"]),
    ("$x_{1,25} = 3$", ["x_{1, 25} = 3"]),
    ("$x = 0.5$ and $y = 1{,}234$", ["x = 0.5", "y = 1234"]),
    ("$x = 0{,}5$ and $y = 1{,}234$", ["x = 0.5", "y = 1.234"]),
    ("$x = 0,25$ and $y = (1,5; 2)$ and $w_{0,1} = 3$", ["x = 0.25", None, "w_{0, 1} = 3"]),
])
def test_what_is_no_decimal_stays_a_list_or_a_thousand(page, read):
    found = [j.claim.read_as for j in check(page).judged]
    assert [r for r, known in zip(found, read, strict=True) if known is not None] == [r for r in read if r is not None]
