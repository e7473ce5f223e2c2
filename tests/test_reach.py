"""How far rounding reaches: each entry alone, all entries together, and what no rounding explains."""

import numpy as np
import pytest

from symcnn.checking.binding.reach import Reach, beyond
from symcnn.checking.check import check


def test_a_point_within_the_moves_is_not_beyond_them():
    random = np.random.default_rng(1)
    columns = random.standard_normal((6, 10))
    for _ in range(20):
        moves = random.uniform(0, 1, 6)
        start = random.uniform(-0.9, 0.9, 10) - moves @ columns
        assert beyond(start, columns, np.ones(6)) is None


def test_a_point_out_of_reach_is_beyond_them_whatever_each_entry_alone_allows():
    # two entries that can only be moved against each other
    columns = np.array([[5.0, -5.0], [-5.0, 5.0]])
    assert beyond(np.array([4.0, -4.0]), columns, np.ones(2)) is None
    found = beyond(np.array([4.0, 4.0]), columns, np.ones(2))
    assert found is not None and found.all()


def test_moves_are_limited():
    columns = np.array([[5.0]])
    assert beyond(np.array([-5.5]), columns, np.ones(1)) is None
    assert beyond(np.array([-6.5]), columns, np.ones(1)) is not None
    assert beyond(np.array([-6.5]), columns, np.full(1, 2.0)) is None


def test_the_spans_add_up_what_every_move_does_at_most():
    down, up = np.array([[-1.0, 2.0], [3.0, 0.0]]), np.array([[1.0, -2.0], [1.0, 0.5]])
    reach = Reach(np.zeros(2), down, up, np.zeros(2), np.zeros(2, dtype=bool))
    assert reach.below.tolist() == [1.0, 2.0]
    assert reach.above.tolist() == [4.0, 2.5]


FENCE = """```symcnn
f = [0.62, 0.57, 0.71]
V = [[0.5, -0.2, 0.3], [0.4, 0.6, -0.7]]
t = [1, 0]
f: 3
u = V f
\\hat{y} = sigmoid(u)
E = squared_error(\\hat{y}, t)/2
```

$$ u = \\begin{bmatrix} 0.41 \\\\ 0.09 \\end{bmatrix} $$

$$ \\hat{y} = \\begin{bmatrix} 0.60 \\\\ 0.52 \\end{bmatrix} $$

$$ \\frac{\\partial E}{\\partial u} = \\begin{bmatrix} -0.10 \\\\ 0.13 \\end{bmatrix} $$

$$ \\frac{\\partial E}{\\partial f} = \\begin{bmatrix} GRADIENT \\end{bmatrix} $$
"""


@pytest.mark.parametrize(("numbers", "verdict"), [
    # from the two numbers written, from the calculator's, from one of each
    ("0.0020 0.0980 -0.1210", "rounding"),
    ("0.0043 0.0975 -0.1201", "right"),
    ("0.0022 0.0983 -0.1214", "rounding"),
    # each entry within what either number's rounding may do, no two numbers give them all
    ("0.0039 0.0974 -0.1230", "wrong"),
    ("0.0064 0.0990 -0.1240", "wrong"),
])
def test_entries_are_held_against_the_rounding_they_have_in_common(numbers, verdict):
    report = check(FENCE.replace("GRADIENT", " \\\\ ".join(numbers.split())))
    assert [j.verdict.verdict for j in report.judged][-1] == verdict


def test_a_loss_of_nought_from_a_probability_written_as_one():
    report = check("""```symcnn
u = [-1.7, 4.4]
t = [0, 1]
\\hat{y} = softmax(u)
E = cross_entropy(\\hat{y}, t)
```

$$ \\hat{y} = \\begin{bmatrix} 0.00 \\\\ 1.00 \\end{bmatrix} $$

$$ E = 0 $$
""")
    assert [j.verdict.verdict for j in report.judged] == ["right", "rounding"]


def test_a_quotient_of_a_probability_written_as_one_may_be_anything_large():
    sheet = """```symcnn
u = [7.78, -3.07]
t = [0, 0]
\\hat{y} = sigmoid(u)
E = bce(\\hat{y}, t)
```

$$ \\hat{y} = \\begin{bmatrix} 1.00 \\\\ 0.04 \\end{bmatrix} $$

$$ \\frac{\\partial E}{\\partial \\hat{y}} = \\begin{bmatrix} NUMBER \\\\ 1.05 \\end{bmatrix} $$
"""
    found = {n: check(sheet.replace("NUMBER", n)).judged[-1].verdict.verdict for n in ("2392.98", "150.00", "-2392.98")}
    assert found == {"2392.98": "rounding", "150.00": "wrong", "-2392.98": "wrong"}
