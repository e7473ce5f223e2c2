r"""Rewrites what stands around names: `\theta{_k}`, `\mathbf 1`, `\tilde\otimes`, words before an operand in a call."""

from dataclasses import replace

from symcnn.notation.spelling import ACCENTS, WIDE_ACCENTS
from symcnn.reading.grouping import has, is_symbol, level, matched, takes_group
from symcnn.reading.signs import Pass
from symcnn.reading.tokens import FRACTIONS, OPENING, Token

MODES = ("full", "valid", "same")

_FAT = ("\\mathbb", "\\mathbf", "\\bm", "\\boldsymbol")
# in tokens: a range, a case behind a formula
_LONGEST = 40
_CLOSING = ("\\lfloor", "\\rfloor", "\\lceil", "\\rceil")
_WIDE = frozenset(f"\\{name}" for name in (*ACCENTS, *WIDE_ACCENTS))
_TAKING_TWO = ("\\overset", "\\underset", "\\stackrel", "\\cancelto")
_TURNING = ("rotat", "flip", "turned", "reversed")
# pairs of indices that are spelled as letters are called
_LIKE_LETTERS = ("pi", "xi", "mu", "nu")
_SCRIPTS = ("_", "^", "'")
_QUOTES = "'\"`“”‘’"


def _scripts_in_braces(found: list[Token]) -> list[Token]:
    r"""`\theta{_k}` is `\theta_k`."""
    dropped: set[int] = set()
    for place, end in matched(found).items():
        before = found[place - 1] if place else None
        opens = is_symbol(found[place], ("{",)) and is_symbol(found[place + 1], ("_", "^"))
        if opens and before is not None and (before.kind == "word" or is_symbol(before, ("}", ")")) or _is_letter(before)):
            dropped |= {place, end}
    return [token for place, token in enumerate(found) if place not in dropped]


def _is_letter(token: Token) -> bool:
    """Whether a command is a letter by itself, and takes no argument."""
    return token.kind == "command" and token.text not in _WIDE | set(_FAT)


def _fat_digits(found: list[Token]) -> list[Token]:
    r"""`\mathbf 1` is `\mathbf{1}`, and so is `\vec{1}`."""
    result: list[Token] = []
    for place, token in enumerate(found):
        if token.kind == "command" and token.text == "\\vec":
            behind = [t.text for t in found[place + 1 : place + 4]]
            if behind[:1] in (["0"], ["1"]) or (behind[:1] == ["{"] and behind[1:] in (["0", "}"], ["1", "}"])):
                found[place] = token = replace(token, text="\\mathbf")
        before = found[place - 1] if place else None
        if before is not None and before.text in _FAT and before.kind == "command" and token.text in ("0", "1"):
            opening, closing = (replace(token, kind="symbol", text=t) for t in "{}")
            result += [opening, token, closing]
        else:
            result.append(token)
    return result


def _letters_below(found: list[Token]) -> list[Token]:
    r"""`o_{pi}` is at p and i: the letter is written `o_{\pi}`."""
    result: list[Token] = []
    for place, token in enumerate(found):
        around = [found[n].text for n in (place - 2, place - 1, place + 1) if 0 <= n < len(found)]
        if token.kind == "word" and token.text in _LIKE_LETTERS and around == ["_", "{", "}"]:
            first, second = token.text[0], token.text[1]
            middle = token.start + 1
            result += [replace(token, text=first, end=middle), Token("symbol", ",", middle, middle),
                       replace(token, text=second, start=middle, spaced=False)]
        else:
            result.append(token)
    return result


def _wide_signs(found: list[Token]) -> list[Token]:
    r"""`\tilde{\otimes}` is the convolution that goes over the edges: `\otimes_{full}`."""
    pairs = matched(found)
    result: list[Token] = []
    place = 0
    while place < len(found):
        end = pairs.get(place + 1, place + 1)
        inner = [t for t in found[place + 1 : end + 1] if not is_symbol(t, ("{", "}"))]
        is_accent = found[place].kind == "command" and found[place].text in _WIDE
        if is_accent and len(inner) == 1 and is_symbol(inner[0], ("star", "*", "odot")):
            below, word = (replace(inner[0], kind=kind, text=text) for kind, text in (("symbol", "_"), ("word", "full")))
            result += [inner[0], below, word]
            place = end + 1
        else:
            result.append(found[place])
            place += 1
    return result


def _words_in_calls(found: list[Token]) -> list[Token]:
    r"""In the brackets of a call: `\text{'full'}` as a string, `\text{rotated } K` as `rot180(K)`; other words are dropped."""
    pairs = matched(found)
    changed: dict[int, list[Token]] = {}
    for place, end in pairs.items():
        if not is_symbol(found[place], ("(",)) or place == 0 or found[place - 1].kind != "word":
            continue
        inner = level(found, place, end, pairs)
        for each in (n for n in inner if found[n].kind == "prose"):
            word = found[each].text.rpartition("=")[2].strip(_QUOTES + " ")
            begins = is_symbol(found[each - 1], ("(", ",")) or found[each - 1].text == "180"
            if word.casefold() in MODES and is_symbol(found[each + 1], (",", ")")):
                changed[each] = [replace(found[each], kind="string", text=word.casefold())]
            elif begins and not is_symbol(found[each + 1], (",", ")")):
                changed |= _before_operand(found, each, end)
    return [t for place, token in enumerate(found) for t in changed.get(place, [token])]


