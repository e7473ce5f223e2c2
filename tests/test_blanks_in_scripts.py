r"""Blanks in scripts say nothing in LaTeX, ``w_{j i}``, ``E_{\text {total }}``; a sign above needs no braces, ``w^+``."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims
from symcnn.reading.parser import parse
from symcnn.reading.tree import Name, Operation, find


def verdicts(*formulas):
    page = "\n\n".join(f"$${f}$$" for f in formulas)
    return [j.verdict.verdict for j in check(page, kind="markdown").judged if j.verdict.verdict != "given"]


def members(text):
    return [chain.members for chain in read_claims(text)]


@pytest.mark.parametrize(("apart", "together"), [
    ("w_{j i}", "w_{ji}"), (r"w_{i j k}^{(l)}", "w_{ijk}^{(l)}"), ("z_{h 1}", "z_{h1}"), ("w_{1 1}", "w_{11}"),
    ("w_{1 j}", "w_{1j}"), ("x_{i 12}", "x_{i12}"), ("w_{h1 o2}", "w_{h1o2}"), ("x_{2 i}", "x_{2i}"),
    (r"E_{\text {total }}", r"E_{\text{total}}"), (r"a_{\text{ out}}^{\text {new }}", "a_{out}^{new}"),
    (r"a_{\text {o 1 }}", "a_{o1}"), (r"W_{\text {out }, i}", r"W_{\text{out}, i}"), ("w_5^+", "w_5^{+}"), ("w^-", "w^{-}"),
    ("w^+_5", "w_5^{+}"), (r"\frac{w^+}{2}", r"\frac{w^{+}}{2}"), ("w^+ - w^-", "w^{+} - w^{-}"),
])
def test_a_name_is_the_same_with_blanks(apart, together):
    found, same = (str([repr(m) for c in members(t) for m in c]) for t in (apart, together))
    assert "Unread" not in same and found == same


@pytest.mark.parametrize("text", ["w_{1 12}", r"y_{\text{ if }}", r"y_{\text{ otherwise }}"])
def test_what_blanks_may_part_is_no_name(text):
    assert not any(isinstance(m, Name) for c in members(text) for m in c)


@pytest.mark.parametrize("text", ["x_{2 i + 1}", r"w_{i \cdot j}", "x_{i, 2 j}"])
def test_products_of_indices_stay_products(text):
    (member,), = members(text)
    assert list(find(member.indices[-1], Operation))


def test_in_the_language_of_networks_blanks_multiply():
    assert parse("x_{2 i}").indices == (Operation("juxtapose", parse("2"), Name("i")),)


@pytest.mark.parametrize("text", [r"e^-x", r"10^-3", r"x^-1"])
def test_a_sign_before_an_operand_is_that_of_an_exponent(text):
    assert all("{-}" not in repr(m) for c in members(text) for m in c)


@pytest.mark.parametrize(("relation", "kind"), [("=", "="), (" = ", "="), (":=", ":="), (r" \leftarrow ", "<-"), (" &= ", "=")])
def test_a_plus_above_a_name_adds_nothing(relation, kind):
    (chain,) = read_claims(rf"w_5^+{relation}w_5 - \eta g")
    assert chain.relations == (kind,) and chain.members[0] == Name("w_5^{+}")


LAYER = [r"z_{j} = \sum_{i} w_{j i} x_{i} + b_j", r"a_j = \sigma(z_j)", r"L = \frac{1}{2} \sum_j (a_j - t_j)^2"]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial w_{j i}} = (a_j - t_j) a_j (1 - a_j) x_i", "right"),
    (r"\frac{\partial L}{\partial w_{j i}} = (a_j - t_j) a_j x_i", "wrong"),
    (r"\frac{\partial L}{\partial w_{j i}} = (t_j - a_j) a_j (1 - a_j) x_i", "wrong"),
    (r"\frac{\partial L}{\partial x_{i}} = \sum_j (a_j - t_j) a_j (1 - a_j) w_{j i}", "right"),
    (r"\frac{\partial L}{\partial x_{i}} = \sum_j (a_j - t_j) a_j (1 - a_j) w_{i j}", "wrong"),
])
def test_indices_set_apart_by_blanks(line, verdict):
    assert verdicts(*LAYER, line) == [verdict]


UNIT = [r"z_{o 1} = w_5 * a_{h 1} + w_6 * a_{h 2} + b_2", r"a_{o 1} = \frac{1}{1 + e^{-z_{o 1}}}",
        r"E_{\text {total }} = \frac12 (t_{o1} - a_{o1})^2"]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial E_{\text{total}}}{\partial w_5} = -(t_{o1} - a_{o1}) a_{o1} (1 - a_{o 1}) a_{h1}", "right"),
    (r"\frac{\partial E_{\text{total}}}{\partial w_5} = (t_{o1} - a_{o1}) a_{o1} (1 - a_{o 1}) a_{h1}", "wrong"),
    (r"\frac{\partial E_{\text{total}}}{\partial w_5} = -(t_{o1} - a_{o1}) a_{o1} (1 - a_{o 1}) a_{h2}", "wrong"),
])
def test_units_with_numbers_set_apart(line, verdict):
    assert verdicts(*UNIT, line) == [verdict]


@pytest.mark.parametrize(("step", "verdict"), [
    (r"w^+ = w - \eta \frac{\partial E}{\partial w} = 0.4 - 0.5 * 0.12 = 0.34", "right"),
    (r"w^+ = w + \eta \frac{\partial E}{\partial w} = 0.4 + 0.5 * 0.12 = 0.46", "wrong"),
])
def test_a_step_to_the_value_with_a_plus(step, verdict):
    found = verdicts("y = w x", r"E = \frac12 (y - t)^2", "x = 0.3, w = 0.4", "t = -0.28", r"\eta = 0.5",
                     r"\frac{\partial E}{\partial w} = 0.12", step)
    assert found[0] == "right" and verdict in found[1:] and ("wrong" in found) == (verdict == "wrong")


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\delta_{o1} = -(t_{o1} - a_{o1}) a_{o1} (1 - a_{o1})", "right"),
    (r"\delta_{o1} = (t_{o1} - a_{o1}) a_{o1} (1 - a_{o1})", "wrong"),
    (r"\delta_{o1} = \frac{\partial E_{total}}{\partial a_{o1}} \frac{\partial a_{o1}}{\partial z_{o1}}", "right"),
    (r"\frac{\partial E_{total}}{\partial w_5} = \delta_{o1} a_{h1}", "right"),
    (r"\delta_{o1} = -(t_{o1} - a_{o1}) a_{o1}", "wrong"),
    (r"\frac{\partial E_{total}}{\partial w_6} = \delta_{o1} a_{h1}", "wrong"),
])
def test_the_error_of_a_unit_with_a_number(line, verdict):
    assert verdicts(*UNIT, line) == [verdict]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"w_7^{+} = 0.51", "undecided"), (r"w_2^{+} = 0.31", "right"), (r"w_2^{+} = 0.59", "wrong"),
])
def test_of_a_weight_that_no_equation_has_no_step_is_known(line, verdict):
    lines = ["z = w_1 x_1 + w_2 x_2", r"E = \frac12 (z - t)^2", "w = [0.2, 0.4]", "x = [0.5, 0.3]", "t = -0.38", r"\eta = 0.5",
             r"\frac{\partial E}{\partial w_i} = (z - t) x_i", r"w_1^{+} = 0.2 - 0.5 \cdot 0.3 = 0.05"]
    assert verdicts(*lines, line)[-1] == verdict


@pytest.mark.parametrize(("before", "after", "verdict"), [
    (r"\delta_{o1} a_{h1}", r"-\delta_{o1} a_{h1}", "undecided"),
    (r"\delta_{o1} a_{h1}", r"-\delta_{o1} a_{h2}", "wrong"),
    (r"-(t_{o1} - a_{o1}) a_{o1} (1 - a_{o1}) a_{h1}", r"(t_{o1} - a_{o1}) a_{o1} (1 - a_{o1}) a_{h1}", "wrong"),
    (r"\delta_{o1} a_{h1}", r"\delta_{o1} a_{o1} a_{h1}", "wrong"),
])
def test_another_sign_of_an_error_that_is_told_beside_the_first(before, after, verdict):
    error, slope = r"\delta_{o1} = \frac{\partial E_{total}}{\partial z_{o1}}", r"\frac{\partial E_{total}}{\partial w_5} = "
    assert verdicts(*UNIT, error, slope + before, slope + after)[-1] == verdict
