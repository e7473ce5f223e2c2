"""Markdown, notebooks, TeX and plain text: what they hold for the checker, and where."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcnn.errors import ReadError, SymcnnError
from symcnn.reading.directives import Directive
from symcnn.reading.document import FORMATS, form_of, read_document
from symcnn.reading.items import Mathematics, NetworkBlock

MARKDOWN = r"""# Homework

```symcnn
x: 4×4
y = relu(x)
```

The size is $\frac{5-3}{1}+1 = 3$ and $x_{i,j}$
with $k = 1,2,3$ costs $5 or $6.

<!-- symcnn: given id=a-1 -->
$$
X = \begin{bmatrix} 1 \\ 2 \end{bmatrix}
$$

<!-- symcnn: skip -->

- one $a = 1$, `$b = 1$` and $c = 1$
- two $d = 1$

```python
z = "$e = 1$"
```

$$Y = \href{x}{y}$$
$$= 3$$ \(f = 1\) and \[g = 1\]

<!-- symcnn: after update points=2.5 wrong -->
\begin{align}
h &= 1 \\
  &= 2
\end{align}
"""


def mathematics(text, form=""):
    return [item for item in read_document(text, form) if isinstance(item, Mathematics)]


def summary(text, form=""):
    return [(item.line, item.kind, item.display, item.source) for item in mathematics(text, form)]


def test_markdown_is_read_in_order_with_its_lines():
    found = summary(MARKDOWN)
    assert [(line, kind, display) for line, kind, display, _ in found] == [
        (8, "claim", False),
        (8, "expression", False),
        (9, "range", False),
        (13, "claim", True),
        (18, "claim", False),
        (18, "claim", False),
        (19, "claim", False),
        (25, "claim", True),
        (26, "claim", True),
        (26, "claim", False),
        (26, "claim", True),
        (29, "claim", True),
    ]
    assert [source for *_, source in found][3:7] == [
        "X = \\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix}", "a = 1", "c = 1", "d = 1",
    ]  # fmt: skip


def test_networks_and_directives_are_items():
    items = read_document(MARKDOWN)
    assert items[0] == NetworkBlock("x: 4×4\ny = relu(x)", 4)
    found = [item for item in items if isinstance(item, Directive)]
    assert found[:2] == [Directive(11, given=True, id="a-1"), Directive(16, skip=True)]
    assert (found[2].after_update, found[2].points) == (True, "2.5")
    assert found[2].problem == "'wrong' is no directive; use given, skip, after update, id= or points="


def test_a_directive_holds_for_all_mathematics_of_the_next_block():
    held = [(item.source[:5], [each.line for each in item.directives]) for item in mathematics(MARKDOWN)]
    assert [lines for _, lines in held] == [[], [], [], [11], [16], [16], [], [], [], [], [], [28]]


def test_what_cannot_be_read_points_at_its_line_and_leaves_the_rest():
    (bad,) = [item for item in mathematics(MARKDOWN) if item.errors]
    assert bad.source == r"Y = \href{x}{y}"
    assert [(error.line, error.column) for error in bad.errors] == [(25, 5)]


def test_an_error_inside_a_display_knows_its_line():
    (item,) = mathematics("text\n\n$$\na = b \\\\\nc = \\foo\n$$")
    assert item.line == 4
    assert item.errors[0].line == 5


def test_prices_are_no_mathematics_and_tight_dollars_are():
    assert summary("It costs $5 or $6.") == []
    assert summary(r"costs \$5 = \$6", "markdown") == []
    assert [source for *_, source in summary("so $x$ and $ y = 1 $ hold")] == ["x", "y = 1"]


def test_one_lost_dollar_does_not_reach_the_next_paragraph():
    assert [source for *_, source in summary("lost $ here\n\nthen $a = 1$")] == ["a = 1"]
    assert [source for *_, source in summary("lost $$ here\n\nthen $a = 1$")] == ["a = 1"]


def test_quotations_are_read_without_their_marks():
    text = "> $$\n> a = b \\\\\n> c = d\n> $$\n\n> ```symcnn\n> x: 4\n> ```"
    (item,) = mathematics(text)
    assert [len(chain.members) for chain in item.chains] == [2, 2]
    assert read_document(text)[1].text.strip() == "x: 4"


TEX = r"""\documentclass{article}
\begin{document}
% $a = 0$
Cost is \$3. So $a = 1$. % symcnn: given
\begin{verbatim}
$b = 1$
\end{verbatim}
\begin{symcnn}
x: 4
\end{symcnn}
% symcnn: id=q1
\begin{align*}
c &= 1 \\ % $d$
  &= 2
