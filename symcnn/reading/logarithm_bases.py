r"""Logarithms to a base that stands below them: `\log_2 x` is `\frac{1}{\log(2)} \log x`."""

from dataclasses import replace

from symcnn.reading.grouping import is_symbol
from symcnn.reading.tokens import Token

# tokens of a base and its sign
_PLAIN, _IN_BRACES = 2, 4


def without_bases(found: list[Token]) -> list[Token]:
    """The tokens, logarithms to a number as natural ones divided by that of the number."""
    result: list[Token] = []
    place = 0
    while place < len(found):
        token = found[place]
        number = _base(found, place)
        # behind a slash a quotient would be taken apart, and a power is one of the whole
        if number and not (place and is_symbol(found[place - 1], ("/",))) and not (
                is_symbol(found[place + 1 + number], ("^",))):
            at = found[place + (3 if number == _IN_BRACES else 2)]
            quotient = [("command", "\\frac"), ("symbol", "{"), ("number", "1"), ("symbol", "}"), ("symbol", "{"),
                        ("word", "log"), ("symbol", "("), ("number", at.text), ("symbol", ")"), ("symbol", "}")]
            result += [Token(kind, text, token.start, at.end) for kind, text in quotient]
            result.append(replace(token, end=at.end, spaced=False))
            place += 1 + number
        else:
            result.append(token)
            place += 1
    return result


def _base(found: list[Token], place: int) -> int:
    """How many tokens the base takes that stands below a logarithm, with its sign; 0 where none does."""
    signs = found[place : place + 2]
    if [t.text for t in signs] != ["log", "_"] or signs[0].kind != "word":
        return 0
    behind = found[place + 2 : place + 5]
    if behind and behind[0].kind == "number":
        return _PLAIN
    braced = len(behind) == 3 and is_symbol(behind[0], ("{",)) and behind[1].kind == "number" and is_symbol(behind[2], ("}",))
    return _IN_BRACES if braced else 0
