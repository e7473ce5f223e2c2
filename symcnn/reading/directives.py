"""Reads what a sheet says to the checker in comments: `<!-- symcnn: given -->`, `% symcnn: id=3 points=2`."""

import re
from dataclasses import dataclass

from symcnn.errors import quoted

_COMMENT = re.compile(r"<!--\s*symcnn\s*:(?P<html>.*?)-->|(?<!\\)%[ \t]*symcnn[ \t]*:(?P<tex>[^\n]*)", re.DOTALL)
_WORD = re.compile(r"(?P<key>id|points)\s*=\s*(?P<value>\"[^\"]*\"|[^\s,;|]+)|(?P<flag>after\s+update|[^\s,;|]+)")
_POINTS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


@dataclass(frozen=True)
class Directive:
    """What a comment says of the next block; points are digits as written, `problem` names what has no meaning."""

    line: int
    given: bool = False
    skip: bool = False
    after_update: bool = False
    id: str = ""
    points: str = ""
    problem: str = ""
    cell: int = 0


def directives(text: str, line: int, cell: int = 0) -> tuple[Directive, ...]:
    """The directives in a text that starts at a line.

    >>> directives("<!-- symcnn: given id=a-1 -->", 3)
    (Directive(line=3, given=True, skip=False, after_update=False, id='a-1', points='', problem='', cell=0),)
    """
    return tuple(
        _directive(match["html"] if match["html"] is not None else match["tex"],
                   line + text.count("\n", 0, match.start()), cell)
        for match in _COMMENT.finditer(text)
    )  # fmt: skip


def _directive(content: str, line: int, cell: int) -> Directive:
    found: dict[str, str | bool] = {}
    problem = ""
    for match in _WORD.finditer(content):
        flag = "_".join((match["flag"] or "").split()).lower()
        value = (match["value"] or "").strip('"')
        if flag in ("given", "skip", "after_update"):
            found[flag] = True
        elif match["key"] == "id" and _ID.fullmatch(value):
            found["id"] = value
        elif match["key"] == "points" and _POINTS.fullmatch(value):
            found["points"] = value
        else:
            problem = problem or f"{quoted(match[0])} is no directive; use given, skip, after update, id= or points="
    return Directive(line, problem=problem, cell=cell, **found)  # type: ignore[arg-type]
