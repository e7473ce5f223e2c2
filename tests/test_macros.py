"""Commands that a document defines are put in before it is read."""

import json
from itertools import pairwise

import pytest

from symcnn.checking.check import check
from symcnn.reading.document import read_document
from symcnn.reading.items import Mathematics
from symcnn.reading.macros import LONGEST_TEXT, expanded


@pytest.mark.parametrize(("text", "wanted"), [
    (r"\newcommand{\dd}[2]{\frac{\partial #1}{\partial #2}} $\dd{L}{w_{ij}}$", r"$\frac{\partial L}{\partial w_{ij}}$"),
    (r"\newcommand\bx{\mathbf{x}} $W\bx+\bx y$", r"$W\mathbf{x}+\mathbf{x} y$"),
    (r"\def\pd#1#2{\frac{\partial #1}{\partial #2}} $\pd L x$", r"$\frac{\partial L}{\partial x}$"),
    (r"\DeclareMathOperator{\relu}{ReLU} $\relu(z)$", r"$\operatorname{ReLU}(z)$"),
    (r"\newcommand{\g}[2][L]{\nabla_{#2} #1} $\g{w} + \g[J]{b}$", r"$\nabla_{w} L + \nabla_{b} J$"),
    (r"\NewDocumentCommand{\sq}{m}{(#1)^2} $\sq{a}$", r"$(a)^2$"),
    (r"\newcommand{\w}{\mathbf{w}}\newcommand{\wx}{\w^\top x} $\wx$", r"$\mathbf{w}^\top x$"),
    (r"\newcommand{\hid}{\text{hid}} $W_\hid$", r"$W_{\text{hid}}$"),
    (r"\newcommand{\eps}{\epsilon} $\eps x\epsilon$", r"$\epsilon x\epsilon$"),
    (r"\newcommand{\al}{\alpha} $\al x$, $2\al$ and $\alx$", r"$\alpha x$, $2\alpha$ and $\alx$"),
])
def test_a_command_is_put_in(text, wanted):
    assert expanded(text).strip() == wanted


def test_lines_keep_their_numbers():
    text = "\\newcommand{\\dd}[2]{%\n  \\frac{#1}\n  {#2}}\n\nHere\n$$\n\\dd{a}{b} = 1\n$$\n"
    assert expanded(text).count("\n") == text.count("\n")
    pieces = [item for item in read_document(text, "tex") if isinstance(item, Mathematics)]
    assert [item.line for item in pieces] == [7] and not pieces[0].error
    assert "%" not in pieces[0].source


def test_a_remark_defines_nothing():
    assert expanded("% \\newcommand{\\x}{y}\n$\\x$") == "% \\newcommand{\\x}{y}\n$\\x$"


def test_what_grows_without_end_stays_short():
    letters = "abcdefghijkl"
    body = "".join(r"\newcommand{\%sx}{%s}" % (a, rf"\{b}x" * 40) for a, b in pairwise(letters))  # noqa: UP031
    assert len(expanded(body + r"$\ax$")) < 10 * LONGEST_TEXT
    assert expanded(r"\newcommand{\x}{\x} $\x$").strip() == r"$\x$"


TEX = r"""\documentclass{article}
\usepackage{amsmath, physics}
\newcommand{\bW}{\mathbf{W}}
\DeclareMathOperator{\act}{ReLU}
\begin{document}
\begin{align}
\mathbf{z} &= \bW \mathbf{x} + \mathbf{b} \label{eq:z}\\
\mathbf{h} &= \act(\mathbf{z}) \\
L &= \frac12 \lVert \mathbf{h} - \mathbf{y} \rVert_2^2
\end{align}
\begin{align*}
\pdv{L}{\mathbf{z}} &= (\mathbf{h} - \mathbf{y}) \odot \mathbb{1}[\mathbf{z} > 0] \\
\pdv{L}{\bW} &= \pdv{L}{\mathbf{z}} \mathbf{x}^\top \\
\pdv{L}{\mathbf{x}} &= \bW \pdv{L}{\mathbf{z}}
\end{align*}
\end{document}
"""


def test_a_tex_file_with_its_own_commands_is_judged():
    found = [(c["verdict"], c["cause"]) for c in check(TEX, kind="tex").data()["claims"] if c["verdict"] != "given"]
    assert found == [("right", None), ("right", None), ("wrong", "transpose")]


def test_commands_hold_for_the_cells_that_follow():
    cells = ["$$\\newcommand{\\d}[2]{\\frac{\\partial #1}{\\partial #2}}$$", "$y = w x$", "$\\d{y}{w} = x$, $\\d{y}{x} = x$"]
    book = json.dumps({"cells": [{"cell_type": "markdown", "source": text} for text in cells], "nbformat": 4})
    found = [c["verdict"] for c in check(book, kind="notebook").data()["claims"]]
    assert found == ["given", "right", "wrong"]
