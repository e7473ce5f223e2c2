"""A sum written out beside the terms of the truth: which summand stands for which, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np

from symcnn.checking.compare import close
from symcnn.checking.term_difference import Values, explained_by_factors, stacked, terms_of
from symcnn.checking.trial import Finding, Trial
from symcnn.checking.wording import say
from symcnn.equation import Equation
from symcnn.expression.nodes import Guard, Sum
from symcnn.notation.affine import whole


def paired_findings(trial: Trial, values: Values) -> Iterator[Finding]:
    """A sum written out: each summand beside the term of the truth that it stands for, and what is wrong in it."""
    key, model = trial.judge.key, trial.reading.names.model
    if key is None or key in model.system.leaves:
        return
    written = [(t, put) for t, put in terms_of(trial.member, lambda t: t)]
    right = next(e for e in model.system.equations if e.tensor == key).right
    if not 2 < len(written) <= 40 or not isinstance(right, Sum):
        return
    truths = list(_parts(trial, key, right))
    arrays = [stacked([values(world, t) for world in trial.worlds]) for t, _ in written]
    free = [t for t in truths if not any(a is not None and a.shape == t.shape and close(a, t) for a in arrays)]
    votes: dict[str, list[str]] = {}
    for (tree, _), array in zip(written, arrays, strict=True):
        if array is None or any(t.shape == array.shape and close(array, t) for t in truths):
            continue
        for truth in free:
            if truth.shape == array.shape and (named := next(explained_by_factors(trial, tree, truth - array, values), None)):
                votes.setdefault(named.tag, []).append(f"in {say(tree)}: {named.message}")
                break
    for tag, said in sorted(votes.items(), key=lambda v: (-len(v[1]), v[0]))[:2]:
        more = f" (and so in {len(said) - 1} more summands)" if len(said) > 1 else ""
        yield Finding(tag, said[0] + more, 1.0)


def _parts(trial: Trial, key: str, right: Sum) -> Iterator[np.ndarray]:
    """The terms of the outermost sum of the truth, each over all entries of the head and all worlds."""
    model = trial.reading.names.model
    equation = next(e for e in model.system.equations if e.tensor == key)
    ranges = [range(r.lower[0].number or 0, (r.upper[0].number or 0) + 1) for r in right.ranges]
    if any(len(r.lower) != 1 or len(r.upper) != 1 or r.lower[0].number is None or r.upper[0].number is None
           for r in right.ranges):
        return
    for numbers in product(*ranges):
        held = tuple(Guard("==", whole(r.letter) - n) for r, n in zip(right.ranges, numbers, strict=True))
        step = model.steps.alone(model.system, Equation(equation.left, replace(right, guards=right.guards + held)))
        found = []
        for world in trial.worlds:
            heads = trial.read_head(world, step({k: world.truth(k) for k in step.reads}))
            if not heads:
                return
            found.append(heads[0].data.ravel())
        yield np.concatenate(found)
