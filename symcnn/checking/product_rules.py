"""Products taken for one another: a matrix product of a gradient and a slope that are multiplied entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.backward_pass import Passing, as_array
from symcnn.checking.passes import WayBack, way_back
from symcnn.checking.trial import Finding, Trial
from symcnn.checking.variants import operand
from symcnn.checking.world import World
from symcnn.expression.nodes import Access, Apply
from symcnn.numeric.exact import places_of


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
    way = way_back(model, loss)
    for equation in forward.consumers(by):
        if isinstance(equation.right, Apply) and isinstance(equation.right.argument, Access):
            above = gradient_key(loss, equation.tensor)
            for turned in (False, True):
                if trial.explained(_multiplied(way, way.steps[equation.tensor, by], above, str(key), turned)):
                    shown = model.system.tensors[equation.tensor].shown
                    yield Finding("hadamard-for-matrix-product", f"the gradient by {shown} and the slope are multiplied as "
                                  "matrices where they are multiplied entry by entry", 0.8)
                    return


def _multiplied(way: WayBack, step: Passing, above: str, key: str, turned: bool) -> Callable[[World, bool], np.ndarray]:
    def run(world: World, writers: bool) -> np.ndarray:
        gradient, tensor = operand(world, above, writers, key), step.system.tensors[step.by]
        ones = dict.fromkeys(places_of(step.system.tensors[step.equation.tensor], way.model.sizes), 1.0)
        slope = as_array(way.passes(world, writers).backward.passed(step, ones), tensor, way.model.sizes)
        return np.asarray(slope @ gradient if turned else gradient @ slope)
    return run
