"""Pages that count with letters and state no network: costs and their ratios."""

import pytest

from symcnn.checking.check import check

COSTS = r"$$C_{std} = K^2 M N D^2, \quad C_{sep} = K^2 M D^2 + M N D^2$$"
RATIO = r"\frac{C_{sep}}{C_{std}}"


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(lines)).judged]


@pytest.mark.parametrize(("line", "expected"), [
    (r"= \frac{1}{N} + \frac{1}{K^2}", ["right"]), (r"= \frac{1}{N} + \frac{1}{K}", ["wrong"]),
    (r"= \frac{1}{256} + \frac{1}{9} = 0.115", ["given", "right"]),
    (r"= \frac{1}{N} + \frac{1}{K^2} = \frac{1}{256} + \frac{1}{9} = 0.115", ["right", "given", "right"]),
    (r"= \frac{1}{N} + \frac{1}{K^2} = \frac{1}{256} + \frac{1}{9} = 0.151", ["right", "given", "wrong"])])
def test_a_ratio_of_costs(line, expected):
    assert verdicts(COSTS, f"$${RATIO} {line}$$")[2:] == expected


def test_letters_take_numbers_later():
    found = verdicts(COSTS, "With $N = 256$:", rf"$${RATIO} = \frac{{1}}{{N}} + \frac{{1}}{{K^2}}$$")
    assert found == ["given", "given", "given", "right"]
