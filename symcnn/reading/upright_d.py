r"""The upright d of a differential: `\mathrm{d}Z`, `{\rm d}Z`, `\text{d}Z` is the name `dZ`, as it is written by most."""

from dataclasses import replace

from symcnn.reading.grouping import is_symbol, matched, takes_group
from symcnn.reading.tokens import FRACTIONS, Token
from symcnn.reading.words import FUNCTIONS, function_key

_TAKING_TWO = (*FRACTIONS, "\\overset", "\\underset", "\\stackrel", "\\cancelto")


def without_braces_round_d(found: list[Token]) -> list[Token]:
    r"""`{\rm d}W` is `dW` with an upright d: braces that are no argument go where a name stands behind them."""
    while True:
        places = [n for n in range(len(found) - 3) if _is_d_in_braces(found, n)]
        pairs = matched(found) if places else {}
        opened = {end: place for place, end in pairs.items()}
        dropped = {n for place in places if not _is_argument(found, place, opened) for n in (place, place + 2)}
        if not dropped:
            return found
        spans = {n + 1: (found[n].start, found[n + 2].end) for n in dropped if n + 2 in dropped}
        found = [replace(t, start=spans[n][0], end=spans[n][1], spaced=found[n - 1].spaced) if n in spans else t
                 for n, t in enumerate(found) if n not in dropped]


def with_upright_d(found: list[Token]) -> list[Token]:
    r"""The d of `\mathrm{d}Z` is the first letter of one name, where it is no part of a quotient."""
    result: list[Token] = []
    for token in found:
        before = result[-1] if result else None
        if before is not None and _is_upright_d(before) and not (len(result) > 1 and is_symbol(result[-2], ("_", "^"))):
            if token.kind == "word" and function_key(token.text) not in FUNCTIONS:
                result[-1] = replace(before, text=f"d{token.text}", end=token.end)
                continue
            if token.kind == "command":
                # d\hat{y}
                token = replace(token, spaced=False)
        result.append(token)
    return result


def _is_upright_d(token: Token) -> bool:
    """Whether a lone d was written as the argument of a command, or in braces."""
    return token.kind == "word" and token.text == "d" and token.end - token.start > 2


def _is_d_in_braces(found: list[Token], place: int) -> bool:
    """Whether braces around a d alone open at a place, and a letter or braces like these stand behind."""
    opening, letter, closing, behind = found[place : place + 4]
    lone = is_symbol(opening, ("{",)) and letter.kind == "word" and letter.text == "d" and is_symbol(closing, ("}",))
    return lone and (behind.kind in ("word", "command") or is_symbol(behind, ("}", "^")))


def _is_argument(found: list[Token], place: int, opened: dict[int, int]) -> bool:
    r"""Whether the braces at a place belong to what stands before them: `\sqrt{d}`, `\frac{a}{d}`, `x_{d}`."""
    before = found[place - 1] if place else None
    if before is None:
        return False
    if before.kind == "word" and function_key(before.text) in FUNCTIONS:
        return True
    if not (takes_group(before) or is_symbol(before, ("]",))):
        return False
    if not is_symbol(before, ("}",)):
        return True
    first = opened.get(place - 1, 0)
    return first < 1 or found[first - 1].text in _TAKING_TWO
