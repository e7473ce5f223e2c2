"""A sum written out beside the terms of the truth: which summand stands for which, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import prod

import numpy as np

from symcnn.checking.causes.editing import Editing
from symcnn.checking.causes.edits import symbol_edits
from symcnn.checking.causes.term_difference import Values, explained_by_factors, moves_of, stacked, terms_of
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.numbers.compare import close
from symcnn.checking.report.wording import say
from symcnn.equation import Equation
from symcnn.expression.nodes import Guard, Sum
from symcnn.notation.affine import whole
from symcnn.numeric.sizes import as_quantities
from symcnn.reading.tree import Tree

# terms of the truth that are looked at
MOST = 400


def summand_findings(trial: Trial) -> Iterator[Finding]:
    """Summands that are each right with another entry: dear, and for what nothing else explains."""
    if not trial.numeric:
        yield from paired_findings(trial, Editing(trial).value, True)


def paired_findings(trial: Trial, values: Values, entries: bool = False) -> Iterator[Finding]:
    """A sum written out: each summand beside the term of the truth that it stands for, and what is wrong in it.

    ``entries`` tries other entries in a summand, where no factor explains it.
    """
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
        goals = [t for t in free if t.shape == array.shape]
        moves = list(moves_of(trial, tree, values)) if goals else []
        for truth in goals:
            if named := next(explained_by_factors(trial, moves, truth - array), None):
                votes.setdefault(named.tag, []).append(f"in {say(tree)}: {named.message}")
                break
        else:
            for other, message in _other_entry(trial, tree, goals, values) if entries else ():
                votes.setdefault(other, []).append(f"in {say(tree)}: {message}")
    for tag, said in sorted(votes.items(), key=lambda v: (-len(v[1]), v[0]))[:2]:
        more = f" (and so in {len(said) - 1} more summand{'s' * (len(said) > 2)})" if len(said) > 1 else ""
        yield Finding(tag, said[0] + more, 1.0)


def _other_entry(trial: Trial, tree: Tree, goals: list[np.ndarray], values: Values) -> Iterator[tuple[str, str]]:
    """The one entry of a summand that makes it a term of the truth, if another does."""
    for edit in symbol_edits(trial.reading, tree, (trial.judge.head,)) if goals else ():
        found = stacked([values(world, edit.tree) for world in trial.worlds])
        if found is not None and any(g.shape == found.shape and close(found, g) for g in goals):
            yield edit.tag, edit.message
            return


def _parts(trial: Trial, key: str, right: Sum) -> Iterator[np.ndarray]:
    """The terms of the outermost sum of the truth, each over all entries of the head and all worlds."""
    model = trial.reading.names.model
    equation = next(e for e in model.system.equations if e.tensor == key)
    known = as_quantities(model.sizes)
    ends = [(r.lower[0].substitute(known).number, r.upper[0].substitute(known).number) for r in right.ranges
            if len(r.lower) == len(r.upper) == 1]
    ranges = [range(low, high + 1) for low, high in ends if low is not None and high is not None]
    if len(ranges) < len(right.ranges) or prod(map(len, ranges)) > MOST:
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
