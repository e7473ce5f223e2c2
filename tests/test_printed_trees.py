"""Trees of what was read, printed and read again."""

from pathlib import Path

import pytest

import symcnn
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.check import check
from symcnn.checking.pages.well_read import words
from symcnn.checking.report.harmless import typeset
from symcnn.errors import MeaninglessError, ReadError
from symcnn.printing.tree import latex_chain, latex_tree, text_tree
from symcnn.reading.claims import read_claims
from symcnn.reading.document import read_document
from symcnn.reading.items import Mathematics
from symcnn.reading.mathematics import read_formula
from symcnn.reading.tree import Blank, Cases, Extremum, Name, Operation, Text, Tree, Unread, walk

HERE = Path(__file__).parent
SHEETS = sorted(path for path in [*(Path(symcnn.__file__).parent / "examples").glob("*.md"), *(HERE / "sheets").glob("*.md")]
                if "$$" in path.read_text(encoding="utf-8"))


def readable_chains(source):
    known = words(source, "markdown", None)
    for item in read_document(source, "markdown", *known):
        if isinstance(item, Mathematics):
            for chain in item.chains:
                if not any(isinstance(member, Unread) for member in chain.members):
                    yield chain, known


def alike(trees):
    """The trees with entries for names with indices: ``x_i`` and ``{x}_i`` are the same."""
    return [with_entries(tree) for tree in trees]


def is_label_in_cases(tree):
    """A label in words inside a condition: braces of `cases` would make the whole condition a label."""
    return any(isinstance(node, Cases) and any(
        isinstance(inner, Extremum) and any(isinstance(c, Text) for c in inner.conditions) for inner in walk(node))
        for node in walk(tree))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_what_a_sheet_says_reads_the_same_once_printed(path):
    number = 0
    for chain, known in readable_chains(path.read_text(encoding="utf-8")):
        if any(is_label_in_cases(member) for member in chain.members):
            continue
        printed = latex_chain(chain.members, chain.relations)
        again, = read_claims(printed, *known)
        assert again.relations == chain.relations, printed
        assert alike(again.members) == alike(chain.members), printed
        assert typeset(printed) is not None, printed
        # a line that goes on from the one above has nothing on its left
        for member in (m for m in chain.members if not isinstance(m, Blank)):
            assert alike([read_formula(latex_tree(member), *known)]) == alike([member])
            assert text_tree(member).isascii()
        number += 1
    assert number


@pytest.mark.parametrize(("written", "printed"), [
    (r"y(1-y)", r"y(1 - y)"),
    (r"-a*b + c", r"-a * b + c"),
    (r"2 \times (a+b)^2", r"2 \times (a + b)^{2}"),
    (r"\sum_{i=1}^{N} (a_{i,j} + 1) b", r"\sum_{i=1}^{N} (a_{i, j} + 1) \cdot b"),
    (r"(\sum_i a[i]) \cdot b", r"\left(\sum_{i} {a}_{i}\right) \cdot b"),
    (r"\frac{\partial^2 E}{\partial w^2}", r"\frac{\partial^{2} E}{\partial w \partial w}"),
    (r"W^{(2)\top} \delta", r"{W^{(2)}}^{\top} \cdot \delta"),
    (r"X *_{full} \text{rot180}(K)", r"X *_{\text{full}} \operatorname{rot180}(K)"),
    (r"\mathbf{1}[0 \le i - 2 < n]", r"\mathbf{1}[0 \le i - 2 < n]"),
    (r"[1 \quad -2]^\top", r"[1, -2]^{\top}"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
    (r"(\partial w)^2", r"(\partial w)^{2}"),
    (r"\frac{(\partial w) x}{2}", r"\frac{(\partial w \cdot x)}{2}"),
    (r"\max a b", r"\max a b"),
    (r"\max_i (a + b)", r"\max_{i} (a + b)"),
    (r"\cancelto{0}{x}", r"\overset{0}{\cancel{x}}"),
])  # fmt: skip
def test_formulas_are_printed_as_a_careful_author_writes(written, printed):
    tree = read_formula(written)
    assert latex_tree(tree) == printed
    assert alike([read_formula(printed)]) == alike([tree])
    assert typeset(printed) is not None


@pytest.mark.parametrize("number", [3, 31, 32, 33, 70, 400])
def test_long_sums_stay_flat(number):
    written = " + ".join(f"a_{{{n}}}" for n in range(number)) + " - b"
    tree = read_formula(written)
    assert read_formula(latex_tree(tree)) == tree
    assert "(" not in latex_tree(tree)


def test_words_of_a_writer_carry_no_commands():
    printed = latex_tree(Text(r"\href{javascript:x}{y} $ \input{z}"))
    assert "\\" not in printed.removeprefix(r"\text") and "$" not in printed


def test_plain_text():
    assert text_tree(read_formula(r"\frac{a+b}{2} \cdot \hat{y}_{i,j}")) == "(a + b)/2 yhat[i, j]"


@pytest.mark.parametrize("formula", [r"a = 1 \text{ if } x > 0, \frac \text{ otherwise}", r"W^{(1)} _ ' = 2"])
def test_what_cannot_be_printed_has_no_reading(formula):
    assert [judged.claim.read_as for judged in check(f"$${formula}$$", given="x: 2\ny = relu(x)")] == [""]


def test_an_unknown_node_is_an_error():
    class Other(Tree):
        pass

    with pytest.raises(TypeError, match="no rule for printing Other"):
        latex_tree(Other())
    with pytest.raises(TypeError, match="no rule for printing the operator"):
        latex_tree(Operation("%", Name("a"), Name("b")))
    with pytest.raises(MeaninglessError, match="no printed form"):
        latex_tree(Unread(ReadError("x", 1, 1, "x")))
