r"""A sign that stands above a name without braces: ``w^+ = w - \eta g`` gives the value after a step."""

from __future__ import annotations

from itertools import pairwise

from symcnn.reading.grouping import is_symbol
from symcnn.reading.latex_words import RELATIONS
from symcnn.reading.tokens import OPENING, Token

# what no operand begins with: in e^-x the sign is that of x
_BEHIND = (*RELATIONS, *OPENING.values(), "+", "-", "*", "·", "×", "/", "odot", "star", ",", ";", ".", ":", "_", "&", "\\\\")


def raised_signs(found: list[Token]) -> list[Token]:
    """The tokens with braces around a lone sign above a name, so that ``^+ =`` is no accumulation."""
    result = found[:1]
    for place, (before, token) in enumerate(pairwise(found), 1):
        behind = found[min(place + 1, len(found) - 1)]
        lone = is_symbol(before, ("^",)) and is_symbol(token, ("+", "-"))
        if lone and (is_symbol(behind, _BEHIND) or behind.kind in ("end", "wide", "prose")):
            result += [Token("symbol", "{", token.start, token.start), token, Token("symbol", "}", token.end, token.end)]
        else:
            result.append(token)
    return result
