"""A report for a terminal: a line for what is right; else the line as written, its place or entries marked, and why."""

from __future__ import annotations

from textwrap import wrap

from symcnn.checking.report.cells import counted, marked
from symcnn.checking.report.harmless import plain, printable
from symcnn.checking.report.phrases import (
    MARKS,
    Page,
    answer,
    excerpt,
    explanations,
    guessed,
    place_words,
    preface,
    verdict_words,
)
from symcnn.checking.report.verdict import GOOD, Claim, Judged, Verdict

WIDTH = 100
MOST_LINES = 4
LARGEST_ARRAY = 12
WIDEST_ENTRY = 20
ENTRY_MARKS = {"r": " ", "o": "~", "c": "↪", "w": "✗"}


def terminal_page(page: Page) -> str:
    """The whole report; lines that need a look stand apart."""
    parts = [page.first_line]
    parts += [line for word, said in preface(page.context) for line in _wrapped(f"{plain(word)}: {plain(said)}", "")]
    before = False
    for judged in page.judged:
        lines, quiet = claim_lines(judged, page), judged.verdict.verdict in GOOD
        parts += lines if before and quiet else ["", *lines]
        before = quiet
    return "\n".join(parts)


def claim_lines(judged: Judged, page: Page) -> list[str]:
    """One claim: its mark, what was written with its place, the verdict, and what is to be said of it."""
    claim, verdict = judged.claim, judged.verdict
    start = f"{MARKS[verdict.verdict]} {plain(place_words(judged))}: "
    if verdict.verdict in GOOD:
        words = [] if verdict.verdict != "rounding" else _wrapped(plain(verdict_words(judged, page.lines)), "    ")
        return [start + _link(claim, page), *words, *_notes(verdict)]
    shows_caret = page.shows_place(judged) and verdict.entries is None and not excerpt(verdict)
    found = _written(claim, start, shows_caret)
    found += _wrapped(plain(verdict_words(judged, page.lines)), "    ")
    found += [f"      {_cut(printable(line), WIDTH)}" for line in excerpt(verdict)]
    found += _entries(claim, verdict)
    for sentence in explanations(verdict):
        found += _wrapped(plain(sentence), "      ")
    found += _notes(verdict)
    if guessed(judged):
        found += _wrapped(f"read as: {plain(claim.read_as)}", "      ")
    if right := answer(verdict):
        found += _wrapped(f"right: {plain(right)}", "      ")
    return found


def _notes(verdict: Verdict) -> list[str]:
    return [line for choice in verdict.conventions for line in _wrapped(f"note: {plain(choice)}", "      ")]


def _link(claim: Claim, page: Page) -> str:
    """What was written, cut to the width; of a chain the first link, or what a later one adds."""
    start, end = claim.place or (0, len(claim.latex))
    if (claim.line, claim.latex) not in page.chains or not 0 <= start < end <= len(claim.latex):
        return _cut(plain(claim.latex).strip(), WIDTH)
    is_first = page.places.get((claim.line, claim.latex)) == claim.place
    return _cut(plain(claim.latex[:end] if is_first else "then " + claim.latex[start:end]).strip(), WIDTH)


def _written(claim: Claim, start: str, with_place: bool) -> list[str]:
    """The line as written with carets below the place; a long one whose place is all of its right side, in full."""
    shown = plain(claim.latex).strip()
    to_the_end = claim.place is not None and not claim.latex[claim.place[1]:].strip()
    if with_place and len(shown) > WIDTH and to_the_end:
        first, *others = _wrapped(shown, "    ")
        return [start + first.strip(), *("    " + line for line in others)]
    formula, caret = written_line(claim, with_place)
    return [start + formula, *([" " * len(start) + caret] if caret else [])]


def _entries(claim: Claim, verdict: Verdict) -> list[str]:
    if verdict.entries is None or not counted(verdict.entries):
        return []
    return [f"      {line}" for line in array_lines(claim, verdict.entries)]


def written_line(claim: Claim, with_place: bool) -> tuple[str, str]:
    """The line as written, cut to the width around its place, and the carets below that place."""
    if not with_place or claim.place is None:
        return _cut(plain(claim.latex).strip(), WIDTH), ""
    start, end = (min(max(0, place), len(claim.latex)) for place in claim.place)
    before = plain(claim.latex[:start]).lstrip()
    inside, after = plain(claim.latex[start:max(start, end)]), plain(claim.latex[max(start, end):])
    if before.endswith(" "):
        inside = inside.lstrip()
    line = before + inside + after
    first, last = len(before), len(before) + max(1, len(inside.rstrip()))
    left = 0 if len(line) <= WIDTH else max(0, min(first - WIDTH // 4, len(line) - WIDTH))
    opening = "..." if left else ""
    shown = _cut(line[left:], WIDTH) if not left else opening + _cut(line[left + 3:], WIDTH - 3)
    return shown.rstrip(), " " * (first - left) + "^" * max(1, min(last - left, len(shown.rstrip())) - (first - left))


def array_lines(claim: Claim, marks: object) -> list[str]:
    """The array with a mark before every entry that is not right, and how many these are."""
    grid = marked(claim, marks)
    rows = [[_entry(mark, written) for mark, written in row[:LARGEST_ARRAY]] for row in grid[:LARGEST_ARRAY]]
    widths = [max((len(row[n]) for row in rows if n < len(row)), default=0) for n in range(max(map(len, rows)))]
    lines = ["[" + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
             + (" ..." if len(full) > LARGEST_ARRAY else "") + " ]" for row, full in zip(rows, grid, strict=False)]
    lines += ["..."] if len(grid) > LARGEST_ARRAY else []
    return lines + ([said] if (said := counted(marks)) else [])


def _entry(mark: str, written: str) -> str:
    sign = ENTRY_MARKS.get(mark, "?")
    return sign + _cut(plain(written), WIDEST_ENTRY) if written else sign.replace(" ", "✓")


def _wrapped(text: str, indent: str) -> list[str]:
    """The text in lines of the width, those after the first a little further in."""
    return wrap(text, WIDTH + len(indent), initial_indent=indent, subsequent_indent=indent + "  ", max_lines=MOST_LINES,
                placeholder=" ...", break_on_hyphens=False) or [indent.rstrip()]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
