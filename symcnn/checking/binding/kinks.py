"""Where a network has kinks: functions whose slope jumps, and maxima."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import numpy as np
from sympy import Symbol

from symcnn.expression.nodes import Apply, Compare, Greatest, Maximum, Node, Winner
from symcnn.expression.walk import descend, tensors
from symcnn.functions.iverson import Iverson
from symcnn.functions.table import function
from symcnn.system import System

# digits of a sum that floating point gets right, with one to spare
DIGITS = 14
# a nought that stands for the numbers to its right
NUDGE = 1e-12


def gated(system: System) -> tuple[str, ...]:
    """The tensors that an equation with a kink reads or gives."""
    kinked = [e for e in system.equations if any(map(has_kink, descend(e.right)))]
    return tuple(dict.fromkeys(chain.from_iterable((*sorted(tensors(e.right)), e.tensor) for e in kinked)))


def bent(system: System) -> tuple[str, ...]:
    """The tensors whose signs decide which slope a function has."""
    return tuple(dict.fromkeys(_bent(system)))


def _bent(system: System) -> Iterator[str]:
    for equation in system.equations:
        for node in descend(equation.right):
            if isinstance(node, Apply) and is_kinked(node.function):
                yield from sorted(tensors(node.argument))


def compared(system: System) -> tuple[str, ...]:
    """The tensors of whose numbers the greatest is taken."""
    return tuple(dict.fromkeys(t for e in system.equations for n in descend(e.right) if isinstance(n, Maximum | Greatest)
                               for t in sorted(tensors(n))))


def has_kink(node: Node) -> bool:
    """Whether a part of an expression has a slope that jumps."""
    if isinstance(node, Apply):
        return is_kinked(node.function)
    return isinstance(node, Maximum | Greatest | Winner | Compare)


@cache
def is_kinked(name: str) -> bool:
    """Whether the slope of a function jumps.

    >>> [name for name in ("relu", "leaky_relu", "tanh") if is_kinked(name)]
    ['relu', 'leaky_relu']
    """
    found = function(name)
    return found.slope(Symbol("u", real=True), Symbol("y", real=True), *found.completed(())).has(Iverson)


def tidied(values: np.ndarray, made_of: Sequence[np.ndarray] = ()) -> np.ndarray:
    """Numbers without the dust of floating point, which would open a gate that stands at nought.

    >>> tidied(np.array([3 * 0.1 - 0.3]), [np.array([3.0, 0.1])]).tolist()
    [0.0]
    """
    largest = max(float(np.max(np.abs(a), initial=0.0)) for a in (values, *made_of))
    if not 0 < largest < np.inf:
        return values
    return np.asarray(np.round(values, DIGITS - int(np.ceil(np.log10(largest)))))


def nudged(values: np.ndarray) -> np.ndarray:
    """Numbers with the noughts a little above nought."""
    return np.where(values == 0, NUDGE, values)


def reordered(values: np.ndarray, turn: int) -> np.ndarray:
    """Numbers of which equal ones differ by dust, so that another is the greatest: the last, the last of an axis, any one.

    >>> int(np.argmax(reordered(np.array([2.0, 1.0, 2.0]), 0)))
    2
    """
    order = np.arange(1, values.size + 1).reshape(values.shape)
    if 1 <= turn <= min(2, values.ndim - 1):
        order = np.flip(order, -turn)
    elif turn:
        order = np.random.default_rng(turn).permutation(order.ravel()).reshape(values.shape)
    return values + NUDGE * np.max(np.abs(values), initial=0.0) * (order / max(values.size, 1))


@dataclass(frozen=True)
class Order:
    """Numbers of which equal ones are told apart by a rank: the greatest of them is that of the highest."""

    numbers: np.ndarray
    ranks: np.ndarray

    @classmethod
    def by(cls, numbers: np.ndarray, exact: np.ndarray) -> Order:
        """Numbers on paper in the order of those that they stand for, the first of what is equal there too on top."""
        first = np.lexsort((-np.arange(exact.size), tidied(exact).ravel()))
        return cls(numbers, np.argsort(first).reshape(exact.shape))

    @property
    def values(self) -> np.ndarray:
        """The numbers, equal ones apart by dust.

        >>> int(np.argmax(Order.by(np.array([1.0, 1.0, 0.5]), np.array([0.998, 0.999, 0.5])).values))
        1
        """
        dust = NUDGE * float(np.max(np.abs(self.numbers), initial=0.0))
        return np.asarray(self.numbers + dust * (self.ranks + 1) / max(self.ranks.size, 1))

    def moved(self, places: np.ndarray) -> Iterator[Order]:
        """The orders with one of some places, numbered through, moved past others that have its number, the nearest first.

        >>> order = Order.by(np.array([1.0, 1.0, 1.0]), np.array([1.0, 0.998, 0.999]))
        >>> [o.ranks.tolist() for o in order.moved(np.array([0]))]
        [[1, 0, 2], [0, 1, 2]]
        """
        numbers, ranks = self.numbers.ravel(), self.ranks.ravel()
        for place in places:
            others = np.flatnonzero((numbers == numbers[place]) & (np.arange(ranks.size) != place))
            for other in sorted(others, key=lambda o: abs(ranks[o] - ranks[place])):
                found = ranks.astype(float)
                found[place] = ranks[other] + 0.5 * np.sign(ranks[other] - ranks[place])
                yield replace(self, ranks=np.argsort(np.argsort(found)).reshape(self.ranks.shape))
