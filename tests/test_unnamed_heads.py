"""Lines that begin with an expression instead of a name: their mistakes are theirs, and what follows is carried."""

from symcnn.checking.check import check

FENCE = r"""```symcnn
X = [[1, 2, 0], [3, 1, 2], [0, 1, 1]]
K = [[1, -1], [2, 0]]
Z = conv(X, K) + b
b = 0
L = sum_{i,j} Z[i,j]^2/2
\eta = 0.1
```
"""
UPSTREAM = r"\frac{\partial L}{\partial Z} = \begin{bmatrix} 5 & 4 \\ 2 & 1 \end{bmatrix}"
UPDATE = r"K := K - \eta \frac{\partial L}{\partial K} = \begin{bmatrix} -0.6 & -2.5 \\ 0 & -1.5 \end{bmatrix}"


def links(*lines):
    return [(j.verdict.verdict, j.verdict.causes) for j in check(FENCE + "".join(f"\n$${t}$$\n" for t in lines)).judged]


def words(*lines):
    return [word for word, _ in links(*lines)]


def test_what_follows_from_a_wrong_product_is_carried():
    wrong = r"X \star \frac{\partial L}{\partial Z} = \begin{bmatrix} 16 & 15 \\ 20 & 15 \end{bmatrix}"
    assert words(UPSTREAM, wrong, UPDATE) == ["right", "wrong", "right", "carried"]
    assert words(UPSTREAM, UPDATE) == ["right", "right", "wrong"]


def test_the_mistake_is_named_as_under_a_name():
    numbers = r"\begin{bmatrix} 20 & 14 \\ 20 & -16 \end{bmatrix}"
    expression, named = (links(rf"{head} = {numbers}")[0] for head in (
        r"X \star \frac{\partial L}{\partial Z}", r"\frac{\partial L}{\partial K}"))
    assert expression == named
    assert expression[1][0].tag == "sign"


def test_a_chain_of_derivatives_is_the_gradient_by_the_last():
    head = r"\frac{\partial L}{\partial Z} \frac{\partial Z}{\partial b}"
    assert words(rf"{head} = \sum_{{i,j}} \frac{{\partial L}}{{\partial Z_{{i,j}}}} = 13",
                 r"b := b - \eta \frac{\partial L}{\partial b} = -1.3") == ["right", "wrong", "right", "carried"]
