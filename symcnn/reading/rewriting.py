r"""Rewrites tokens of LaTeX to fewer forms: `\overset` and its kin, `+=`, `\frac12`, differentials, wide spaces."""

import re
from dataclasses import replace
from itertools import pairwise

from symcnn.reading.grouping import has, is_symbol, level, matched, takes_group
from symcnn.reading.latex_words import RELATIONS
from symcnn.reading.legends import without_legends
from symcnn.reading.lost_spaces import without_lost_spaces
from symcnn.reading.primes import primed
from symcnn.reading.raised_signs import raised_signs
from symcnn.reading.signs import SIGNS, Pass, joined_signs
from symcnn.reading.tokens import FRACTIONS, OPENING, Token
from symcnn.reading.upright_d import with_upright_d, without_braces_round_d
from symcnn.reading.wrapped import WRAPPED, cases_behind

_BRACES = ("\\underbrace", "\\overbrace")
_STACKED = ("\\overset", "\\underset", "\\stackrel")
_STRUCK = ("\\cancel", "\\bcancel", "\\xcancel")
_GLYPHS = ("*", "×", "star", "odot", "·")
_MOST_SIGNS = 8
_EXTREMA = ("max", "min", "argmax", "argmin")
_SIZES = re.compile(r"(?:x[0-9]+)+")
_SCALES = {"thousand": "3", "million": "6", "billion": "9", "trillion": "12", "K": "3", "k": "3", "M": "6", "B": "9"}
_SENTENCE_ENDS = (".", ",", ";", "\\\\")
_LONE = frozenset([*_GLYPHS, *RELATIONS, "+", "-", ":"])


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


def _unstacked(found: list[Token]) -> list[Token]:
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
    if len(content) == 1 and (is_symbol(first, _GLYPHS) or first.text in _EXTREMA):
        underscore = replace(first, kind="symbol", text="_")
        result += [first, underscore, *label]
        return end + 1
    if len(content) == 1 and is_symbol(first, RELATIONS):
        result.append(first)
        return end + 1
    if first.kind == "command" and first.text in _STRUCK:
        result += [replace(found[place], text="\\cancelto"), *label]
    return start


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


def _differentials(found: list[Token]) -> list[Token]:
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


def _listed(found: list[Token]) -> list[Token]:
    r"""In a bracket, wide spaces stand for commas: `[a \quad b]`; so do spaces between numbers alone: `[1 2]`."""
    pairs = matched(found)
    result = list(found)
    dropped: set[int] = set()
    for place, end in pairs.items():
        inner = level(found, place, end, pairs)
        commas = any(is_symbol(found[each], (",", "&")) for each in inner)
        listing = found[place].text == "[" and not commas
        rows = found[place].text == "\\begin" and not commas and is_symbol(found[max(place - 1, 0)], ("[", "("))
        for each in inner:
            if found[each].kind == "wide" and rows:
                result[each] = replace(found[each], kind="symbol", text="&")
            elif found[each].kind == "wide" and found[place].text != "\\begin":
                if listing and each not in (place + 1, end - 1) and found[each - 1].kind != "wide":
                    result[each] = replace(found[each], kind="symbol", text=",")
                else:
                    dropped.add(each)
        if listing and len(inner) == end - place - 1 and _only_numbers(found, place, end):
            for each in range(place + 2, end):
                if found[each].spaced and found[each].kind != "wide" and found[each - 1].kind == "number":
                    result[each] = replace(result[each], spaced=True, kind="comma before " + result[each].kind)
    return _with_commas([token for place, token in enumerate(result) if place not in dropped])


def _only_numbers(found: list[Token], place: int, end: int) -> bool:
    content = found[place + 1 : end]
    signs_glued = all(
        not is_symbol(token, ("-",)) or (token.spaced and not content[each + 1].spaced)
        for each, token in enumerate(content[1:-1], start=1)
    )
    kinds = {token.kind if token.kind == "number" else token.text for token in content}
    return signs_glued and kinds <= {"number", "-"} and bool(content) and content[-1].kind == "number"


def _with_commas(found: list[Token]) -> list[Token]:
    result: list[Token] = []
    for token in found:
        if token.kind.startswith("comma before "):
            result.append(Token("symbol", ",", token.start, token.start))
            token = replace(token, kind=token.kind.removeprefix("comma before "))
        result.append(token)
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
    _scaled, raised_signs, without_braces_round_d, *SIGNS, *WRAPPED, _points, _exponentials, _unstacked, _without_braces,
    joined_signs, _digits_of_fractions, _sizes, _differentials, with_upright_d, _listed, without_legends, _remarks,
    cases_behind, without_lost_spaces,
)  # fmt: skip
