"""Leaves and equations among layer objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from symcnn.draft.array import Array, Operand
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.errors import MeaninglessError
from symcnn.layers.window import Quantity


@dataclass(frozen=True)
class Input(Layer):
    """A leaf: a name, with letters or without (``"x[i,j]"``), and its sizes, numbers or letters."""

    sizes: tuple[Quantity, ...] | None = None
    operation: ClassVar[str] = ""
    operands: ClassVar[tuple[str, ...]] = ()

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        raise MeaninglessError(f"{self.name} is a leaf: nothing gives it")


@dataclass(frozen=True)
class Define(Layer):
    """An equation in SymPy; ``index`` names the letters of its left side, ``"i,j"``.

    ``sizes`` are the extents of the left side, found from what is read where they are left out.
    """

    expr: Any = None
    index: str | tuple[str, ...] = ()
    sizes: tuple[Quantity, ...] | None = None
    operation: ClassVar[str] = ""
    operands: ClassVar[tuple[str, ...]] = ()

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the left side."""
        given = self.index.split(",") if isinstance(self.index, str) else self.index
        return tuple(v.strip() for v in given if v.strip())

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        raise MeaninglessError(f"{self.name} is an equation in SymPy: assembly reads it")
