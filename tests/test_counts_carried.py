"""Sizes and counts that follow from a wrong one: carried, and one that follows from none of them wrong by itself."""

import pytest

from symcnn.checking.check import check

NET = """```symcnn
X: 3×32×32
W_1: 8×3×5×5
b_1: 8
C_1 = relu(conv(X, W_1, padding=2) + b_1)
P_1 = max_pool(C_1, 2)
W_2: 16×8×3×3
b_2: 16
C_2 = relu(conv(P_1, W_2) + b_2)
f = flatten(C_2)
W_3: 10×3136
b_3: 10
s = W_3 f + b_3
```
"""
BORDER = r"C_1 \in \mathbb{R}^{8\times 28\times 28}"
TURNED = r"16 \cdot 14 \cdot 14 = 3126"


def words(*lines):
    """The verdicts on some lines, those of a chain together."""
    return [j.verdict.verdict for j in check(NET + "".join(f"\n$${line}$$\n" for line in lines)).judged]


@pytest.mark.parametrize("line", [
    r"P_1 \in \mathbb{R}^{8\times 14\times 14}", r"C_2 \in \mathbb{R}^{16\times 12\times 12}", r"f \in \mathbb{R}^{2304}",
    r"W_3 \in \mathbb{R}^{10\times 2304}", r"|W_3| = 23040", r"\text{params}(s) = 23050", r"28 \cdot 28 \cdot 8 = 6272"])
def test_shapes_and_counts_follow_from_a_shape_without_its_border(line):
    assert words(BORDER, line) == ["wrong", "carried"]


def test_the_right_size_stays_right_behind_a_wrong_one_and_another_wrong_one_is_wrong_by_itself():
    assert words(BORDER, r"P_1 \in \mathbb{R}^{8\times 16\times 16}") == ["wrong", "right"]
    assert words(BORDER, r"P_1 \in \mathbb{R}^{8\times 15\times 15}") == ["wrong", "wrong"]
    assert words(r"P_1 \in \mathbb{R}^{8\times 14\times 14}") == ["wrong"]
    # a right size in between
    assert words(BORDER, r"P_1 \in \mathbb{R}^{8\times 16\times 16}", r"C_2 \in \mathbb{R}^{16\times 12\times 12}") == [
        "wrong", "right", "wrong"]
    # what comes before it follows from nothing
    assert words(r"P_1 \in \mathbb{R}^{8\times 14\times 14}", BORDER) == ["wrong", "wrong"]


def test_a_count_that_uses_a_wrong_number_of_a_line_before():
    assert words(TURNED, r"3126 \cdot 10 + 10 = 31270", r"31270 + 608 = 31878") == ["wrong", "carried", "carried"]
    assert words(TURNED, r"f \in \mathbb{R}^{3126}", r"W_3 \in \mathbb{R}^{10\times 3126}") == ["wrong", "carried", "carried"]
    assert words(TURNED, r"3126 \cdot 10 + 10 = 31280", r"3136 \cdot 10 = 31360") == ["wrong", "wrong", "right"]


def test_a_small_number_that_was_wrong_once_may_stand_for_something_else():
    wrong = r"\frac{32 - 5 + 4}{1} + 1 = 31"
    assert words(wrong, r"31 \cdot 31 \cdot 8 = 7688") == ["wrong", "carried"]
    assert words(wrong, "31 + 1 = 32") == ["wrong", "right"]


def test_the_lines_say_what_they_follow_from():
    judged = check(f"{NET}\n<!-- symcnn: id=first -->\n$${BORDER}$$\n\n$$f \\in \\mathbb{{R}}^{{2304}}$$\n").judged
    assert judged[1].verdict.follows_from == ("first",)
    assert judged[1].verdict.causes == ()


def test_a_product_between_bars_is_a_count_of_entries():
    assert words(r"|f| = 16 \cdot 14 \cdot 14 = 3136") == ["right", "right"]
    assert words(r"|f| = 16 \cdot 14 \cdot 12 = 2688") == ["wrong", "carried"]
    assert words(BORDER, r"|f| = 16 \cdot 12 \cdot 12 = 2304") == ["wrong", "carried", "carried"]