def _before_operand(found: list[Token], place: int, closing: int) -> dict[int, list[Token]]:
    """A word before an operand: one that turns makes a call of it, another says nothing."""
    token = found[place]
    if not any(word in token.text.casefold() for word in _TURNING):
        return {place: []}
    pairs = matched(found)
    end = place + 1
    while end < closing and not is_symbol(found[end], (",",)):
        end = pairs.get(end, end) + 1
    opening, shut = (replace(token, kind="symbol", text=t) for t in "()")
    changes = {place: [replace(token, kind="word", text="rot180"), opening]}
    if found[place - 1].text == "180":
        changes[place - 1] = []
    changes[end] = [shut, found[end]]
    return changes


def _extents_of_spaces(found: list[Token]) -> list[Token]:
    r"""The extents of a space that are told apart by commas: ``\mathbb{R}^{N,M}``, ``\mathbb R^{(3, 4)}``."""
    spaces = [n for n, t in enumerate(found) if t.kind == "command" and t.text == "\\mathbb"]
    pairs = matched(found) if spaces else {}
    result = list(found)
    for place in spaces:
        above = pairs.get(place + 1, place + 1) + 1
        ends = pairs.get(above + 1, 0)
        if "R" in (t.text for t in found[place + 1 : above]) and is_symbol(found[min(above, len(found) - 1)], ("^",)):
            opening = above + 2 if pairs.get(above + 2) == ends - 1 else above + 1
            for each in level(found, opening, pairs.get(opening, opening), pairs):
                if is_symbol(found[each], (",",)):
                    result[each] = replace(found[each], text="×")
    return result


def _letters_in_braces(found: list[Token]) -> list[Token]:
    r"""`{w}_{11}{x}_{12}` is `w_{11}x_{12}`; what stands behind two groups is no argument of theirs."""
    lone = [n for n, t in enumerate(found[:-3]) if is_symbol(t, ("{",)) and is_symbol(found[n + 2], ("}",))
            and found[n + 1].kind in ("word", "command") and is_symbol(found[n + 3], ("_",))]
    opened = {end: place for place, end in matched(found).items()} if lone else {}
    dropped: set[int] = set()
    for place in lone:
        behind = opened.get(place - 1, 0)
        apart = behind > 0 and is_symbol(found[behind - 1], ("_", "^", "}"))
        if apart or not takes_group(found[place - 1] if place else None):
            dropped |= {place, place + 2}
    return [t for n, t in enumerate(found) if n not in dropped] if dropped else found


def _idle_braces(found: list[Token]) -> list[Token]:
    r"""`\partial{}C` is `\partial C`, `f{(x)}` is `f(x)`: braces around nothing, or around one bracket behind a name."""
    dropped: set[int] = set()
    opened = [n for n, t in enumerate(found[:-1]) if is_symbol(t, ("{",)) and is_symbol(found[n + 1], ("}", "("))]
    pairs = matched(found) if opened else {}
    opens = {end: place for place, end in pairs.items()}
    for place in opened:
        before, end = found[place - 1] if place else None, pairs.get(place, 0)
        if end == place + 1 and opens.get(place - 1, 0) and not _is_first_of_two(found, opens[place - 1]):
            dropped |= {place, end}
            continue
        if before is None or not end or (takes_group(before) and before.kind != "partial"):
            continue
        named = before.kind in ("word", "command") or is_symbol(before, ("'",))
        if end == place + 1 or (named and pairs.get(place + 1) == end - 1):
            dropped |= {place, end}
    return [t for n, t in enumerate(found) if n not in dropped] if dropped else found


def _unseen_braces(found: list[Token]) -> list[Token]:
    r"""`({a - b} c)` is `(a - b c)`: nobody sees the braces around a sum behind which a factor follows."""
    dropped: set[int] = set()
    for place, end in matched(found).items():
        before, behind = found[place - 1] if place else None, found[end + 1]
        if found[place].text != "{" or (before is not None and not is_symbol(before, ("(", "=", "+"))):
            continue
        multiplies = behind.kind in ("word", "number", "command", "partial") or is_symbol(behind, ("(", "["))
        if multiplies and has(found[place + 1 : end], ("+", "-")):
            dropped |= {place, end}
    return [t for n, t in enumerate(found) if n not in dropped] if dropped else found


def _is_first_of_two(found: list[Token], opening: int) -> bool:
    r"""Whether a group is the first argument of a command that takes another one behind it: `\frac{a}{}`."""
    before = found[opening - 1]
    return before.kind == "command" and (before.text in FRACTIONS or before.text in _TAKING_TWO)


