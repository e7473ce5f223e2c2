"""A page in Markdown, formulas between dollars; and the same as the cells of a notebook."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import singledispatch
from hashlib import blake2b
from typing import Any

from symcnn.display import markdown_words
from symcnn.document.blocks import Block, Document, Formula, Heading, Items, Paragraph, Picture, Run, Table
from symcnn.document.latex import latex_display
from symcnn.document.parts import Part
from symcnn.printing.style import Style


def markdown_page(document: Document, style: Style) -> str:
    """The blocks, an empty line between them."""
    return "\n\n".join(markdown_block(block, style) for block in document.blocks)


def notebook_page(document: Document, style: Style) -> dict[str, Any]:
    """A notebook of Markdown cells, a new one at each heading."""
    cells = []
    for number, blocks in enumerate(_by_heading(document)):
        source = "\n\n".join(markdown_block(block, style) for block in blocks)
        name = blake2b(f"{number} {source}".encode(), digest_size=4).hexdigest()
        cells.append({"cell_type": "markdown", "id": name, "metadata": {}, "source": source.splitlines(keepends=True)})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _by_heading(document: Document) -> Iterator[list[Block]]:
    waiting: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Heading) and waiting:
            yield waiting
            waiting = []
        waiting.append(block)
    if waiting:
        yield waiting


def markdown_runs(runs: Sequence[Run], style: Style) -> str:
    """Words, and formulas between dollars."""
    return "".join(f"${r.shown(style).text}$" if isinstance(r, Part) else markdown_words(r) for r in runs)


@singledispatch
def markdown_block(block: object, style: Style) -> str:
    """A block in Markdown."""
    raise TypeError(f"no rule for a block {type(block).__name__}")


@markdown_block.register
def _(block: Heading, style: Style) -> str:
    return f"{'#' * block.level} {markdown_runs(block.runs, style)}"


@markdown_block.register
def _(block: Paragraph, style: Style) -> str:
    return markdown_runs(block.runs, style)


@markdown_block.register
def _(block: Items, style: Style) -> str:
    return "\n".join(f"{place}. {markdown_runs(item, style)}" for place, item in enumerate(block.items, start=1))


@markdown_block.register
def _(block: Formula, style: Style) -> str:
    return f"$$\n{latex_display(block.lines, style)}\n$$"


@markdown_block.register
def _(block: Table, style: Style) -> str:
    rows = ["| " + " | ".join(_cell(cell, style) for cell in row) + " |" for row in (block.header, *block.rows)]
    return "\n".join([rows[0], "|" + "---|" * len(block.header), *rows[1:]])


def _cell(runs: Sequence[Run], style: Style) -> str:
    return markdown_runs(runs, style)


@markdown_block.register
def _(block: Picture, style: Style) -> str:
    data = b64encode(block.svg.encode()).decode()
    return f"![{markdown_words(block.caption)}](data:image/svg+xml;base64,{data})"
