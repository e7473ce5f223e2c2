"""Values at which forms are put to the proof: a random element of a field for every entry of every tensor."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from symcnn.errors import ProofFailed
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Place
from symcnn.numeric.fields import BROKEN, RELATIONS, Field, Residues, divided_evenly, draw
from symcnn.proof import labels
from symcnn.system import System


@dataclass(frozen=True)
class AnyOrder(Residues):
    """Residues in some order: what holds for them holds whatever the order, as long as both sides compare the same."""

    def apply(self, function: str, parameters: tuple[Fraction, ...], argument: int) -> int:
        return self._atom(function, parameters, argument) if function in BROKEN else super().apply(
            function, parameters, argument)

    def compare(self, relation: str, left: int, right: int) -> int:
        return int(RELATIONS[relation](left, right))

    def greatest(self, values: Sequence[int], tie: str) -> int:
        return max(values)

    def shares(self, values: Sequence[int], tie: str) -> list[int]:
        return [self.number(share) for share in divided_evenly(values, tie)]


@dataclass(frozen=True)
class World:
    """A random element for every entry, made when first read."""

    system: System
    sizes: Mapping[Letter, int]
    field: Field
    seed: int
    _known: dict[tuple[str, Place], Any] = dataclasses.field(default_factory=dict, repr=False, compare=False)

    def entry(self, key: str, place: Place) -> Any:
        """One entry; raises ``ProofFailed`` outside the tensor's axes."""
        if (key, place) not in self._known:
            self._known[key, place] = self._make(key, place)
        return self._known[key, place]

    def entry_or_zero(self, key: str, place: Place) -> Any:
        """One entry; 0 outside the tensor's axes."""
        try:
            return self.entry(key, place)
        except ProofFailed:
            return self.field.number(Fraction(0))

    def _make(self, key: str, place: Place) -> Any:
        for position, axis in zip(place, self.system.tensors[key].axes, strict=True):
            if not axis.origin <= position < axis.origin + axis.extent.value(self.sizes):
                raise ProofFailed(f"{key} is read at {list(place)}, outside its axes")
        if key in self._labels:
            return self.field.number(Fraction(self.system.origin + draw(self.seed, key) % 2))
        return self.field.random(self.seed, key, place)  # type: ignore[attr-defined]

    @cached_property
    def _labels(self) -> frozenset[str]:
        return labels(self.system)
