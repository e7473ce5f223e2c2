r"""Lines that look right, and are right for one size, one sign or one name only: none of them is found right."""

import random

import pytest

from benchmarks_of_the_project import benchmark
from symcnn.checking.causes.remembering import Known
from symcnn.checking.check import check
from symcnn.checking.meaning.conventions import reading_of
from symcnn.checking.pages.given import carry_over
from symcnn.network import Network

LINEAR = r"""
$$z = U x$$

$$h = \tanh(z)$$

$$o = W h$$

$$L = \frac{1}{2} \|o - y\|^2$$
"""


def verdicts(page, *formulas):
    report = check(page + "\n\n" + "\n\n".join(f"$${f}$$" for f in formulas), kind="markdown")
    return [j.verdict.verdict for j in report.judged][-len(formulas):]


@pytest.mark.parametrize("name", ["V", r"\mathbf{V}", "W^{(3)}"])
def test_no_other_name_for_the_weights_of_a_layer(name):
    right = r"\frac{\partial L}{\partial h} = W^\top \frac{\partial L}{\partial o}"
    assert verdicts(LINEAR, right, right.replace("W", name + " ")) == ["right", "undecided"]
    rows = "```symcnn\nX: N×D\nW: D×M\nY = X W\nL = squared_error(Y, T)\n```\n"
    line = r"\frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Y}"
    assert verdicts(rows, line, line.replace("X", name + " ")) == ["right", "undecided"]


def test_a_matrix_that_a_page_only_names():
    page = "```symcnn\nx: 5\nw: 3\ny = conv(x, w)\nL = squared_error(y, t)\n```\n"
    line = r"\frac{\partial L}{\partial x} = A^\top \frac{\partial L}{\partial y}"
    assert verdicts(page, "y = A x", line, line.replace(r"^\top", "")) == ["right", "right", "wrong"]


CORRELATION = r"$$O(i,j) = \sum_{u=1}^p \sum_{v=1}^q I(i+u-1, j+v-1) K(u,v)$$"
BY_IMAGE = r"\sum_{j=1}^{n-q+1} \frac{\partial L}{\partial O(i,j)} K(i'-i+1, j'-j+1)"
BY_KERNEL = r"\sum_{j=1}^{n-q+1} \frac{\partial L}{\partial O(i,j)} I(i+u'-1, j+v'-1)"


def test_ends_of_sums_that_a_page_agrees_on():
    kernel = rf"\frac{{\partial L}}{{\partial K(u',v')}} = \sum_{{i=1}}^{{m-p+1}} {BY_KERNEL}"
    image = rf"\frac{{\partial L}}{{\partial I(i',j')}} = \sum_{{i=1}}^{{m-p+1}} {BY_IMAGE}"
    assert verdicts(CORRELATION, kernel, kernel, image) == ["right"] * 3
    assert verdicts(CORRELATION, kernel, kernel, image.replace("m-p+1", "m-n+1"))[-1] == "wrong"
    # where there is but one other line, nobody can tell which is meant
    assert verdicts(CORRELATION, kernel, image.replace("m-p", "a-p")) == ["right", "right"]


SLID = "```symcnn\norigin = 0\nx: H×V\nw: K×K\ny = conv(x, w)\n```\n"


@pytest.mark.parametrize(("letter", "verdict"), [
    ("E", "right"), (r"\mathcal{L}", "right"), ("m", "undecided"), ("n", "undecided")])
def test_an_index_is_no_loss(letter, verdict):
    line = (rf"\frac{{\partial {letter}}}{{\partial w_{{m,n}}}} = \sum_{{i=0}}^{{H-K}} \sum_{{j=0}}^{{V-K}} "
            rf"\frac{{\partial {letter}}}{{\partial y_{{i,j}}}} x_{{i+m,j+n}}")
    assert verdicts(SLID, line) == [verdict]


def test_a_sum_that_ends_at_its_own_letter():
    line = r"\frac{\partial L}{\partial b} = \sum_{i=1}^{N} \frac{\partial L}{\partial y_i}"
    page = "```symcnn\nx: N\nb: scalar\ny = x + b\n```\n"
    assert verdicts(page, line, line.replace("^{N}", "^{i}"), line.replace("=1", "=i")) == ["right", "undecided", "undecided"]


HINGE = r"""
$$s_j = w_j^T x_i$$

$$L_i = \sum_{j \neq y_i} \max(0, s_j - s_{y_i} + \Delta)$$
"""


def test_signs_beside_a_margin():
    line = r"\nabla_{w_{y_i}} L_i = - \left( \sum_{j \neq y_i} \mathbb{1}(w_j^T x_i - w_{y_i}^T x_i + \Delta > 0) \right) x_i"
    for wrong in (line.replace("x_i - w", "x_i + w"), line.replace(r"+ \Delta", r"- \Delta"), line.replace("= -", "=")):
        assert verdicts(HINGE, line, wrong) == ["right", "wrong"]


