"""The entries of an array as written, beside the marks that judging gave them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symcnn.checking.report.verdict import Claim
from symcnn.errors import ReadError
from symcnn.reading.claims import read_claims
from symcnn.reading.tree import Matrix, Transposed, Tree

WORDS = {"w": "wrong", "c": "carried", "o": "your rounding", "r": "right"}


def marked(claim: Claim, marks: Any) -> list[list[tuple[str, str]]]:
    """Rows of marks and entries as written; the entries are empty where the array was not written out."""
    grid = _rows(marks)
    written = _written(claim)
    if written is None:
        return [[(mark, "") for mark in row] for row in grid]
    for layout in (grid, _turned(grid)):
        if _shape(written) == _shape(layout):
            return [list(zip(m, w, strict=True)) for m, w in zip(layout, written, strict=True)]
    flat = [mark for row in grid for mark in row]
    if len(flat) == sum(_shape(written)) and 1 in (len(grid), len(written), max(_shape(grid))):
        rest = iter(flat)
        return [[(next(rest), entry) for entry in row] for row in written]
    return [[(mark, "") for mark in row] for row in grid]


def counted(marks: Any) -> str:
    """``1 of 9 entries wrong, 2 carried``; empty where all are right."""
    flat = [mark for row in _rows(marks) for mark in row]
    found = [(flat.count(mark), word) for mark, word in WORDS.items() if mark in flat and mark != "r"]
    if not found:
        return ""
    first, *others = found
    return ", ".join([f"{first[0]} of {len(flat)} entries {first[1]}", *(f"{n} {word}" for n, word in others)])


def _rows(marks: Any) -> list[list[str]]:
    """The marks as rows; of more than two axes, the rows of every plane one below the other."""
    if not isinstance(marks, list | tuple):
        return [[str(marks)]]
    if any(isinstance(part, list | tuple) for part in marks):
        deeper = any(isinstance(p, list | tuple) for part in marks if isinstance(part, list | tuple) for p in part)
        return [row for part in marks for row in _rows(part)] if deeper else [[str(m) for m in part] for part in marks]
    return [[str(mark) for mark in marks]]


def _written(claim: Claim) -> list[list[str]] | None:
    """The cells of the array that stands at the claim's place, or closes its line."""
    start, end = claim.place or (claim.latex.rfind("=") + 1, len(claim.latex))
    text = claim.latex[start:end]
    try:
        chains = read_claims(text)
    except ReadError:
        return None
    tree: Tree | None = chains[-1].members[-1] if chains else None
    if isinstance(tree, Transposed) and (inner := _cells(tree.argument, text)) is not None:
        return _turned(inner)
    return _cells(tree, text)


def _cells(tree: Tree | None, text: str) -> list[list[str]] | None:
    if not isinstance(tree, Matrix) or not tree.rows:
        return None
    rows: Sequence[Sequence[Tree]] = [r.rows if isinstance(r, Matrix) else (r,) for r in tree.rows]
    if not any(isinstance(r, Matrix) for r in tree.rows):
        rows = [tree.rows]
    if any(isinstance(cell, Matrix) for row in rows for cell in row):
        return None
    return [[text[cell.span[0]:cell.span[1]] for cell in row] for row in rows]


def _turned(rows: list[list[str]]) -> list[list[str]]:
    """Columns as rows; nothing where the rows differ in length."""
    return [list(column) for column in zip(*rows, strict=True)] if len(set(_shape(rows))) == 1 else []


def _shape(rows: Sequence[Sequence[str]]) -> list[int]:
    return [len(row) for row in rows]
