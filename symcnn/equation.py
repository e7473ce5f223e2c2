"""Tensors, and equations that give one of them entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field

from symcnn.display import Legible
from symcnn.errors import MeaninglessError
from symcnn.expression.nodes import Access, Node
from symcnn.expression.walk import bound_letters, free_letters
from symcnn.notation.affine import Affine, whole
from symcnn.notation.facts import Interval
from symcnn.notation.letters import Letter, index

ROLES = ("data", "parameter", "target", "intermediate", "loss", "gradient")


@dataclass(frozen=True)
class Axis(Legible):
    """One axis: the letter it is shown with, how many entries it has, and the index of the first."""

    letter: str
    extent: Affine
    origin: int = 1

    @property
    def last(self) -> Affine:
        """The index of the last entry."""
        return self.extent + (self.origin - 1)

    @property
    def interval(self) -> Interval:
        """The range of the axis's index."""
        return Interval((whole(self.origin),), (self.last,))


@dataclass(frozen=True)
class Tensor(Legible):
    """A named array: its key, the name it is shown by, its axes and its role.

    A gradient names what it is the derivative of and by: ``partial = (of, by)``, two keys; a Jacobian's first axes are
    those of ``of``. ``parts`` are these two tensors, for their names.
    """

    key: str
    shown: str
    axes: tuple[Axis, ...]
    role: str
    partial: tuple[str, str] | None = None
    parts: tuple[Tensor, ...] = field(default=(), compare=False, repr=False)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters of the axes, told apart where one is used twice."""
        seen: dict[str, int] = {}
        result = []
        for axis in self.axes:
            result.append(index(axis.letter, seen.get(axis.letter, 0)))
            seen[axis.letter] = seen.get(axis.letter, 0) + 1
        return tuple(result)

    def entry(self, *indices: Affine | Letter | int) -> Access:
        """An entry; with no index, the entry at the tensor's own letters."""
        return Access(self.key, tuple(whole(i) for i in (indices or self.letters)))


@dataclass(frozen=True)
class Equation(Legible):
    """``left = right`` for all values of the free letters, those in the indices of ``left``.

    An equation of a system has bare letters as indices; one for a single entry may have numbers. ``known`` are tensors by
    key, for the names they are shown by.
    """

    left: Access
    right: Node
    known: Mapping[str, Tensor] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        letters = {v for i in self.left.indices for v in i.letters if v.is_index}
        bare = [i.letter for i in self.left.indices if i.letter]
        if len(set(bare)) < len(bare):
            raise MeaninglessError(f"the left side of the equation for {self.left.tensor} repeats an index: rename one")
        both = letters & set(bound_letters(self.right))
        if both:
            names = ", ".join(sorted(v.name for v in both))
            raise MeaninglessError(f"{names} is both free and summed in the equation for {self.left.tensor}: rename one")
        loose = {v for v in free_letters(self.right) if v.is_index} - letters
        if loose:
            names = ", ".join(sorted(v.name for v in loose))
            raise MeaninglessError(f"the equation for {self.left.tensor} leaves {names} free: sum over it or add an axis")

    def knowing(self, tensors: Mapping[str, Tensor]) -> Equation:
        """The same equation, shown by the names of these tensors."""
        # a copy: what was looked at once need not be looked at again
        same = copy(self)
        object.__setattr__(same, "known", tensors)
        return same

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The free letters, in the order of the axes."""
        return tuple(i.letter for i in self.left.indices)  # type: ignore[misc]

    @property
    def tensor(self) -> str:
        """The key of the tensor it gives."""
        return self.left.tensor
