r"""Rewrites tokens of LaTeX to fewer forms, pass by pass; here full stops, `28x28`, `\frac12`, braces round signs, remarks."""

import re
from dataclasses import replace
from itertools import pairwise

from symcnn.reading.delta_quotients import with_delta_quotients
from symcnn.reading.grouping import has, is_symbol, matched, takes_group
from symcnn.reading.latex_words import GLYPHS, RELATIONS
from symcnn.reading.legends import without_legends
from symcnn.reading.logarithm_bases import without_bases
from symcnn.reading.lost_spaces import without_lost_spaces
from symcnn.reading.primes import primed
from symcnn.reading.raised_signs import raised_signs
from symcnn.reading.signs import SIGNS, Pass, joined_signs
from symcnn.reading.spaced_lists import with_spaced_lists
from symcnn.reading.stacked import unstacked
from symcnn.reading.tokens import FRACTIONS, OPENING, Token
from symcnn.reading.upright_d import with_upright_d, without_braces_round_d
from symcnn.reading.wrapped import WRAPPED, cases_behind

_MOST_SIGNS = 8
_SIZES = re.compile(r"(?:x[0-9]+)+")
_SCALES = {"thousand": "3", "million": "6", "billion": "9", "trillion": "12", "K": "3", "k": "3", "M": "6", "B": "9"}
_SENTENCE_ENDS = (".", ",", ";", "\\\\")
_LONE = frozenset([*GLYPHS, *RELATIONS, "+", "-", ":"])


def rewritten(found: list[Token]) -> list[Token]:
    """The tokens after all passes; the last one, of kind `end`, is kept."""
    for each in _PASSES:
        found = each(found)
    return found


def _points(found: list[Token]) -> list[Token]:
    """A full stop between operands is a product, `a . b`, or ends a statement, `a = b. c = d`; `a .* b` is entrywise."""
    result: list[Token] = []
    for place, token in enumerate(found):
        before, after = found[max(place - 1, 0)], found[min(place + 1, len(found) - 1)]
        if result and is_symbol(token, ("*",)) and is_symbol(before, (".",)):
            result[-1] = replace(before, text="odot", end=token.end)
        elif is_symbol(token, (".",)) and _ends_operand(found, place) and _starts_operand(after):
            ends = token.spaced != after.spaced and _states(found, place)
            result.append(replace(token, text=";" if ends else "·"))
        else:
            result.append(token)
    return result


def _exponentials(found: list[Token]) -> list[Token]:
    """`xe^{-x}` is x times the exponential: no name of two letters wears an exponent like this one."""
    result: list[Token] = []
    for token, after in pairwise([*found, found[-1]]):
        glued = token.kind == "word" and len(token.text) == 2 and token.text[1] == "e" and token.text[0] not in "d\\"
        if glued and is_symbol(after, ("^",)) and token.end == token.start + 2:
            result += [replace(token, text=token.text[0], end=token.start + 1),
                       replace(token, text="e", start=token.start + 1, spaced=False)]
        else:
            result.append(token)
    return result


def _scaled(found: list[Token]) -> list[Token]:
    r"""`8.6 \text{ billion}` is 8.6 times ten to the ninth, `3.2\text{M}` times ten to the sixth."""
    result: list[Token] = []
    for before, token in pairwise([found[0], *found]):
        power = _SCALES.get(token.text.split()[0], "") if token.kind in ("prose", "word") and token.text.split() else ""
        # a letter by itself, `3 M`, is a factor: these are set upright
        upright = token.kind == "prose" or token.end - before.end > len(token.text) + len("\\rm{}")
        if power and upright and before.kind == "number":
            result += [Token(kind, text, token.start, token.end) for kind, text in (
                ("symbol", "·"), ("number", "10"), ("symbol", "^"), ("number", power))]
            rest = token.text.split(maxsplit=1)[1:]
            result += [replace(token, text=rest[0])] if rest else []
        else:
            result.append(token)
    return result


def _ends_operand(found: list[Token], place: int) -> bool:
    """Whether an operand ends before a place; a number does as an index, `x_1 . y`, and else ends a sentence."""
    token = found[max(place - 1, 0)]
    if token.kind == "number":
        return place > 1 and is_symbol(found[place - 2], ("_",))
    return token.kind in ("word", "command") or is_symbol(token, (")", "]", "}", "'"))


