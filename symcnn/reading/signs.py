r"""Rewrites signs that stand for others: `{a \\over b}`, `<a, b>`, `||x||`, `180^\\circ`, a word in braces."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from symcnn.reading.grouping import is_symbol, level, matched, takes_group
from symcnn.reading.latex_words import RELATIONS
from symcnn.reading.probabilities import as_names
from symcnn.reading.tokens import OPENING, Token

Pass = Callable[[list[Token]], list[Token]]

# braces nested deeper than this are nobody's habit
_MOST_DOUBLED = 8
_JOINING = frozenset(["s.t", "st", "such that", "so that", "subject to", "with"])
_ARITHMETIC = ("+", "-", "*", "·", "×", "/")
_MOST_WORDS = 4
_OF_CASES = ("if", "when", "otherwise", "else")
_SAYING = frozenset("we have so then get is by the where with for if since hence thus because and or as this that let "
                    "which are chain rule".split())
_BEFORE_EQUALS = {"+": "+=", "-": "-=", ":": ":=", "*": "*="}


def _over(found: list[Token]) -> list[Token]:
    r"""`{a \over b}` as `\frac{a}{b}`."""
    pairs, result = matched(found), list(found)
    for place, end in sorted(pairs.items(), reverse=True):
        at = next((n for n in level(found, place, end, pairs) if found[n].text == "\\over"), None)
        if at is None or found[place].text != "{" or found[at].kind != "command" or end > len(result):
            continue
        sign, middle = found[at], found[at]
        opening, closing = (replace(middle, kind="symbol", text=t) for t in "{}")
        before, after = result[place + 1 : at], result[at + 1 : end]
        start = found[place].start
        parts = [replace(sign, text="\\frac", start=start, end=start + 1), opening, *before, closing, opening, *after, closing]
        if takes_group(result[place - 1] if place else None):
            result[place + 1 : end] = parts
        else:
            # {\partial \over \partial w} E: what stands behind it belongs to it
            result[place : end + 1] = parts
        return _over(result)
    return result


def _doubled(found: list[Token]) -> list[Token]:
    r"""`\left({y,x}\right)` and `{{N_u}}`: a group that is all that stands in a bracket is opened."""
    if not any(token.text == "{" and before.text in ("(", "[", "{") for before, token in pairwise(found)):
        return found
    pairs = matched(found)
    doubled = {place: end for place, end in pairs.items() if found[place].text == "{" and place
               and pairs.get(place - 1) == end + 1 and found[place - 1].text in ("(", "[", "{")}
    if any(all(place + n in doubled for n in range(_MOST_DOUBLED)) for place in doubled):
        return found
    dropped = {*doubled, *doubled.values()}
    return [token for place, token in enumerate(found) if place not in dropped]


def _angles(found: list[Token]) -> list[Token]:
    """`<a, b>` as an inner product, where the first sign stands before an operand."""
    pairs, result = matched(found), list(found)
    for place, token in enumerate(found):
        before = found[place - 1] if place else None
        begins = before is None or before.kind == "wide" or is_symbol(before, (*RELATIONS, "+", "-", "&", "{", "("))
        if not begins or not is_symbol(token, ("<",)):
            continue
        comma, each = False, place + 1
        while each < len(found) and not is_symbol(found[each], (*RELATIONS, "\\\\", "&", "}", ")")):
            comma = comma or is_symbol(found[each], (",",))
            each = pairs.get(each, each) + 1
        if each < len(found) and comma and is_symbol(found[each], (">",)):
            result[place] = replace(token, text="\\langle")
            result[each] = replace(found[each], text="\\rangle")
    return result


def _degrees(found: list[Token]) -> list[Token]:
    r"""`180^\circ` is 180, and so are `\text{180}^\circ`, and `180^o` before a word."""
    dropped: set[int] = set()
    for place, token in enumerate(found[:-1]):
        ends = {place - 3, place - 1}
        braces = ends if place > 2 and [found[n].text for n in sorted(ends)] == ["{", "}"] else set()
        if is_symbol(token, ("^",)) and place and found[place - 2 if braces else place - 1].kind == "number":
            inner = [t.text for t in found[place + 1 : place + 4]]
            is_word = inner[0] == "o" and found[min(place + 2, len(found) - 1)].kind == "prose"
            if inner[0] == "odot" or is_word:
                dropped |= {place, place + 1} | braces
            elif inner == ["{", "odot", "}"]:
                dropped |= set(range(place, place + 4)) | braces
    return [token for place, token in enumerate(found) if place not in dropped]


def _entrywise_powers(found: list[Token]) -> list[Token]:
    r"""`y^{\odot 2}` is `y^{2}`."""
    powers = [n for n, token in enumerate(found[:-3]) if is_symbol(token, ("^",)) and found[n + 1].text == "{"]
    dropped = {n + 2 for n in powers if is_symbol(found[n + 2], ("odot",)) and found[n + 3].text != "}"}
    return [token for place, token in enumerate(found) if place not in dropped]


def _such_that(found: list[Token]) -> list[Token]:
    """`l, m s.t. l + m = j` joins what stands on both sides, as `and` does."""
    return [replace(t, text="and") if t.kind == "prose" and t.text.rstrip(".") in _JOINING else t for t in found]


def joined_signs(found: list[Token]) -> list[Token]:
    """`+ =` as `+=`, `: =` as `:=`, and `=:` as `=`: what stands on its right has that name."""
    result: list[Token] = []
    for token in found:
        before = result[-1] if result else None
        if before and is_symbol(token, ("=",)) and is_symbol(before, _BEFORE_EQUALS):
            result[-1] = replace(before, text=_BEFORE_EQUALS[before.text], end=token.end)
        elif before and is_symbol(token, (":",)) and is_symbol(before, ("=",)) and before.end == token.start:
            result[-1] = replace(before, end=token.end)
        else:
            result.append(token)
    return result


def _norms(found: list[Token]) -> list[Token]:
    """Two bars side by side as one sign, and without a mark that says that the norm is a length."""
    result: list[Token] = []
    for token in found:
        before = result[-1] if result else None
        if before is not None and is_symbol(token, ("|",)) and is_symbol(before, ("|",)) and not token.spaced:
            result[-1] = replace(before, text="‖", end=token.end)
        elif token.kind == "number" and token.text != "1" and _is_mark(result):
            result.pop()
        else:
            result.append(token)
    return result


def _is_mark(before: list[Token]) -> bool:
    """Whether a subscript of a norm opens here: behind its bar, or behind the power of that."""
    if len(before) < 2 or not is_symbol(before[-1], ("_",)):
        return False
    powered = len(before) > 3 and before[-2].kind == "number" and is_symbol(before[-3], ("^",))
    return is_symbol(before[-4] if powered else before[-2], ("‖",))


def _bare_words(found: list[Token]) -> list[Token]:
    r"""`{\mbox{if}}` without its outer braces; a word of a case alone in braces, `{if}`, is prose."""
    found = [replace(t, kind="prose") if t.kind == "word" and t.text in _OF_CASES and 0 < n < len(found) - 1
             and is_symbol(found[n - 1], ("{",)) and is_symbol(found[n + 1], ("}",)) else t for n, t in enumerate(found)]
    dropped: set[int] = set()
    for place, end in matched(found).items():
        takes = place > 0 and (found[place - 1].kind == "command" or is_symbol(found[place - 1], ("_", "^", "}")))
        if end == place + 2 and found[place].text == "{" and found[place + 1].kind == "prose" and not takes:
            dropped |= {place, end}
    return [token for place, token in enumerate(found) if place not in dropped]


def _spoken_names(found: list[Token]) -> list[Token]:
    r"""`\text{Input Size} - \text{Kernel Size}`: a few words beside a sign of arithmetic, or alone before `=`, are a name."""
    result = list(found)
    for place, token in enumerate(found[:-1]):
        if token.kind != "prose":
            continue
        words = token.text.split()
        if not 1 < len(words) <= _MOST_WORDS or not all(w.isalpha() for w in words) or (
                {w.lower() for w in words} & _SAYING):
            continue
        before, after = found[place - 1] if place else None, found[place + 1]
        opens = before is None or is_symbol(before, (*RELATIONS, *_ARITHMETIC, *OPENING, "\\\\"))
        closes = is_symbol(after, (*RELATIONS, *_ARITHMETIC, *OPENING.values()))
        counted = (before is not None and is_symbol(before, _ARITHMETIC)) or is_symbol(after, (*_ARITHMETIC, "="))
        if opens and counted and (closes or (before is not None and is_symbol(before, _ARITHMETIC))):
            result[place] = replace(token, kind="word", text="".join(w.capitalize() for w in words))
    return result


# what a probability is called
_CHANCES = ("P", "p", "Pr", "\\mathbb{P}")


def _events(found: list[Token]) -> list[Token]:
    r"""`P(O=o \mid C=c)` as `P(o \mid c)`: the capital says what the letter is a value of."""
    result: list[Token] = []
    inside = False
    place = 0
    while place < len(found):
        token = found[place]
        behind = found[place + 1 : place + 3]
        if is_symbol(token, ("(",)) and place and found[place - 1].text in _CHANCES:
            inside = True
        elif is_symbol(token, (")",)):
            inside = False
        elif (inside and token.kind == "word" and len(behind) == 2 and is_symbol(behind[0], ("=",))
              and behind[1].kind == "word" and len(token.text) == 1 and token.text.isupper()):
            place += 2
            continue
        result.append(token)
        place += 1
    return result


SIGNS: tuple[Pass, ...] = (
    as_names, _events, _spoken_names, _doubled, _bare_words, _such_that, _degrees, _entrywise_powers, _norms, _over, _angles)