def _stars_above(found: list[Token]) -> list[Token]:
    r"""`w^*` and `w^\star` as `w^{*}`: what stands above a name is no factor."""
    result: list[Token] = []
    for token in found:
        before = result[-1] if result else None
        if before is not None and is_symbol(before, ("^",)) and is_symbol(token, ("*", "star")):
            star = replace(token, text="*")
            result += [replace(star, text="{", end=token.start), star, replace(star, text="}", start=token.end)]
        else:
            result.append(token)
    return result


def _changes_in_braces(found: list[Token]) -> list[Token]:
    r"""`\Delta{y_1}` is `\Delta y_1`."""
    starts = [n + 1 for n, t in enumerate(found[:-1]) if t.text == "\\Delta" and is_symbol(found[n + 1], ("{",))]
    pairs = matched(found) if starts else {}
    dropped: set[int] = set()
    for place in starts:
        end = pairs.get(place, 0)
        inner = found[place + 1 : end] if end - place < _LONGEST else []
        if inner and all(t.kind in ("word", "command", "number") or is_symbol(t, ("_", "^", "{", "}", ",")) for t in inner):
            dropped |= {place, end}
    return [t for n, t in enumerate(found) if n not in dropped] if dropped else found


def _differentials_in_braces(found: list[Token]) -> list[Token]:
    r"""`d{W_{11}}` is `dW_{11}`, where it stands behind no script."""
    starts = [n for n, t in enumerate(found[:-2]) if t.kind == "word" and t.text == "d" and is_symbol(found[n + 1], ("{",))
              and found[n + 2].kind == "word" and not (n and is_symbol(found[n - 1], ("_", "^", "{")))]
    pairs = matched(found) if starts else {}
    dropped: set[int] = set()
    result = list(found)
    for place in starts:
        end = pairs.get(place + 1, 0)
        inner = found[place + 2 : end] if end - place < _LONGEST else []
        scripts = inner[1:2] == [] or is_symbol(inner[1], _SCRIPTS)
        if inner and scripts and all(t.kind in ("word", "number") or is_symbol(t, (*_SCRIPTS, "{", "}", ",")) for t in inner):
            sign = found[place]
            result[place + 2] = replace(inner[0], text=f"d{inner[0].text}", start=sign.start, spaced=sign.spaced)
            dropped |= {place, place + 1, end}
    return [t for n, t in enumerate(result) if n not in dropped] if dropped else found


def _signs_in_braces(found: list[Token]) -> list[Token]:
    r"""`{\lfloor} x {\rfloor}` is `\lfloor x \rfloor`."""
    lone = {n for n, t in enumerate(found) if t.kind == "symbol" and t.text in _CLOSING
            and n and [found[n - 1].text, found[n + 1].text] == ["{", "}"]}
    dropped = {n for place in lone for n in (place - 1, place + 1)}
    return [t for n, t in enumerate(found) if n not in dropped] if dropped else found


def _half_open(found: list[Token]) -> list[Token]:
    r"""`i \in [0, n)` as the range that its brackets close, whichever end it is without."""
    result = list(found)
    for place, token in enumerate(found[:-1]):
        opening = found[place + 1]
        if is_symbol(token, ("in",)) and is_symbol(opening, ("[", "(")):
            depth, end = 1, place + 2
            while depth and end < min(len(found), place + _LONGEST):
                depth += is_symbol(found[end], ("[", "(")) - is_symbol(found[end], ("]", ")"))
                end += 1
            if not depth:
                result[end - 1] = replace(found[end - 1], text=OPENING[opening.text])
    return result


def cases_behind(found: list[Token]) -> list[Token]:
    r"""`p_j \quad (j \ne c)` is `p_j \quad j \ne c`: letters compared behind a wide space say where a line holds."""
    dropped: set[int] = set()
    opened = [n for n, token in enumerate(found[:-1]) if token.kind == "wide" and is_symbol(found[n + 1], ("(",))]
    pairs = matched(found) if opened else {}
    for place in opened:
        end = pairs.get(place + 1, 0)
        if end - place > _LONGEST:
            continue
        inner = found[place + 2 : end]
        related = [n for n, t in enumerate(inner) if is_symbol(t, ("=", "!="))]
        letters = all(t.kind == "word" or is_symbol(t, ("_", "{", "}", "=", "!=")) for t in inner)
        within = [is_symbol(t, ("<", "<=")) for t in inner]
        if sum(within) == 2 and all(t.kind in ("word", "number") or is_symbol(t, ("<", "<=", "+", "-")) for t in inner):
            # (1 < i < 8)
            dropped |= {place + 1, end}
        closes = end and (found[end + 1].kind in ("end", "wide", "prose") or is_symbol(found[end + 1], ("\\\\", ",", ";", ".")))
        if letters and closes and len(related) == 1 and 0 < related[0] < len(inner) - 1 and len(inner[0].text) == 1:
            dropped |= {place + 1, end}
    return [token for place, token in enumerate(found) if place not in dropped] if dropped else found


WRAPPED: tuple[Pass, ...] = (
    _idle_braces, _unseen_braces, _stars_above, _changes_in_braces, _differentials_in_braces, _signs_in_braces, _half_open,
    _extents_of_spaces, _letters_in_braces, _scripts_in_braces, _letters_below, _fat_digits, _wide_signs, _words_in_calls)
