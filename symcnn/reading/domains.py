r"""Tells what functions go from and to, which claims nothing: `f: \mathbb{R}^n \to \mathbb{R}`, `g: X \to (0, 1)`."""

from collections.abc import Sequence

from symcnn.reading.grouping import is_symbol, parts
from symcnn.reading.tokens import Token

_SPACES = ("\\mathbb", "\\mathbf")
_NUMBERS = ("R", "N", "Z", "C")
_SUMS = ("+", "-", "/", "·")
# in tokens: a name with its scripts
_LONGEST_NAME = 12


def function_of_domain(sides: Sequence[list[Token]], relations: Sequence[str]) -> list[Token] | None:
    r"""The tokens before the colon of `f: A \to B`, none for `\mathbb{R}^n \to \mathbb{R}`; None for what is no such thing."""
    if not relations or any(relation != "->" for relation in relations) or not all(sides):
        return None
    head, *rest = parts(list(sides[0]), (":",))
    if len(rest) == 1 and 0 < len(head) <= _LONGEST_NAME and all(map(_is_set, [*rest, *sides[1:]])):
        return head
    return [] if not rest and all(_is_space(side) for side in sides) else None


def _is_set(side: Sequence[Token]) -> bool:
    """Whether a side can be a set: a space, a range in brackets, or what a capital names."""
    if not side or any(is_symbol(token, _SUMS) for token in side):
        return False
    is_capital = side[0].kind == "word" and side[0].text[0].isupper()
    return is_capital or _is_space(side) or is_symbol(side[0], ("[", "(", "\\{", "{")) or (
        side[0].kind == "command" and side[0].text in ("\\mathcal", "\\mathscr"))


def _is_space(side: Sequence[Token]) -> bool:
    """Whether a side begins with the real numbers or others, and has no sign of a sum."""
    letter = side[2:3] if len(side) > 3 and is_symbol(side[1], ("{",)) else side[1:2]
    return side[0].text in _SPACES and any(t.text in _NUMBERS for t in letter) and not any(is_symbol(t, _SUMS) for t in side)
