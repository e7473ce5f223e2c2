"""A network with its gradients as one system, and numbers for its size letters: what a document is judged against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from math import prod
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import Adjoint, adjoint_system, gradient_key
from symcnn.calculus.fragment import ends, loss_letter, with_upstream
from symcnn.checking.binding.channel_letters import Places, channels
from symcnn.checking.binding.kinks import bent, compared, gated
from symcnn.checking.binding.small_sizes import chosen_sizes
from symcnn.checking.binding.steps import Steps
from symcnn.checking.binding.unrolled import Unrolled, unrolled
from symcnn.errors import NotSupportedYet
from symcnn.expression.walk import tensors
from symcnn.network import Network
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import completed
from symcnn.system import System

# so many are kept
MOST = 32


@dataclass(frozen=True)
class Model:
    """A network with its gradients as one system, and numbers for its size letters.

    ``named`` is the same with every gradient in those of the tensors that read it, for one who goes on from these;
    ``swaps`` holds the mistaken equations for a tensor, and the mistakes on the way back, that were tried before;
    ``operators`` what equations, as text, are in operators on whole arrays, as text and in LaTeX.
    """

    network: Network
    system: System
    sizes: Mapping[Letter, int]
    named: System
    steps: Steps
    losses: tuple[str, ...] = ()
    swaps: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    operators: dict[str, tuple[str, str]] = field(default_factory=dict, compare=False, repr=False)
    _jacobians: dict[tuple[str, str], System] = field(default_factory=dict, compare=False, repr=False)
    _direct: dict[tuple[str, str], System | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The extents of all tensors."""
        return self.system.numbered(self.sizes)

    @cached_property
    def wide(self) -> dict[str, tuple[int, ...]]:
        """The axes of more than one entry, of the tensors that have others too."""
        known = self.system.tensors
        found = {k: tuple(n for n, a in enumerate(t.axes) if a.extent.number != 1) for k, t in known.items()}
        return {k: wide for k, wide in found.items() if len(wide) < len(known[k].axes)}

    @cached_property
    def bent(self) -> tuple[str, ...]:
        """The tensors whose signs decide which slope a function has."""
        return bent(self.network.forward_system)

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The tensors of whose numbers the greatest is taken."""
        return compared(self.network.forward_system)

    @cached_property
    def unrolled(self) -> tuple[Unrolled, ...]:
        """The layers that slide a kernel, as products of matrices."""
        return unrolled(self.network.forward_system, self.sizes, self.shapes)

    @cached_property
    def channels(self) -> Places:
        """The letters of channels at the axes of the tensors of layers that slide a kernel."""
        return channels(self.network.forward_system)

    @cached_property
    def counted_otherwise(self) -> Model:
        """The same network with indices from the other of 0 and 1; raises where it states what they are from."""
        return model_of(self.network.counted_from(1 - self.system.origin), {v.name: n for v, n in self.sizes.items()})

    @cached_property
    def entries(self) -> int:
        """How many numbers all tensors hold together."""
        return sum(prod(s) for s in self.shapes.values())

    def shape(self, key: str) -> tuple[int, ...]:
        """The extents of a tensor."""
        return self.shapes[key]

    def run(self, system: System, outputs: tuple[str, ...], given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Some tensors from others."""
        return self.steps.run(system, outputs, given)

    def jacobian(self, of: str, by: str) -> System:
        """The system with the derivative of every entry of one tensor by every entry of another."""
        if not {of, by} <= set(self.network.system.tensors):
            raise NotSupportedYet("the derivative of a gradient is not tried here")
        if (of, by) not in self._jacobians:
            self._jacobians[of, by] = adjoint_system(self.network.system, of, (by,))
        return self._jacobians[of, by]

    def direct(self, of: str, by: str) -> System | None:
        """The same with all other tensors held fixed; None where there is but one way from the one to the other."""
        equation = next((e for e in self.network.system.equations if e.tensor == of), None)
        if equation is None or by not in tensors(equation.right):
            return None
        if (of, by) not in self._direct:
            others, found = tensors(equation.right) - {by}, None
            if others & behind(self.network.system, by):
                held = Adjoint(self.network.system, of)
                known = {**self.network.system.tensors, gradient_key(of, by): held.tensor(by)}
                found = replace(self.network.system, tensors=known, equations=(
                    *self.network.system.equations, held.direct(by)))
            self._direct[of, by] = found
        return self._direct[of, by]


def behind(system: System, key: str) -> frozenset[str]:
    """The tensors that hang on one."""
    found = {key}
    for equation in system.equations:
        found |= {equation.tensor} if tensors(equation.right) & found else set()
    return frozenset(found - {key})


def resized(model: Model, given: Mapping[str, int] | None = None) -> Model | None:
    """The network with other numbers for the size letters that are not given; None where all are. Looked for once."""
    key = ("resized", *sorted((given or {}).items()))
    if key not in model.swaps:
        system, first = model.network.system, model.sizes
        sizes = completed(system, chosen_sizes(system, given or {}, first))
        same = all(first[letter] == n for letter, n in sizes.items())
        model.swaps[key] = None if same else replace(model, sizes=sizes, steps=Steps(sizes, model.steps.gates), swaps={})
    found: Model | None = model.swaps[key]
    return found


def model_of(network: Network, given: Mapping[str, int] | None = None) -> Model:
    """The network with all gradients of its loss; sizes that are letters and not given get small numbers.

    What leads to an end beside the loss has the gradients of a loss of its own, whose upstream gradients are given.
    """
    return _model_of(_Same(network), tuple(sorted((given or {}).items())))


class _Same:
    """A network as the key of what is kept of it: none but itself is like it."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.network is self.network

    def __hash__(self) -> int:
        return id(self.network)


@lru_cache(maxsize=MOST)
def _model_of(same: _Same, given: tuple[tuple[str, int], ...]) -> Model:
    network = same.network
    system, losses = with_gradients(network.system, network.loss), [network.loss]
    named = with_gradients(network.system, network.loss, True)
    others = [k for k in ends(network.forward_system) if k != network.loss]
    if not network.is_fragment and others:
        second = loss_letter(network.system)
        closed = with_upstream(network.system, second, others)
        system = both(with_gradients(closed, second), system)
        named = both(with_gradients(closed, second, True), named)
        losses.append(second)
    sizes = completed(network.system, chosen_sizes(network.system, dict(given)))
    return Model(network, system, sizes, named, Steps(sizes, frozenset(gated(network.forward_system))), tuple(losses))


def both(one: System, other: System) -> System:
    """Two systems of the same forward equations as one."""
    return replace(other, tensors={**one.tensors, **other.tensors}, equations=(
        *one.equations, *(e for e in other.equations if e not in one.equations)))


def with_gradients(system: System, loss: str, named: bool = False) -> System:
    """A system with the gradients of a loss by everything on the way to it."""
    path = Adjoint(system, loss).path()
    keys = tuple(k for k in system.tensors if k in path and k != loss and system.tensors[k].role != "gradient")
    return adjoint_system(system, loss, keys, named)
