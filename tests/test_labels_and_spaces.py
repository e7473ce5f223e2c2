r"""What stands beside formulas and claims nothing: numbers of equations, spaces of a given width, sizes joined by arrows."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.arguments import argument_end, is_wide
from symcnn.reading.blanked import without_numbers
from symcnn.reading.claims import read_claims


def verdicts(*formulas):
    page = "\n\n".join(f"$${f}$$" for f in formulas)
    return [j.verdict.verdict for j in check(page, kind="markdown").judged]


def sides(text):
    return [[text[slice(*span)] for span in chain.spans] for chain in read_claims(text)]


@pytest.mark.parametrize("label", [
    r" \ \ \ \ (20)", r" \quad (3)", r"\qquad(3.1)", "~~~(4)", r"\hfill (5)", r"\;\;\;(1.2.3)", r"\hspace{1cm} (7a)",
    r" \ \ (2).", r" \ \ \ (1) ,", r"\tag 5", r"\tag3", r"\tag{5}", r"\tag*{*}", r" \tag (5)", r"\tag 3.12",
    r"\eqno 4", r"\quad \ (3-1)",
])
def test_the_number_of_an_equation_is_no_factor(label):
    assert verdicts("L = (y - t)^2", r"\frac{dL}{dy} = 2(y - t)" + label) == ["given", "right"]
    assert verdicts("L = (y - t)^2", r"\frac{dL}{dy} = (y - t)" + label) == ["given", "wrong"]


@pytest.mark.parametrize("factor", [
    r" \ (3)", "(3)", "~(3)", r"\,(3)", r"\cdot \quad (3)", r" \times \ \ (3)", r" \phantom{+} (3)",
])
def test_a_number_in_brackets_behind_one_blank_is_a_factor(factor):
    assert verdicts("L = (y - t)^2", r"\frac{dL}{dy} = \frac23 (y - t)" + factor) == ["given", "right"]
    assert verdicts("L = (y - t)^2", r"\frac{dL}{dy} = 2 (y - t)" + factor) == ["given", "wrong"]


@pytest.mark.parametrize(("text", "same"), [
    (r"a = b \ \ (1) \\ c = d \qquad (2)", r"a = b         \\ c = d           "),
    (r"\begin{aligned} a = b \ \ (1) \end{aligned}", r"\begin{aligned} a = b         \end{aligned}"),
    (r"\begin{pmatrix} 1 \quad (2) \\ 3 & 4 \end{pmatrix}", ""),
    (r"\begin{cases} 1 & x > 0 \\ 2 \ \ (3) \end{cases}", ""),
    (r"f \quad (x)", ""),
    (r"y = \quad (3)", ""),
    (r"y = 2 \quad (3) x", ""),
    (r"\quad (3)", ""),
])
def test_only_the_last_of_a_line_is_its_number(text, same):
    assert without_numbers(text) == (same or text)
    assert len(without_numbers(text)) == len(text)


def test_numbers_of_equations_take_time_in_proportion():
    assert len(without_numbers("a" + r"\ " * 50_000 + "(3)")) == 100_004
    assert len(without_numbers(r"a \ \ (3)\\" * 5_000)) == 55_000


@pytest.mark.parametrize("space", [
    r"\hspace{0.5in}", r"\hspace*{1cm}", r"\hspace{2em}", r"\hskip 1em", r"\hskip2cm ", r"\mspace{36mu}",
    r"\hspace{.1\textwidth}", r"\mkern 18mu ", r"\hfill ", r"\quad",
])
def test_a_wide_space_parts_formulas(space):
    assert verdicts("f = x y", rf"\frac{{df}}{{dx}} = y {space} \frac{{df}}{{dy}} = x") == ["given", "right", "right"]
    assert verdicts("f = x y", rf"\frac{{df}}{{dx}} = x {space} \frac{{df}}{{dy}} = x") == ["given", "wrong", "right"]


@pytest.mark.parametrize("space", [
    r"\hspace{1mm}", r"\hspace{-0.5em}", r"\mskip 3mu ", r"\space ", r"\enspace ", r"\phantom{\frac{a}{b}}",
    r"\hphantom{x^{2}} ", r"\vphantom{\sum_{i}^{n}}", r"\vspace{1cm}",
])
def test_a_narrow_space_says_nothing(space):
    assert sides(rf"y = w {space} x") == [["y", rf"w {space} x"]]
    assert verdicts("f = x y^2", rf"\frac{{df}}{{dy}} = 2 x {space} y") == ["given", "right"]


def test_where_arguments_end():
    assert argument_end("phantom", r"\phantom{a", 8) == 8
    assert argument_end("label", r"\label{eq}", 6) == 10
    assert argument_end("tag", r"\tag x", 4) == 4
    assert not is_wide("vspace", r"\vspace{1in}", 7)
    assert not is_wide("hspace", r"\hspace", 7)


LAYER = ("z = w x + b", r"a = \sigma(z)")


@pytest.mark.parametrize("arrows", [
    r"2 \rightarrow 3 \rightarrow 1", r"784 \to 10", r"28 \times 28 \to 24 \times 24 \to 12 \times 12",
    r"f: \mathbb{R}^n \to \mathbb{R}", r"\sigma \colon \mathbb{R} \rightarrow (0, 1)", r"\mathbb R^n \to \mathbb R",
    r"f : \mathbb{R}^{n \times m} \to \mathcal{Y}",
])
def test_sizes_and_sets_joined_by_arrows_claim_nothing(arrows):
    page = "\n\n".join((*(f"$${f}$$" for f in LAYER), f"Here is ${arrows}$.", r"$$\frac{da}{dw} = a(1 - a) x$$"))
    assert [j.verdict.verdict for j in check(page, kind="markdown").judged] == ["given", "given", "right"]


@pytest.mark.parametrize("arrows", [
    r"2 \times 3 \to 7", r"1 + 2 \to 4", r"2.5 \to 3", r"f: x \mapsto x^2", r"\mathbf{x} \to \mathbf{y} \mathbf{x}",
    r"2 = 3 \to 3",
])
def test_other_arrows_are_read_on(arrows):
    assert [chain.kind for chain in read_claims(arrows)] == ["claim"]


@pytest.mark.parametrize(("text", "shown"), [
    (r"{w}_{11}{x}_{1} + {w}_2 = {z}_1", [[r"{w}_{11}{x}_{1} + {w}_2", "{z}_1"]]),
    (r"{\varsigma}'(z) = 1", [[r"{\varsigma}'(z)", "1"]]),
    (r"a = { {w}_1 }, b = c", [["a", "{ {w}_1 }"], ["b", "c"]]),
])
def test_what_is_shown_has_its_braces(text, shown):
    assert sides(text) == shown


@pytest.mark.parametrize("identity", [r"(a - b)\ (a + b) = a^2 - b^2", r"(a b)\; (a - b) = a^2 b - a b^2"])
def test_a_factor_in_brackets_is_no_label(identity):
    assert [j.verdict.verdict for j in check(f"${identity}$", kind="markdown").judged] == ["right"]
