"""Claims, verdicts and causes one by one: as they stand in a report."""

from __future__ import annotations

from symcnn.appearance.table import latex_of, markdown_of, text_of
from symcnn.checking.report.harmless import code, plain, prose, typeset
from symcnn.checking.report.markup import latex_page, markdown_claim, shown
from symcnn.checking.report.phrases import MARKS, Page, explanations, place_words, preface, verdict_words
from symcnn.checking.report.terminal import claim_lines
from symcnn.checking.report.verdict import Cause, Claim, Context, Judged, Verdict
from symcnn.printing.latex import latex_words

NOBODY = Claim("", 0, "")


def _page(judged: Judged) -> Page:
    """A page with one claim on it."""
    return Page("", Context(), (judged,), {judged.claim.id: judged.claim.line})


@text_of.register
def _(value: Judged) -> str:
    return "\n".join(claim_lines(value, _page(value)))


@markdown_of.register
def _(value: Judged) -> str:
    return markdown_claim(value, _page(value))


@latex_of.register
def _(value: Judged) -> str:
    return latex_page(_page(value))


@text_of.register
def _(value: Claim) -> str:
    return f"{plain(place_words(Judged(value, Verdict('given'))))}: {plain(value.latex)}"


@latex_of.register
def _(value: Claim) -> str:
    formula = typeset(value.read_as)
    return formula if formula is not None else rf"\text{{{latex_words(plain(value.latex))}}}"


@markdown_of.register
def _(value: Claim) -> str:
    formula, place = typeset(value.read_as), prose(place_words(Judged(value, Verdict("given"))))
    return f"**{place}**\n\n" + (f"$$\n{formula}\n$$" if formula is not None else code(value.latex))


def _verdict_lines(value: Verdict) -> list[str]:
    first = f"{MARKS[value.verdict]} {verdict_words(Judged(NOBODY, value), {})}"
    return [first, *explanations(value), *(f"note: {choice}" for choice in value.conventions)]


@text_of.register
def _(value: Verdict) -> str:
    return "\n".join(plain(line) for line in _verdict_lines(value))


@latex_of.register
def _(value: Verdict) -> str:
    return rf"\text{{{latex_words(_verdict_lines(value)[0])}}}"


@markdown_of.register
def _(value: Verdict) -> str:
    first, *others = _verdict_lines(value)
    right = typeset(value.expected_latex) if value.expected_latex else None
    said = [*(f"- {prose(line)}" for line in others), *([f"- right: ${right}$"] if right else [])]
    return "\n".join([f"**{prose(first)}**", *(["", *said] if said else [])])


@text_of.register
def _(value: Cause) -> str:
    return f"{plain(value.tag)}: {plain(value.message)}"


@latex_of.register
def _(value: Cause) -> str:
    return rf"\text{{{latex_words(text_of(value))}}}"


@markdown_of.register
def _(value: Cause) -> str:
    return f"**{prose(value.tag)}**: {prose(value.message)}"


@text_of.register
def _(value: Context) -> str:
    return "\n".join(f"{plain(word)}: {plain(said)}" for word, said in preface(value))


@latex_of.register
def _(value: Context) -> str:
    return rf"\text{{{latex_words(text_of(value))}}}"


@markdown_of.register
def _(value: Context) -> str:
    return "\n".join(f"- {prose(word)}: {shown(said)}" for word, said in preface(value))
