"""Transforms of the truth that explain what was written: a factor, a turn, exchanged entries, a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from symcnn.checking.compare import laid, within
from symcnn.checking.trial import Finding, Trial, ratio
from symcnn.checking.update import UpdateJudge
from symcnn.expression.nodes import Maximum, Sum
from symcnn.expression.walk import descend, tensors
from symcnn.system import System

SIMPLE = (-1.0, 2.0, 0.5, 10.0, 0.1, 100.0, 0.01)


def transform_findings(trial: Trial) -> Iterator[Finding]:
    """The transforms that explain what was written."""
    step = isinstance(trial.judge, UpdateJudge)
    if not step:
        yield from _scaled(trial)
        yield from _copied(trial)
    if not trial.numeric:
        return
    yield from _arranged(trial)


# one factor for all

def _scaled(trial: Trial) -> Iterator[Finding]:
    factor = _number_factor(trial) if trial.numeric else _formula_factor(trial)
    if factor is not None:
        yield named_factor(trial, factor)


def _formula_factor(trial: Trial) -> float | None:
    found: set[float] = set()
    for world in trial.worlds:
        here = {round(r, 9) for head in trial.heads(world, False) for member in trial.members(world)
                for shaped in laid(member, head) if shaped.names == head.names
                if (r := ratio(np.asarray(shaped.data), np.asarray(head.data))) is not None}
        found = here if not found else found & here
        if not found:
            return None
    return next(iter(sorted(found, key=lambda r: (abs(np.log(abs(r))), r))), None)


def _number_factor(trial: Trial) -> float | None:
    """The simplest number that the written entries allow as factor, entry by entry."""
    written = trial.link.written
    assert written is not None
    for goal in trial.goals():
        big = np.abs(goal) > 1e-12
        if not big.any() or not np.all(within(written.data, goal, trial.reach)[~big]):
            continue
        bounds = (written.data[big] - trial.reach[big]) / goal[big], (written.data[big] + trial.reach[big]) / goal[big]
        low, high = float(np.max(np.minimum(*bounds))), float(np.min(np.maximum(*bounds)))
        if low - 1e-9 > high + 1e-9:
            continue
        for factor in candidates(trial):
            if trial.few_digits() and factor not in SIMPLE:
                continue
            if low - 1e-9 <= factor <= high + 1e-9 and abs(factor - 1) > 1e-6:
                return factor
    return None


def candidates(trial: Trial) -> Iterator[float]:
    """Factors that a slip can bring in, the simplest first."""
    yield from SIMPLE
    for count in sorted(counts(trial)):
        yield from (float(count), 1.0 / count, float(count) ** -2)
    yield from (-2.0, -0.5, 4.0, 0.25, 1000.0, 0.001)


def counts(trial: Trial) -> dict[int, str]:
    """Numbers of the network that a factor may come from: windows, positions, outputs; with what they count."""
    model = trial.reading.names.model
    found: dict[int, str] = {}
    for equation in model.network.system.equations:
        for node in descend(equation.right):
            if isinstance(node, Sum | Maximum) and node.ranges:
                extents = [(r.upper[0] - r.lower[0] + 1).substitute({}).number for r in node.ranges]
                if all(e is not None for e in extents):
                    size = int(np.prod([e or 1 for e in extents]))
                    shown = model.system.tensors[equation.tensor].shown
                    found.setdefault(size, f"{'·'.join(str(e) for e in extents)} entries that {shown} is made of")
    for key in sorted(model.system.tensors):
        size = int(np.prod(model.shape(key)))
        found.setdefault(size, f"the entries of {model.system.tensors[key].shown}")
    return {n: said for n, said in found.items() if n > 1}


def pool_sizes(trial: Trial) -> set[int]:
    """The sizes of the windows of pools."""
    system = trial.reading.names.model.network.system
    found = set()
    for equation in system.equations:
        for node in descend(equation.right):
            if isinstance(node, Sum | Maximum) and node.ranges and not any(
                    system.tensors[a].role == "parameter" for a in _reads(node)):
                extents = [(r.upper[0] - r.lower[0] + 1).number or 1 for r in node.ranges]
                if system.tensors[equation.tensor].role != "loss":
                    found.add(int(np.prod(extents)))
    return found - {1}


def _reads(node: Sum | Maximum) -> set[str]:
    from_below = list(descend(node.body))
    return {n.tensor for n in from_below if hasattr(n, "tensor")}


def through_pool(trial: Trial) -> bool:
    """Whether a pool lies on the way to what was judged: in a gradient, on the way back from the loss."""
    if trial.judge.key is None:
        return True
    system = trial.reading.names.model.network.system
    tensor = trial.reading.names.model.system.tensors[trial.judge.key]
    pools = {e.tensor for e in system.equations if system.tensors[e.tensor].role != "loss" and any(
        isinstance(n, Sum | Maximum) and n.ranges and not any(system.tensors[a].role == "parameter" for a in _reads(n))
        for n in descend(e.right))}
    if tensor.partial is None:
        return bool(pools & upstream(system, trial.judge.key))
    return any(tensor.partial[1] in upstream(system, pool) - {pool} for pool in pools)


def upstream(system: System, key: str) -> set[str]:
    """What a tensor is made of, itself included."""
    found = {key}
    for equation in reversed(system.equations):
        if equation.tensor in found:
            found |= tensors(equation.right)
    return found


def named_factor(trial: Trial, factor: float) -> Finding:
    """A factor with the rule it comes from."""
    shown = str(Fraction(factor).limit_denominator(10_000)) if abs(
        float(Fraction(factor).limit_denominator(10_000)) - factor) < 1e-8 else f"{factor:.6g}"
    said = f"what is written is {shown} times what is right"
    if abs(factor + 1) < 1e-9:
        return Finding("sign", "the sign is wrong: what is written is minus what is right", 1.1)
    pools = pool_sizes(trial) if through_pool(trial) else set()
    whole = round(max(abs(factor), 1 / abs(factor)))
    if whole in pools and _is(factor, whole):
        return Finding("pool-factor", f"{said}: {whole} is the size of the pool's window", 1.0)
    if _is(factor, 2):
        return Finding("loss-factor", f"{said}: a factor of the loss", 1.2)
    if whole in (10, 100, 1000) and _is(factor, whole) and trial.numeric:
        return Finding("decimal-point", f"{said}: the decimal point is at another place", 1.2)
    known = counts(trial)
    if whole in known and _is(factor, whole):
        return Finding("mean-for-sum" if abs(factor) < 1 or abs(factor) > 1 else "factor",
                       f"{said}: {whole} is the number of {known[whole]}", 1.5)
    return Finding("factor", said, 2.0, sure=not trial.numeric)


def _is(factor: float, whole: int) -> bool:
    return abs(abs(factor) - whole) < 1e-6 * whole or abs(abs(factor) * whole - 1) < 1e-6


# another tensor copied

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


# entries at other places

def _arranged(trial: Trial) -> Iterator[Finding]:
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
