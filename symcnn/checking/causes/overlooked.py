"""Another entry of a window written for its maximum: the greatest one was overlooked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.causes.truth_terms import entry_terms
from symcnn.checking.numbers.compare import within
from symcnn.expression.nodes import Maximum, Sum

MOST = 6


def overlooked_findings(trial: Trial) -> Iterator[Finding]:
    """The maxima that are wrong, each of them another entry of its window."""
    key, written, red = trial.judge.key, trial.link.written, trial.red
    equations = trial.reading.names.model.network.forward_system.equations
    equation = next((e for e in equations if e.tensor == key), None)
    if key is None or written is None or red is None or not 0 < red.sum() <= MOST or equation is None or not isinstance(
            equation.right, Maximum):
        return
    positions = trial.positions(key)
    if positions is None or positions.data.shape != written.data.shape:
        return
    window = Sum(equation.right.ranges, equation.right.guards, equation.right.body)
    places = [(at, dict(zip(equation.letters, trial.place_of(key, float(positions.data[at])), strict=True)))
              for at in map(tuple, np.argwhere(red))]
    for writers in trial.writers:
        entries = [list(entry_terms(trial.worlds[-1], window, place, writers, trial.reading.base)) for _, place in places]
        if all(any(within(written.data[at], np.asarray(v), trial.reach[at]) for _, v in found)
               for (at, _), found in zip(places, entries, strict=True)):
            shown = max(entries[0], key=lambda e: e[1])[0]
            yield Finding("window-sum-incomplete", f"the greatest entry of the window, {shown}, is overlooked",
                          0.8 if red.sum() == 1 else 1.3)
            return
