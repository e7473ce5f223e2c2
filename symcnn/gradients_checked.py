"""Derived gradients of a loss beside central differences of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symcnn.calculus.adjoint import gradient_key
from symcnn.display import Worded
from symcnn.numeric.gradient_check import Comparison, central_difference, compare, table
from symcnn.programs import Program, compile_program
from symcnn.system import System


@dataclass(frozen=True)
class GradientCheck(Worded):
    """Derived gradients beside central differences, tensor by tensor; true if all agree."""

    comparisons: tuple[Comparison, ...]

    def __bool__(self) -> bool:
        return all(c.ok for c in self.comparisons)

    @property
    def worst(self) -> Comparison:
        """The comparison whose worst entry is furthest off."""
        return max(self.comparisons, key=lambda c: c.worst)

    def text(self) -> str:
        """A line for each tensor."""
        return "\n".join(c.text() for c in self.comparisons)

    def markdown(self) -> str:
        """A table with a row for each tensor."""
        return table(self.comparisons)


def check_gradients(system: System, loss: str, values: Mapping[str, Any], wrt: Sequence[str],
                    sizes: Mapping[str, int]) -> GradientCheck:
    """The gradients by some tensors beside central differences of the loss."""
    # both together say what is needed: the gradient of a linear layer does not read its input
    both = compile_program(system, loss, wrt, (loss,), sizes)
    arrays, numbers = both.sorted(values)
    measured = Program(system, (loss,), {**both.sizes, **numbers})
    gradients = both(values)
    comparisons = []
    for key in wrt:
        numeric = central_difference(lambda changed: measured(changed)[loss], arrays, key)
        found = gradients[gradient_key(loss, key)]
        comparisons.append(compare(gradient_key(loss, key), found, numeric, origin=system.origin))
    return GradientCheck(tuple(comparisons))
