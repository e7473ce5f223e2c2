"""Arrays whose shapes go together in no layout: wrong where the page settles them, and left open where it does not."""

import pytest

from symcnn.checking.check import check

NET = """```symcnn
x: 3
W: 2×3
b: 2
z = W x + b
a = sigmoid(z)
V: 4×2
u = V a
t: 4
E = squared_error(u, t)/2
```
"""
IMAGE = "```symcnn\nX: 4×4\nK: 2×2\nY = conv(X, K)\nP = max_pool(Y, 3)\n```\n"
FLAT = "```symcnn\nP: 3×3\nV: 2×9\nu = V flatten(P)\n```\n"
ROWS = "```symcnn\nW: 2×3\nb: 2\n```\n"


def judged(page, line):
    """The one verdict on a line."""
    found = check(f"{page}\n$${line}$$\n").judged
    assert len(found) == 1
    return found[0].verdict


@pytest.mark.parametrize(("line", "said", "tag"), [
    ("u = V x", "V is 4×2 and x has 3 entries: V x cannot be formed", "wrong-symbol"),
    ("z = W x + t", "W x has 2 entries and t has 4 entries: they cannot be added", "wrong-symbol"),
    (r"\frac{\partial E}{\partial z} = (u - t) \odot a \odot (1 - a)",
     "u - t has 4 entries and a has 2 entries: they cannot be multiplied entry by entry", "shape-wrong"),
])
def test_shapes_that_do_not_fit_are_wrong_and_named(line, said, tag):
    verdict = judged(NET, line)
    assert verdict.verdict == "wrong"
    assert verdict.evidence.startswith(said)
    assert verdict.causes[0].tag == tag


def test_a_gradient_of_another_shape_names_what_would_fit():
    verdict = judged(NET, r"\frac{\partial E}{\partial V} = (u - t) x^T")
    assert (verdict.verdict, verdict.causes[0].message) == ("wrong", "right with a for x")
    assert judged(NET, r"\frac{\partial E}{\partial V} = (u - t) a^T").verdict == "right"


def test_matrices_of_numbers_that_do_not_fit():
    line = (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix} = "
            r"\begin{bmatrix} 5 \\ 11 \end{bmatrix}")
    verdict = judged("", line)
    assert verdict.verdict == "wrong"
    assert "is 2×2 and" in verdict.evidence
    assert verdict.evidence.endswith("cannot be formed, whichever is transposed")


@pytest.mark.parametrize(("page", "line", "word"), [
    (NET, "u = a V", "right"),
    (NET, "z = x^T W^T + b", "right"),
    # sizes called as arrays are, and an image laid end to end
    (IMAGE, "Y = X - K + 1", "undecided"),
    (FLAT, "u = V P", "right"),
    # letters for sizes that nobody gives
    ("```symcnn\nx: n\nW: m×n\nz = W x\nv: k\n```\n", "z = W v", "undecided"),
    # a page without a block may mean other arrays
    ("", r"z = W x, \quad x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}", None),
])
def test_what_some_layout_makes_sense_of_is_not_blamed(page, line, word):
    found = [j.verdict.verdict for j in check(f"{page}\n$${line}$$\n").judged]
    assert "wrong" not in found
    assert word is None or found == [word]
