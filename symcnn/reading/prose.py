"""Tells the lines of formulas from the lines of words in a text without any marks."""

import re

from symcnn.reading.items import Piece
from symcnn.reading.scan import Found

_TWO_WORDS = re.compile(r"(?<![\\{A-Za-z])[A-Za-z]{3,}[,:]? [A-Za-z]{2,}(?![A-Za-z}_^(])")
_RELATION = re.compile(r"=|≈|\\approx|\\leftarrow|\\to(?![a-z])|→|<|>|\\le|\\ge")


def plain_pieces(text: str) -> list[Found]:
    """A text without dollars: one formula, or lines of formulas among lines of words."""
    lines = text.split("\n")
    if len([line for line in lines if line.strip()]) < 2 or "\\begin" in text or "\\\\" in text:
        return [Piece(1, text, True, 1)]
    found: list[Found] = []
    held: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip() and is_formula(line):
            held.append(line)
            continue
        if held:
            found.append(Piece(number - len(held), "\n".join(held), True, number, True))
        held = []
    return found


def is_formula(line: str) -> bool:
    """Whether a line is rather mathematics than words."""
    return not _TWO_WORDS.search(line) and bool(_RELATION.search(line) or line.lstrip()[:1] in "+-[(\\.0123456789")
