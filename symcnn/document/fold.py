"""Lines too long for a terminal: sums go on on further lines, paragraphs between their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symcnn.document.blocks import Run
from symcnn.document.parts import NOTHING, Line, Part, Terms, Tree, Worked, row
from symcnn.expression.nodes import Add, Node
from symcnn.printing.rules import in_order
from symcnn.printing.style import Style

FORMULA, WORDS = 150, 110
"""The widths of a line of a formula, which reads best in one piece, and of a line of words, in signs."""


def folded(lines: Sequence[Line], style: Style) -> list[Line]:
    """The lines with long sums over several of them."""
    return [part for each in lines for part in _folded(each, style)]


def _length(part: Part, style: Style) -> int:
    return len(part.shown(style).text)


def _folded(whole: Line, style: Style) -> Iterator[Line]:
    room = FORMULA - _length(whole.left, style)
    places = [n for n, p in enumerate(whole.right.parts) if len(_terms(p)) > 1]
    if _length(whole.right, style) <= room or not places:
        yield whole
        return
    place = max(places, key=lambda n: _length(whole.right.parts[n], style))
    before, behind = whole.right.parts[:place], whole.right.parts[place + 1:]
    first = room - sum(_length(p, style) for p in before)
    pieces = list(_pieces(whole.right.parts[place], style, first, room - 4))
    for number, piece in enumerate(pieces):
        end = behind if number == len(pieces) - 1 else ()
        yield Line(NOTHING, row("indent", piece, *end)) if number else Line(whole.left, row(*before, piece, *end))


def _terms(part: Part) -> Sequence[Node]:
    match part:
        case Worked(part=inner):
            return _terms(inner)
        case Terms(terms=terms):
            return terms
        case Tree(node=Add(terms=terms)):
            return in_order(terms)
    return ()


def _pieces(part: Part, style: Style, first: int, room: int) -> Iterator[Part]:
    """The terms of a sum, as many at a time as there is room for."""
    terms, start = list(_terms(part)), 0
    while start < len(terms):
        count = 1
        space = room if start else first
        while start + count < len(terms) and _length(_some(part, terms, start, count + 1), style) <= space:
            count += 1
        yield _some(part, terms, start, count)
        start += count


def _some(part: Part, terms: Sequence[Node], start: int, count: int) -> Part:
    match part:
        case Worked(part=inner):
            return Worked(_some(inner, terms, start, count))
        case Terms() | Tree():
            continued = bool(start) or (isinstance(part, Terms) and part.continued)
            return Terms(tuple(terms[start:start + count]), part.scope, continued)
    raise TypeError(f"{type(part).__name__} is no sum")


@dataclass(frozen=True)
class Word:
    """What is not broken: a word or a formula, and whether a space stands before it."""

    text: str
    apart: bool


def wrapped(runs: Sequence[Run], style: Style) -> str:
    """Words and formulas in lines of the terminal's width; formulas are not broken."""
    lines, used = [""], 0
    for word in _words(runs, style):
        if used and word.apart and used + 1 + len(word.text) > WORDS:
            lines.append("")
            used = 0
        shown = " " * (word.apart and used > 0) + word.text
        lines[-1] += shown
        used += len(shown)
    return "\n".join(lines)


def _words(runs: Sequence[Run], style: Style) -> Iterator[Word]:
    apart = False
    for run in runs:
        if isinstance(run, Part):
            yield Word(run.shown(style).text, apart)
            apart = False
            continue
        if run[:1].isspace():
            apart = True
        for place, word in enumerate(run.split()):
            yield Word(word, apart or place > 0)
            apart = False
        apart = apart or run[-1:].isspace()
