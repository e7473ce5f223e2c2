"""Transforms of the truth that explain what was written: a factor, a turn, exchanged entries, another tensor's values."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symcnn.checking.causes.arranged import arranged_findings
from symcnn.checking.causes.factors import factor_findings
from symcnn.checking.causes.renamings import skipped_between
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.lines.update import UpdateJudge
from symcnn.expression.walk import tensors


def transform_findings(trial: Trial) -> Iterator[Finding]:
    """The transforms that explain what was written."""
    step = isinstance(trial.judge, UpdateJudge)
    if not step:
        yield from factor_findings(trial)
        yield from _copied(trial)
    if not trial.numeric:
        return
    yield from arranged_findings(trial)


def _copied(trial: Trial) -> Iterator[Finding]:
    key = trial.judge.key
    model = trial.reading.names.model
    if key is None:
        return
    tensors = model.system.tensors
    for other in sorted(tensors):
        if other == key or int(np.prod(model.shape(other))) != int(np.prod(model.shape(key))) or not trial.spend(20):
            continue
        if not model.shape(key) and trial.few_digits():
            continue

        def array(world, writers, other=other):  # type: ignore[no-untyped-def]
            stated = world.stated.get(other) if writers else None
            found = stated.data if stated is not None else world.truth(other)
            return np.asarray(found).reshape(model.shape(key))
        try:
            fits = trial.explained(array)
        except ValueError:
            continue
        if fits:
            yield _copy(trial, key, other)


def _copy(trial: Trial, key: str, other: str) -> Finding:
    tensors = trial.reading.names.model.system.tensors
    mine, theirs = tensors[key], tensors[other]
    shown = _shown(trial, other)
    if mine.partial is None and theirs.role != "target" and _applied_to(trial, key) == {other}:
        return Finding("activation-missing", f"{shown} is written for {_shown(trial, key)}: what is to be applied to it is "
                       "left out", 0.8)
    if mine.partial and theirs.partial:
        skipped = skipped_between(trial.reading, mine.partial[1], theirs.partial[1])
        if skipped is not None:
            return Finding(*skipped, 0.9)
        roles = {tensors[mine.partial[1]].role, tensors[theirs.partial[1]].role}
        tag = "weights-gradient-for-input-gradient" if "parameter" in roles and len(roles) > 1 else "wrong-symbol"
        weight = 0.9 if tag != "wrong-symbol" else 1.6
        return Finding(tag, f"the gradient {shown} is written for the gradient {_shown(trial, key)}", weight)
    if mine.partial and theirs.partial is None:
        return Finding("value-for-gradient", f"the value {shown} is written for the gradient {_shown(trial, key)}", 0.9)
    return Finding("wrong-symbol", f"{shown} is written for {_shown(trial, key)}", 1.6)


def _applied_to(trial: Trial, key: str) -> set[str]:
    """What the equation of a tensor reads, where it is no weighted sum."""
    equations = trial.reading.names.model.network.system.equations
    return {name for e in equations if e.tensor == key for name in tensors(e.right)}


def _shown(trial: Trial, key: str) -> str:
    tensors = trial.reading.names.model.system.tensors
    tensor = tensors[key]
    return f"d{tensors[tensor.partial[0]].shown}/d{tensors[tensor.partial[1]].shown}" if tensor.partial else tensor.shown
