"""Lines as a formatter leaves them: what is too long is broken in brackets, or put in parentheses and broken at operators."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

WIDTH = 88
INDENT = "    "
ASSIGNMENTS = (" = ", " += ", " -= ", " |= ", " /= ")
# from the loosest on
OPERATORS = ((" if ", " else "), (" or ",), (" and ",), (" == ", " != ", " <= ", " >= ", " < ", " > "), (" | ",), (" & ",),
             (" + ", " - "), (" * ", " // ", " / ", " % ", " @ "))


def signature(name: str, parameters: Sequence[str]) -> list[str]:
    """The head of a function."""
    return broken(f"def {name}(", list(parameters), "):")


def call(before: str, arguments: Sequence[str], after: str = ")") -> list[str]:
    """A statement that ends in a call, perhaps of a tuple of names."""
    indent = _indent(before)
    target, sign, function = before.partition(" = ")
    names = _items(target)
    if len(before) <= WIDTH or not sign or len(names) == 1:
        return broken(before, list(arguments), after)
    rest = broken(f"{indent}) = {function}", list(arguments), after)
    return [*_each(f"{indent}(", names, rest[0].lstrip()), *rest[1:]]


def broken(before: str, items: list[str], after: str) -> list[str]:
    """Items between brackets: on one line, on one line of their own, or one on each."""
    line = before + ", ".join(items) + after
    if len(line) <= WIDTH or not items:
        return [line]
    indent = _indent(before)
    inner = indent + INDENT + ", ".join(items)
    # a list or a tuple stands one item a line at once, arguments and indices only where they must
    trails = before[-2:-1].isidentifier() or before[-2:-1] in ")]"
    if len(inner) <= WIDTH and (trails or len(items) == 1):
        return [before, inner, indent + after]
    return _each(before, items, after, comma=len(items) > 1 or (trails and before.endswith("(")))


def _each(before: str, items: Sequence[str], after: str, comma: bool = True) -> list[str]:
    """One item on each line; a comma behind a single one would make a tuple of what is no argument of a call."""
    indent = _indent(before)
    inside = [line for item in items for line in _item(f"{indent}{INDENT}{item}", "," if comma else "")]
    return [before, *inside, after if after.startswith(indent) and indent else indent + after]


def _item(line: str, comma: str) -> list[str]:
    return _inside(line.lstrip() + comma, _indent(line))


def wrapped(line: str) -> list[str]:
    """A statement as it stands, or broken where it is too long."""
    text, indent = line.lstrip(), _indent(line)
    if len(line) <= WIDTH or text.startswith(("#", '"""')):
        return [line]
    if text.startswith(("if ", "while ")) and text.endswith(":"):
        word, condition = text[:-1].split(" ", 1)
        return [f"{indent}{word} (", *_inside(condition, indent + INDENT), f"{indent}):"]
    head, value = _assigned(line)
    if not head:
        return _bracketed(line)
    items = _items(value)
    if len(items) > 1:
        return _each(f"{head}(", items, ")")
    return _value(head, value, indent)


def _value(head: str, value: str, indent: str) -> list[str]:
    """An assignment or a return, broken in its value, or in the place that is assigned to."""
    pieces = _pieces(value)
    group = _group(value, WIDTH - len(head))
    if group is not None and (len(pieces) == 1 or (len(pieces) == 2 and value.endswith(")"))):
        begin, end = group
        return broken(head + value[:begin + 1], _items(value[begin + 1:end]), value[end:])
    if len(pieces) == 2 and value.startswith("(") and _opening(pieces[0]) == 0:
        return [f"{head}(", *_inside(pieces[0][1:-1], indent + INDENT), f"{indent}) {pieces[1]}"]
    if len(pieces) > 1 and len(head) < WIDTH:
        return [f"{head}(", *_inside(value, indent + INDENT), f"{indent})"]
    place = _opening(head.rstrip(" =+-|/"))
    if place is None:
        return [head + value]
    target = head.rstrip(" =+-|/")
    return broken(target[:place + 1], _items(target[place + 1:-1]), target[-1] + head[len(target):] + value)


