r"""What a letter is called, said behind a formula, is none of its factors: ``a = 0.5 b \qquad \eta: \text{learning rate}``."""

from __future__ import annotations

from symcnn.reading.grouping import is_symbol
from symcnn.reading.tokens import Token

_OF_NAMES = ("_", "^", "{", "}", "'")
_LONGEST = 16


def without_legends(found: list[Token]) -> list[Token]:
    """The tokens with prose for a name, a colon and prose that stand behind a wide space, a comma or a bracket."""
    result: list[Token] = []
    for place, token in enumerate(found):
        if token.kind == "prose" and len(result) > 2 and is_symbol(result[-1], (":",)) and place:
            begins = _begins(result)
            result = result[:begins] if begins else result
        result.append(token)
    return result


def _begins(before: list[Token]) -> int:
    """Where the name before the colon at the end begins, if nothing else stands with it; 0 where something does."""
    depth = 0
    for place in range(len(before) - 2, max(0, len(before) - _LONGEST), -1):
        token = before[place]
        depth += is_symbol(token, ("}",)) - is_symbol(token, ("{",))
        if not depth and (token.kind == "wide" or is_symbol(token, (",", "(", ";", "\\\\"))):
            return place + 1 if place < len(before) - 2 else 0
        is_script = is_symbol(before[place - 1], ("_", "^"))
        if not (depth or is_script or token.kind in ("word", "command") or is_symbol(token, _OF_NAMES)):
            return 0
    return 0
