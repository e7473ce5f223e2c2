"""Products taken for one another: a matrix product of a gradient and a slope that are multiplied entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.binding.model import Model
from symcnn.checking.binding.world import World
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.causes.variants import operand
from symcnn.expression.nodes import Access, Apply


def product_findings(trial: Trial) -> Iterator[Finding]:
    """A matrix product where the slope of an activation is multiplied in entry by entry."""
    key, model = trial.judge.key, trial.reading.names.model
    loss, by = (None if key is None else model.system.tensors[key].partial) or ("", "")
    forward = model.network.system
    if loss not in forward.tensors or by not in forward.tensors or not trial.numeric:
        return
    shape = model.shape(by)
    if len(shape) < 2 or shape[-1] != shape[-2] or shape[-1] < 2:
        return
    for equation in forward.consumers(by):
        if isinstance(equation.right, Apply) and isinstance(equation.right.argument, Access):
            above = gradient_key(loss, equation.tensor)
            for turned in (False, True):
                if trial.explained(_multiplied(model, equation.tensor, above, str(key), turned)):
                    shown = model.system.tensors[equation.tensor].shown
                    yield Finding("hadamard-for-matrix-product", f"the gradient by {shown} and the slope are multiplied as "
                                  "matrices where they are multiplied entry by entry", 0.8)
                    return


def _multiplied(model: Model, tensor: str, above: str, key: str, turned: bool) -> Callable[[World, bool], np.ndarray]:
    def run(world: World, writers: bool) -> np.ndarray:
        ones, noughts = (fill(model.shape(tensor)) for fill in (np.ones, np.zeros))
        # with the values on paper where the slope is made of them
        slope = world.fixed(key, {above: ones})[writers] - world.fixed(key, {above: noughts})[writers]
        gradient = operand(world, above, writers, key)
        return np.asarray(slope @ gradient if turned else gradient @ slope)
    return run
