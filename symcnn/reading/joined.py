"""Formulas in several pieces: ``$S$ = $a + b$`` is ``$S = a + b$``, and one that begins with a plus goes on with a sum."""

from collections.abc import Sequence
from dataclasses import replace

from symcnn.reading.items import Piece
from symcnn.reading.scan import Found


def with_signs_between(found: Sequence[Found]) -> list[Found]:
    """The pieces of a document, two of one formula as one."""
    joined: list[Found] = []
    for each in found:
        before = joined[-1] if joined else None
        if not isinstance(each, Piece) or not isinstance(before, Piece) or each.display != before.display:
            joined.append(each)
        elif each.words.strip() == "=" and not (each.display or each.line != before.line or "=" in before.source):
            joined[-1] = replace(before, source=f"{before.source} = {each.source}", behind=each.behind)
        elif adds_on(before, each):
            joined[-1] = replace(before, source=f"{before.source.rstrip()}\n{each.source.lstrip()}", behind=each.behind)
        else:
            joined.append(each)
    return joined


def adds_on(before: Piece, each: Piece) -> bool:
    """Whether a piece on the next line goes on with the sum that an equation before it ends with; a minus may begin another."""
    begins = ("+",) if each.display else ("+", "-")
    follows = each.line > before.line and not each.words.strip() and "\n\n" not in each.words
    return follows and "=" in before.source and each.source.lstrip().startswith(begins)
