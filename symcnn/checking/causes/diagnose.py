"""Why a line is wrong: the mistakes that explain what was written, most likely first, at most three.

A swapped rule of the engine, a transform of the truth, an edit of the formula: each has to make right what was written,
where the truth does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from symcnn.checking.binding.stand_ins import as_written
from symcnn.checking.causes.edited import NEAR, edited
from symcnn.checking.causes.lying import lies_across
from symcnn.checking.causes.misshapen import misshapen_findings
from symcnn.checking.causes.number_edits import number_findings
from symcnn.checking.causes.order_rules import order_findings
from symcnn.checking.causes.other_base import counted_otherwise
from symcnn.checking.causes.overlooked import overlooked_findings
from symcnn.checking.causes.paired_terms import summand_findings
from symcnn.checking.causes.product_rules import product_findings
from symcnn.checking.causes.size_findings import size_findings
from symcnn.checking.causes.slips import literals, slip_findings
from symcnn.checking.causes.step_rules import step_findings
from symcnn.checking.causes.suspects import doubted
from symcnn.checking.causes.term_difference import (
    entry_findings,
)
from symcnn.checking.causes.transforms import transform_findings
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.causes.two_mistakes import double_findings
from symcnn.checking.causes.unexplained import UNKNOWN, shape_cause, unexplained
from symcnn.checking.causes.variants import variant_findings
from symcnn.checking.causes.ways_left_out import way_findings
from symcnn.checking.causes.worked_out import (
    is_sum_of_numbers,
    of_numbers,
    of_working_out,
    set_up,
    signs_first,
    terms_first,
)
from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.update import UpdateJudge
from symcnn.checking.meaning.budget import Effort
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_entry, is_numeric
from symcnn.checking.report.verdict import Cause
from symcnn.checking.report.wording import say
from symcnn.errors import SymcnnError

MOST = 3
# how unlikely a mistake may be that explains every digit, for others not to be tried
SURE = 0.9
# how much less likely a mistake is that does not explain every digit, where another does
LATER = 0.5
ENOUGH = 0.8
Source = Callable[[Trial], Iterator[Finding]]
TURNED_OVER = Cause("transpose", "rows stand for columns: right transposed, as the other gradients here lie", True)


@dataclass(frozen=True)
class Diagnosis:
    """The causes of a wrong line; ``slip`` where one sign on paper is off and the intent plain."""

    causes: tuple[Cause, ...]
    slip: bool = False


def diagnose(reading: Reading, judge: Judge, link: Link) -> tuple[Cause, ...]:
    """The causes of a wrong link, at most three, most likely first."""
    return diagnosis(reading, judge, link).causes


def diagnosis(reading: Reading, judge: Judge, link: Link, later_right: bool = False,
              before: Link | None = None, last: bool = False, effort: Effort | None = None) -> Diagnosis:
    """The causes of a wrong link; ``later_right`` where the chain goes on rightly, so that the intent is plain.

    A line that nothing explains may count its entries in another way than the page, unless this is the ``last`` look at it.
    """
    if link.member is None:
        return Diagnosis((UNKNOWN,))
    if lies_across(judge, link.member):
        return Diagnosis((TURNED_OVER,))
    trial = Trial(reading, judge, link, before, effort=effort or Effort())
    found = list(_findings(trial))
    if trial.numeric and not set_up(trial) and min((f.weight for f in found), default=1.0) > SURE:
        # what explains the digits goes before what the rounding of the lines before would have to explain
        later = LATER if found else 0.0
        found += [replace(f, weight=f.weight + later) for f in _findings(replace(trial, loose=True))]
    found = [at_one_entry(trial, f) for f in found]
    found.sort(key=lambda f: (f.weight, f.tag, f.message))
    kept = list({f.tag: f for f in reversed(found)}.values())[::-1]
    kept = sorted(kept, key=lambda f: (f.weight, f.tag, f.message))[:MOST]
    if not kept:
        cause = unexplained(trial, before)
        if cause is UNKNOWN and not last and not trial.numeric and type(judge) is Judge and reading.letters(judge.trees):
            other = counted_otherwise(judge)
            return diagnosis(other.reading, other, link, later_right, before, True, trial.effort)
        return Diagnosis((cause,))
    # what holds at the entries marked alone puts nothing in doubt that explains the line
    near = [f for f in kept[1:] if f.sure and f.weight <= kept[0].weight + NEAR]
    doubt = trial.few_digits() or (trial.numeric and bool(near))
    functions = reading.names.model.network.assembled.functions
    causes = tuple(Cause(f.tag, as_written(f.message, functions), f.sure and not doubt and n == 0) for n, f in enumerate(kept))
    return Diagnosis(causes, kept[0].symbol and later_right)


def at_one_entry(trial: Trial, finding: Finding) -> Finding:
    """Of one entry it is said that it takes the gradient of a window, and not that every entry does."""
    head = trial.judge.head
    if finding.tag != "maximum-to-every-cell" or not is_entry(head) or trial.judge._free_letters() or any(
            v.rank for v in trial.judge.heads(trial.worlds[-1], False)):
        return finding
    return replace(finding, tag="maximum-to-wrong-cell", message=f"{say(head)} is not the greatest entry of its window")


def _findings(trial: Trial) -> list[Finding]:
    found: list[Finding] = []
    if not trial.numeric and is_numeric(trial.member):
        with suppress(SymcnnError):
            found += misshapen_findings(trial)
        if found:
            return found
    for source in _sources(trial):
        found += _found(source, trial)
    if not (trial.numeric and isinstance(trial.judge, UpdateJudge)):
        found += _found(partial(edited, before=tuple(found)), trial)
    if not (isinstance(trial.judge, UpdateJudge) or any(f.weight <= (ENOUGH if trial.numeric else 1.0) for f in found)):
        # entry by entry in plain loops: the dearest comes last
        found += _found(lambda t: variant_findings(t, True), trial)
    if not found and not isinstance(trial.judge, UpdateJudge):
        found += _found(lambda t: variant_findings(t, True, True), trial) or _found(
            summand_findings, trial) or _found(double_findings, trial)
    if trial.numeric:
        found = terms_first(found) if literals(trial.member) else signs_first(found)
    if set_up(trial):
        return of_working_out(trial, found)
    return of_numbers(trial, found) if is_sum_of_numbers(trial) else found


def _found(source: Source, trial: Trial) -> list[Finding]:
    """What a source finds up to where the engine does not go on: that explains nothing."""
    found: list[Finding] = []
    with suppress(SymcnnError):
        for finding in source(trial):
            found.append(finding)  # noqa: PERF402 (what was found before an error is kept)
    return found


def _sources(trial: Trial) -> list[Source]:
    if isinstance(trial.judge, UpdateJudge):
        numeric: list[Source] = [
            step_findings, transform_findings, slip_findings, number_findings]
        return numeric if trial.numeric else [step_findings]
    first: list[Source] = [
        lambda t: variant_findings(t, False), transform_findings, way_findings, size_findings, product_findings]
    numbers = [order_findings, slip_findings, overlooked_findings, entry_findings, number_findings] if trial.numeric else []
    return [*first, *numbers]


def with_causes(judge: Judge | None, links: Sequence[Link], effort: Effort) -> list[Link]:
    """The links, those that are wrong with their causes; one off by a sign on paper becomes a slip."""
    found: list[Link] = []
    for place, link in enumerate(links):
        if link.verdict != "wrong":
            found.append(doubted(judge, link) if judge is not None else link)
            continue
        if link.causes:
            found.append(link)
            continue
        if link.judge is not None:
            found.append(replace(link, causes=diagnosis(link.judge.reading, link.judge, link, effort=effort).causes))
            continue
        if judge is None:
            found.append(replace(link, causes=(shape_cause(link),)))
            continue
        later = any(x.verdict in ("right", "rounding") for x in links[place + 1:])
        seen = diagnosis(judge.reading, judge, link, later, links[place - 1] if place else None, effort=effort)
        found.append(replace(link, verdict="slip" if seen.slip else "wrong", causes=seen.causes))
    return found
