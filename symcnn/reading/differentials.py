"""Finds `dE/dw`: where a `d` in front of a name is a differential, and not the first letter of a name."""

from dataclasses import replace

from symcnn.errors import NameProblem
from symcnn.notation.names import normal
from symcnn.notation.spelling import GREEK
from symcnn.reading.tokens import FRACTIONS, Token
from symcnn.reading.words import Words, function_key

# `dw`, `dw0` and `d` alone are short enough to be a differential of a name that nothing knows.
_SHORT = 3


def with_differentials(found: list[Token], pairs: dict[int, int], words: Words) -> list[Token]:
    """The tokens, where the `d` of every quotient `dE/dw` became a token of kind `partial`."""
    marked: set[int] = set()
    for place in range(len(found)):
        heads = _quotient(found, place, pairs, words)
        if all(_is_differential(found, head, words) for head in heads) and _is_meant(found, heads, words):
            marked |= set(heads)
    return [part for place, token in enumerate(found) for part in (_parted(token) if place in marked else (token,))]


def _quotient(found: list[Token], place: int, pairs: dict[int, int], words: Words) -> tuple[int, int]:
    """The first places above and below the line of a quotient that may start here, else the last place twice."""
    if found[place].text in FRACTIONS and pairs.get(place + 1, len(found)) + 1 in pairs:
        return place + 2, pairs[place + 1] + 2
    if _is_differential(found, place, words):
        end = _end_of_name(found, place, pairs)
        if found[end].text == "/":
            return place, end + 1
    return len(found) - 1, len(found) - 1


def _is_differential(found: list[Token], place: int, words: Words) -> bool:
    token = found[place]
    if token.kind != "word" or token.text[0] != "d":
        return False
    if place and found[place - 1].text in ("_", "^"):
        return False
    if len(token.text) == 1:
        follower = found[place + 1]
        return follower.kind == "command" and not follower.spaced
    return token.text[1].isalpha() and token.text not in GREEK and function_key(token.text) not in words.functions


def _end_of_name(found: list[Token], place: int, pairs: dict[int, int]) -> int:
    """The place behind a name with its scripts and indices; reads ahead, so that nothing is read twice."""
    place += 2 if found[place].text == "d" and found[place + 1].kind == "command" else 1
    while found[place].text in ("_", "^", "'", "[", "{"):
        script = found[place].text in ("_", "^")
        place += script
        if place in pairs:
            place = pairs[place]
        elif found[place].kind == "end":
            return place
        place += 1
    return place


def _is_meant(found: list[Token], heads: tuple[int, int], words: Words) -> bool:
    """`dW/dX` is a quotient where both `dW` and `dX` are tensors, and so is `depth/data`."""
    texts = [found[head].text for head in heads]
    if all(_knows(text, words) for text in texts):
        return False
    return any(len(text) <= _SHORT or _knows(text[1:], words) for text in texts)


def _knows(text: str, words: Words) -> bool:
    try:
        return normal(text) in words.tensors
    except NameProblem:
        return False


def _parted(token: Token) -> tuple[Token, ...]:
    mark = Token("partial", "d", token.start, token.start + 1, token.spaced)
    if len(token.text) == 1:
        return (mark,)
    return mark, replace(token, text=token.text[1:], start=token.start + 1, spaced=False)
