"""The Markdown cells of a notebook, read from its JSON by hand."""

import json
from collections.abc import Iterator

from symcnn.errors import ReadError, quoted
from symcnn.reading.parser import LONGEST

LONGEST_FILE = 50_000_000
MOST_CELLS = 10_000


def cells(text: str) -> Iterator[tuple[int, str]]:
    """The number of each Markdown cell among all cells, from 1, and its text; raises `ReadError`.

    A notebook may be longer than its words, since it holds the pictures of its output.
    """
    if not isinstance(text, str):
        raise ReadError(f"expected a text, but {quoted(type(text).__name__)} was given")
    if len(text) > LONGEST_FILE:
        raise ReadError(f"the notebook has {len(text)} characters; use at most {LONGEST_FILE}")
    total = 0
    for number, cell in enumerate(_cells(text), start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        source = _source(cell.get("source"), number)
        total += len(source)
        if total > LONGEST:
            raise ReadError(f"the notebook has more than {LONGEST} characters of text; split it")
        yield number, source


def _cells(text: str) -> list[object]:
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ReadError("the text is no notebook, since it is no JSON; save it again") from problem
    found = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(found, list) or len(found) > MOST_CELLS:
        raise ReadError(f"the text is no notebook with up to {MOST_CELLS} cells; save it as version 4")
    return found


def _source(value: object, number: int) -> str:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    if isinstance(value, str):
        return value
    raise ReadError(f"cell {number} of the notebook has no text; save it again")
