"""The shapes of all tensors with the arithmetic they come from, and the number of parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symcnn.document.blocks import Block, Run, Table, heading
from symcnn.document.parts import Part
from symcnn.equation import Tensor
from symcnn.printing.context import context
from symcnn.printing.shown import Shown
from symcnn.printing.style import Style
from symcnn.printing.summary import parameter_count, shape_shown
from symcnn.shape import summed
from symcnn.solution.parts import named
from symcnn.solution.subject import Subject
from symcnn.system import System

Cell = tuple[Run, ...]


@dataclass(frozen=True)
class Extents(Part):
    """``3×3×3``."""

    tensor: Tensor
    system: System

    def shown(self, style: Style) -> Shown:
        return Shown(shape_shown(self.tensor, context(style, self.system, ()), style.signs["times"], ""))


@dataclass(frozen=True)
class Count(Part):
    """How many entries tensors have together."""

    tensors: tuple[Tensor, ...]
    system: System

    def shown(self, style: Style) -> Shown:
        return parameter_count(self.tensors, context(style, self.system, ()))


def shapes(subject: Subject) -> Iterator[Block]:
    """A table with a row for each tensor, and the parameters counted."""
    yield heading(2, "Shapes")
    system = subject.system
    rows = [_row(key, tensor, subject) for key, tensor in system.tensors.items() if tensor.role != "gradient"]
    parameters = tuple(t for t in system.tensors.values() if t.role == "parameter")
    if len(parameters) > 1:
        rows.append((("total",), (), (Count(parameters, system),), ()))
    header: tuple[Cell, ...] = (("tensor",), ("shape",), ("parameters",), ("from",))
    used = [n for n in range(len(header)) if any(r[n] for r in rows)]
    yield Table(tuple(header[n] for n in used), tuple(tuple(r[n] for n in used) for r in rows))


def _row(key: str, tensor: Tensor, subject: Subject) -> tuple[Cell, ...]:
    system = subject.system
    shape: Cell = (Extents(tensor, system),) if tensor.axes else ("scalar",)
    count: Cell = (Count((tensor,), system),) if tensor.role == "parameter" else ()
    return (named(key, system),), shape, count, _origin(subject.net.assembled.arithmetic.get(key, ()))


def _origin(arithmetic: Sequence[str]) -> Cell:
    """The arithmetic of each axis, what was said before left out."""
    parts = [summed(text) for text in dict.fromkeys(arithmetic)]
    return tuple(run for place, part in enumerate(parts) for run in ((", ", part) if place else (part,)))
