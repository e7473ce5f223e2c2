r"""Probabilities of classes as names: `P(y = j \mid x)` is `P_{j}`, `p(y^{(i)} = j | x^{(i)})` is `p_{j}^{(i)}`."""

from dataclasses import replace

from symcnn.reading.grouping import is_symbol, level, matched
from symcnn.reading.tokens import Token

CHANCES = ("P", "p", "Pr")
# in tokens: what a probability is of, and given which
_LONGEST = 60


def as_names(found: list[Token]) -> list[Token]:
    """The tokens with such names, where a bar stands behind one name that is equal to a letter or a number."""
    starts = [n for n, t in enumerate(found[:-1]) if t.kind == "word" and t.text in CHANCES and is_symbol(found[n + 1], ("(",))]
    pairs = matched(found) if starts else {}
    result, behind = [], 0
    for place in starts:
        end = pairs.get(place + 1, 0)
        scripts = _scripts(found, place + 1, end, pairs) if place >= behind and 0 < end - place < _LONGEST else []
        if scripts:
            result += [*found[behind : place + 1], *scripts]
            behind = end + 1
    return [*result, *found[behind:]]


def _scripts(found: list[Token], place: int, end: int, pairs: dict[int, int]) -> list[Token]:
    """What the name of a probability wears: the scripts of the label, and the class below; nothing where none is meant."""
    inner = level(found, place, end, pairs)
    bars = [n for n in inner if is_symbol(found[n], ("|",))]
    equal = [n for n in inner if is_symbol(found[n], ("=", "=="))]
    if len(bars) != 1 or not equal or equal[0] > bars[0] or sum(n < bars[0] for n in equal) > 1:
        return []
    label, value = found[place + 1 : equal[0]], found[equal[0] + 1 : bars[0]]
    plain = len(value) == 1 and (value[0].kind == "number" or (value[0].kind == "word" and len(value[0].text) == 1))
    if not plain or not label or label[0].kind != "word" or label[0].text.casefold() == value[0].text.casefold():
        return []
    below: list[Token] = []
    above: list[Token] = []
    each = place + 2
    while each < equal[0]:
        behind = pairs.get(each + 1, each + 1) + 1
        if behind > equal[0] or not is_symbol(found[each], ("_", "^")):
            return []
        (below if found[each].text == "_" else above).extend(found[each + 1 : behind])
        each = behind
    comma = [Token("symbol", ",", value[0].start, value[0].start)] if below else []
    worn = [*_script("_", [*_bare(below), *comma, *value]), *(_script("^", _bare(above)) if above else [])]
    # what is named ends where the bracket does
    return [*worn[:-1], replace(worn[-1], start=found[end].start, end=found[end].end)]


def _bare(script: list[Token]) -> list[Token]:
    """A script without its braces."""
    return script[1:-1] if script and is_symbol(script[0], ("{",)) else script


def _script(sign: str, inner: list[Token]) -> list[Token]:
    """Tokens below or above a name."""
    first, last = inner[0].start, inner[-1].end
    signs = [Token("symbol", text, first, first) for text in (sign, "{")]
    return [*signs, replace(inner[0], spaced=False), *inner[1:], Token("symbol", "}", last, last)]