def test_gates_that_are_written_out_hold_everywhere():
    page = "```symcnn\ns = [1.1, 0.6, -0.1]\nL = max(0, s_1 - s_2 + 1) + max(0, s_3 - s_2 + 1)\n```\n"
    line = r"\frac{\partial L}{\partial s_2} = -\sum_{j \neq 2} \mathbf{1}(s_j - s_2 + 1 > 0)"
    assert verdicts(page, line, line.replace("s_j - s_2", "s_j + s_2")) == ["right", "wrong"]


def test_noughts_among_the_numbers_hide_no_sign():
    page = "```symcnn\nx = [1, 0, 3]\nw = [0.5, 0]\ny = conv(x, w)\n```\n"
    assert verdicts(page, "y_1 = w_1 x_1 + w_2 x_2", "y_1 = w_1 x_1 - w_2 x_2", "y_2 = w_1 x_2 + w_2 x_2") == [
        "right", "wrong", "wrong"]


def test_a_wrong_formula_is_shown_where_it_is_wrong():
    page = "```symcnn\nx: 1\nh = relu(x)\nL = squared_error(h, t)\n```\n"
    report = check(page + r"$$\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial h_i} \mathbf{1}[x_i > 1]$$")
    (judged,) = report.judged
    given, right = judged.verdict.evidence.removeprefix("at random numbers it gives ").split(" where ")
    assert judged.verdict.verdict == "wrong" and float(given) != float(right.removesuffix(" is right"))


def test_names_of_what_a_later_block_does_not_have():
    before, later = (reading_of(Network(text)) for text in ("x: 3\nW: 2×3\nu = W x", "x: 3\nW: 2\nv = conv(x, W)"))
    gradients = [next(k for k, t in r.names.model.system.tensors.items() if t.role == "gradient" and t.partial[1] == by)
                 for r, by in ((before, "u"), (before, "W"))]
    before.names.aliases.update(zip(("a", "b"), gradients, strict=True))
    carry_over(before, later)
    assert later.names.aliases == {"b": gradients[1]}


def test_steps_inside_others_are_theirs_too():
    outer = Known()
    Known(inside=Known(inside=outer)).spend(5)
    assert outer.spent == 5


def test_changes_of_a_line():
    lookalikes = benchmark("lookalikes")
    line = r"\delta_i = (1 - y_j) - W^T x_{2i}"
    made = {(c.kind, c.made(line)) for c in lookalikes.changes(line, random.Random(0))}
    assert ("sign", line.replace(") -", ") +")) in made and ("transpose", line.replace("^T", "")) in made
    assert ("1 -", line.replace("(1 - ", "(")) in made and ("letter", line.replace("y_j", "y_i")) in made
    assert all(new.startswith(r"\delta_i =") for _, new in made)


def test_pairs_for_bounds():
    page = "```symcnn\no: 2×3\na = sum_{i=1}^{2} sum_{j=1}^{3} o[i,j]\n```\n"
    line = r"a = \sum_{i,j=(1,1)}^{(2,3)} o_{ij}"
    assert verdicts(page, line, line.replace("(2,3)", "(3,3)"), line.replace("(2,3)", "(2,4)")) == ["right", "slip", "slip"]


ATTENTION = r"$o_{ij} = \sum_{x} p_{ix} v_{xj}$"


def test_a_sign_left_out_above_a_line():
    line = r"\frac{\partial o_{ab}}{\partial v_{ij}} = \frac{\sum_{x} p_{ax} v_{xb}}{\partial v_{ij}}"
    assert verdicts(ATTENTION, line, line.replace("p_{ax}", "p_{xa}")) == ["right", "wrong"]


def test_a_case_between_two_formulas_is_that_of_the_one_that_is_nought():
    pieces = (r"$\frac{\partial o_{ab}}{\partial v_{ij}}$", r"$=\frac{\partial}{\partial v_{ij}} \sum_{x} p_{ax} v_{xb}$",
              r"### $b \neq j$", r"$\frac{\partial o_{ab}}{\partial v_{ij}} = 0$", r"### $b = j$",
              r"$\frac{\partial o_{ab}}{\partial v_{ij}} = p_{ai}$")
    report = check("\n\n".join((ATTENTION, *pieces)), kind="markdown")
    assert [j.verdict.verdict for j in report.judged if "frac" in j.claim.latex] == ["right"] * 3
    # what goes on behind the other case is no formula of its own
    further = (*pieces[:5], r"$=\sum_x p_{ax} \frac{\partial v_{xj}}{\partial v_{ij}}$")
    assert check("\n\n".join((ATTENTION, *further)), kind="markdown").judged[3].verdict.verdict == "right"
    report = check("\n\n".join((ATTENTION, *pieces)).replace("p_{ai}$", "p_{ia}$"), kind="markdown")
    assert report.judged[-1].verdict.verdict == "wrong"
