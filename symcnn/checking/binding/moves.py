"""Stated values moved by their rounding, one by one and all at once, and what that does to a tensor made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from symcnn.checking.binding.reach import Reach
from symcnn.checking.numbers.stated import Stated, Way

# how near to a nought or a one a number may be that is written so
EDGE = 1e-9
# corners of the box of moves at which it is looked how far these are from adding up
CORNERS = 3


@dataclass(frozen=True)
class Moves:
    """The stated values that move; ``run`` works the tensor out, ``is_share`` says whose are between nought and one."""

    moving: Mapping[str, Stated]
    way: Way
    run: Callable[[Mapping[str, np.ndarray]], np.ndarray]
    is_share: Callable[[str], bool]

    @cached_property
    def reach(self) -> Reach:
        """The reach of the tensor."""
        places = self._places
        sides = [[self._by({name: self._moved(name, {at: side})}) for name, at in places] for side in (-1, 1)]
        down, up = (np.array(found) if found else np.zeros((0, *self.way.array.shape)) for found in sides)
        whole = np.array([self.moving[name].cut for name, _ in places], dtype=bool)
        return Reach(self.way.array, down, up, self._bend(places, down, up), whole)

    def near(self, written: np.ndarray, digits: np.ndarray, entries: np.ndarray) -> np.ndarray:
        """Which written numbers lie not much further off than all moves added up: so far that a bend may make it up."""
        reach = self.reach
        base, below, above, bend = (a.ravel()[entries] for a in (reach.base, reach.below, reach.above, reach.bend))
        return (bend > 0) & (written - base <= 2 * (digits + above + bend)) & (base - written <= 2 * (digits + below + bend))

    def corner(self, entry: int, side: float) -> float:
        """An entry, numbered through, where each stated value is moved to the end that moves it farthest to that side.

        >>> stated = {"x": Stated(np.array([2.0, 2.0]), np.array([0.5, 0.5]), "", True)}
        >>> way = Way(True, {"x": stated["x"].data}, np.array([4.0]))
        >>> Moves(stated, way, lambda v: v["x"][:1] * v["x"][1:], lambda key: False).corner(0, 1.0)
        6.25
        """
        down, up = (side * a.reshape(len(a), -1)[:, entry] for a in (self.reach.down, self.reach.up))
        sides = np.where(np.maximum(down, up) <= 0, 0, np.where(up >= down, 1, -1))
        together = self._by(self._all_moved(self._places, sides.tolist()))
        return float((self.way.array + together).ravel()[entry])

    @cached_property
    def _places(self) -> list[tuple[str, tuple[int, ...]]]:
        return [(name, tuple(int(n) for n in place) if stated.data.ndim else ()) for name, stated in self.moving.items()
                for place in zip(*np.nonzero(np.atleast_1d(stated.radius)), strict=True)]

    def _all_moved(self, places: Sequence[tuple[str, tuple[int, ...]]], sides: Sequence[int]) -> dict[str, np.ndarray]:
        """The values of all tensors, every one moved to a side or left where it is (0)."""
        found: dict[str, dict[tuple[int, ...], int]] = {}
        for (name, at), side in zip(places, sides, strict=True):
            if side:
                found.setdefault(name, {})[at] = side
        return {name: self._moved(name, moves) for name, moves in found.items()}

    def _moved(self, name: str, sides: Mapping[tuple[int, ...], int]) -> np.ndarray:
        """The values of a tensor, some moved up (1) or down (-1)."""
        stated, found = self.moving[name], np.array(self.way.stated[name], dtype=float)
        for at, side in sides.items():
            number = float(found[at]) + side * float(stated.span[side > 0][at])
            if stated.good and stated.data[at] in (0, 1) and self.is_share(name):
                # what is between nought and one stays there, unless a mistake took it out
                number = min(max(number, EDGE), 1 - EDGE)
            found[at] = number
        return found

    def _by(self, moved: Mapping[str, np.ndarray]) -> np.ndarray:
        """How far the tensor is moved."""
        with np.errstate(invalid="ignore"):
            found = self.run({**self.way.stated, **moved}) - self.way.array
        return np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0)

    def _bend(self, places: list[tuple[str, tuple[int, ...]]], down: np.ndarray, up: np.ndarray) -> np.ndarray:
        """How far all moves at once may be from the sum of the moves: twice what is seen at some corners."""
        most = np.zeros(self.way.array.shape)
        if len(places) < 2:
            return most
        random = np.random.default_rng(len(places))
        for _ in range(CORNERS):
            up_there = random.integers(0, 2, len(places)).astype(bool)
            together = self._by(self._all_moved(places, np.where(up_there, 1, -1).tolist()))
            alone = np.where(up_there.reshape(-1, *(1,) * most.ndim), up, down).sum(axis=0)
            most = np.maximum(most, abs(together - alone))
        return 2 * most
