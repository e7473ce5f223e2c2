"""A page in LaTeX: a fragment that needs amsmath and amssymb, or a whole file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from itertools import pairwise

from symcnn.document.blocks import Document, Formula, Heading, Items, Paragraph, Picture, Run, Table
from symcnn.document.parts import Line, Part, Row, Sign
from symcnn.printing.latex import BARE_RELATIONS, latex_words
from symcnn.printing.style import Style

SECTIONS = {1: "section*", 2: "subsection*", 3: "subsubsection*", 4: "paragraph*"}
PREAMBLE = r"""\documentclass[a4paper,10pt]{article}
\usepackage[utf8]{inputenc}
\usepackage[margin=21mm]{geometry}
\usepackage{amsmath,amssymb}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.4\baselineskip}
\setlength{\jot}{5pt}
\allowdisplaybreaks[2]
\raggedbottom
\begin{document}
"""


def latex_fragment(document: Document, style: Style) -> str:
    """The blocks one below the other."""
    text = ""
    for before, block in pairwise((None, *document.blocks)):
        # an empty line before a display would set an empty paragraph above it
        joined = isinstance(block, Formula) and isinstance(before, Paragraph | Formula)
        text += ("" if before is None else "\n" if joined else "\n\n") + latex_block(block, style)
    return text


def latex_file(document: Document, style: Style) -> str:
    """A file that compiles with a plain TeX Live."""
    return f"{PREAMBLE}\n{latex_fragment(document, style)}\n\n\\end{{document}}\n"


def latex_runs(runs: Sequence[Run], style: Style) -> str:
    """Words, and formulas between dollars."""
    return "".join(f"${r.shown(style).text}$" if isinstance(r, Part) else latex_words(r) for r in runs)


@singledispatch
def latex_block(block: object, style: Style) -> str:
    """A block in LaTeX."""
    raise TypeError(f"no rule for a block {type(block).__name__}")


@latex_block.register
def _(block: Heading, style: Style) -> str:
    title = latex_runs(block.runs, style)
    return rf"\{SECTIONS[block.level]}{{{title}}}"


@latex_block.register
def _(block: Paragraph, style: Style) -> str:
    return latex_runs(block.runs, style)


@latex_block.register
def _(block: Items, style: Style) -> str:
    items = "\n".join(rf"\item {latex_runs(item, style)}" for item in block.items)
    return f"\\begin{{enumerate}}\n{items}\n\\end{{enumerate}}"


@latex_block.register
def _(block: Formula, style: Style) -> str:
    if block.boxed:
        return f"\\[\n\\boxed{{{latex_display(block.lines, style)}}}\n\\]"
    return f"\\begin{{align*}}\n{aligned_lines(block.lines, style)}\n\\end{{align*}}"


def aligned_lines(lines: Sequence[Line], style: Style) -> str:
    """The lines of an aligned display."""
    return " \\\\\n".join(f"{part.left.shown(style).text} &{_from_relation(part.right, style)}" for part in lines)


def _from_relation(right: Row, style: Style) -> str:
    """What stands from the relation on, without the space that is set before it."""
    match right.parts:
        case (Sign(name=name), *others) if name in BARE_RELATIONS:
            return f"{BARE_RELATIONS[name]} {Row(tuple(others)).shown(style).text}"
    return right.shown(style).text


def latex_display(lines: Sequence[Line], style: Style) -> str:
    """The inside of a display that ``$$`` or brackets go around."""
    if len(lines) == 1:
        return lines[0].left.shown(style).text + lines[0].right.shown(style).text
    return f"\\begin{{aligned}}\n{aligned_lines(lines, style)}\n\\end{{aligned}}"


@latex_block.register
def _(block: Table, style: Style) -> str:
    rows = [" & ".join(latex_runs(cell, style) for cell in row) for row in (block.header, *block.rows)]
    head, body = rows[0], " \\\\\n".join(rows[1:])
    columns = "l" * len(block.header)
    table = f"\\begin{{tabular}}{{{columns}}}\n{head} \\\\ \\hline\n{body} \\\\ \\hline\n\\end{{tabular}}"
    return f"\\begin{{center}}\n\\renewcommand{{\\arraystretch}}{{1.25}}\n{table}\n\\end{{center}}"


@latex_block.register
def _(block: Picture, style: Style) -> str:
    return rf"\emph{{{latex_words(block.caption)}}}"
