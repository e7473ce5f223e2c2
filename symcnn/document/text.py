"""A page for a terminal; matrices stand over several lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from symcnn.document.blocks import Document, Formula, Heading, Items, Paragraph, Picture, Run, Table
from symcnn.document.fold import folded, wrapped
from symcnn.document.parts import Grid, Line, Part, Row
from symcnn.printing.style import Style

Box = list[str]
RULES = {1: "=", 2: "-"}
INDENT = "    "


def text_page(document: Document, style: Style) -> str:
    """The blocks, an empty line between them."""
    return "\n\n".join(text_block(block, style) for block in document.blocks)


def text_runs(runs: Sequence[Run], style: Style) -> str:
    """Words and formulas in a line."""
    return "".join(r.shown(style).text if isinstance(r, Part) else r for r in runs)


@singledispatch
def text_block(block: object, style: Style) -> str:
    """A block in plain text."""
    raise TypeError(f"no rule for a block {type(block).__name__}")


@text_block.register
def _(block: Heading, style: Style) -> str:
    title = text_runs(block.runs, style)
    return f"{title}\n{RULES[block.level] * len(title)}" if block.level in RULES else title


@text_block.register
def _(block: Paragraph, style: Style) -> str:
    return wrapped(block.runs, style)


@text_block.register
def _(block: Items, style: Style) -> str:
    return "\n".join(f"{place}. {wrapped(item, style)}" for place, item in enumerate(block.items, start=1))


@text_block.register
def _(block: Formula, style: Style) -> str:
    boxes = [(_box(part.left, style), _box(part.right, style)) for part in folded(block.lines, style)]
    width = max(len(left[0]) for left, _ in boxes)
    lines = [line for left, right in boxes for line in _beside([[t.rjust(width) for t in left], right])]
    return "\n".join((INDENT + line).rstrip() for line in lines)


def _box(part: Part, style: Style) -> Box:
    """The lines of a piece, all of one width."""
    match part:
        case Row():
            return _beside([_box(p, style) for p in part.parts])
        case Grid():
            return _grid([[cell.shown(style).text for cell in row] for row in part.rows])
    return [part.shown(style).text]


def _grid(rows: Sequence[Sequence[str]]) -> Box:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["[ " + "  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) + " ]" for row in rows]
    return lines


def _beside(boxes: Sequence[Box]) -> Box:
    """Boxes in a line, the shorter ones in the middle of the tallest."""
    height = max((len(box) for box in boxes), default=1)
    padded = []
    for box in boxes:
        above = (height - len(box)) // 2
        blank = " " * len(box[0])
        padded.append([blank] * above + box + [blank] * (height - len(box) - above))
    return ["".join(box[place] for box in padded) for place in range(height)]


@text_block.register
def _(block: Table, style: Style) -> str:
    rows = [[text_runs(cell, style) for cell in row] for row in (block.header, *block.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True))).rstrip() for row in rows)


@text_block.register
def _(block: Picture, style: Style) -> str:
    return f"[{block.caption}]"


def text_line(part: Line, style: Style) -> str:
    """A line of a formula on one line."""
    return part.left.shown(style).text + part.right.shown(style).text
