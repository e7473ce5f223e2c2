"""A gradient to which not all ways lead: a tensor in between is left out, or all of its entries but one are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import prod

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.backward.plain_pass import as_array
from symcnn.checking.binding.world import World
from symcnn.checking.causes.passes import WayBack, way_back
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.expression.walk import tensors
from symcnn.system import System

MOST_WAYS = 5
LARGEST = 4_096


def way_findings(trial: Trial) -> Iterator[Finding]:
    """The ways from a tensor to the loss that what was written leaves out."""
    key, model = trial.judge.key, trial.reading.names.model
    partial = None if key is None else model.system.tensors[key].partial
    forward = model.network.system
    if partial is None or partial[0] not in forward.tensors or partial[1] not in forward.tensors:
        return
    loss, by = partial
    yield from _through(trial, way_back(model, loss), by)
    yield from _own_place(trial, loss, by)


def _through(trial: Trial, way: WayBack, by: str) -> Iterator[Finding]:
    """Only some of the tensors that are made of one pass their gradients back to it."""
    system, shape = way.model.network.system, way.model.shape(by)
    leads = {way.loss} | {k for k in system.tensors if gradient_key(way.loss, k) in way.model.system.tensors}
    readers = [e.tensor for e in system.consumers(by) if e.tensor in leads]
    if not 1 < len(readers) <= MOST_WAYS or prod(shape) > LARGEST:
        return
    for count in range(len(readers) - 1, 0, -1):
        for kept in combinations(readers, count):
            if trial.spend(20) and trial.explained(_sum_of(way, by, kept)):
                gone = ", ".join(system.tensors[k].shown for k in readers if k not in kept)
                yield Finding("term-missing", f"{system.tensors[by].shown} acts on the loss through {gone} too: what comes "
                              "back that way is left out", 0.75)
                return


def _sum_of(way: WayBack, by: str, kept: tuple[str, ...]) -> Callable[[World, bool], np.ndarray | None]:
    def run(world: World, writers: bool) -> np.ndarray | None:
        found = np.zeros(way.model.shape(by))
        backward = way.passes(world, writers).backward
        for reader in kept:
            table = backward.passed(way.steps[reader, by], backward.gradient(reader))
            found = found + as_array(table, way.model.network.system.tensors[by], way.model.sizes)
        return found
    return run


def _own_place(trial: Trial, loss: str, by: str) -> Iterator[Finding]:
    """Of all entries of a tensor in between only that at the same place counts, or all but that."""
    model = trial.reading.names.model
    system, shape = model.network.system, model.shape(by)
    if system.tensors[by].role == "parameter":
        # a weight has no place of its own in what it makes
        return
    for between in _narrows(system, loss, by):
        if model.shape(between) != shape or not 1 < prod(shape) <= LARGEST ** 0.5:
            continue
        shown = f"{system.tensors[by].shown} acts on all entries of {system.tensors[between].shown}"
        for own, said in ((True, "only that at the same place is counted, the others are left out"),
                          (False, "that at the same place is left out")):
            if trial.spend(20) and trial.explained(_part_of(loss, by, between, own)):
                yield Finding("term-missing", f"{shown}: {said}", 0.85)
                return


def _part_of(loss: str, by: str, between: str, own: bool) -> Callable[[World, bool], np.ndarray | None]:
    def run(world: World, writers: bool) -> np.ndarray | None:
        shape = world.model.shape(by)
        table = world.jacobian(between, by, writers).reshape(prod(shape), prod(shape))
        above = world.replay(gradient_key(loss, between)) if writers else world.truth(gradient_key(loss, between))
        same = np.eye(len(table), dtype=bool)
        if not table[~same].any():
            return None
        return np.asarray(above.ravel() @ np.where(same == own, table, 0.0)).reshape(shape)
    return run


def _narrows(system: System, loss: str, by: str) -> list[str]:
    """The tensors that everything on the way from one to the loss goes through, the nearest first."""
    after = {by}
    for equation in system.equations:
        if tensors(equation.right) & after:
            after.add(equation.tensor)
    between = [e.tensor for e in system.equations if e.tensor in after and e.tensor != loss]
    return [k for k in between if not _leads(system, loss, by, k)]


def _leads(system: System, loss: str, by: str, without: str) -> bool:
    """Whether a tensor still acts on the loss where another is held fast."""
    found = {by}
    for equation in system.equations:
        if equation.tensor != without and tensors(equation.right) & found:
            found.add(equation.tensor)
    return loss in found
