"""Equal numbers under a maximum: whichever takes the gradient, each gradient is handed on once."""

import pytest

from symcnn.checking.check import check

FENCE = """```symcnn
A = [[2, 2, 0, 1], [1, 0, 0, 0], [3, 1, 5, 4], [0, 3, 5, 5]]
V = [[1, 2, 3, 4]]
c = [-35]
P = max_pool(A, 2, stride=2)
f = flatten(P)
u = V f + c
t = [0]
E = squared_error(u, t)/2
```
"""


def words(*lines):
    """The verdicts on some lines, and the notes of the last."""
    judged = check(FENCE + "".join(f"\n$${line}$$\n" for line in lines)).judged
    return [j.verdict.verdict for j in judged], judged[-1].verdict.conventions


@pytest.mark.parametrize(("rows", "word"), [
    (r"-2 & 0 & 0 & -4 \\ 0 & 0 & 0 & 0 \\ -6 & 0 & -8 & 0 \\ 0 & 0 & 0 & 0", "right"),
    (r"0 & -2 & 0 & -4 \\ 0 & 0 & 0 & 0 \\ 0 & 0 & 0 & 0 \\ 0 & -6 & 0 & -8", "right"),
    (r"-2 & 0 & 0 & -4 \\ 0 & 0 & 0 & 0 \\ 0 & 0 & 0 & 0 \\ 0 & -6 & -8 & 0", "right"),
    # to neither, to both, to none of the equal ones
    (r"0 & 0 & 0 & -4 \\ 0 & 0 & 0 & 0 \\ -6 & 0 & -8 & 0 \\ 0 & 0 & 0 & 0", "wrong"),
    (r"-2 & -2 & 0 & -4 \\ 0 & 0 & 0 & 0 \\ -6 & 0 & -8 & 0 \\ 0 & 0 & 0 & 0", "wrong"),
    (r"0 & 0 & 0 & -4 \\ -2 & 0 & 0 & 0 \\ -6 & 0 & -8 & 0 \\ 0 & 0 & 0 & 0", "wrong"),
])
def test_any_one_of_equal_numbers_may_take_the_gradient(rows, word):
    found, notes = words(rf"\frac{{\partial E}}{{\partial A}} = \begin{{bmatrix}} {rows} \end{{bmatrix}}")
    assert found == [word]
    other = word == "right" and not rows.startswith("-2 & 0 & 0 & -4 \\\\ 0 & 0 & 0 & 0 \\\\ -6")
    assert ("of equal numbers another is taken for the greatest" in notes) == other


def test_numbers_go_on_from_numbers_where_a_formula_between_them_is_wrong():
    found, _ = words(r"\frac{\partial E}{\partial P} = \begin{bmatrix} -1 & -2 \\ -3 & -4 \end{bmatrix}",
                     r"\frac{\partial E}{\partial A_{i,j}} = 0",
                     r"\frac{\partial E}{\partial A} = \begin{bmatrix} -1 & 0 & 0 & -2 \\ 0 & 0 & 0 & 0 \\ "
                     r"-3 & 0 & -4 & 0 \\ 0 & 0 & 0 & 0 \end{bmatrix}")
    assert found == ["wrong", "wrong", "carried"]


SATURATED = """```symcnn
z = [7, 8, 9, 9.5, 9.4]
A = tanh(z)
P = max_pool(A, 3, stride=1)
u = 2 P
dE/du = [1, -2, 4]
```
$$A = \\begin{bmatrix} 1.0000 & 1.0000 & 1.0000 & 1.0000 & 1.0000 \\end{bmatrix}$$

$$\\frac{\\partial E}{\\partial P} = \\begin{bmatrix} 2 & -4 & 6 \\end{bmatrix}$$
"""


@pytest.mark.parametrize(("row", "word"), [("0 & 2 & 0 & -4 & 8", "carried"), ("8 & 2 & 0 & -4 & 0", "wrong")])
def test_of_numbers_equal_on_paper_each_window_may_take_any_of_its_own(row, word):
    """The middle window takes the fourth number, the last one the fifth, the first one the second; none takes another's."""
    judged = check(f"{SATURATED}\n$$\\frac{{\\partial E}}{{\\partial A}} = \\begin{{bmatrix}} {row} \\end{{bmatrix}}$$").judged
    assert [j.verdict.verdict for j in judged] == ["right", "wrong", word]
