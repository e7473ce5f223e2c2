"""One factor that turns what is right into what was written, and the rule it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from symcnn.checking.binding.model import Model
from symcnn.checking.causes.trial import Finding, Trial, ratio
from symcnn.checking.numbers.compare import overlaid, within
from symcnn.expression.nodes import Access, Add, Maximum, Sum
from symcnn.expression.walk import descend, tensors
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import as_quantities
from symcnn.reading.tree import Derivative
from symcnn.system import System

SIMPLE = (-1.0, 2.0, 0.5, 10.0, 0.1, 100.0, 0.01)


def factor_findings(trial: Trial) -> Iterator[Finding]:
    factor = _number_factor(trial) if trial.numeric else _formula_factor(trial)
    if factor is not None:
        yield named_factor(trial, factor)


def _formula_factor(trial: Trial) -> float | None:
    found: set[float] = set()
    for world in trial.worlds:
        pairs = [p for head in trial.heads(world, False) for member in trial.members(world) for p in overlaid(member, head)]
        if pairs and not any(np.any(side) for pair in pairs for side in pair):
            # nought is any number of times nought
            continue
        here = {round(r, 9) for one, other in pairs if (r := ratio(one, other)) is not None}
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
                extents = _extents(node, model.sizes)
                if all(e is not None for e in extents):
                    size = int(np.prod([e or 1 for e in extents]))
                    shown = model.system.tensors[equation.tensor].shown
                    found.setdefault(size, f"{'·'.join(str(e) for e in extents)} entries that {shown} is made of")
    for key in sorted(model.system.tensors):
        size = int(np.prod(model.shape(key)))
        found.setdefault(size, f"the entries of {model.system.tensors[key].shown}")
    return {n: said for n, said in found.items() if n > 1}


def _extents(node: Sum | Maximum, sizes: Mapping[Letter, int]) -> list[int | None]:
    known = as_quantities(sizes)
    return [(r.upper[0] - r.lower[0] + 1).substitute(known).number for r in node.ranges]


def pool_sizes(model: Model) -> set[int]:
    """The sizes of the windows of pools."""
    system = model.network.system
    found = set()
    for equation in system.equations:
        for node in descend(equation.right):
            if isinstance(node, Sum | Maximum) and node.ranges and not any(
                    system.tensors[a].role == "parameter" for a in _reads(node)):
                extents = [e or 1 for e in _extents(node, model.sizes)]
                numbered = all((r.upper[0] - r.lower[0]).number is not None for r in node.ranges)
                # along one axis of any size it is samples that are added up
                if system.tensors[equation.tensor].role != "loss" and (numbered or len(extents) > 1):
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


def averages_a_bias(trial: Trial, factor: float) -> bool:
    """Whether a factor is one over how often a bias is added, in the gradient by it."""
    model, key = trial.reading.names.model, trial.judge.key
    partial = model.system.tensors[key].partial if key is not None else None
    if partial is None or model.system.tensors[partial[1]].role != "parameter":
        return False
    sums = [e for e in model.network.system.consumers(partial[1]) if isinstance(e.right, Add) and any(
        isinstance(t, Access) and t.tensor == partial[1] for t in e.right.terms)]
    own = float(np.prod(model.shape(partial[1])))
    return any(own < np.prod(model.shape(e.tensor)) and abs(factor * np.prod(model.shape(e.tensor)) / own - 1) < 1e-6
               for e in sums)


def named_factor(trial: Trial, factor: float) -> Finding:
    """A factor with the rule it comes from."""
    shown = str(Fraction(factor).limit_denominator(10_000)) if abs(
        float(Fraction(factor).limit_denominator(10_000)) - factor) < 1e-8 else f"{factor:.6g}"
    said = f"what is written is {shown} times what is right"
    if abs(factor + 1) < 1e-9:
        return Finding("sign", "the sign is wrong: what is written is minus what is right", 1.1)
    if averages_a_bias(trial, factor):
        return Finding("bias-gradient-averaged", f"{said}: the gradient by a bias is the sum over what it is added to, and no "
                       "mean", 0.95)
    pools = pool_sizes(trial.reading.names.model) if through_pool(trial) else set()
    whole = round(max(abs(factor), 1 / abs(factor)))
    if whole in pools and _is(factor, whole):
        why = (f"1/{whole} belongs to a mean over the {whole} entries of a window" if abs(factor) < 1
               else f"the 1/{whole} of a mean over the {whole} entries of a window is left out")
        return Finding("pool-factor", f"{said}: {why}", 1.0)
    if whole ** 2 in pools and _is(factor, whole):
        return Finding("pool-factor", f"{said}: a mean over the {whole}·{whole} entries of a window has 1/{whole ** 2}", 1.1)
    if _is(factor, 2) and not (trial.judge.key is None and isinstance(trial.judge.head, Derivative)):
        # no loss takes part in a local derivative
        # of a formula it is known to hold for all numbers
        return Finding("loss-factor", f"{said}: a factor of the loss", 1.2 if trial.numeric else 1.15)
    if whole in (10, 100, 1000) and _is(factor, whole) and trial.numeric:
        return Finding("decimal-point", f"{said}: the decimal point is at another place", 1.2)
    known = counts(trial)
    if whole in known and _is(factor, whole):
        return Finding("mean-for-sum" if abs(factor) < 1 or abs(factor) > 1 else "factor",
                       f"{said}: {whole} is the number of {known[whole]}", 1.5)
    return Finding("factor", said, 2.0, sure=not trial.numeric)


def _is(factor: float, whole: int) -> bool:
    return abs(abs(factor) - whole) < 1e-6 * whole or abs(abs(factor) * whole - 1) < 1e-6
