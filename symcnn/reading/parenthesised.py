r"""Entries with their indices in parentheses, ``y(i,j) = \sum_m x(i+m, j)``, in brackets, as networks have them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symcnn.errors import SymcnnError
from symcnn.reading.grouping import has, is_symbol, matched
from symcnn.reading.lines import Line
from symcnn.reading.tokens import Token
from symcnn.reading.words import function_key

# what functions are applied to, and no index
_ARGUMENTS = frozenset("xyz")


def with_brackets(lines: list[Line], functions: Set[str]) -> list[Line]:
    """The lines with square brackets for such parentheses, where a left side has them."""
    heads = [name for line in lines if (name := _headed(line.tokens, functions))]
    if not heads:
        return lines
    told = {*heads, *(line.tokens[0].text for line in lines if line.tokens[0].kind == "word" and not _opens(line.tokens, 1))}
    return [replace(line, tokens=_bracketed(line.tokens, told, functions)) for line in lines]


def _headed(tokens: list[Token], functions: Set[str]) -> str:
    """The name whose entry a line gives: letters alone stand in the parentheses behind it."""
    if not (tokens and tokens[0].kind == "word" and _opens(tokens, 1) and function_key(tokens[0].text) not in functions):
        return ""
    end = next((n for n, t in enumerate(tokens) if is_symbol(t, (")",))), 0)
    inner = tokens[2:end]
    letters = inner[::2]
    listed = all(t.kind == "word" and len(t.text) == 1 and t.text not in _ARGUMENTS for t in letters)
    plain = bool(inner) and len(inner) % 2 == 1 and listed and all(is_symbol(t, (",",)) for t in inner[1::2])
    return tokens[0].text if plain and is_symbol(tokens[end + 1], ("=", ":=", ":")) else ""


def _opens(tokens: list[Token], place: int) -> bool:
    return place < len(tokens) and is_symbol(tokens[place], ("(",)) and not tokens[place].spaced


def _bracketed(tokens: list[Token], told: Set[str], functions: Set[str]) -> list[Token]:
    result = list(tokens)
    try:
        pairs = matched(tokens)
    except SymcnnError:
        return result
    for place, end in pairs.items():
        before = tokens[place - 1] if place else None
        if before is None or not _opens(tokens, place):
            continue
        is_array = before.kind == "word" and before.text in told and function_key(before.text) not in functions
        if is_array or (is_symbol(before, (")",)) and has(tokens[place + 1:end], (",",))):
            result[place], result[end] = replace(tokens[place], text="["), replace(tokens[end], text="]")
    return result