def _group(value: str, room: int) -> tuple[int, int] | None:
    """The last brackets, or those of what they are called on, that open within some room."""
    end = len(value)
    while (begin := _opening(value[:end])) is not None and value[:end].endswith((")", "]")):
        if begin < room:
            return begin, end - 1
        end = len(value[:begin].rstrip("._abcdefghijklmnopqrstuvwxyz"))
    return None


def _inside(text: str, indent: str) -> list[str]:
    """An expression in parentheses: on a line of its own, or broken before its loosest operators."""
    if len(indent) + len(text) <= WIDTH:
        return [indent + text]
    pieces = _pieces(text)
    if len(pieces) == 1:
        return _bracketed(indent + text)
    return [line for piece in pieces for line in _piece(indent + piece)]


def _piece(line: str) -> list[str]:
    """An operand behind its operator, broken before its own loosest operators at the same depth."""
    indent, text = _indent(line), line.lstrip()
    word = next((w[1:] for words in OPERATORS for w in words if text.startswith(w[1:])), "")
    pieces = _pieces(text[len(word):])
    if len(line) <= WIDTH or len(pieces) == 1:
        return _bracketed(line)
    pieces[0] = word + pieces[0]
    return [part for piece in pieces for part in _piece(indent + piece)]


def _bracketed(line: str) -> list[str]:
    """A line, broken in the brackets it ends with where it is too long."""
    closing, indent = line.rstrip(":,"), _indent(line)
    group = _group(closing, WIDTH)
    if len(line) <= WIDTH or group is None:
        return [line]
    begin, end = group
    if begin == len(indent) and len(_items(closing[begin + 1:end])) > 1:
        return _each(line[:begin + 1], _items(closing[begin + 1:end]), closing[end:] + line[len(closing):])
    if begin == len(indent):
        inside = _inside(closing[begin + 1:end], indent + INDENT)
        return [f"{indent}{closing[begin]}", *inside, indent + closing[end:] + line[len(closing):]]
    return broken(line[:begin + 1], _items(closing[begin + 1:end]), closing[end:] + line[len(closing):])


def _indent(line: str) -> str:
    return line[:len(line) - len(line.lstrip())]


def _assigned(line: str) -> tuple[str, str]:
    """What stands before a value, the sign of assignment included, and the value; nothing where there is no value."""
    text = line.lstrip()
    if text.startswith("return "):
        head = len(_indent(line)) + len("return ")
        return line[:head], line[head:]
    cuts = _cuts(line, ASSIGNMENTS)
    return (line[:cuts[0][1]], line[cuts[0][1]:]) if cuts else ("", line)


def _pieces(text: str) -> list[str]:
    """The operands of the loosest operators outside all brackets, each but the first behind its operator."""
    for operators in OPERATORS:
        cuts = _cuts(text, operators)
        if cuts:
            ends = [*(begin for begin, _ in cuts), len(text)]
            return [text[:ends[0]], *(text[a + 1:b] for a, b in pairwise(ends))]
    return [text]


def _cuts(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand outside of brackets and quotes, and where they end."""
    found, depth, quoted, place = [], 0, False, 0
    while place < len(text):
        c = text[place]
        quoted ^= c == '"'
        depth += 0 if quoted else (c in "([{") - (c in ")]}")
        word = next((w for w in words if text.startswith(w, place)), None) if depth == 0 and not quoted else None
        if word is not None:
            found.append((place, place + len(word)))
        place += len(word) - 1 if word is not None else 1
    return found


def _opening(text: str) -> int | None:
    """Where the bracket that the text ends with was opened; None where it ends with none."""
    if not text.endswith((")", "]")):
        return None
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
