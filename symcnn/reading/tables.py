r"""Tables of steps: a cell under "Value" or "Result" goes on with the equation in the cell before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

# what stands above cells that hold what an equation before them comes to
_GOES_ON = re.compile(
    r"(?:(?:numeric(?:al)?|final|approximate|exact)\s+)?(?:values?|results?|expressions?|calculations?|computations?|substitutions?"
    r"|evaluations?|answers?|numbers?|working|wert|ergebnis|rechnung|valeur|r[ée]sultat|calcul|valor|resultado)(?:\s*\(.{0,20}\))?",
    re.IGNORECASE)
_MARKDOWN_RULE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?")
_TABULAR = re.compile(r"\\begin\{(?P<name>tabular[xy]?\*?|longtable)\}")
_ALONE = re.compile(r"\s*(?:\*\*)?\$(?P<content>[^$]+)\$(?:\*\*)?\s*")
_ROW_PARTS = re.compile(r"(?P<row>\\\\)|\\.|\$[^$]*\$|(?P<cell>&)|%[^\n]*", re.DOTALL)
_BARS = re.compile(r"\\.|\$[^$]*\$|(?P<cell>\|)")
_SPACING = re.compile(r"[ \t]*\[[^]\n]{0,20}\]")
_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]*\})|\[[^]]*\]")
_DRESS = re.compile(r"\\(?:textbf|textit|emph|text)\b|[{}*_`]")
_RELATION = re.compile(r"=|≈|\\(?:approx|simeq|leq?|geq?|in|to|leftarrow|rightarrow)\b|[<>]")
_EQUATION = re.compile(r"=|≈|\\(?:approx|simeq)\b")

Span = tuple[int, int]


def going_on(text: str, tex: bool) -> frozenset[int]:
    r"""The places of the dollars of what goes on with the equation in a cell before it.

    >>> text = "| Step | Value |\n|--|--|\n| $z = 2x = 2 \\cdot 3$ | $6$ |"
    >>> [text[n:] for n in going_on(text, False)]
    ['$6$ |']
    """
    return frozenset(place for rows in (_tabulars(text) if tex else _markdown(text)) for place in _of(text, rows))


def _of(text: str, rows: Sequence[Sequence[Span]]) -> Iterator[int]:
    """The places of the dollars in the rows of one table, of which the first says what stands in the columns."""
    if not rows:
        return
    heads = [_DRESS.sub("", _RULES.sub("", text[slice(*cell)])).strip() for cell in rows[0]]
    columns = {n for n, head in enumerate(heads) if _GOES_ON.fullmatch(head)}
    for row in rows[1:]:
        begun = False
        for n, (start, end) in enumerate(row):
            alone = _ALONE.fullmatch(text, start, end)
            if alone is None:
                # what stands between with words ends it
                begun = begun and not text[start:end].strip()
                continue
            if begun and n in columns and not _RELATION.search(alone["content"]):
                yield alone.start("content") - 1
            begun = begun or _EQUATION.search(alone["content"]) is not None


def _markdown(text: str) -> Iterator[list[list[Span]]]:
    """The tables of a Markdown text, as the places of their cells."""
    lines, place = [], 0
    for line in text.split("\n"):
        lines.append((place, line))
        place += len(line) + 1
    behind = 1
    for n, (_, line) in enumerate(lines):
        # a line in a table that was taken begins no other
        if n >= behind and "|" in line and _MARKDOWN_RULE.fullmatch(line.strip(" \t>")) and "|" in lines[n - 1][1]:
            behind = next((k for k in range(n + 1, len(lines)) if "|" not in lines[k][1]), len(lines))
            yield [_barred(*lines[k]) for k in range(n - 1, behind) if k != n]


def _barred(start: int, line: str) -> list[Span]:
    """The cells of a row between bars, of which the outermost may be left out."""
    bars = [m.start() for m in _BARS.finditer(line) if m["cell"]]
    first = [] if bars and not line[:bars[0]].strip(" \t>") else [-1]
    last = [] if bars and not line[bars[-1] + 1:].strip() else [len(line)]
    return [(start + a + 1, start + b) for a, b in pairwise([*first, *bars, *last])]


def _tabulars(text: str) -> Iterator[list[list[Span]]]:
    """The tables of a TeX text, as the places of their cells."""
    behind, missing = 0, set()
    for table in _TABULAR.finditer(text):
        name = table["name"]
        if name in missing or table.start() < behind:
            continue
        last = text.find(f"\\end{{{name}}}", table.end())
        if last < 0:
            missing.add(name)
            continue
        behind = last
        yield _rows(text, table.end(), last)


def _rows(text: str, start: int, end: int) -> list[list[Span]]:
    """The cells of a table between two places."""
    rows: list[list[Span]] = [[]]
    for mark in _ROW_PARTS.finditer(text, start, end):
        if mark["row"] or mark["cell"]:
            rows[-1].append((start, mark.start()))
            start = mark.end()
        if mark["row"]:
            spacing = _SPACING.match(text, start)
            start = spacing.end() if spacing else start
            rows.append([])
    return [row for row in rows if row]
