"""What every layer and loss states: its operation, its operands, its parameters, its forward equation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields
from typing import ClassVar

from symcnn.display import Legible
from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft

Letters = tuple[str, ...] | None


@dataclass(frozen=True)
class Layer(Legible, ABC):
    """A layer: ``name`` is the tensor it gives, ``of`` the one it reads where that is not the one before.

    ``operands`` names what it reads, in order; one that may be left out ends in ``?``, and ``*`` takes any number.
    ``aliases`` are further operations it is read from, ``examples`` small networks of itself.
    """

    name: str = ""
    of: str | None = field(default=None, kw_only=True)
    operation: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    operands: ClassVar[tuple[str, ...]] = ("input",)
    keeps_letters: ClassVar[bool] = False
    examples: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        """The forward equation; ``letters`` are those the author gave to the result."""

    @classmethod
    def operand_names(cls) -> tuple[str, ...]:
        return tuple(o.rstrip("?*") for o in cls.operands)

    @classmethod
    def parameters(cls) -> tuple[str, ...]:
        """The names of the parameters, in the order they are given without a name."""
        return tuple(f.name for f in fields(cls) if f.name not in ("name", "of", *cls.operand_names()))
