r"""Rewrites labels over and under a part: those of `\underbrace`, `\overset`, `\underset`."""

from dataclasses import replace

from symcnn.reading.grouping import is_symbol, matched
from symcnn.reading.latex_words import GLYPHS, RELATIONS
from symcnn.reading.tokens import Token

_BRACES = ("\\underbrace", "\\overbrace")
_STACKED = ("\\overset", "\\underset", "\\stackrel")
_STRUCK = ("\\cancel", "\\bcancel", "\\xcancel")
_EXTREMA = ("max", "min", "argmax", "argmin")


def unstacked(found: list[Token]) -> list[Token]:
    r"""Labels over and under a part are dropped, but for those of an operator, `\underset{full}{*}` is `*_{full}`."""
    pairs = matched(found)
    result: list[Token] = []
    place = 0
    while place < len(found):
        token = found[place]
        if token.kind == "command" and token.text in _STACKED and place + 1 in pairs:
            place = _stacked(found, place, pairs, result)
        elif token.kind == "command" and token.text in _BRACES:
            found, place = _braced(found, place, pairs), place + 1
        else:
            if token.kind != "dropped":
                result.append(token)
            place += 1
    return result


def _braced(found: list[Token], place: int, pairs: dict[int, int]) -> list[Token]:
    r"""Marks the label of a brace, so that it is passed over, and what holds one bracket: `\sigma\underbrace{(x)}_{z}`."""
    label = pairs.get(place + 1, place) + 1
    applied = place > 0 and found[place - 1].kind in ("word", "command")
    if applied and is_symbol(found[min(place + 2, len(found) - 1)], ("(",)) and pairs.get(place + 2) == label - 2:
        for each in (place + 1, label - 1):
            found[each] = replace(found[each], kind="dropped", text="")
    if is_symbol(found[min(label, len(found) - 1)], ("_", "^")):
        for each in range(label, pairs.get(label + 1, label + 1) + 1):
            if found[each].kind != "end":
                found[each] = replace(found[each], kind="dropped", text="")
    return found


def _stacked(found: list[Token], place: int, pairs: dict[int, int], result: list[Token]) -> int:
    """Writes what is left of a stack that starts here, and hands on the place to go on from."""
    label = found[place + 1 : pairs[place + 1] + 1]
    start = pairs[place + 1] + 1
    grouped = start in pairs and found[start].text == "{"
    end = pairs[start] if grouped else start
    content = found[start + 1 : end] if grouped else found[start : end + 1]
    first = content[0] if content else found[-1]
    if len(content) == 1 and (is_symbol(first, GLYPHS) or first.text in _EXTREMA):
        underscore = replace(first, kind="symbol", text="_")
        result += [first, underscore, *label]
        return end + 1
    if len(content) == 1 and is_symbol(first, RELATIONS):
        result.append(first)
        return end + 1
    if first.kind == "command" and first.text in _STRUCK:
        result += [replace(found[place], text="\\cancelto"), *label]
    return start
