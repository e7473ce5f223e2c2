"""Entries that are right and stand at other places: transposed, turned, exchanged, moved on by one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.numbers.compare import within
from symcnn.expression.nodes import Maximum
from symcnn.expression.walk import descend, tensors


def arranged_findings(trial: Trial) -> Iterator[Finding]:
    written = trial.link.written
    assert written is not None
    if written.names or written.data.size < 2:
        return
    gradient = trial.judge.key is not None and trial.reading.names.model.system.tensors[
        trial.judge.key].role == "gradient"
    for goal in trial.goals():
        if goal.ndim == 2:
            if goal.shape[0] == goal.shape[1] and np.all(within(written.data, goal.T, trial.reach)):
                yield Finding("transpose", "the matrix is transposed", 0.75)
            turned = goal[::-1, ::-1]
            if np.all(within(written.data, turned, trial.reach)):
                yield Finding("filter-gradient-turned" if gradient else "kernel-flipped",
                              "what is written is turned by half a turn", turned_weight(trial))
        elif goal.ndim == 1 and np.all(within(written.data, goal[::-1], trial.reach)):
            yield Finding("filter-gradient-turned" if gradient else "kernel-flipped",
                          "what is written stands in the opposite order", turned_weight(trial))
        if goal.ndim == 1 and any(np.all(within(written.data, other, trial.reach)) for other in columns(trial, goal)):
            yield Finding("flatten-order", "the entries are taken column by column where they are taken row by row", 0.75)
        flat = goal.T.ravel() if goal.ndim == 2 else goal.ravel()
        if goal.ndim == 2 and goal.shape[0] != goal.shape[1] and np.all(
                within(written.data.ravel(), flat, trial.reach.ravel())):
            yield Finding("flatten-order", "the entries are taken column by column where they are taken row by row", 1.0)
        yield from _swapped(trial, goal)
        yield from _shifted(trial, goal)


def columns(trial: Trial, goal: np.ndarray) -> Iterator[np.ndarray]:
    """The entries of a list as they come column by column from an array that it is the rows of."""
    world = trial.worlds[-1]
    forward = trial.reading.names.model.network.forward_system.tensors
    for shape in dict.fromkeys(world.model.shape(k) for k in sorted(forward)):
        if int(np.prod(shape)) == goal.size and sum(n > 1 for n in shape) > 1:
            yield np.swapaxes(goal.reshape(shape), -1, -2).ravel()


def turned_weight(trial: Trial) -> float:
    """How unlikely a turn is: likelier than two entries exchanged in the gradient by a kernel, else less."""
    tensor = trial.reading.names.model.system.tensors[trial.judge.key] if trial.judge.key is not None else None
    by = tensor.partial[1] if tensor is not None and tensor.partial is not None else ""
    tensors = trial.reading.names.model.system.tensors
    return 0.78 if by in tensors and tensors[by].role == "parameter" else 0.9


def _behind_a_maximum(trial: Trial) -> bool:
    """Whether the head is the gradient by what the maximum of a window is taken of."""
    model, key = trial.reading.names.model, trial.judge.key
    partial = None if key is None else model.system.tensors[key].partial
    equations = model.network.forward_system.equations
    return partial is not None and any(isinstance(n, Maximum) and partial[1] in tensors(n.body)
                                       for e in equations for n in descend(e.right))


def _swapped(trial: Trial, goal: np.ndarray) -> Iterator[Finding]:
    """Entries that have changed places with each other."""
    written = trial.link.written
    assert written is not None
    red = np.argwhere(~within(written.data, goal, trial.reach))
    if len(red) < 2:
        return
    values, reach = written.data.ravel(), trial.reach.ravel()
    flat, places = goal.ravel(), [int(np.ravel_multi_index(tuple(p), goal.shape)) for p in red]
    # up to three entries may have moved over; places of zero take part in it
    if len(places) <= 3 and all(any(within(values[p], flat[q], reach[p]) for q in places if q != p) for p in places):
        at = [list(np.asarray(np.unravel_index(p, goal.shape)) + trial.reading.base) for p in places]
        if len(places) == 2 and 0 in values[places] and _behind_a_maximum(trial):
            here, there = at if values[places[0]] else at[::-1]
            yield Finding("maximum-to-wrong-cell", f"the gradient of a maximum stands at {place_of(here)} and belongs at "
                          f"{place_of(there)}", 0.7)
        yield Finding("swapped-entries", "the entries at " + " and ".join(place_of(a) for a in at)
                      + " have changed places", 0.8)
        return
    used: list[int] = []
    for p in places:
        found = next((q for q in places if q != p and q not in used and within(values[p], flat[q], reach[p])), None)
        if found is None:
            return
        used.append(found)
    yield Finding("swapped-entries", f"{len(places)} entries stand at each other's places", 1.2)


def place_of(indices: list[int]) -> str:
    return "(" + ", ".join(str(int(i)) for i in indices) + ")"


def _shifted(trial: Trial, goal: np.ndarray) -> Iterator[Finding]:
    """A whole array one row or column too far."""
    written = trial.link.written
    assert written is not None
    for axis in range(goal.ndim):
        for by in (1, -1):
            moved = np.roll(goal, by, axis=axis)
            inside = [slice(None)] * goal.ndim
            inside[axis] = slice(1, None) if by == 1 else slice(None, -1)
            here = tuple(inside)
            if goal.shape[axis] > 2 and np.all(within(written.data[here], moved[here], trial.reach[here])):
                unit = ("row", "column")[axis] if goal.ndim == 2 else "place"
                yield Finding("index-off-by-one", f"the entries stand one {unit} too far", 1.1)
