"""What a worked solution is about: a network, the gradients asked for, numbers, and how much is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symcnn.calculus.adjoint import adjoint_system, gradient_key
from symcnn.derivation import Derivation
from symcnn.equation import Equation
from symcnn.errors import MeaninglessError, SymcnnError
from symcnn.lookup import find_tensor, read_request
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Place
from symcnn.programs import infer_sizes
from symcnn.solution.calculation import Calculation
from symcnn.solution.values import Numbers, evaluated, fractions
from symcnn.system import System

if TYPE_CHECKING:
    from symcnn.network import Network

RATES = (r"\eta", r"\alpha", "lr")
ROLES = ("intermediate", "parameter", "data")


@dataclass(frozen=True)
class Blank:
    """What is left for the reader to fill in: a gradient or a value, whole or at one entry."""

    key: str
    place: Place | None = None


@dataclass(frozen=True)
class Options:
    """How much is shown: digits behind the point, terms of a sum and entries of a tensor before dots stand for more."""

    digits: int = 4
    terms: int | None = 24
    entries: int | None = 4
    into: tuple[str, ...] | None = None
    correlation: str = "star"
    parameters_first: bool = False


@dataclass(frozen=True)
class Subject:
    """A network with all that a page about it needs."""

    net: Network
    wrt: tuple[str, ...]
    expansions: tuple[str, ...]
    levels: frozenset[str]
    given: Mapping[str, Any] = field(default_factory=dict)
    rate: str | None = None
    blanks: frozenset[Blank] = frozenset()
    options: Options = Options()

    @property
    def system(self) -> System:
        """The forward equations."""
        return self.net.forward_system

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The forward equations that lead to the loss; all of a fragment's."""
        if self.net.is_fragment:
            return self.system.equations
        path = self.net.adjoint.path()
        return tuple(e for e in self.system.equations if e.tensor in path)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The tensors whose gradients are shown, from the loss back."""
        if self.wrt or self.expansions:
            return self.wrt
        net = self.net
        path, wanted = net.adjoint.path(), net.differentiable if net.is_fragment else net.parameters or net.differentiable
        whole = adjoint_system(net.system, net.loss, tuple(k for k in wanted if k in path))
        keys = {gradient_key(net.loss, k): k for k in net.system.tensors}
        found = [keys[e.tensor] for e in whole.equations if e.tensor in keys]
        return tuple(k for k in found if k != net.loss and not self._is_given(k))

    def _is_given(self, key: str) -> bool:
        return gradient_key(self.net.loss, key) in self.net.system.tensors

    @cached_property
    def derivations(self) -> tuple[Derivation, ...]:
        """One derivation for each gradient shown."""
        return tuple(self.net.gradient(key) for key in self.order)

    @cached_property
    def backward(self) -> System:
        """The forward equations and those of all gradients that are shown or needed."""
        net = self.net
        return adjoint_system(net.system, net.loss, tuple(k for k in self.order if k in net.adjoint.path()))

    @cached_property
    def sizes(self) -> Mapping[Letter, int] | None:
        """Numbers for the size letters, from the shapes of what is given; None where some stay letters."""
        known = {key: value for key, value in self.leaves.items() if key in self.net.system.tensors}
        found = infer_sizes(self.net.system, known, {})
        return found if {*self.net.system.size_letters} <= found.keys() else None

    @cached_property
    def leaves(self) -> dict[str, Any]:
        """The numbers given, as exact fractions in nested lists, by key."""
        return {key: value for key, (value, _) in self._read.items()}

    @cached_property
    def _read(self) -> dict[str, tuple[Any, dict[Place, str]]]:
        found = {}
        for key, values in self.given.items():
            tensor = self.net.system.tensors[key]
            found[key] = fractions(values, (), tuple(a.origin for a in tensor.axes))
        return found

    @cached_property
    def numbers(self) -> Numbers | None:
        """All numbers that follow from what is given; None where sizes are letters or nothing follows."""
        if self.sizes is None or not self.leaves:
            return None
        written = {(key, place): text for key, (_, said) in self._read.items() for place, text in said.items()}
        found = evaluated(self.backward, self.sizes, self.leaves, written)
        return found if len(found.tables) > len(self.leaves) else None

    @property
    def calculation(self) -> Calculation | None:
        """The numbers and how they are shown; None where there are none."""
        return None if self.numbers is None else self.calculated(self.numbers)

    def calculated(self, numbers: Numbers) -> Calculation:
        """Numbers, shown as much as is asked for."""
        options = self.options
        return Calculation(numbers, options.digits, options.terms, options.entries, options.parameters_first)

    @cached_property
    def whole_system(self) -> System:
        """The forward equations with all gradients as tensors, for their names."""
        adjoint, old = self.net.adjoint, self.net.system
        known = dict(old.tensors)
        for key in adjoint.path():
            known.setdefault(gradient_key(self.net.loss, key), adjoint.tensor(key))
        return System(known, old.equations, old.facts, old.origin, old.halves, old.unit_sum, old.ties)

    def is_blank(self, key: str, place: Place | None = None) -> bool:
        """Whether a tensor, or one entry of it, is left to the reader."""
        return Blank(key) in self.blanks or (place is not None and Blank(key, place) in self.blanks)


def blanks_of(net: Network, names: Sequence[str]) -> frozenset[Blank]:
    """What ``dW``, ``dE/dW[1,2]`` or the name of a result stand for; raises ``NameUnknown`` for what is no name."""
    return frozenset(_blank(net, name.strip()) for name in names)


def _blank(net: Network, name: str) -> Blank:
    try:
        request = read_request(name, net.system)
        is_gradient = request.of is not None
    except SymcnnError:
        if not name.startswith("d"):
            raise
        request, is_gradient = read_request(name[1:], net.system), True
    numbers = [i.number for i in request.indices]
    place = tuple(n for n in numbers if n is not None)
    if len(place) < len(numbers):
        raise MeaninglessError(f"{name[:40]} leaves a letter: a blank is a whole tensor or an entry at numbers")
    key = gradient_key(net.loss, request.by) if is_gradient else request.by
    return Blank(key, place or None)


def given_numbers(net: Network, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """The numbers of a network, with their digits, and those given beside it, by key."""
    stated = {gradient_key(net.loss, key): digits for key, digits in net.assembled.upstream.items()}
    found = {**net.assembled.data, **stated}
    for name, value in (values or {}).items():
        found[find_tensor(name, net.system)] = value
    return found


def rate_of(net: Network, rate: str | float | None) -> str | None:
    """The learning rate as it is written: what is given, or a scalar of that name that no equation reads."""
    if rate is not None:
        return str(rate)
    for key, digits in net.assembled.data.items():
        if net.system.tensors[key].shown in RATES and not net.system.consumers(key) and isinstance(digits, str):
            return digits
    return None
