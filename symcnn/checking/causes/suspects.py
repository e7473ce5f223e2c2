"""Numbers that the rounding of earlier lines explains, and a known mistake too: suspect, or wrong beyond doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.causes.order_rules import order_findings
from symcnn.checking.causes.slips import lone_findings
from symcnn.checking.causes.step_rules import step_findings
from symcnn.checking.causes.transforms import transform_findings
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.causes.variants import variant_findings
from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.number_judge import marks
from symcnn.checking.lines.update import UpdateJudge
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.compare import tolerance, within
from symcnn.checking.report.verdict import Cause
from symcnn.errors import SymcnnError

MOST = 3
# chances of an author's numbers at which a known mistake is looked for, and at which it is believed
UNLIKELY = 0.05
HARDLY = 0.01
Source = Callable[[Trial], Iterator[Finding]]


def doubted(judge: Judge, link: Link) -> Link:
    """A link that the rounding of earlier lines explains, but a swapped rule or a transform explains to the digit.

    It is suspect; it is wrong where an author who rounds as this one did so far hardly ever writes these numbers.
    """
    if link.chance >= UNLIKELY:
        return link
    found = _findings(Trial(judge.reading, judge, link, strict=True))
    if not found or judge.goes_another_way(link):
        return link
    causes = tuple(Cause(f.tag, f.message, False) for f in {f.tag: f for f in reversed(found)}.values())[::-1][:MOST]
    if link.verdict == "rounding" and link.unlike and link.chance < HARDLY and not _follows(judge):
        _disown(judge)
        said = "the rounding of earlier lines explains these numbers only if this line was rounded unlike all others"
        return replace(link, verdict="wrong", evidence=said, causes=causes, entries=_marked(link))
    said = "the rounding of earlier lines explains the numbers, and a mistake explains each of their digits"
    return replace(link, verdict="suspect", evidence=said, causes=causes)


def _findings(trial: Trial) -> list[Finding]:
    """The mistakes that explain each digit, by the first source that has any."""
    rules: tuple[Source, ...] = (step_findings,)
    if not isinstance(trial.judge, UpdateJudge):
        rules = (lambda t: variant_findings(t, False), transform_findings, order_findings,
                 lambda t: variant_findings(t, True))
    found: list[Finding] = []
    for rule in (*rules, lone_findings):
        if not found:
            with suppress(SymcnnError):
                found += rule(trial)
    return sorted(found, key=lambda f: (f.weight, f.tag, f.message))


def _follows(judge: Judge) -> bool:
    """Whether a mistake was made in a line before that leads to this one: it may be carried on beside what is on paper."""
    world = judge.reading.data
    return world is not None and judge.key is not None and bool(judge._roots(world))


def _disown(judge: Judge) -> None:
    """What follows from the line follows from a wrong one."""
    world = judge.reading.data
    if world is not None and judge.key in world.stated and not isinstance(judge, UpdateJudge):
        world.stated[judge.key] = replace(world.stated[judge.key], good=False, root=True)


def _marked(link: Link) -> object:
    """The entries that are not right by their digits, marked as wrong."""
    if link.written is None or link.expected is None or link.written.data.shape != link.expected.data.shape:
        return link.entries
    fits = within(link.written.data, link.expected.data, tolerance(link.written))
    return marks(np.where(fits, 0, 3)) if link.entries is not None else None
