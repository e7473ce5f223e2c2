"""The rows of a display: which go on with the row above, and what stands in a column of its own beside an equation."""

from dataclasses import replace

from symcnn.reading import latex_words as words
from symcnn.reading.grouping import has, is_symbol, outermost, parts
from symcnn.reading.source import Source
from symcnn.reading.tokens import Token

OPERATORS = ("+", "-", "·", "×", "*", "star", "odot", "/")
_JOINING = ("+", "·", "×", "*", "star", "odot", "/", ")", "]")
_CASES = ("!=", "<", ">", "<=", ">=")
_WHEN = frozenset(("if", "when", "whenever"))


def joined_rows(source: Source, found: list[Token]) -> list[list[Token]]:
    """Rows that belong together as one: a row goes on where a sign at its end or at the start of the next says so.

    What is remarked beside a row that goes on is a line of its own, behind it.
    """
    lines: list[list[Token]] = []
    remarks: list[list[Token]] = []
    rows = [_without_comments(source, row) for row in parts(found, ("\\\\",))]
    for row, following in zip(rows, [*rows[1:], []], strict=True):
        aligned = bool(row) and is_symbol(row[0], ("&",))
        row, remark = _remark_apart(row, following)
        row = _untagged(_without_cells(row))
        core = [token for token in row if token.kind != "wide"]
        if core and lines and _goes_on(lines[-1], core, aligned):
            lines[-1].extend(row)
        elif core:
            lines += [*remarks, list(row)]
            remarks = []
        remarks += [remark] if remark else []
    return lines + remarks


def _goes_on(before: list[Token], row: list[Token], aligned: bool) -> bool:
    last = next(token for token in reversed(before) if token.kind != "wide")
    if is_symbol(last, (*OPERATORS, *words.RELATIONS)) or is_symbol(row[0], words.RELATIONS):
        return True
    if is_symbol(row[0], _JOINING):
        return True
    return is_symbol(row[0], ("-",)) and (aligned or not has(row, words.RELATIONS))


def _without_comments(source: Source, row: list[Token]) -> list[Token]:
    """The row up to a cell that begins as comments in code do: `& // each neuron hands on a gradient`."""
    marks = (place for place, token in outermost(row) if is_symbol(token, ("&",)))
    end = next((m for m in marks if source.text[row[m].end:].lstrip().startswith("//")), len(row))
    return row[:end]


def _remark_apart(row: list[Token], following: list[Token]) -> tuple[list[Token], list[Token]]:
    r"""A row whose equation goes on below, and what is said of it in a column behind: `& i \in [0, 1]`, `& \text{by } z = w x`.

    A column that tells cases is none.
    """
    below = parts(following, ("&",))
    column = next((n for n, cell in enumerate(below) if cell), 0)
    starts = [n for n, cell in enumerate(below) if cell and is_symbol(cell[0], words.RELATIONS)]
    if starts != [column] or not below[column]:
        return row, []
    marks = [place for place, token in outermost(row) if is_symbol(token, ("&",))][column:]
    for place in marks:
        body, rest = row[:place], [t for t in row[place + 1:] if not is_symbol(t, ("&",))]
        before = [t for t in body if t.kind != "wide" and not is_symbol(t, ("&",))]
        if before and rest and has(body, words.RELATIONS) and not any(
                is_symbol(t, (*OPERATORS, *words.RELATIONS)) for t in (before[-1], rest[0])):
            is_remark = _speaks(rest) and not any(_tells_cases(cell) for cell in (rest, *below[column + 1:]))
            return (body, rest) if is_remark else (row, [])
    return row, []


def _speaks(cell: list[Token]) -> bool:
    """Whether a cell holds words, or a relation of its own."""
    return has(cell, words.RELATIONS) or any(token.kind == "prose" for token in cell)


def _tells_cases(cell: list[Token]) -> bool:
    """Whether a cell says in which case its row holds."""
    said = {token.text.lower() for token in cell if token.kind == "prose"}
    return has(cell, _CASES) or bool(said & (_WHEN | words.ELSE))


def _untagged(row: list[Token]) -> list[Token]:
    """The row without the number of its equation, `\\quad (1)`, at its end."""
    while row and row[-1].kind == "wide":
        row = row[:-1]
    if len(row) < 5 or row[-4].kind != "wide" or is_symbol(row[-5], OPERATORS):
        return row
    return row[:-4] if is_aside(row[-3:]) else row


def _without_cells(row: list[Token]) -> list[Token]:
    """The row with wide spaces for the marks that align it."""
    marks = {place for place, token in outermost(row) if is_symbol(token, ("&",))}
    return [replace(token, kind="wide", text="") if place in marks else token for place, token in enumerate(row)]


def is_aside(piece: list[Token]) -> bool:
    """The number of an equation, `(1)`, or dots that say `and so on`."""
    texts = [token.text for token in piece]
    if set(texts) <= {"...", ",", "."}:
        return True
    return len(piece) == 3 and texts[0] == "(" and texts[2] == ")" and piece[1].kind == "number"
