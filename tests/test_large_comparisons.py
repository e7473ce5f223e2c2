"""Values with many letters of their own are not laid over each other where that takes more numbers than are judged."""

import numpy as np
import pytest

from symcnn.checking.check import check
from symcnn.checking.numbers.compare import overlaid, same
from symcnn.checking.numbers.value import MOST, exact
from symcnn.errors import NotSupportedYet

MANY = exact(np.zeros((8,) * 6), tuple("abcdef"))


def test_letters_that_go_together_are_compared():
    assert same(MANY, exact(np.zeros((8, 8)), ("a", "b")))
    assert not same(MANY, exact(np.ones((8, 8)), ("a", "g")))
    assert not list(overlaid(exact(np.zeros(2), ("a",)), exact(np.zeros(3), ("a",))))


def test_too_many_letters_are_refused():
    assert MOST < 8**9
    with pytest.raises(NotSupportedYet, match="more than 10000000 numbers"):
        same(MANY, exact(np.zeros((8, 8, 8)), ("x", "y", "z")))


def test_an_image_slid_over_itself_takes_no_memory() -> None:
    found = check("```symcnn\nx: 227×227\ny = relu(x)\n```\n\n" + r"$$x \times x = 3 \times 3$$").judged[0].verdict
    assert found.verdict == "undecided"
    assert "failed" not in found.evidence
