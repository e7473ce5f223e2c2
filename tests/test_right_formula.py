"""The right formula that a report shows beside a wrong one: at the writer's entry, in the writer's letters, and right."""

from pathlib import Path

import pytest

from symcnn.checking.check import check

SHEETS = Path(__file__).parent / "sheets"
EXAMPLES = Path(__file__).parents[1] / "symcnn" / "examples"
LINE = "x[i]: N; w[k]: K; y = conv(x, w); z = sigmoid(y); E = squared_error(z, t)/2"


def expected(formula, network, *before):
    report = check("\n\n".join(f"$${line}$$" for line in (*before, formula)), given=network)
    return report.judged[-1].verdict


@pytest.mark.parametrize(("formula", "text"), [
    (r"\frac{\partial E}{\partial w_k} = \sum_i \frac{\partial E}{\partial y_i} x_{i+2k}",
     "dE/dw[k] = sum_{i=1}^{N-K+1} dE/dy[i]*x[i+k-1]"),
    (r"\frac{\partial E}{\partial w_m} = \sum_i (z_i - t_i) x_{i+m-1}",
     "dE/dw[m] = sum_{i=1}^{N-K+1} (z[i] - t[i])*z[i]*(1 - z[i])*x[i+m-1]"),
    (r"\frac{\partial E}{\partial w_1} = \sum_i 2 \frac{\partial E}{\partial y_i} x_i",
     "dE/dw[1] = sum_{i=1}^{N-K+1} dE/dy[i]*x[i]"),
    (r"\frac{\partial E}{\partial y} = (z - t) z (1 + z)", "dE/dy = (z - t) ⊙ z ⊙ (1 - z)"),
    (r"\nabla_w E = x \star z", "dE/dw = x ⋆ ((z - t) ⊙ z ⊙ (1 - z))"),
    (r"\nabla_w E = z \star \nabla_y E", "dE/dw = x ⋆ dE/dy"),
    (r"z_i = \sigma(2 y_i)", "z[i] = sigmoid(y[i])")])
def test_formulas_at_the_entry_named(formula, text):
    verdict = expected(formula, LINE)
    assert (verdict.verdict, verdict.expected) == ("wrong", text)


def test_indices_counted_from_nought():
    from_nought = (r"\frac{\partial E}{\partial w_k} = \sum_i \frac{\partial E}{\partial y_i} x_{i+k}",
                   r"\frac{\partial E}{\partial w_0} = \sum_i \frac{\partial E}{\partial y_i} x_i")
    verdict = expected(r"\frac{\partial E}{\partial w_k} = \sum_i \frac{\partial E}{\partial y_i} x_{i+3k}", LINE, *from_nought)
    assert verdict.expected == "dE/dw[k] = sum_{i=0}^{N-K} dE/dy[i]*x[i+k]"
    # where a sum is spelled out from 0 and entries are counted from 1, no one formula is right for both
    judged = {j.claim.id: j.verdict for j in check((SHEETS / "filter_f_patches_3x3.md").read_text(encoding="utf-8")).judged}
    assert judged["filter-f-patches-3x3-05"].expected.startswith("dL/dX[p,q] = sum_{m=max(0, p+k-N)}")
    assert judged["filter-f-patches-3x3-10"].expected == ""
    assert judged["filter-f-patches-3x3-10"].causes[0].message == "the term dE/dO[2,1]·F[1,1] is left out"


def test_right_lines_have_none_and_negatives_that_of_what_they_are_the_negative_of():
    right = r"\frac{\partial E}{\partial w_k} = \sum_i \frac{\partial E}{\partial y_i} x_{i+k-1}"
    assert expected(right, LINE).expected == ""
    assert expected(r"-\frac{\partial E}{\partial y_i} = (z_i - t_i) z_i", LINE).expected == (
        "dE/dy[i] = (z[i] - t[i])*z[i]*(1 - z[i])")


def test_functions_that_nobody_names_are_not_shown_as_others():
    page = (r"z = w x + b", r"a = g(z)", r"L = \frac{1}{2} (a - y)^2", r"\frac{\partial L}{\partial z} = (a - y) g'(z)")
    assert expected(r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z}", None, *page).expected == "dL/dw = dL/dz*x"
    verdict = expected(r"\frac{\partial L}{\partial w} = (a - y) g'(z) w", None, *page)
    assert (verdict.verdict, verdict.expected) == ("wrong", "")


def replaced(path):
    """Wrong lines of a sheet that stand in it once, and the sheet with the right formula instead."""
    text = path.read_text(encoding="utf-8")
    judged = check(text).judged
    for place, one in enumerate(judged):
        formula = one.verdict.expected_latex
        if formula and text.count(one.claim.latex) == 1 and [j.claim.latex for j in judged].count(one.claim.latex) == 1:
            yield place, text.replace(one.claim.latex, formula)


@pytest.mark.parametrize("path", [
    EXAMPLES / "same_conv_1d.md", SHEETS / "brackets_of_chain_rule.md", SHEETS / "softmax_of_columns.md",
    SHEETS / "conv_1d_stride_2_tanh.md", SHEETS / "strided_conv_4x4.md"], ids=lambda p: p.stem)
def test_what_is_shown_is_read_back_as_right(path):
    found = [check(text).judged[place].verdict.verdict for place, text in replaced(path)]
    assert found
    assert set(found) == {"right"}


def test_the_verdict_stands_where_the_right_formula_comes_to_grief(monkeypatch):
    def broken(judge, link):
        raise KeyError("there is no such tensor")
    monkeypatch.setattr("symcnn.checking.sheet.sheet.right_formula", broken)
    verdict = expected(r"\frac{\partial E}{\partial w_k} = \sum_i \frac{\partial E}{\partial y_i} x_{i+2k}", LINE)
    assert (verdict.verdict, verdict.expected, verdict.expected_latex) == ("wrong", "", "")
    assert verdict.causes
