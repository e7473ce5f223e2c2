"""Formulas with their sign of equality outside: ``$S$ = $a + b$`` is ``$S = a + b$``."""

from collections.abc import Sequence
from dataclasses import replace

from symcnn.reading.items import Piece
from symcnn.reading.scan import Found


def with_signs_between(found: Sequence[Found]) -> list[Found]:
    """The pieces of a document, two with nothing but a sign of equality between them as one."""
    joined: list[Found] = []
    for each in found:
        before = joined[-1] if joined else None
        if isinstance(each, Piece) and isinstance(before, Piece) and each.words.strip() == "=" and not (
                each.display or before.display or each.line != before.line or "=" in before.source):
            joined[-1] = replace(before, source=f"{before.source} = {each.source}", behind=each.behind)
        else:
            joined.append(each)
    return joined
