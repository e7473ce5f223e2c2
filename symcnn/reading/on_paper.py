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


def as_declared(text: str) -> str:
    r"""The text with such declarations as it declares them; every character behind stays where it is.

    >>> as_declared(r"x \in \mathbb{R}^{4 \times 4}; b \in \mathbb{R}").split()
    ['x', ':4', '\\times', '4', ';', 'b', ':scalar']
    """
    return _leaves_apart(_ARRAY.sub(_listed, _IN_SPACE.sub(_sized, text)))


def _padded(new: str, found: re.Match[str]) -> str:
    """The new text as long as the old one, with as many lines."""
    lost = found[0].count("\n") - new.count("\n")
    return new + " " * max(0, len(found[0]) - len(new) - lost) + "\n" * lost


def _sized(found: re.Match[str]) -> str:
    return _padded(f":{found['group'] or found['one'] or 'scalar'}", found)


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
