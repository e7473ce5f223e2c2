"""Targets that sum to one, as labels and probabilities do: which they are, and along which axis."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.expression.nodes import Access, Add, Apply, Multiply, Number
from symcnn.expression.walk import descend, tensors
from symcnn.system import System


def targets_summing(forward: System) -> list[str]:
    """The targets that may be taken to sum to one."""
    logs = any(isinstance(n, Apply) and n.function == "log" for e in forward.equations for n in descend(e.right))
    targets = [k for k in forward.leaves if forward.tensors[k].role == "target" and forward.tensors[k].axes]
    targets = targets or beside_logarithms(forward)
    return [] if not logs or set(targets) <= set(forward.unit_sum) or is_binary(forward, targets) else targets


def is_binary(forward: System, targets: Collection[str]) -> bool:
    """Whether what is not the target counts too, so that each is a label of its own and they need not sum to one."""
    rests = [n for e in forward.equations for n in descend(e.right) if isinstance(n, Add)
             and any(isinstance(t, Number) for t in n.terms)]
    return any(tensors(n) <= set(targets) and tensors(n) for n in rests)


def beside_logarithms(forward: System) -> list[str]:
    """The leaves that multiply a logarithm, as labels do: ``\\hat{y}_i \\log p_i``."""
    products = [n for e in forward.equations for n in descend(e.right) if isinstance(n, Multiply) and any(
        isinstance(f, Apply) and f.function == "log" for f in n.factors)]
    factors = {f.tensor for n in products for f in n.factors if isinstance(f, Access)}
    return [k for k in forward.leaves if k in factors and forward.tensors[k].axes]


def class_axis(world: World, target: str) -> int:
    """The axis of the classes: that over which what a target is held against sums to one, else the last."""
    shape, forward = world.leaves[target].shape, world.model.network.forward_system
    alike = [k for k in forward.tensors if len(shape) > 1 and k not in world.leaves and world.model.shape(k) == shape]
    found = {axis for k in alike for axis in range(len(shape)) if np.allclose(world.truth(k).sum(axis=axis), 1)}
    return found.pop() if len(found) == 1 else -1
