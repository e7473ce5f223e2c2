"""A convolution taken at an entry, with brackets round it or without."""

import pytest

from symcnn.checking.check import check

NETWORK = """
X: 5×5
W: 3×3
b: scalar
C[r,c] = conv(X, W) + b
"""


@pytest.mark.parametrize(("line", "word"), [
    ("C(r, c) = (X * W)(r, c) + b", "right"), ("C(r, c) = X * W(r, c) + b", "right"),
    ("C[r, c] = (X * W)[r, c] + b", "right"), ("C_{r, c} = (X * W)_{r, c} + b", "right"),
    ("C(r, c) = X * W(r, c)", "wrong"), ("C(r, c) = X * W(r, c) - b", "wrong"), ("C(r, c) = X * b(r, c) + b", "wrong"),
])
def test_a_convolution_taken_at_an_entry(line, word):
    assert [j.verdict.verdict for j in check(f"$${line}$$", given=NETWORK).judged] == [word]
