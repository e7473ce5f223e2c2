"""The words for a verdict, the same in every form of a report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from symcnn.checking.report.verdict import BAD, OPEN, Cause, Context, Judged, Verdict, is_explained

MARKS = {"right": "✓", "rounding": "✓", "carried": "↪", "slip": "✗", "wrong": "✗", "given": "–",
         **dict.fromkeys(OPEN, "?")}

# spaces, brackets, equality in all its lengths, and commands that set signs apart, size them or choose their font
_SETTING = re.compile(
    r"\\(?:left|right|quad|qquad|cdot|times|displaystyle|mathbf|mathrm|mathbb|mathrel|text)(?![A-Za-z])"
    r"|\\[dt]?(?=frac)|\\[,;:! {}\\|]|[\s{}&*=()\[\]|]")
_LINE = re.compile(r"line ([0-9]+)")


@dataclass(frozen=True)
class Page:
    """What is shown of a report: its first line, what it says once, and the claims, already cut to what may be told.

    ``lines`` are the lines of all claims by id, ``chains`` those texts, with their lines, that hold several claims.
    """

    first_line: str
    context: Context
    judged: tuple[Judged, ...]
    lines: Mapping[str, int]
    chains: frozenset[tuple[int, str]] = frozenset()

    @cached_property
    def places(self) -> dict[tuple[int, str], tuple[int, int] | None]:
        """The place of the first claim of each text."""
        return {(j.claim.line, j.claim.latex): j.claim.place for j in reversed(self.judged)}

    def shows_place(self, judged: Judged) -> bool:
        """Whether the place of a claim is to be shown: where something is to be looked at, and in a chain."""
        claim = judged.claim
        return judged.verdict.verdict in BAD | OPEN | {"carried"} or (claim.line, claim.latex) in self.chains


def preface(context: Context) -> list[tuple[str, str]]:
    """What the report says once, each with the word that introduces it."""
    said = [("judged against", context.network)] if context.network else []
    said += [("note", note) for note in context.notes]
    return said + [("convention", f"{name}: {choice}") for name, choice in context.conventions.items()]


def place_words(judged: Judged) -> str:
    """``line 12 (a-1)``, and ``cell 3, line 12 (a-1)`` in a notebook."""
    ident, line, cell = judged.claim.id, judged.claim.line, judged.claim.cell
    if line < 1:
        return ident
    where = f"cell {cell}, line {line}" if cell else f"line {line}"
    return f"{where} ({ident})" if ident and ident != str(line) else where


def verdict_words(judged: Judged, lines: Mapping[str, int]) -> str:
    """The verdict in a line, without its mark."""
    verdict = judged.verdict
    match verdict.verdict:
        case "right":
            return "right"
        case "rounding":
            return "right, your rounding" + (f" (exact {verdict.expected})" if verdict.expected else "")
        case "carried":
            return f"right for {_followed(judged, lines)}"
        case "slip":
            why = verdict.causes[0].message if verdict.causes else verdict.evidence
            return f"as written; {why}" if why else "as written"
        case "wrong":
            return "wrong" + (cause_words(verdict.causes[0]) if verdict.causes else "")
        case "suspect" | "undecided" | "unreadable":
            return "a person should look" + (f": {_opening(verdict.evidence)}" if verdict.evidence else "")
        case "given":
            return "taken as true"
    raise ValueError(f"there are no words for the verdict {verdict.verdict!r}")


def cause_words(cause: Cause) -> str:
    """The tag of a cause as words that go on from the verdict."""
    if cause.tag == "unknown":
        return ""
    return (": " if cause.sure else ", could be ") + cause.tag.replace("-", " ")


def explanations(verdict: Verdict) -> list[str]:
    """The sentences below the verdict: the causes, most likely first, and without any what was found."""
    if verdict.verdict == "slip":
        return [_sentence(cause) for cause in verdict.causes[1:]]
    said = [_sentence(cause) for cause in verdict.causes if cause.message]
    if not is_explained(verdict.causes) and verdict.verdict in BAD and verdict.evidence:
        said.append(verdict.evidence)
    return said


def guessed(judged: Judged) -> bool:
    """Whether a line that needs a look was read in other signs than were written, so that this may be why."""
    claim = judged.claim
    if judged.verdict.verdict not in BAD | OPEN or not claim.read_as or claim.place is None:
        return False
    read, written = signs(claim.read_as), signs(claim.latex)
    member = signs(claim.latex[claim.place[0]:claim.place[1]])
    return not (read.endswith(member) and written.startswith(read[:len(read) - len(member)]))


def signs(formula: str) -> str:
    r"""What stands in a formula, how it is set apart: ``\frac{a}{b}`` and ``\dfrac a b`` are alike.

    >>> signs(r"\left( x_{1,2} \cdot y \right)") == signs("x_{1, 2} y")
    True
    """
    return _SETTING.sub("", formula)


def excerpt(verdict: Verdict) -> list[str]:
    """The lines of the evidence below its first: what could not be read, with a caret below it."""
    return verdict.evidence.splitlines()[1:] if verdict.verdict in OPEN else []


def _opening(evidence: str) -> str:
    return evidence.splitlines()[0]


def _sentence(cause: Cause) -> str:
    return cause.message if cause.sure or cause.tag == "unknown" else f"could be: {cause.message}"


def answer(verdict: Verdict) -> str:
    """The right value or formula, where it is not what was written."""
    return verdict.expected if verdict.verdict in BAD | {"carried", "suspect"} else ""


def _followed(judged: Judged, lines: Mapping[str, int]) -> str:
    """The lines a claim follows from, as a phrase that ends in what they are."""
    found = [_reference(ident, judged.claim.line, lines) for ident in judged.verdict.follows_from]
    numbers = sorted({n for n in found if isinstance(n, int)})
    names = list(dict.fromkeys(str(n) for n in found if not isinstance(n, int)))
    parts = [f"line{'s' * (len(numbers) > 1)} {_listed([str(n) for n in numbers])}"] if numbers else []
    parts += [f"claim{'s' * (len(names) > 1)} {_listed(names)}"] if names else []
    if not parts:
        return "what you wrote before, which is wrong"
    return f"your {' and '.join(parts)}, which {'are' if len(numbers) + len(names) > 1 else 'is'} wrong"


def _reference(ident: str, line: int, lines: Mapping[str, int]) -> int | str:
    """The line of a claim, or its id where that says more; a block's id stands for the first of its claims."""
    written = _LINE.fullmatch(ident)
    number = lines.get(ident, lines.get(f"{ident}.1", int(written[1]) if written else 0))
    return ident if number < 1 or (number == line and not written) else number


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
