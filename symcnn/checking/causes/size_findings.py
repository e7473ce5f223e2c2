"""Sizes worked out wrongly: the rule that was swapped, told by the size that comes of it."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.lines.size_rules import rules_for
from symcnn.reading.tree import Name, Number, Operation, find


def size_findings(trial: Trial) -> Iterator[Finding]:
    """The mistaken rules that lead to the number that was written for a size."""
    head, names = trial.judge.head, trial.reading.names
    if not isinstance(head, Name) or names.size(head.name) is None or not trial.worlds:
        return
    member = next(iter(trial.members(trial.worlds[0])), None)
    if member is None or member.data.size != 1:
        return
    right = float(names.size(head.name) or 0)
    rules = rules_for(names.model, float(member.data.ravel()[0]), right)
    if not isinstance(trial.member, Number):
        # what was set up shows whether one was added
        sums = [t for t in find(trial.member, Operation) if t.operator == "+"]
        added = any(Number("1") in (t.left, t.right) for t in sums)
        rules = sorted(rules, key=lambda r: (r.tag == "index-off-by-one") == added)
    for number, found in enumerate(rules):
        shown = f"{found.said}: {member.data.ravel()[0]:g} is written for {right:g}"
        yield Finding(found.tag, shown, (0.8 if trial.numeric else 1.25) + 0.05 * number)
