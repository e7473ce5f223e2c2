"""The letters around a part of a right side, each an axis of NumPy's arrays, and quantities and conditions in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any

import numpy as np

from symcnn.errors import NotSupportedYet
from symcnn.expression.nodes import Guard, Range
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter

LARGEST = 20_000


class TooLarge(NotSupportedYet):
    """More numbers at once than are worked out here."""


@dataclass(frozen=True)
class Frame:
    """Letters with the axis and the numbers of each; size letters are numbers; tensors have an origin and extent by axis."""

    letters: Mapping[Letter, tuple[int, np.ndarray]]
    sizes: Mapping[Letter, int]
    tensors: Mapping[str, tuple[tuple[int, int], ...]]

    @property
    def depth(self) -> int:
        """How many axes there are."""
        return len(self.letters)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many numbers each letter takes."""
        return tuple(numbers.size for _, numbers in self.letters.values())

    def on(self, quantity: Affine) -> Any:
        """All values of a quantity: a whole number, or an array with an axis for each letter, some of extent one."""
        total: Any = 0
        for monomial, coefficient in quantity.terms:
            part: Any = coefficient
            for atom in monomial:
                part = part * (self._numbers(atom) if isinstance(atom, Letter)
                               else self.on(atom.numerator) // self.on(atom.denominator))
            total = total + part
        return total

    def _numbers(self, letter: Letter) -> Any:
        if letter not in self.letters:
            return self.sizes[letter]
        axis, numbers = self.letters[letter]
        return numbers.reshape((1,) * axis + (-1,) + (1,) * (self.depth - axis - 1))

    def with_letter(self, letter: Letter, numbers: np.ndarray) -> Frame:
        """One more letter, on the last axis."""
        return Frame({**self.letters, letter: (self.depth, numbers)}, self.sizes, self.tensors)

    def within(self, ranges: Sequence[Range], guards: Sequence[Guard]) -> tuple[Frame, np.ndarray | None]:
        """The frame with the letters of ranges, and where their bounds and the guards hold: None for everywhere.

        Raises ``TooLarge`` where all letters together take too many numbers.
        """
        frame = self
        for r in ranges:
            low = max(_least(frame.on(q)) for q in r.lower)
            high = min(_most(frame.on(q)) for q in r.upper)
            frame = frame.with_letter(r.letter, np.arange(low, max(high, low - 1) + 1))
            if prod(frame.shape) > LARGEST:
                raise TooLarge("these sums are too long to be worked out at once: compile them")
        masks = [m for m in (*frame._inside(ranges), *map(frame.holds, guards)) if not np.all(m)]
        return frame, reduce(np.logical_and, masks) if masks else None

    def _inside(self, ranges: Sequence[Range]) -> Iterable[Any]:
        for r in ranges:
            here = self._numbers(r.letter)
            yield from (here >= self.on(q) for q in r.lower)
            yield from (here <= self.on(q) for q in r.upper)

    def holds(self, guard: Guard) -> Any:
        """Where a guard holds."""
        quantity = np.asarray(self.on(guard.quantity))
        match guard.relation:
            case ">=":
                return quantity >= 0
            case "==":
                return quantity == 0
            case "|" if guard.modulus is not None:
                return quantity % self.on(guard.modulus) == 0
        raise NotSupportedYet(f"a guard with the relation {guard.relation!r} has no rule: use >=, == or |")


def _least(values: Any) -> int:
    return int(np.min(values, initial=np.iinfo(np.int64).max)) if np.size(values) != 1 else int(np.ravel(values)[0])


def _most(values: Any) -> int:
    return int(np.max(values, initial=np.iinfo(np.int64).min)) if np.size(values) != 1 else int(np.ravel(values)[0])
