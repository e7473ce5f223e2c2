"""Equations of a network as programs, each compiled once and run one after the other, whatever is given and asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symcnn.checking.binding.kinks import tidied
from symcnn.equation import Equation
from symcnn.errors import ValueProblem, quoted
from symcnn.expression.walk import tensors
from symcnn.notation.letters import Letter
from symcnn.numeric.direct import direct
from symcnn.numeric.frames import TooLarge
from symcnn.numeric.program import between, compile_system
from symcnn.system import System


@dataclass(frozen=True)
class Step:
    """One equation: the tensor it gives, those it reads, in order, and its program; ``tidy`` where dust is swept away."""

    tensor: str
    reads: tuple[str, ...]
    function: Callable[[Mapping[str, np.ndarray]], Any]
    tidy: bool = False

    def __call__(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """The tensor from those it reads."""
        with np.errstate(all="ignore"):
            found = self.function(values)
        # what comes next reads its arrays as they lie in memory
        array = np.asarray(found, dtype=float, order="C")
        return tidied(array, [values[k] for k in self.reads]) if self.tidy else array


Way = tuple[tuple[Step, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Steps:
    """The equations of systems at one choice of sizes; what may be run again is compiled once.

    Of the tensors ``gates`` signs and maxima decide where gradients go.
    """

    sizes: Mapping[Letter, int]
    gates: frozenset[str] = frozenset()
    _made: dict[int, tuple[Equation, Step]] = field(default_factory=dict, compare=False, repr=False)
    _ways: dict[Any, tuple[System, Way]] = field(default_factory=dict, compare=False, repr=False)

    def run(self, system: System, outputs: tuple[str, ...], given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Some tensors of a system from others; of those given only what is needed is looked at.

        Raises ``ValueProblem`` where a leaf that is needed is not given, and what compiling an equation raises.
        """
        steps, needed = self._way(system, outputs, tuple(sorted(given)))
        values = {k: np.asarray(given[k], dtype=float, order="C") for k in needed}
        for step in steps:
            values[step.tensor] = step(values)
        return {k: values[k] for k in outputs}

    def step(self, system: System, equation: Equation) -> Step:
        """The program of one equation; the system says what its tensors are."""
        if id(equation) not in self._made:
            # the equation is kept beside its program, so that no other one gets its id
            self._made[id(equation)] = equation, self.alone(system, equation)
        return self._made[id(equation)][1]

    def _way(self, system: System, outputs: tuple[str, ...], given: tuple[str, ...]) -> Way:
        """The steps from what is given to the outputs, and what of it they read."""
        key = (id(system), outputs, given)
        if key not in self._ways:
            equations, leaves = between(system, outputs, given)
            missing = [k for k in leaves if k not in given]
            if missing:
                raise ValueProblem(f"{quoted(outputs[0])} needs {quoted(missing[0])}, which has no values: give them")
            # the system is kept beside its steps, so that no other one gets its id
            self._ways[key] = system, (tuple(self.step(system, e) for e in equations), leaves)
        return self._ways[key][1]

    def alone(self, system: System, equation: Equation) -> Step:
        """The program of an equation that is tried once: it is not kept."""
        reads = tuple(sorted(tensors(equation.right)))
        with suppress(TooLarge):
            run = direct(equation, {k: system.tensors[k] for k in (*reads, equation.tensor)}, self.sizes)
            return Step(equation.tensor, reads, run, equation.tensor in self.gates)
        alone = System({k: system.tensors[k] for k in (*reads, equation.tensor)}, (equation,), system.facts,
                       system.origin, system.halves)
        # tried a few times at most: the plain form is written fastest
        program = compile_system(alone, self.sizes, (equation.tensor,), reads, rules=())
        return Step(equation.tensor, reads, lambda values: program.function(*[values[k] for k in reads])[0],
                    equation.tensor in self.gates)
