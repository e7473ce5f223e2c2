r"""Cases told before a slope, "If $z > 0$: $$\frac{da}{dz} = 1$$": they hold of the line below."""

import pytest

from symcnn.checking.check import check

RELU = r"$a = \max(0, z)$" + "\n\n"
ABOVE, BELOW = r"\frac{da}{dz} = 1", r"\frac{da}{dz} = 0"


def verdicts(page):
    return [j.verdict.verdict for j in check(page, kind="markdown").judged]


@pytest.mark.parametrize("page", [
    "If $z > 0$:\n\n$$@$$\n\nIf $z \\leq 0$:\n\n$$#$$", "When $z > 0$,\n\n$$@$$\n\nWhen $z < 0$,\n\n$$#$$",
    "- If $z > 0$: $@$\n- If $z < 0$: $#$", "1. When $z > 0$, the slope is\n\n$$@$$\n\n2. When $z < 0$, it is\n\n$$#$$",
    "For $z > 0$ we have $@$, and for $z \\leq 0$ we have $#$.", "The slope, if $0 < z$: $$@$$ and if $z < 0$: $$#$$",
    "当 $z > 0$ 时：\n\n$$@$$\n\n当 $z < 0$ 时：\n\n$$#$$", "当 $z > 0$ 时，$@$；当 $z < 0$ 时，$#$。",
    "Wenn $z > 0$, dann ist\n$$@$$\nWenn $z < 0$, dann ist\n$$#$$", "Si $z > 0$ : $@$\n\nSi $z < 0$ : $#$",
    "**If $z > 0$:**\n\n$$@$$\n\n**If $z < 0$:**\n\n$$#$$",
])
def test_a_case_before_a_slope(page):
    for first, second in ((ABOVE, BELOW), (BELOW, BELOW), (ABOVE, ABOVE)):
        expected = ["given", "right" if first == ABOVE else "wrong", "right" if second == BELOW else "wrong"]
        assert verdicts(RELU + page.replace("@", first).replace("#", second)) == expected


def test_cases_that_are_told_the_wrong_way_round_are_not_right():
    for page in ("If $z > 0$:\n\n$$@$$\n\nIf $z < 0$:\n\n$$#$$", "For $z > 0$ we have $@$, and for $z < 0$ we have $#$."):
        found = verdicts(RELU + page.replace("@", BELOW).replace("#", ABOVE))
        assert found[0] == "given"
        assert "right" not in found


@pytest.mark.parametrize("page", [
    "$$@$$\n\nif $z > 0$, and\n\n$$#$$\n\nif $z \\leq 0$.", "$$@$$ for $z > 0$ and $$#$$ for $z \\leq 0$.",
    "$$@$$ when $z > 0$.\n\n$$#$$ when $z < 0$.",
])
def test_a_case_behind_a_slope_stays_its(page):
    assert verdicts(RELU + page.replace("@", ABOVE).replace("#", BELOW)) == ["given", "right", "right"]
    assert verdicts(RELU + page.replace("@", BELOW).replace("#", BELOW)) == ["given", "wrong", "right"]
    assert verdicts(RELU + page.replace("@", ABOVE).replace("#", ABOVE)) == ["given", "right", "wrong"]


@pytest.mark.parametrize("page", [
    "The gate is open if $z > 0$. Then\n\n$$@$$", "If $z > 0$ the gate is open. In general\n\n$$@$$",
])
def test_another_sentence_parts_a_case_from_a_formula(page):
    whole = r"\frac{da}{dz} = 1[z > 0]"
    assert verdicts(RELU + page.replace("@", whole))[-1] == "right"
    assert verdicts(RELU + page.replace("@", ABOVE))[-1] == "wrong"


def test_a_case_of_an_index_asks_for_nothing():
    page = "$h_t = w h_{t-1}$\n\n$L = h_T^2$\n\nFor $t > 1$:\n\n$$\\frac{dh_t}{dh_{t-1}} = @$$"
    assert [verdicts(page.replace("@", slope))[-1] for slope in ("w", "h_t")] == ["right", "wrong"]
