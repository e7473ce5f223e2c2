"""Bounds of sums that are right for some sizes alone: they are tried at others, where extents are in another order."""

import pytest

from symcnn.checking.binding.small_sizes import chosen_sizes
from symcnn.checking.check import check
from symcnn.network import Network

FROM_ONE = r"""
Let $x \in \mathbb{R}^{N}$ and $w \in \mathbb{R}^{K}$.

$$y_i = \sum_{k=1}^{K} w_k x_{i+k-1}$$
"""
FROM_NOUGHT = r"""
Let $x \in \mathbb{R}^{N}$ and $w \in \mathbb{R}^{K}$, indices from zero.

$$y_{i} = b + \sum_{k=0}^{K-1} w_{k} x_{i+k}, \qquad i = 0, \dots, N-K$$
"""
BLOCK = """```symcnn
x: N
w: K
y = conv(x, w)
```
"""


def words(page, *lines):
    judged = check(page + "".join(f"\n$${line}$$\n" for line in lines)).judged
    return [j.verdict.verdict for j in judged[-len(lines):]]


@pytest.mark.parametrize("page", [FROM_ONE, BLOCK])
@pytest.mark.parametrize(("last", "word"), [
    ("N-K+1", "right"), ("K", "wrong"), ("K-1", "wrong"), ("N-K", "wrong"), ("2K-N+1", "wrong"), ("(N+1)/2", "wrong"),
])
def test_the_last_position_of_a_window(page, last, word):
    line = rf"\frac{{\partial L}}{{\partial w_k}} = \sum_{{i=1}}^{{{last}}} \frac{{\partial L}}{{\partial y_i}} x_{{i+k-1}}"
    assert words(page, line) == [word]


@pytest.mark.parametrize(("last", "word"), [("K", "right"), ("K-1", "wrong"), ("N-K", "wrong")])
def test_the_last_entry_of_a_kernel(last, word):
    line = rf"\frac{{\partial L}}{{\partial x_j}} = \sum_{{k=1}}^{{{last}}} \frac{{\partial L}}{{\partial y_{{j-k+1}}}} w_k"
    assert words(FROM_ONE, line) == [word]


def test_behind_a_wrong_line_too():
    lines = [rf"\frac{{\partial L}}{{\partial b}} = \sum_{{i=0}}^{{{last}}} \frac{{\partial L}}{{\partial y_{{i}}}}"
             for last in ("N-K-1", "K-1", "N-K")]
    assert words(FROM_NOUGHT, *lines) == ["wrong", "wrong", "right"]


def test_other_sizes_are_unlike_those_before():
    system = Network("x: N\nw: K\ny = conv(x, w)").forward_system
    met = []
    sizes = chosen_sizes(system, {})
    for _ in range(3):
        by_name = {letter.name: n for letter, n in sizes.items()}
        met.append((by_name["N"], by_name["K"], by_name["N"] - by_name["K"] + 1))
        sizes = chosen_sizes(system, {}, sizes)
    first, second, third = met
    assert not set(zip(first, second, strict=True)) & {(n, n) for n in range(20)}
    assert len(set(second)) == len(set(third)) == 3
    assert (second[1] < second[2]) != (third[1] < third[2])
