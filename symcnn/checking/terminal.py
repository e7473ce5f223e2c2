"""A report for a terminal: each line as written, its place or entries marked, the verdict, why, and what is right."""

from __future__ import annotations

from symcnn.checking.cells import counted, marked
from symcnn.checking.harmless import plain, printable
from symcnn.checking.phrases import MARKS, Page, answer, excerpt, explanations, place_words, preface, verdict_words
from symcnn.checking.verdict import BAD, OPEN, Claim, Judged

WIDTH = 100
LARGEST_ARRAY = 12
WIDEST_ENTRY = 20
ENTRY_MARKS = {"r": " ", "o": "~", "c": "↪", "w": "✗"}


def terminal_page(page: Page) -> str:
    """The whole report."""
    parts = [page.first_line]
    parts += [f"{plain(word)}: {_cut(plain(said), 10 * WIDTH)}" for word, said in preface(page.context)]
    for judged in page.judged:
        parts += ["", *claim_lines(judged, page)]
    return "\n".join(parts)


def claim_lines(judged: Judged, page: Page) -> list[str]:
    """One claim: what was written, the place, the verdict, and what is to be said of it."""
    claim, verdict = judged.claim, judged.verdict
    shows_place = page.shows_place(judged)
    start = f"{plain(place_words(judged))}: "
    shows_caret = shows_place and verdict.entries is None and not excerpt(verdict)
    formula, caret = written_line(claim, shows_caret)
    found = [start + formula, *([" " * len(start) + caret] if caret else [])]
    words = plain(verdict_words(judged, page.lines))
    found.append(f"    {MARKS[verdict.verdict]} {_cut(words, 10 * WIDTH)}")
    found += [f"      {_cut(printable(line), WIDTH)}" for line in excerpt(verdict)]
    if verdict.entries is not None and counted(verdict.entries):
        found += [f"      {line}" for line in array_lines(claim, verdict.entries)]
    found += [f"      {_cut(plain(sentence), 10 * WIDTH)}" for sentence in explanations(verdict)]
    found += [f"      note: {plain(choice)}" for choice in verdict.conventions]
    if claim.read_as and verdict.verdict in BAD | OPEN:
        found.append(f"      read as: {_cut(plain(claim.read_as), WIDTH)}")
    if right := answer(verdict):
        found.append(f"      right: {_cut(plain(right), 10 * WIDTH)}")
    return found


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


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
