r"""Declarations as they stand on paper, in the language of networks: ``x \in \mathbb{R}^{4 \times 4}``, matrices of numbers."""

from __future__ import annotations

import re

_SET = r"\\(?:mathbb|mathbf|bf|Bbb)?\s*\{?\s*\\?R(?:e|R)?\s*\}?|ℝ"
_SCRIPT = r"\^\s*(?:\{(?P<group>(?:[^{}\n;]|\{[^{}\n;]*\})*)\}|(?P<one>\w))"
_IN_SPACE = re.compile(rf"(?:\\in(?![a-zA-Z])|∈|:)\s*(?:{_SET})(?:\s*{_SCRIPT})?(?=\s*(?:;|,|\n|$))")
_ARRAY = re.compile(r"(?<![^\s;])(?P<head>(?P<name>[^\s=:;]{1,80})\s{0,80}:?=\s{0,80})"
                    r"\\begin\{(?P<kind>[bpvBV]?matrix|smallmatrix)\}"
                    r"(?P<body>(?:(?!\\begin|\\end).)*)\\end\{(?P=kind)\}", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\s*(?:\d+\.?\d*|\.\d+)(?:\s*/\s*\d+\.?\d*)?")
_NEXT_LEAF = re.compile(r",(?=\s*[A-Za-z\\][\w\\{}^]*(?:\[[\w,\s]*\])?\s*:(?!=))")


_CASES = re.compile(r"\\begin\{[dr]?cases\}(?P<body>(?:(?!\\begin|\\end).){1,2000})\\end\{[dr]?cases\}", re.DOTALL)
_ROUNDED = re.compile(r"(?:\\(?:left|right)\s*)?(\\[lr](?:ceil|floor))(?![a-zA-Z])")
_BRACKETS = {"\\lceil": " ceil(", "\\lfloor": " floor(", "\\rceil": "     )", "\\rfloor": "      )"}
_WORD = re.compile(r"\\(?:text|mathrm|textrm|mbox)\s*\{([^{}]*)\}")
_ELSE = re.compile(r"(?:otherwise|else|sonst|sinon)\W*", re.IGNORECASE)
_LEAD = re.compile(r"\s*(?:if|when|for|wenn|falls|si)\b\s*", re.IGNORECASE)
_SIGN = re.compile(r"\\(?:leqslant|geqslant|leq|geq|neq|le|ge|ne|lt|gt)(?![a-zA-Z])|[<>≤≥≠]=?|=")


def as_declared(text: str) -> str:
    r"""The text with such declarations as it declares them; every character behind stays where it is.

    >>> as_declared(r"x \in \mathbb{R}^{4 \times 4}; b \in \mathbb{R}").split()
    ['x', ':4', '\\times', '4', ';', 'b', ':scalar']
    """
    if "\\begin{" in text:
        text = _CASES.sub(_as_brackets, text)
    if "\\lceil" in text or "\\lfloor" in text:
        text = _ROUNDED.sub(lambda found: _BRACKETS[found[1]], text)
    return _leaves_apart(_ARRAY.sub(_listed, _IN_SPACE.sub(_sized, text)))


def _padded(new: str, found: re.Match[str]) -> str:
    """The new text as long as the old one, with as many lines."""
    lost = found[0].count("\n") - new.count("\n")
    return new + " " * max(0, len(found[0]) - len(new) - lost) + "\n" * lost


def _sized(found: re.Match[str]) -> str:
    return _padded(f":{found['group'] or found['one'] or 'scalar'}", found)


def _as_brackets(found: re.Match[str]) -> str:
    r"""Cases as a sum of what holds where: ``(1[x > 0] (a) + (1 - 1[x > 0]) (b))``; what is no list of cases stays."""
    rows = [row for row in re.split(r"\\\\(?:\[[^\]]*\])?", found["body"]) if row.strip()]
    text = ""
    for row in reversed(rows):
        value, mark, condition = row.partition("&")
        condition = _LEAD.sub("", _WORD.sub(r" \1 ", condition)).strip().rstrip(".,")
        if not mark or not value.strip():
            return found[0]
        value = f"({value.strip().rstrip(',')})"
        if _ELSE.fullmatch(condition):
            text = value
            continue
        holds = _holding(condition)
        if not holds:
            return found[0]
        text = f"({holds} \\odot {value} + (1 - {holds}) \\odot {text})" if text else f"({holds} \\odot {value})"
    return text.replace("\n", " ") + "\n" * found[0].count("\n")


def _holding(condition: str) -> str:
    """The brackets of a relation, or of each of a chain of them; nothing where none stands."""
    signs = _SIGN.findall(condition)
    sides = [side.strip() for side in _SIGN.split(condition)]
    if not signs or not all(sides):
        return ""
    return " \\odot ".join(f"1[{one} {sign} {other}]" for one, sign, other in zip(sides, signs, sides[1:], strict=False))


def _listed(found: re.Match[str]) -> str:
    """A matrix of numbers as a list of rows; a column is a list for a small letter, as is a row."""
    rows = [[entry.strip() for entry in row.split("&")] for row in re.split(r"\\\\(?:\[[^\]]*\])?", found["body"])]
    rows = [row for row in rows if row != [""]]
    if not rows or not all(_NUMBER.fullmatch(entry) for row in rows for entry in row):
        return found[0]
    letter = re.sub(r"\\[a-zA-Z]+|[^a-zA-Z]", "", found["name"])[:1]
    if letter.islower() and min(len(rows), *map(len, rows)) == 1:
        return _padded(f"{found['head']}[{', '.join(e for row in rows for e in row)}]", found)
    return _padded(f"{found['head']}[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]", found)


def _leaves_apart(text: str) -> str:
    """``x: 4x4, w: 2x2`` with a semicolon, where no bracket is open."""
    depth, place = 0, 0
    pieces = list(text)
    for found in _NEXT_LEAF.finditer(text):
        between = text[place:found.start()]
        depth += sum(map(between.count, "([{")) - sum(map(between.count, ")]}"))
        place = found.start()
        if depth == 0:
            pieces[place] = ";"
    return "".join(pieces)
