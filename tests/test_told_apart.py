"""What a page tells apart is not held against itself: numbers in one line, cases behind formulas, lines without a root."""

import pytest

from symcnn.checking.check import check
from symcnn.checking.meaning.link import AS_BEFORE
from symcnn.checking.report.verdict import Claim, Judged, Verdict
from symcnn.checking.sheet.other_exercises import without_roots
from symcnn.checking.sheet.told_apart import of_two_cases

NEURON = r"""$$z = w x + b, \quad y = \sigma(z)$$

With $x = 2$, $w = 1$ and $b = 0$ we have $z = 2$. """


def judged(ident, line, latex, verdict, *follows, evidence=""):
    return Judged(Claim(ident, line, latex), Verdict(verdict, evidence, follows_from=follows))


def verdicts(page, *heads):
    found = [(j.claim.latex, j.verdict.verdict) for j in check(page, kind="markdown").judged]
    return [v for text, v in found if text.startswith(heads)]


def test_one_line_gives_a_letter_two_numbers():
    assert verdicts(NEURON + "It is near $y = 0$ for small ones, near $y = 1$ for large ones.", "y = 0", "y = 1") == [
        "undecided", "undecided"]
    assert verdicts(NEURON + "So $y = 1$.", "y = 1") != ["undecided"]
    assert verdicts(NEURON + "So $y = 3$.", "y = 3") == ["wrong"]
    assert verdicts(NEURON + "So $y = 3$.\n\nThen again $y = 4$.", "y = 3", "y = 4") == ["wrong", "wrong"]


def test_numbers_with_digits_behind_the_point_are_no_cases():
    lines = (judged("a", 1, "y = 0.5", "wrong"), judged("b", 1, "y = 0.7", "wrong"), judged("c", 1, "y = x", "wrong"))
    assert of_two_cases(lines) == list(lines)


CASES = r"""$a = \sigma(z)$ and $z = w x$.

$D_{ij} SET \frac{1}{m}\Delta_{ij} + \lambda\Theta_{ij}$     ${if}\; j \neq 0$

$D_{ij} SET \frac{1}{m}\Delta_{ij}$     OTHER
"""


@pytest.mark.parametrize("sign", [":=", "="])
@pytest.mark.parametrize("other", [r"${if}\; j = 0$", r"$\text{if } j = 0$", "otherwise"])
def test_cases_behind_formulas_are_not_held_against_each_other(sign, other):
    found = [j.verdict.verdict for j in check(CASES.replace("SET", sign).replace("OTHER", other), kind="markdown").judged]
    assert not {"wrong", "carried", "suspect"} & set(found)


def test_a_slope_at_a_number_is_no_case():
    page = "$$y = x^2$$\n\n$\\frac{dy}{dx} = 5 x$ if $x = 2$."
    assert verdicts(page, r"\frac{dy}{dx} = 5 x") == ["wrong"]


def test_what_follows_from_no_mistake_is_open():
    root = judged("a", 1, "z = 2x", "wrong")
    lines = [root, judged("b", 2, "y = z", "carried", "a"), judged("c", 3, "y = u", "carried", "b"),
             judged("d", 4, "y = v", "carried", "line 9"), judged("e", 5, "y = w", "carried", "line 5"),
             judged("f.1", 6, "u = v = w", "wrong"), judged("f.2", 6, "u = v = w", "carried", evidence=AS_BEFORE),
             judged("g", 7, "p = q = r", "carried", evidence=AS_BEFORE)]
    assert [j.verdict.verdict for j in without_roots(lines)] == [
        "wrong", "carried", "carried", "undecided", "undecided", "wrong", "carried", "undecided"]


def test_what_follows_from_a_mistake_is_carried_still():
    page = "$$z = w x, \\quad y = z^2$$\n\n$$\\frac{dz}{dx} = 2 w$$\n\n$$\\frac{dy}{dx} = 2 z \\cdot 2 w$$"
    assert verdicts(page, r"\frac{dz}{dx}") == ["wrong"]
