r"""Fonts round numbers and arrays, `\mathbf{[1, 2]}`, say nothing; a bracket behind `\frac{1}{n}` is a factor."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims

LAYER = (r"W = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}, x = \begin{bmatrix} 1 \\ 1 \end{bmatrix}", "z = W x")
MEAN = r"J = \frac{1}{2n} \sum_{i=1}^{n}(w_0 + w_1 x_i - y_i)^2"


def verdicts(*formulas):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged]


def trees(text):
    return [chain.members for chain in read_claims(text)]


@pytest.mark.parametrize("font", [r"\mathbf{@}", r"\boldsymbol{@}", r"\bm{@}", r"{\bf @}", r"\mathbf { @ }", r"\textbf{@}"])
@pytest.mark.parametrize("array", [
    r"\begin{bmatrix} 3 \\ 7 \end{bmatrix}", r"\begin{pmatrix} 3.0 \\ {7.0} \end{pmatrix}",
    r"\left[\begin{array}{c} 3 \\ 7 \end{array}\right]", r"[3,\ {7}]^T", r"\left[ 3.0 \quad 7.0 \right]^T",
])
def test_a_font_round_an_array_says_nothing(font, array):
    for shown, verdict in ((array, "right"), (array.replace("7", "8"), "wrong"), (array.replace("3", "-3"), "wrong")):
        body, transposed = shown.removesuffix("^T"), "^T" if shown.endswith("^T") else ""
        assert verdicts(*LAYER, f"z = {font.replace('@', body)}{transposed}")[-1] == verdict


@pytest.mark.parametrize(("text", "same"), [
    (r"\mathbf{\begin{bmatrix} a \\ b \end{bmatrix}}", r"\begin{bmatrix} a \\ b \end{bmatrix}"), (r"\mathbf{0.35}", "0.35"),
    (r"\boldsymbol{[0.3, {-0.2}]}", "[0.3, -0.2]"), (r"{\bf 0.35}", "0.35"), (r"\mathbf{\frac{1}{2}}", r"\frac{1}{2}"),
    (r"x \odot \mathbf{[1,\ 0,\ 1]}", r"x \odot [1, 0, 1]"), (r"a = \mathbf{12}", "a = 12"),
])
def test_what_stands_in_a_font(text, same):
    assert trees(text) == trees(same)


@pytest.mark.parametrize("text", [r"\mathbf{W}", r"\mathbf{1}", r"\boldsymbol{x}_1", r"\mathbf{x_1}", r"{\bf A}"])
def test_a_font_of_a_name_stays(text):
    assert trees(text) != trees(text.replace("\\mathbf", "").replace("\\boldsymbol", "").replace("\\bf", ""))


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial J}{\partial w_0} = \frac{1}{n}[n w_0 + w_1\sum_{i=1}^{n}x_i - \sum_{i=1}^{n}y_i]", "right"),
    (r"\frac{\partial J}{\partial w_0} = \frac{1}{n}[w_0 + w_1\sum_{i=1}^{n}x_i - \sum_{i=1}^{n}y_i]", "wrong"),
    (r"\frac{\partial J}{\partial w_0} = \frac{1}{2n}[n w_0 + w_1\sum_{i=1}^{n}x_i - \sum_{i=1}^{n}y_i]", "wrong"),
    (r"\frac{\partial J}{\partial w_0} = \frac{1}{n}[n w_0 + w_1\sum_{i=1}^{n}x_i + \sum_{i=1}^{n}y_i]", "wrong"),
    (r"\frac{\partial J}{\partial w_1} = \frac{1}{n}[w_0\sum_{i=1}^{n}x_i + w_1\sum_{i=1}^{n}x_i^2 - \sum_{i=1}^{n}y_i x_i]",
     "right"),
    (r"\frac{\partial J}{\partial w_1} = \frac{1}{n}[w_0\sum_{i=1}^{n}x_i + w_1\sum_{i=1}^{n}x_i - \sum_{i=1}^{n}y_i x_i]",
     "wrong"),
])
def test_a_bracket_behind_a_fraction_is_a_factor(line, verdict):
    assert verdicts(MEAN, line) == ["given", verdict]


@pytest.mark.parametrize(("text", "same"), [
    (r"\frac{1}{n}[a + b]", r"\frac{1}{n} (a + b)"), (r"\frac{1}{2}[1, 2]", r"\frac{1}{2} [1, 2]"),
    (r"\frac{a}{b}[x_1 + y]", r"\frac{a}{b} (x_1 + y)"),
])
def test_how_it_is_read(text, same):
    assert trees(text) == trees(same)


@pytest.mark.parametrize("text", [r"\frac{a}{b}[i]", r"\frac{a}{b}[i, j+1]", r"\frac{\partial L}{\partial w}[i]", "x[i + 1]"])
def test_indices_stay(text):
    assert "Entry" in repr(trees(text))
