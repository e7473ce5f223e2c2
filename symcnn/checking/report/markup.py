"""A report for a notebook: Markdown with what was read typeset, and an array of verdicts in LaTeX."""

from __future__ import annotations

import re

from symcnn.checking.report.cells import counted
from symcnn.checking.report.harmless import code, prose, typeset
from symcnn.checking.report.phrases import (
    MARKS,
    Page,
    answer,
    excerpt,
    explanations,
    place_words,
    preface,
    verdict_words,
)
from symcnn.checking.report.verdict import Judged

LATEX_MARKS = {"✓": r"\checkmark", "↪": r"\hookrightarrow", "✗": r"\times", "?": "?", "–": "-"}
_WORDS = re.compile(r"[^A-Za-z0-9 .,;:()=+-]")


def markdown_page(page: Page) -> str:
    """The report in Markdown."""
    parts = [f"**{prose(page.first_line)}**"]
    if said := preface(page.context):
        parts.append("\n".join(f"- {prose(word)}: {shown(text)}" for word, text in said))
    parts += [markdown_claim(judged, page) for judged in page.judged]
    return "\n\n".join(parts)


def markdown_claim(judged: Judged, page: Page) -> str:
    """One claim: where it stands and the verdict, what was read, and what is to be said of it."""
    claim, verdict = judged.claim, judged.verdict
    said_first = f"{MARKS[verdict.verdict]} {prose(verdict_words(judged, page.lines))}"
    parts = [f"**{prose(place_words(judged))}** {said_first}", _formula(judged)]
    said = [f"near {code(line)}" for line in excerpt(verdict)[:1]]
    said += [prose(sentence) for sentence in explanations(verdict)]
    said += [prose(counted(verdict.entries))] if verdict.entries is not None and counted(verdict.entries) else []
    said += [f"note: {prose(choice)}" for choice in verdict.conventions]
    start, end = claim.place or (0, 0)
    if page.shows_place(judged) and verdict.entries is None and not excerpt(verdict) and claim.latex[start:end].strip():
        said.append(f"the place: {code(claim.latex[start:end])}")
    if right := answer(verdict):
        formula = typeset(verdict.expected_latex)
        said.append(f"right: {f'${formula}$' if formula is not None else code(right)}")
    return "\n\n".join([part for part in parts if part] + (["\n".join(f"- {line}" for line in said)] if said else []))


def _formula(judged: Judged) -> str:
    """What was read, typeset; the line as written where there is nothing fit to be typeset."""
    formula = typeset(judged.claim.read_as)
    return f"$$\n{formula}\n$$" if formula is not None else code(judged.claim.latex)


def shown(text: str) -> str:
    """A text that may be a formula: typeset if it has a command or a subscript in braces, else prose."""
    formula = typeset(text) if "\\" in text or "_{" in text else None
    return f"${formula}$" if formula is not None else prose(text)


def latex_page(page: Page) -> str:
    """The report as an array, without dollars: the mark, the place, what was read, the verdict."""
    rows = [f"\\text{{{_words(page.first_line)}}}"]
    for judged in page.judged:
        formula = typeset(judged.claim.read_as)
        row = [LATEX_MARKS[MARKS[judged.verdict.verdict]], f"\\text{{{_words(place_words(judged))}}}",
               f"\\text{{{_words(judged.verdict.verdict)}}}"]
        rows.append(" \\quad ".join([*row, formula] if formula is not None else row))
    return "\\begin{array}{l}\n" + " \\\\\n".join(rows) + "\n\\end{array}"


def _words(text: str) -> str:
    return _WORDS.sub("?", text)
