"""A page as data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from symcnn.document.blocks import Document, Formula, Heading, Items, Paragraph, Picture, Run, Table
from symcnn.document.latex import latex_display, latex_runs
from symcnn.document.text import text_line, text_runs
from symcnn.printing.style import Style


def data_of(document: Document, latex: Style, text: Style) -> list[dict[str, Any]]:
    """One dictionary for each block."""
    return [block_data(block, latex, text) for block in document.blocks]


def _said(runs: Sequence[Run], latex: Style, text: Style) -> dict[str, str]:
    return {"latex": latex_runs(runs, latex), "text": text_runs(runs, text)}


@singledispatch
def block_data(block: object, latex: Style, text: Style) -> dict[str, Any]:
    """A block as data."""
    raise TypeError(f"no rule for a block {type(block).__name__}")


@block_data.register
def _(block: Heading, latex: Style, text: Style) -> dict[str, Any]:
    return {"block": "heading", "level": block.level, **_said(block.runs, latex, text)}


@block_data.register
def _(block: Paragraph, latex: Style, text: Style) -> dict[str, Any]:
    return {"block": "paragraph", **_said(block.runs, latex, text)}


@block_data.register
def _(block: Items, latex: Style, text: Style) -> dict[str, Any]:
    return {"block": "items", "items": [_said(item, latex, text) for item in block.items]}


@block_data.register
def _(block: Formula, latex: Style, text: Style) -> dict[str, Any]:
    return {"block": "formula", "boxed": block.boxed, "latex": latex_display(block.lines, latex),
            "text": [text_line(part, text) for part in block.lines]}


@block_data.register
def _(block: Table, latex: Style, text: Style) -> dict[str, Any]:
    rows = [[_said(cell, latex, text) for cell in row] for row in (block.header, *block.rows)]
    return {"block": "table", "header": rows[0], "rows": rows[1:]}


@block_data.register
def _(block: Picture, latex: Style, text: Style) -> dict[str, Any]:
    return {"block": "picture", "svg": block.svg, "caption": block.caption}
