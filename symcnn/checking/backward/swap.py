"""A rule of the backward pass swapped for a mistaken one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symcnn.checking.backward.plain_pass import Passing


@dataclass(frozen=True)
class Swap:
    """A mistaken rule at one place: the cause it is an instance of, and what it does, in a sentence."""

    tag: str
    message: str
    step: Passing


def swap(tag: str, message: str, step: Passing | None) -> Iterator[Swap]:
    """The swap, where there is anything to swap."""
    if step is not None:
        yield Swap(tag, message, step)


def shown_of(step: Passing, key: str | None = None) -> str:
    """The name of a tensor, of the one the gradient is passed to if none is given."""
    return step.system.tensors[step.by if key is None else key].shown


def result_of(step: Passing) -> str:
    """The name of the tensor that the equation gives."""
    return shown_of(step, step.equation.tensor)
