"""A page in HTML that stands alone: MathML and one style sheet, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from html import escape

from symcnn.document.blocks import Document, Formula, Heading, Items, Paragraph, Picture, Run, Table
from symcnn.document.parts import Line, Part
from symcnn.printing.style import Style

SHEET = """
body { max-width: 58rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff;
       font: 1.05rem/1.5 "STIX Two Text", "Latin Modern Roman", Cambria, Georgia, serif; }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "XITS Math", "DejaVu Math TeX Gyre", math; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.3rem; margin-top: 2rem; border-bottom: 1px solid #ccc; }
h3 { font-size: 1.1rem; margin-top: 1.6rem; } h4 { font-size: 1rem; margin: 1.2rem 0 0.4rem; font-style: italic; }
p, li { max-width: 50rem; }
.formula { margin: 0.8rem 0; overflow-x: auto; overflow-y: hidden; padding: 0.15rem 0; }
.result { display: table; max-width: 100%; margin: 0.8rem auto; padding: 0.4rem 0.9rem;
  border: 1px solid #888; border-radius: 3px; }
table { border-collapse: collapse; margin: 0.8rem auto; }
th, td { padding: 0.15rem 0.8rem; text-align: left; } th { border-bottom: 1.5px solid #444; font-weight: 600; }
table tr:last-child td { border-bottom: 1.5px solid #444; }
mtable.aligned > mtr > mtd { padding: 0.3em 0; }
mtable.aligned > mtr > mtd:first-child { text-align: right; text-align: -webkit-right; }
mtable.aligned > mtr > mtd:last-child { text-align: left; text-align: -webkit-left; }
mtable.below > mtr > mtd { padding: 0; }
mtable.matrix { padding: 0.1em 0.25em; margin: 0 0.15em;
  --ink: linear-gradient(currentColor, currentColor); background-repeat: no-repeat; background-size: 0.3em 1px;
  background-image: var(--ink), var(--ink), var(--ink), var(--ink); background-position: 0 0, 0 100%, 100% 0, 100% 100%;
  border-left: 1px solid; border-right: 1px solid; }
mtable.matrix > mtr > mtd { padding: 0.22em 0.45em; }
.blank { border-bottom: 1px solid; }
figure { margin: 1rem 0; text-align: center; } figcaption { font-size: 0.9rem; color: #555; }
svg { max-width: 100%; height: auto; }
@media print { body { margin: 0; max-width: none; } .formula { overflow: visible; } }
"""


def html_page(document: Document, style: Style) -> str:
    """The whole page."""
    body = "\n".join(html_block(block, style) for block in document.blocks)
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(document.title)}</title>\n<style>{SHEET}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n")


def html_runs(runs: Sequence[Run], style: Style) -> str:
    """Words, and formulas in a line."""
    return "".join(f"<math>{r.shown(style).text}</math>" if isinstance(r, Part) else escape(r) for r in runs)


@singledispatch
def html_block(block: object, style: Style) -> str:
    """A block in HTML."""
    raise TypeError(f"no rule for a block {type(block).__name__}")


@html_block.register
def _(block: Heading, style: Style) -> str:
    return f"<h{block.level}>{html_runs(block.runs, style)}</h{block.level}>"


@html_block.register
def _(block: Paragraph, style: Style) -> str:
    return f"<p>{html_runs(block.runs, style)}</p>"


@html_block.register
def _(block: Items, style: Style) -> str:
    items = "\n".join(f"<li>{html_runs(item, style)}</li>" for item in block.items)
    return f"<ol>\n{items}\n</ol>"


@html_block.register
def _(block: Formula, style: Style) -> str:
    kind = "formula result" if block.boxed else "formula"
    return f'<div class="{kind}"><math display="block">{_display(block.lines, style)}</math></div>'


def _display(lines: Sequence[Line], style: Style) -> str:
    if len(lines) == 1:
        return f"<mrow>{lines[0].left.shown(style).text}{lines[0].right.shown(style).text}</mrow>"
    rows = "".join(f"<mtr><mtd>{part.left.shown(style).text}</mtd><mtd>{part.right.shown(style).text}</mtd></mtr>"
                   for part in lines)
    return f'<mtable class="aligned" displaystyle="true">{rows}</mtable>'


@html_block.register
def _(block: Table, style: Style) -> str:
    head = "".join(f"<th>{html_runs(cell, style)}</th>" for cell in block.header)
    rows = "\n".join("<tr>" + "".join(f"<td>{html_runs(cell, style)}</td>" for cell in row) + "</tr>" for row in block.rows)
    return f"<table>\n<tr>{head}</tr>\n{rows}\n</table>"


@html_block.register
def _(block: Picture, style: Style) -> str:
    return f"<figure>{block.svg}<figcaption>{escape(block.caption)}</figcaption></figure>"
