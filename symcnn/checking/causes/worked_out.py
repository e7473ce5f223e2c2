"""Sums of numbers that were set up rightly and worked out wrongly: what is no mistake there, and what is one of signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.causes.slips import literals
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.tree import Call, Matrix, Negation, Number, Operation, has, walk

SHARES = ("loss-factor", "mean-for-sum", "pool-factor", "factor")
HALVES = ("2", "0.5", ".5", "0.25")
MISTAKEN = ("wrong-symbol", "value-for-gradient", "weights-gradient-for-input-gradient")
LAID = ("kernel-flipped", "kernel-not-turned", "filter-gradient-turned", "transpose", "stride-wrong", "stride-dropped",
        "padding-wrong", "pool-kind-swapped", "flatten-order", "index-off-by-one")
TERMS = ("term-missing", "term-doubled")
SOUND = ("right", "rounding", "carried")


def set_up(trial: Trial) -> bool:
    """Whether the numbers of a sum were put in rightly before it was worked out: what is wrong is the working out."""
    before = trial.before
    return trial.numeric and before is not None and before.verdict in SOUND and (
        before.member is not None and is_numeric(before.member))


def has_factor(trial: Trial) -> bool:
    """Whether the sum that was set up has a part that could be forgotten as a whole: a quotient, a half, a power."""
    parts = walk(trial.before.member) if trial.before is not None and trial.before.member is not None else ()
    return any((isinstance(t, Operation) and t.operator in ("/", "^")) or (isinstance(t, Number) and t.text in HALVES)
               for t in parts)


def of_working_out(trial: Trial, found: Sequence[Finding]) -> list[Finding]:
    """The findings that may be so where the numbers stand rightly in the member before."""
    # who puts the right numbers in takes no tensor for another and no term twice; one digit is no slip of a longer number
    unlikely = (*MISTAKEN, "term-doubled", *(() if has_factor(trial) else SHARES), *(LAID if one_number(trial) else ()),
                *(("factor-missing",) if is_sum(trial) else ()))
    kept = [f for f in found if f.tag not in unlikely and not (is_short(trial) and f.tag == "digit-slip")]
    return [stepped_up(trial, f) if f.tag == "ascent" else f for f in kept]


def is_short(trial: Trial) -> bool:
    """Whether a figure or two are written: one of them is right by chance, and no slip of a longer number."""
    plain = trial.member.argument if isinstance(trial.member, Negation) else trial.member
    return isinstance(plain, Number) and len(plain.text.replace(".", "").lstrip("0")) < 3


def one_number(trial: Trial) -> bool:
    """Whether one number comes out, in which no window can be laid another way than in the sum before."""
    return trial.link.written is not None and trial.link.written.data.size == 1


def is_sum(trial: Trial) -> bool:
    """Whether what was set up is a sum: the same factor is not forgotten in all of its terms."""
    member = trial.before.member if trial.before is not None else None
    return isinstance(member, Operation) and member.operator in ("+", "-")


def is_sum_of_numbers(trial: Trial) -> bool:
    """Whether numbers are to be worked out, and nothing else is said: ``2 (2 - 1) + 3``."""
    head = trial.judge.head
    return trial.numeric and is_numeric(head) and isinstance(head, Operation | Call | Negation) and not has(head, Matrix)


def of_numbers(trial: Trial, found: Sequence[Finding]) -> list[Finding]:
    """The findings that may be so where a sum of numbers alone is worked out."""
    parts = list(walk(trial.judge.head))
    halved = any((isinstance(t, Operation) and t.operator in ("/", "^")) or (isinstance(t, Number) and t.text in HALVES)
                 for t in parts)
    typed = bool(literals(trial.member))
    unlikely = (*(() if halved else SHARES), *(() if typed and not is_short(trial) else ("digit-slip",)),
                *(() if typed else ("rounding-too-coarse",)))
    return [f for f in found if f.tag not in unlikely]


def stepped_up(trial: Trial, finding: Finding) -> Finding:
    """A step that was set up to go down, and added where it is worked out: of one number it is a sign, of many the rule."""
    alone = one_number(trial)
    said = "the step is set up as it should be, and added where it is worked out"
    return replace(finding, tag="sign", message=said + ": its sign is wrong") if alone else replace(finding, message=said)


def terms_first(found: Sequence[Finding]) -> list[Finding]:
    """The findings, a wrong digit behind a term of the sum that explains the number as well: there are fewer terms."""
    return behind(found, TERMS, ("digit-slip",))


def signs_first(found: Sequence[Finding]) -> list[Finding]:
    """The findings, a factor of the whole behind a sign among the numbers that were put in: the factor would show."""
    return behind(found, ("sign",), SHARES)


def behind(found: Sequence[Finding], first: tuple[str, ...], second: tuple[str, ...]) -> list[Finding]:
    """The findings, those of some causes behind those of others."""
    least = min((f.weight for f in found if f.tag in first), default=0.0)
    return [replace(f, weight=max(f.weight, least + 0.01)) if f.tag in second else f for f in found]
