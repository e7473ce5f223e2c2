"""Letters for strides and windows that nothing declares stand for the network's numbers."""

import pytest

from symcnn.checking.check import check

NETWORK = """
A: 5×5
W: 3×3
P[r,c] = max_pool(A, 3, stride=2)
Z[r,c] = conv(A, W)
Y[r,c] = conv(A, W, stride=2)
"""
WINDOW = r"\max_{\substack{1 \leq i \leq d \\ 1 \leq j \leq d}} "
SUM = r"\sum_{i=1}^K \sum_{j=1}^K "


def words(*lines):
    return [j.verdict.verdict for j in check("\n".join(f"$${t}$$" for t in lines), given=NETWORK).judged]


@pytest.mark.parametrize(("line", "word"), [
    (rf"P(r, c) = {WINDOW} A((r-1) \times s + i, (c-1) \times s + j)", "right"),
    (rf"P(r, c) = {WINDOW} A((r-1) \times 2 + i, (c-1) \times 2 + j)", "right"),
    (rf"P(r, c) = {WINDOW} A((r-1) \times s + i, (c-2) \times s + j)", "wrong"),
    (rf"P(r, c) = {WINDOW} A((r-1) \times 3 + i, (c-1) \times 3 + j)", "wrong"),
    (r"P_{r,c} = \max_{0 \leq i, j < p} A_{2r-1+i,2c-1+j}", "right"),
    # right where indices start at 0, in the other column too
    (r"P_{r,c} = \max_{1 \leq i, j \leq p} A_{2r-1+i,2c-1+j}", "right"),
    (r"P_{r,c} = \max_{1 \leq i, j \leq p} A_{2r-1+i,2c-2+j}", "wrong"),
    (rf"Y_{{r,c}} = {SUM} A_{{s(r-1)+i,s(c-1)+j}} W_{{i,j}}", "right"),
    (rf"Y_{{r,c}} = {SUM} A_{{s(r-1)+i,s(c-1)+j}} W_{{j,i}}", "wrong"),
    (rf"Z_{{r,c}} = {SUM} A_{{s(r+i)-1,c+j-1}} W_{{i,j}}", "wrong"),
])
def test_a_stride_without_a_number(line, word):
    assert words(line) == [word]


def test_a_stride_that_the_page_gives():
    line = rf"Y_{{r,c}} = {SUM} A_{{s(r-1)+i,s(c-1)+j}} W_{{i,j}}"
    assert words("s = 2", line) == ["given", "right"]
    assert words("s = 3", line) == ["given", "wrong"]
    assert words(line, line.replace("Y", "Z").replace("s(r", "(r").replace("s(c", "(c")) == ["right", "right"]
