"""A system: equations in order, each using only leaves and what stands before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from symcnn.display import Legible
from symcnn.equation import Equation, Tensor
from symcnn.errors import MeaninglessError
from symcnn.expression.walk import substitute, tensors
from symcnn.notation.affine import Affine
from symcnn.notation.facts import Facts, Interval
from symcnn.notation.letters import Letter


@dataclass(frozen=True)
class System(Legible):
    """Tensors by key, equations in order, what is known of the sizes, and the index of a first entry.

    ``halves`` maps a letter h to the odd size K = 2h + 1 it stands for; ``unit_sum`` names tensors whose entries add up
    to one (one-hot targets); ``ties`` is the rule by which maxima pass their gradient.
    """

    tensors: Mapping[str, Tensor]
    equations: tuple[Equation, ...]
    facts: Facts = field(default_factory=Facts)
    origin: int = 1
    halves: Mapping[Letter, Letter] = field(default_factory=dict)
    unit_sum: frozenset[str] = frozenset()
    ties: str = "first"

    def __post_init__(self) -> None:
        known = {k for k, t in self.tensors.items()} - {e.tensor for e in self.equations}
        for equation in self.equations:
            missing = sorted(tensors(equation.right) - known)
            if missing:
                raise MeaninglessError(f"the equation for {equation.tensor} reads {missing[0]} before it is given")
            known.add(equation.tensor)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The keys of the tensors that no equation gives, in order."""
        given = {e.tensor for e in self.equations}
        return tuple(k for k in self.tensors if k not in given)

    def equation(self, key: str) -> Equation:
        """The equation that gives a tensor."""
        for equation in self.equations:
            if equation.tensor == key:
                return equation
        raise MeaninglessError(f"no equation gives {key}: it is a leaf")

    def consumers(self, key: str) -> tuple[Equation, ...]:
        """The equations that read a tensor, in order."""
        return self._readers.get(key, ())

    @cached_property
    def _readers(self) -> dict[str, tuple[Equation, ...]]:
        found: dict[str, list[Equation]] = {}
        for equation in self.equations:
            for key in sorted(tensors(equation.right)):
                found.setdefault(key, []).append(equation)
        return {key: tuple(readers) for key, readers in found.items()}

    def intervals(self, equation: Equation) -> dict[Letter, Interval]:
        """The ranges of an equation's free letters."""
        axes = self.tensors[equation.tensor].axes
        return {v: a.interval for v, a in zip(equation.letters, axes, strict=True)}

    def numbered(self, sizes: Mapping[Letter, int]) -> dict[str, tuple[int, ...]]:
        """The shape of every tensor when the size letters have numbers."""
        return {k: tuple(a.extent.value(sizes) for a in t.axes) for k, t in self.tensors.items()}

    @property
    def size_letters(self) -> tuple[Letter, ...]:
        """The letters that extents are made of, sorted."""
        found: set[Letter] = set()
        for tensor in self.tensors.values():
            for axis in tensor.axes:
                found |= axis.extent.letters
        return tuple(sorted(found))

    @property
    def sizes_as_written(self) -> tuple[Letter, ...]:
        """The size letters as the author knows them: an odd K where the engine has its half."""
        return tuple(sorted({self.halves.get(v, v) for v in self.size_letters}))

    def extents(self, key: str) -> tuple[Affine, ...]:
        """The extents of a tensor."""
        return tuple(a.extent for a in self.tensors[key].axes)


def numbered(system: System, values: Mapping[Letter, Affine]) -> System:
    """The system with numbers put in for those of the letters that are sizes."""
    sizes = {v: n for v, n in values.items() if not v.is_index}
    if not sizes:
        return system
    tensors = {k: replace(t, axes=tuple(replace(a, extent=a.extent.substitute(sizes)) for a in t.axes))
               for k, t in system.tensors.items()}
    equations = tuple(Equation(e.left, substitute(e.right, sizes)) for e in system.equations)
    halves = {h: odd for h, odd in system.halves.items() if h not in sizes}
    return replace(system, tensors=tensors, equations=equations, halves=halves)
