"""One formula as a NumPy function, with what it reads worked out on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symcnn.display import Legible
from symcnn.equation import Equation, Tensor
from symcnn.errors import NotSupportedYet
from symcnn.expression.walk import tensors
from symcnn.lookup import find_tensor
from symcnn.programs import Program
from symcnn.system import System


@dataclass(frozen=True)
class FormulaProgram(Legible):
    """One formula as a NumPy function: from arrays by name to the array on its left, an axis for each free index.

    What the formula reads and no array gives is worked out by ``definitions``, equations in order.
    """

    equation: Equation
    system: System
    definitions: tuple[Equation, ...] = ()

    def __call__(self, values: Mapping[str, Any]) -> Any:
        letters = {v.name for v in self.system.sizes_as_written} - self.system.tensors.keys()
        sizes = {n: v for n, v in values.items() if n in letters}
        given = {find_tensor(n, self.system): v for n, v in values.items() if n not in letters}
        return self._reading(given.keys())({**given, **sizes})[self.equation.tensor]

    @property
    def program(self) -> Program:
        """The program that runs this equation alone."""
        return self._reading(tensors(self.equation.right))

    def _reading(self, given: Collection[str]) -> Program:
        """The program that takes these tensors as they are."""
        old, left = self.system, self._left
        equation = Equation(left.entry(*(i for i in self.equation.left.indices if i.letter)), self.equation.right)
        equations, wanted = [equation], tensors(equation.right) - set(given)
        for definition in reversed(self.definitions):
            if definition.tensor in wanted:
                equations.insert(0, definition)
                wanted |= tensors(definition.right) - set(given)
        read = {left.key, *given, *wanted}
        known = {**{k: t for k, t in old.tensors.items() if k in read}, left.key: left}
        alone = System(known, tuple(equations), old.facts, old.origin, old.halves, old.unit_sum, old.ties)
        # names of what is not read may stand in a comment
        shown = replace(alone, tensors={**old.tensors, **known}, equations=old.equations)
        return Program(alone, (left.key,), shown=shown)

    @property
    def _left(self) -> Tensor:
        """The tensor on the left with the axes whose index is free."""
        tensor, indices = self.system.tensors[self.equation.tensor], self.equation.left.indices
        if any(i.letter is None and any(v.is_index for v in i.letters) for i in indices):
            raise NotSupportedYet(f"an index of {tensor.key} is a sum with a letter: put a number in for the letter")
        axes = tuple(a for a, i in zip(tensor.axes, indices, strict=True) if i.letter is not None and i.letter.is_index)
        return replace(tensor, axes=axes)

    @property
    def source(self) -> str:
        """The generated NumPy source."""
        return self.program.source
