"""Finds brackets among tokens of which some may not match, and parts at the outermost level."""

from collections.abc import Collection, Iterator

from symcnn.notation.spelling import GREEK
from symcnn.reading.tokens import NESTING, OPENING, Token

_CLOSING = frozenset(OPENING.values())


def is_symbol(token: Token, texts: Collection[str]) -> bool:
    return token.kind == "symbol" and token.text in texts


def matched(found: list[Token]) -> dict[int, int]:
    """The place of the closing bracket for that of each opening one that has one; none where all is nested too deep."""
    pairs: dict[int, int] = {}
    still_open: list[int] = []
    too_deep = False
    for place, token in enumerate(found):
        if is_symbol(token, OPENING):
            still_open.append(place)
            too_deep = too_deep or len(still_open) > 2 * NESTING
        elif is_symbol(token, _CLOSING) and still_open and OPENING[found[still_open[-1]].text] == token.text:
            pairs[still_open.pop()] = place
    return {} if too_deep else pairs


def outermost(found: list[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens that stand in no bracket, with their places; the brackets themselves are left out."""
    depth = 0
    for place, token in enumerate(found):
        if is_symbol(token, OPENING):
            depth += 1
        elif is_symbol(token, _CLOSING):
            depth -= 1
        elif depth <= 0:
            yield place, token


def takes_group(before: Token | None) -> bool:
    """Whether a brace behind this token opens an argument or a script, and no mere group."""
    letter = before is not None and before.text[1:] in GREEK
    return before is not None and (is_symbol(before, ("_", "^", "}")) or (before.kind == "command" and not letter))


def has(found: list[Token], signs: Collection[str]) -> bool:
    """Whether one of the signs stands at the outermost level."""
    return any(is_symbol(token, signs) for _, token in outermost(found))


def parts(found: list[Token], signs: Collection[str]) -> list[list[Token]]:
    """The tokens between the signs that stand at the outermost level."""
    split: list[list[Token]] = []
    start = 0
    for place, token in outermost(found):
        if is_symbol(token, signs):
            split.append(found[start:place])
            start = place + 1
    return [*split, found[start:]]


def level(found: list[Token], place: int, end: int, pairs: dict[int, int]) -> list[int]:
    """The places inside a bracket, without those inside brackets in it."""
    inner, each = [], place + 1
    while each < end:
        inner.append(each)
        each = pairs.get(each, each) + 1
    return inner
