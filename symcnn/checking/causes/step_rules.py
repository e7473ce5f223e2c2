"""The mistakes of a step of descent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.lines.update import UpdateJudge
from symcnn.checking.pages.turned_errors import is_error
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Negation, find


def step_findings(trial: Trial) -> Iterator[Finding]:
    """The mistaken steps that explain what was written."""
    judge = trial.judge
    if not isinstance(judge, UpdateJudge) or judge.key is None:
        return
    key, rate = judge.key, judge.step_size(judge.reading.worlds[-1])
    gradient = trial.reading.names.gradient_by(key)
    shown = trial.reading.names.model.system.tensors[key].shown
    steps: tuple[tuple[str, str, float, float, Callable[[float], float]], ...] = (
        ("ascent", f"the step on {shown} goes along the gradient, not against it", 0.7, 1.0, lambda r: r),
        ("rate-missing", f"the learning rate {rate:g} is left out of the step on {shown}", 0.8, 1.0, lambda r: -1.0),
        ("rate-doubled", f"the learning rate {rate:g} is multiplied in twice", 0.9, 1.0, lambda r: -r * r),
        ("rate-doubled", f"twice the learning rate {rate:g} is used", 0.95, 1.0, lambda r: -2 * r),
        ("rate-doubled", f"half the learning rate {rate:g} is used", 1.0, 1.0, lambda r: -r / 2),
        ("gradient-as-new-value", f"the gradient is written down as the new value of {shown}", 0.75, 0.0, lambda r: 1.0),
        ("gradient-as-new-value", f"the step alone is written down as the new value of {shown}", 0.8, 0.0, lambda r: r),
        ("gradient-as-new-value", f"the step alone is written down as the new value of {shown}", 0.8, 0.0, lambda r: -r),
        ("rate-missing", f"the step on {shown} is left out: the old value stands", 1.5, 1.0, lambda r: 0.0),
    )
    for tag, message, weight, old, step in steps:
        def values(world: World, writers: bool, old: float = old, step: Callable[[float], float] = step) -> np.ndarray:
            stated = world.stated if writers else {}
            before = stated[key].data if key in stated else world.truth(key)
            slope = stated[gradient].data if gradient in stated else world.replay(gradient) if writers else world.truth(
                gradient)
            # a step size that is a letter is another number in every world
            size = step(judge.step_size(world))
            return np.asarray(old * np.asarray(before) + size * np.asarray(slope))
        if trial.explained(values):
            yield _of_minus_errors(trial, Finding(tag, message, weight))
    yield from _of_another(trial, judge)
    yield from _signs(trial, judge, gradient)
    named = {trial.reading.head_key(n) for n in find(trial.member, Name, Entry, Derivative, Nabla)}
    if not trial.numeric and key not in named:
        yield Finding("gradient-as-new-value", f"a gradient is written down as the new value of {shown}: the old value does "
                      "not stand in it", 1.5, sure=False)


def _of_minus_errors(trial: Trial, finding: Finding) -> Finding:
    """A step up where deltas are minus a gradient already: of it the sign is wrong."""
    deltas = [t.argument for t in find(trial.member, Negation) if is_error(t.argument)]
    if finding.tag != "ascent" or not deltas:
        return finding
    return replace(finding, tag="sign", message=f"{say(deltas[0])} is minus a gradient already: with one more minus the step "
                   "goes along the gradient")


def _of_another(trial: Trial, judge: UpdateJudge) -> Iterator[Finding]:
    """A right step, of another parameter than the one on the left."""
    names = list(find(trial.member, Name, Entry))
    tensors = trial.reading.names.model.system.tensors
    for key in dict.fromkeys(k for n in names if (k := trial.reading.head_key(n)) is not None and k != judge.key):
        gradient = trial.reading.names.gradient_by(key)
        if gradient not in tensors:
            continue

        def values(world: World, writers: bool, key: str = key, gradient: str = gradient) -> np.ndarray:
            return np.asarray(world.truth(key) - judge.step_size(world) * world.truth(gradient))
        if all(any(m.data.size == np.size(v := values(w, False)) and np.allclose(m.data.ravel(), np.ravel(v))
                   for m in trial.members(w)) for w in trial.worlds):
            yield Finding("wrong-index", f"this is the step of {tensors[key].shown}", 0.6, symbol=True)


def _signs(trial: Trial, judge: UpdateJudge, gradient: str) -> Iterator[Finding]:
    """Entries that were stepped the other way."""
    written, red, key = trial.link.written, trial.red, judge.key
    if written is None or red is None or not red.any() or red.all() or key is None:
        return
    world = trial.worlds[-1]
    for writers in trial.writers:
        stated = world.stated if writers else {}
        before = stated[key].data if key in stated else world.truth(key)
        slope = stated[gradient].data if gradient in stated else world.truth(gradient)
        other = np.asarray(before) + judge.step_size(judge.reading.worlds[-1]) * np.asarray(slope)
        if other.shape == red.shape:
            slack = 3 * trial.reach + 1e-9
            over = red & (np.abs(written.data - other) <= slack)
            near = np.logical_or.reduce([np.abs(written.data - g) <= slack for g in trial.goals()])
            if over.any() and np.all((over | near)[red]):
                red = over
                yield Finding("sign", f"{int(red.sum())} of the entries are stepped the other way: the sign of the "
                              "step is wrong there", 0.9)
                return
