"""Splits a text into its lines: comments gone, `;` as a line end, a line going on while a bracket is open."""

from dataclasses import dataclass, replace

from symcnn.reading.source import Source
from symcnn.reading.tokens import OPENING, Token, tokens

MOST_LINES = 1_000


@dataclass(frozen=True)
class Line:
    """A line that says something: its text and place, and its tokens with spans in that text."""

    source: Source
    tokens: list[Token]


def lines(source: Source) -> list[Line]:
    """The lines of a text; raises `ReadError` where there are more than a thousand."""
    found: list[Line] = []
    for part in _parts(source):
        if len(found) == MOST_LINES:
            raise source.error(part[0].start, f"a network has at most {MOST_LINES} lines; split it")
        found.append(_line(source, part))
    return found


def _parts(source: Source) -> list[list[Token]]:
    """The tokens of each line; a bracket that is wrong or never closed is left to the parser to report."""
    parts: list[list[Token]] = [[]]
    open_brackets = 0
    for token in tokens(source):
        symbol = token.text if token.kind == "symbol" else ""
        open_brackets += (symbol in OPENING) - (symbol in OPENING.values())
        ends = token.kind in ("newline", "end") or symbol == ";"
        if ends and open_brackets <= 0:
            open_brackets = 0
            parts.append([])
        elif token.kind not in ("newline", "end"):
            parts[-1].append(token)
    return [part for part in parts if part]


def _line(source: Source, part: list[Token]) -> Line:
    start, end = part[0].start, part[-1].end
    moved = [replace(token, start=token.start - start, end=token.end - start) for token in part]
    moved.append(Token("end", "", end - start, end - start))
    return Line(source.part(start, end), moved)
