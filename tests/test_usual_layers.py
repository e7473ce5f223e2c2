"""Pages that send errors back through layers of which no forward pass is given: the usual one is taken, and said."""

import pytest

from symcnn.checking.check import check
from symcnn.checking.sheet.usual_layers import empty_line


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged]


BACK = {
    "ahead": (r"\delta^{(l)} = \left( (W^{(l+1)})^T \delta^{(l+1)} \right) \odot %s'(z^{(l)})",
              r"\frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^T"),
    "own": (r"\delta^{(l)} = \left( (W^{(l)})^T \delta^{(l+1)} \right) \odot %s'(z^{(l)})",
            r"\frac{\partial C}{\partial W^{(l)}} = \delta^{(l+1)} (a^{(l)})^T"),
}
BIAS = {"ahead": r"\frac{\partial C}{\partial b^{(l)}} = \delta^{(l)}",
        "own": r"\frac{\partial C}{\partial b^{(l)}} = \delta^{(l+1)}"}


def page_of(*lines):
    return "# Errors\n\n" + "\n\n".join(f"$${line}$$" for line in lines) + "\n"


@pytest.mark.parametrize("f", ["f", r"\sigma", "g"])
@pytest.mark.parametrize("way", sorted(BACK))
def test_the_usual_layers(way, f):
    error, weights = BACK[way]
    report = check(page_of(error % f, weights, BIAS[way]))
    assert [j.verdict.verdict for j in report.judged] == ["right"] * 3
    assert [j.claim.line for j in report.judged] == [3, 5, 7] and [j.claim.id for j in report.judged] == ["c1", "c2", "c3"]
    assert "no forward pass of any layer is given" in report.context.notes[0]


@pytest.mark.parametrize("way", sorted(BACK))
@pytest.mark.parametrize(("right", "wrong"), [("= ", "= -"), ("= ", "= 2 ")])
def test_mistakes_beside_right_lines(way, right, wrong):
    error, weights = BACK[way]
    lines = [error % "f", weights, BIAS[way]]
    for place in range(1, 3):
        changed = [line.replace(right, wrong) if n == place else line for n, line in enumerate(lines)]
        assert verdicts(page_of(*changed)) == ["right" if n != place else "wrong" for n in range(3)]


@pytest.mark.parametrize("change", [
    (r"\odot f'(z^{(l)})", ""), ("W^{(l+1)})^T", "W^{(l+1)})"), ("(z^{(l)})", "(z^{(l+1)})"), ("(z^{(l)})", "(a^{(l)})")])
def test_unclear_layers_are_left_to_a_person(change):
    error, weights = BACK["ahead"]
    found = verdicts(page_of((error % "f").replace(*change), weights, BIAS["ahead"]))
    assert "right" not in found and "wrong" not in found


def test_lines_that_do_not_go_together():
    assert "wrong" not in verdicts(page_of(BACK["ahead"][0] % "f", BACK["own"][1], BIAS["own"]))


def test_a_forward_pass_that_is_given():
    given = [r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}", r"a^{(l)} = f(z^{(l)})"]
    report = check(page_of(*given, BACK["ahead"][0] % "f", BACK["ahead"][1]))
    assert [j.verdict.verdict for j in report.judged] == ["given", "given", "right", "right"]
    assert "forward pass" not in report.context.notes[0]


def test_where_the_equations_are_put():
    assert empty_line("---\na: 1\n\n---\n\nText") == 4
    assert empty_line("```\n\n```\n\n$$\n\n$$") == 3
    assert empty_line("$$\n\n$$\nText") is None
