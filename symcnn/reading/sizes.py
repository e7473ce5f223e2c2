"""Tells the `x` of `4x4` and `HxW` from a letter x: it is a sign only where sizes stand."""

import re
from dataclasses import replace

from symcnn.reading.tokens import Token

# A letter but x, or a number.
_SIZE = "(?:[A-Za-wyz]|[0-9]+)"
_CHAIN = re.compile(f"{_SIZE}(?:x{_SIZE})+")
_REST = re.compile(f"(?:x{_SIZE})+|x")
_PIECE = re.compile(f"x|{_SIZE}")


def with_times(found: list[Token], start: int) -> list[Token]:
    """The tokens, where from place `start` up to an `=` each `x` that is a sign became `×`."""
    parts = found[:start]
    for place in range(start, len(found)):
        if found[place].text in ("=", ":="):
            return parts + found[place:]
        parts += _pieces(found, place)
    return parts


def _pieces(found: list[Token], place: int) -> list[Token]:
    token, before = found[place], found[place - 1]
    if token.kind != "word":
        return [token]
    follows_size = before.kind in ("number", "word") or before.text in (")", "}")
    if token.text == "x" and not (follows_size and _is_size(found[place + 1])):
        return [token]
    if not (_CHAIN.fullmatch(token.text) or (follows_size and _REST.fullmatch(token.text))):
        return [token]
    return [_piece(token, match) for match in _PIECE.finditer(token.text)]


def _is_size(token: Token) -> bool:
    return token.kind in ("number", "word", "command") or token.text == "("


def _piece(token: Token, match: re.Match) -> Token:
    text = match[0]
    start, end = token.start + match.start(), token.start + match.end()
    if text == "x":
        return Token("symbol", "×", start, end, spaced=False)
    kind = "number" if text.isdigit() else "word"
    return replace(token, kind=kind, text=text, start=start, end=end, spaced=False)
