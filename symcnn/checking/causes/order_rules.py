"""Mistakes of order: weights taken after their step in the pass before it, or before their step in the pass after it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.binding.world import World
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.lines.update import Updates, rates

# weights move little: within the rounding of the lines before, others are likelier
LOOSE = 1.65


def order_findings(trial: Trial) -> Iterator[Finding]:
    """What was worked out with weights that had made their step already, or had made none yet."""
    key, model = trial.judge.key, trial.reading.names.model
    if key is None or not trial.numeric:
        return
    yield from _outdated(trial, key)
    if model.system.tensors[key].role != "gradient":
        return
    loss = model.network.loss
    used = [k for k in model.network.system.leaves if model.system.tensors[k].role == "parameter"
            and gradient_key(loss, k) in model.system.tensors and k in trial.worlds[-1].ancestry(key)]
    for weight in used:
        for rate in rates(trial.reading, [], Updates()):
            def moved(world: World, writers: bool, weight: str = weight, rate: float | str = rate) -> np.ndarray:
                step = float(world.truth(rate)) if isinstance(rate, str) else rate
                slope = world.replay(gradient_key(loss, weight)) if writers else world.truth(gradient_key(loss, weight))
                other = world.beside({weight: world.truth(weight) - step * slope})
                if writers:
                    other.stated.update(world.stated)
                # what the forward pass gave stays as it was
                other.stated.update({k: s for k, s in world.values_before(key).items() if k not in other.stated})
                return other.replay(key)
            if trial.explained(moved):
                shown = model.system.tensors[weight].shown
                yield Finding("updated-weights-used", f"{shown} is taken after its step; the gradients of one pass use the "
                              "weights it began with", LOOSE if trial.loose else 0.85)
                break


def _outdated(trial: Trial, key: str) -> Iterator[Finding]:
    """What comes of parameters that have not made their step, one of them or all, in the pass after it."""
    tensors, old = trial.reading.names.model.system.tensors, trial.reading.outdated
    used = [k for k in old if k in trial.worlds[-1].ancestry(key)]
    for weights in [[k] for k in used] + ([used] if len(used) > 1 else []):
        def before(world: World, writers: bool, weights: list[str] = weights) -> np.ndarray:
            other = world.beside({k: old[k] for k in weights})
            if writers:
                other.stated.update({k: s for k, s in world.stated.items() if k not in weights})
            return other.replay(key)
        if trial.explained(before):
            shown = " and ".join(tensors[k].shown for k in weights)
            yield Finding("old-weights-used", f"{shown} is taken as before the step; the pass after it uses the new value", 0.8)