\end{align*}
\[ e = 1 \]
\end{document}
"""


def test_tex_is_read_without_comments_and_verbatim_text():
    assert form_of(TEX) == "tex"
    assert [(line, kind) for line, kind, *_ in summary(TEX)] == [(4, "claim"), (12, "claim"), (16, "claim")]
    items = read_document(TEX)
    assert [type(item).__name__ for item in items] == [
        "Mathematics", "Directive", "NetworkBlock", "Directive", "Mathematics", "Mathematics",
    ]  # fmt: skip
    assert items[2] == NetworkBlock("x: 4", 9)
    assert [each.id for each in items[4].directives if each.id] == ["q1"]
    assert items[5].directives == ()


def notebook(*cells):
    made = [{"cell_type": kind, "source": source} for kind, source in cells]
    return json.dumps({"cells": made, "nbformat": 4})


def test_a_notebook_gives_its_markdown_cells_in_order():
    text = notebook(
        ("markdown", ["# A\n", "so $a = 1$\n"]),
        ("code", "x = '$b = 1$'"),
        ("markdown", "<!-- symcnn: skip -->\n$$c = 1$$\n```symcnn\nx: 4\n```"),
    )
    items = read_document(text)
    assert [(type(item).__name__, item.cell, item.line) for item in items] == [
        ("Mathematics", 1, 2), ("Directive", 3, 1), ("Mathematics", 3, 2), ("NetworkBlock", 3, 4),
    ]  # fmt: skip
    assert items[2].directives == (Directive(1, skip=True, cell=3),)
    assert read_document(text, "notebook") == items


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"cells": 3}', '{"cells": [' + "[" * 100_000, '{"cells": [{"cell_type": "markdown", "source": 3}]}',
     '{"cells": ' + "9" * 10_000 + "}"],
)  # fmt: skip
def test_what_is_no_notebook_is_refused(text):
    with pytest.raises(ReadError, match=r"no notebook|has no text"):
        read_document(text, "notebook")


def test_one_line_of_latex_is_one_display():
    (item,) = mathematics(r"\frac{\partial E}{\partial w} = \sum_i x_i")
    assert (item.line, item.kind, item.display) == (1, "claim", True)


def test_lines_of_formulas_among_words_are_read_one_by_one():
    text = "First we compute the output.\nz = w x + b\n  = 3\n\nThen the loss follows from it:\nE = (z - y)^2\n"
    found = [(line, source) for line, _, _, source in summary(text)]
    assert found == [(2, "z = w x + b\n  = 3"), (6, "E = (z - y)^2")]
    assert [len(chain.members) for item in mathematics(text) for chain in item.chains] == [3, 2]


def test_several_lines_of_an_align_are_one_display():
    (item,) = mathematics("a &= b \\\\\n&= c")
    assert [chain.relations for chain in item.chains] == [("=", "=")]


def test_a_string_that_was_not_raw_is_repaired_and_says_so():
    (item,) = mathematics("$$\nabla W = \frac{1}{2} \times 3$$", "markdown")
    assert item.repairs == (r"\nabla", r"\frac", r"\times")
    assert item.source == r"\nabla W = \frac{1}{2} \times 3"
    assert not item.errors


@pytest.mark.parametrize(
    ("path", "form"),
    [("a.md", "markdown"), ("a.b.ipynb", "notebook"), ("a.TEX", "tex"), ("a.txt", "text"), ("", "text")],
)
def test_the_format_follows_the_suffix(path, form):
    assert form_of("a = b", path) == form


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        ("x" * 1_000_001, "", "the text has 1000001 characters"),
        (3, "", "expected a text"),
        (None, "notebook", "expected a text"),
        ("x", "pdf", "the format 'pdf' is not known"),
        ("$a$ " * 20_001, "", "more than 20000 pieces"),
        (notebook(("markdown", "x" * 1_000_001)), "", "more than 1000000 characters"),
    ],
)
def test_too_much_or_no_document_is_refused(text, form, message):
    with pytest.raises(ReadError, match=message):
        read_document(text, form)


@pytest.mark.parametrize("form", ["markdown", "tex", "text"])
@pytest.mark.parametrize(
    "text",
    ["$" * 30_000, "$$ " * 9_000, "`" * 30_000, "<!--" * 9_000, r"\begin{align}" * 2_000, r"\[" * 9_000, "> " * 9_000,
     "\n" * 30_000, "```symcnn\n" * 3_000, "- " * 9_000, r"\begin{verbatim}" * 2_000, "`a ``" * 5_000, "%" * 30_000],
)  # fmt: skip
def test_hostile_documents_end_soon(text, form):
    assert isinstance(read_document(text, form), tuple)


PARTS = ["$", "$$", "a = b", "\n", "\n\n", "```", "```symcnn\n", "`", "<!-- symcnn: given -->", "<!--", "-->", r"\[",
         r"\]", r"\(", r"\)", r"\begin{align}", r"\end{align}", r"\begin{cases}", "% symcnn: skip\n", "%", "> ", "- ",
         "# ", r"\nabla W", r"\text{if }", "words of prose ", "&", "|", r"\\", "{", "}", '{"cells": []}', "\x00", "\b",
         "5"]  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30), st.sampled_from(["", *FORMATS]))
def test_only_our_own_errors_escape(parts, form):
    try:
        items = read_document("".join(parts), form)
    except SymcnnError:
        return
    lines = [item.line for item in items if not isinstance(item, Directive)]
    assert lines == sorted(lines)
