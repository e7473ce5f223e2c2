r"""Rewrites heads of quotients of differentials that look like names: `\delta C/\delta x`, `\frac{d}{dx}`."""

from dataclasses import replace

from symcnn.reading.grouping import is_symbol, matched
from symcnn.reading.tokens import FRACTIONS, Token


def with_delta_quotients(found: list[Token]) -> list[Token]:
    r"""The `\delta` of `\frac{\delta C}{\delta x}` and `\delta C/\delta x`, and a `d` that stands alone."""
    pairs = matched(found)
    heads: set[int] = set()
    for place, token in enumerate(found):
        if token.kind == "command" and token.text in FRACTIONS:
            above, below = place + 2, pairs.get(place + 1, len(found)) + 2
        elif token.text == "\\delta" and token.kind == "command":
            above, below = place, _behind_name(found, place + 1, pairs) + 1
        else:
            continue
        if below < len(found) and _are_differentials(found, above, below):
            heads |= {above, below}
    return [part for place, token in enumerate(found) for part in (_parted(token) if place in heads else (token,))]


def _are_differentials(found: list[Token], above: int, below: int) -> bool:
    first, second = found[above], found[below]
    if first.text == second.text == "\\delta":
        in_line = not is_symbol(found[above - 1], ("{",))
        divided = is_symbol(found[below - 1], ("/",)) if in_line else True
        return divided and all(not is_symbol(found[each + 1], ("_", "^")) for each in (above, below))
    is_d = first.kind == second.kind == "word" and first.text[0] == second.text[0] == "d"
    return is_d and (first.text == "d" or second.text == "d") and is_symbol(found[below - 1], ("{",))


def _behind_name(found: list[Token], place: int, pairs: dict[int, int]) -> int:
    """The place behind a name with its scripts; at most a few dozen tokens are looked at."""
    end = min(len(found) - 1, place + 40)
    place += 1
    while place < end and (is_symbol(found[place], ("_", "^", "{", "[", "'"))):
        place = pairs.get(place, place) + 1
        if place < end and is_symbol(found[place - 1], ("_", "^")) and not is_symbol(found[place], ("{",)):
            place += 1
    return place


def _parted(token: Token) -> tuple[Token, ...]:
    width = len(token.text) if token.kind == "command" else 1
    mark = Token("partial", token.text[:width], token.start, token.start + width, token.spaced)
    if width == len(token.text):
        return (mark,)
    return mark, replace(token, text=token.text[width:], start=token.start + width, spaced=False)
