"""Worlds made: of seeded random numbers, or of those that a sheet gives."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.binding.leaves import given_leaves, random_leaves
from symcnn.checking.binding.model import Model
from symcnn.checking.binding.stand_ins import stand_ins
from symcnn.checking.binding.world import TOGETHER, World
from symcnn.errors import NotSupportedYet, ShapeError, quoted
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import descend, tensors


def random_world(model: Model, seed: int) -> World:
    """A world of seeded numbers of moderate size; all positive where a logarithm has no value otherwise."""
    system, sizes = model.system, model.sizes
    world = World(model, random_leaves(system, sizes, seed, positive=False), seed=seed)
    if model.entries > TOGETHER:
        return world
    with suppress(NotSupportedYet):
        if any(np.isnan(world.truth(e.tensor)).any() for e in model.network.forward_system.equations):
            return World(model, random_leaves(system, sizes, seed, positive=True), seed=seed)
    return world


def untold(model: Model) -> list[str]:
    """What a function that nobody defines gives, and the gradients that go back through it."""
    forward, losses = model.network.forward_system, model.losses
    kinds = stand_ins(model.network)
    through = [e for e in forward.equations if kinds and any(
        isinstance(n, Apply) and n.function in kinds for n in descend(e.right))]
    found = [k for e in through for k in (e.tensor, *(
        gradient_key(loss, n) for n in sorted(tensors(e.right)) for loss in losses))]
    return [k for k in dict.fromkeys(found) if k in model.system.tensors]


def data_world(model: Model, values: Mapping[str, np.ndarray]) -> World | None:
    """The world of the sheet's own numbers, or None where it gives none; a leaf without numbers is not a number.

    Raises ``ShapeError`` where numbers have another shape than the tensor they are given to.
    """
    for key, array in values.items():
        if key in model.system.tensors and np.shape(array) != (shape := model.shape(key)):
            raise ShapeError(f"{quoted(key)} has the shape {shape} and is given numbers of shape {np.shape(array)}: "
                             "give it its sizes, or other numbers")
    leaves = given_leaves(model.system, model.sizes, values, untold(model))
    return None if leaves is None else World(model, leaves)
