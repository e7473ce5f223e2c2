r"""Rewrites lists whose entries only spaces part: `[a \quad b]`, `[1 2]`."""

from dataclasses import replace

from symcnn.reading.grouping import is_symbol, level, matched
from symcnn.reading.tokens import Token


def with_spaced_lists(found: list[Token]) -> list[Token]:
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
