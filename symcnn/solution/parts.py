"""Names within a page: of tensors with their letters, of gradients, of entries, and lists of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symcnn.calculus.adjoint import gradient_key
from symcnn.document.blocks import Run
from symcnn.document.parts import Part, Scope, Tree, Whole
from symcnn.expression.nodes import Access
from symcnn.notation.affine import whole
from symcnn.numeric.entrywise import Place
from symcnn.system import System

if TYPE_CHECKING:
    from symcnn.solution.subject import Subject


def named(key: str, system: System) -> Part:
    """A tensor, or a gradient, at its own letters."""
    tensor = system.tensors[key]
    return Tree(tensor.entry(), Scope(system, tensor.letters))


def entry_of(key: str, place: Place, system: System) -> Part:
    """An entry at numbers."""
    return Tree(Access(key, tuple(whole(n) for n in place)), Scope(system))


def gradient_name(subject: Subject, key: str) -> Part:
    """The gradient by a tensor, without indices."""
    return Whole(gradient_key(subject.net.loss, key), subject.whole_system)


def listed(parts: Sequence[Part]) -> tuple[Run, ...]:
    """``a, b and c``."""
    found: list[Run] = []
    for place, part in enumerate(parts):
        if place:
            found.append(" and " if place == len(parts) - 1 else ", ")
        found.append(part)
    return tuple(found)
