"""Inequalities beside equations: false ones between numbers are mistakes, false ones between names are conditions."""

import pytest

from symcnn.checking.check import check

FENCE = """```symcnn
x = [1, 2, -3]
w = [1, 1]
z = conv(x, w)
a = relu(z)
E = sum_{i} a[i]^2
```
"""


def words(line, fence=FENCE):
    return [j.verdict.verdict for j in check(f"{fence}\n$${line}$$\n").judged]


@pytest.mark.parametrize(("line", "found"), [
    ("3 < 5", ["right"]), ("7 < 5", ["wrong"]), (r"3 \leq 3 < 4", ["right", "right"]), (r"2 \neq 2", ["wrong"]),
    (r"1 + 1 \geq 2", ["right"]), (r"x_1 > x_2", ["given"]), (r"x_1 < x_2", ["right"]), (r"z_1 > 0", ["right"]),
    (r"z \neq a", ["right"]), (r"z_i \geq 0", ["given"]), (r"0 < \beta < 1", []),
    (r"z_2 = -1 < 0", ["right", "right"]), (r"z_2 = 1 > 0", ["wrong", "right"]),
    (r"E = 9 > 4 + 4 = 8", ["right", "right", "right"]),
    (r"E = 9 > 4 + 4 = 7", ["right", "right", "wrong"]), (r"E = 9 > 10", ["right", "wrong"]),
])
def test_an_inequality_is_no_equation(line, found):
    assert words(line) == found


def test_inequalities_without_a_network():
    assert words(r"0.5 < 0.25", "") == ["wrong"]
    assert words(r"\eta < 2 \beta", "") == ["given"]
