"""A guess at a mistake: its cause, a sentence, and the result it would lead to on each trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from symcnn.checking.backward.plain_pass import BackwardPass, Passing
from symcnn.checking.backward.sweep import Trial
from symcnn.equation import Tensor
from symcnn.system import System


@dataclass(frozen=True)
class Case:
    """One trial, and the backward pass on it."""

    number: int
    trial: Trial
    run: BackwardPass


Predict = Callable[[Case], np.ndarray | None]


@dataclass(frozen=True)
class Guess:
    """A mistake that may explain a result: its cause, a sentence, and the result it leads to (None where to none)."""

    tag: str
    message: str
    predict: Predict


@dataclass(frozen=True)
class Judged:
    """The gradient by one leaf, as far as guesses about it go."""

    system: System
    loss: str
    leaf: str
    leaves: tuple[str, ...]
    steps: Mapping[tuple[str, str], Passing]

    @property
    def tensor(self) -> Tensor:
        return self.system.tensors[self.leaf]

    @property
    def readers(self) -> list[Passing]:
        """How the gradient comes to this leaf, by each equation that reads it."""
        return [self.steps[e.tensor, self.leaf] for e in self.system.consumers(self.leaf)]

    def truth(self, case: Case) -> np.ndarray:
        return case.trial.right[self.leaf]

    def shown(self, key: str) -> str:
        tensor = self.system.tensors[key]
        by = tensor.partial
        return f"d{self.system.tensors[by[1]].shown}" if by is not None else tensor.shown


def kept(predict: Predict) -> Predict:
    """A prediction that is made once for each case."""
    known: dict[int, np.ndarray | None] = {}

    def run(case: Case) -> np.ndarray | None:
        if case.number not in known:
            known[case.number] = predict(case)
        return known[case.number]
    return run
