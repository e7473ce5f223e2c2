"""Lines as a formatter leaves them: what is too long is broken within its outermost brackets."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 88
INDENT = "    "


def signature(name: str, parameters: Sequence[str]) -> list[str]:
    """The head of a function."""
    return broken(f"def {name}(", list(parameters), "):")


def call(before: str, arguments: Sequence[str], after: str = ")") -> list[str]:
    """A statement that ends in a call."""
    return broken(before, list(arguments), after)


def broken(before: str, items: list[str], after: str) -> list[str]:
    """Items between brackets: on one line, on one line of their own, or one on each."""
    line = before + ", ".join(items) + after
    if len(line) <= WIDTH or not items:
        return [line]
    indent = before[:len(before) - len(before.lstrip())]
    inner = indent + INDENT + ", ".join(items)
    if len(inner) <= WIDTH:
        return [before, inner, indent + after]
    # a comma behind a single item would make a tuple of what is no argument of a call
    is_call = before[-2:-1].isidentifier() and before.endswith("(")
    comma = "," if is_call or len(items) > 1 else ""
    return [before, *(f"{indent}{INDENT}{item}{comma}" for item in items), indent + after]


def wrapped(line: str) -> list[str]:
    """A line, broken in the brackets it ends with where it is too long."""
    if len(line) <= WIDTH or line.lstrip().startswith(("#", '"""')):
        return [line]
    closing = line.rstrip(":")
    if closing.endswith((")", "]")):
        start = _opening(closing)
        if start is not None and start > len(line) - len(line.lstrip()):
            items = _items(closing[start + 1:-1])
            return broken(line[:start + 1], items, closing[-1] + line[len(closing):])
    return [line]


def _opening(text: str) -> int | None:
    """Where the last bracket was opened."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in ")]}") - (text[place] in "([{")
        if depth == 0:
            return place
    return None


def _items(text: str) -> list[str]:
    """What commas outside brackets and quotes separate."""
    found, depth, quoted = [""], 0, False
    for c in text:
        quoted ^= c == '"'
        depth += 0 if quoted else (c in "([{") - (c in ")]}")
        if c == "," and depth == 0 and not quoted:
            found.append("")
        else:
            found[-1] += c
    return [item.strip() for item in found]