def _starts_operand(token: Token) -> bool:
    return token.kind in ("word", "command", "partial") or is_symbol(token, ("(", "["))


def _states(found: list[Token], place: int) -> bool:
    """Whether a relation of its own follows a full stop, which then ends a sentence."""
    depth = 0
    for token in found[place + 1 :]:
        depth += is_symbol(token, OPENING) - is_symbol(token, OPENING.values())
        if depth < 0 or (depth == 0 and (token.kind in ("wide", "prose", "end") or is_symbol(token, _SENTENCE_ENDS))):
            return False
        if depth == 0 and is_symbol(token, RELATIONS):
            return True
    return False


def _without_braces(found: list[Token]) -> list[Token]:
    """`{+}=` is `+ =`; a group at the outermost level that holds a relation is opened: `\\boxed{y = 3}`."""
    dropped: set[int] = set()
    pairs = matched(found)
    inside = -1
    for place, end in sorted(pairs.items()):
        before = found[place - 1] if place else None
        is_script = before is not None and is_symbol(before, ("_", "^"))
        if found[place].text == "{" and _holds_signs(found, place, end) and not is_script:
            dropped |= {place, end}
        elif found[place].text == "{" and not takes_group(before) and (around := primed(found, place, end)):
            dropped |= {place, end, *around}
        elif found[place].text != "{" or takes_group(before):
            inside = max(inside, end)
        elif place > inside and has(found[place + 1 : end], RELATIONS):
            dropped |= {place, end}
        else:
            inside = max(inside, end)
    return [token for place, token in enumerate(found) if place not in dropped]


def _holds_signs(found: list[Token], place: int, end: int) -> bool:
    """Whether a group holds nothing but signs such as `+`, `=` or `{+}{=}`."""
    content = found[place + 1 : min(end, place + _MOST_SIGNS)]
    return 0 < end - place - 1 < _MOST_SIGNS and all(is_symbol(token, _LONE | {"{", "}"}) for token in content)


def _digits_of_fractions(found: list[Token]) -> list[Token]:
    r"""`\frac12` is one half."""
    result: list[Token] = []
    for place, token in enumerate(found):
        before = found[place - 1] if place else None
        bare = before is not None and before.kind == "command" and before.text in FRACTIONS
        if bare and token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            middle = token.start + 1
            result.append(replace(token, text=token.text[0], end=middle))
            result.append(replace(token, text=token.text[1:], start=middle, spaced=False))
        else:
            result.append(token)
    return result


def _sizes(found: list[Token]) -> list[Token]:
    """`28x28` is a size, its `x` a sign."""
    result: list[Token] = []
    for token in found:
        before = result[-1] if result else None
        glued = before is not None and before.kind == "number" and before.end == token.start
        if not (glued and token.kind == "word" and _SIZES.fullmatch(token.text)):
            result.append(token)
            continue
        for match in re.finditer("x([0-9]+)", token.text):
            start = token.start + match.start()
            result.append(Token("symbol", "×", start, start + 1))
            result.append(Token("number", match[1], start + 1, token.start + match.end()))
    return result


def _remarks(found: list[Token]) -> list[Token]:
    r"""Prose in brackets is prose: `[\text{by the chain rule}]`."""
    result: list[Token] = []
    place = 0
    while place < len(found):
        inner = found[place + 1 : place + 2]
        apart = place > 0 and found[place - 1].kind == "wide"
        opens = is_symbol(found[place], ("(", "[")) and found[place].spaced
        if opens and inner and (inner[0].kind == "prose" or (apart and _is_upright(inner[0]))):
            closing = found[min(place + 2, len(found) - 1)]
            if is_symbol(closing, (")", "]")):
                result.append(replace(inner[0], kind="prose"))
                place += 3
                continue
        result.append(found[place])
        place += 1
    return result


def _is_upright(token: Token) -> bool:
    """Whether a word was written as the argument of a command."""
    return token.kind == "word" and token.end - token.start > len(token.text) + 1


_PASSES: tuple[Pass, ...] = (
    _scaled, raised_signs, without_braces_round_d, *SIGNS, *WRAPPED, without_bases, _points, _exponentials, unstacked,
    _without_braces, joined_signs, _digits_of_fractions, _sizes, with_delta_quotients, with_upright_d, with_spaced_lists,
    without_legends, _remarks, cases_behind, without_lost_spaces,
)  # fmt: skip
