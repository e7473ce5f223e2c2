"""Worlds: numbers for every tensor and gradient of a network, and beside them what the writer's own lines make of them.

One world holds the numbers of the sheet, the others seeded random ones in which formulas are tried. All are floats: two
values are the same where they differ by less than a part in 10**9, at every world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.binding.kinks import nudged, reordered, tidied
from symcnn.checking.binding.leaves import over
from symcnn.checking.binding.model import Model
from symcnn.checking.binding.moves import Moves
from symcnn.checking.binding.reach import Reach
from symcnn.checking.numbers.stated import Stated, Way, inside
from symcnn.checking.numbers.value import MOST
from symcnn.errors import NotSupportedYet
from symcnn.expression.walk import tensors
from symcnn.system import System

LARGEST = 200_000
# of a network with more entries than these, only what is asked for is worked out
TOGETHER = 1_000_000
# how far a nought or a one is moved where it is meant to be one
BARELY = 1e-13
# orders in which equal numbers are taken for the greatest
TURNS = 5


@dataclass(eq=False)
class World:
    """Numbers for one model; ``stated`` grows as the writer's lines are read.

    ``taken`` are values that nothing here tells, taken as true: a gradient that a sheet starts from in the middle.
    ``seed`` is that of random numbers; ``slopes`` are derivatives of expressions, which take long, by all that they hang on;
    ``replaced`` are the tensors that got another value, as bytes.
    """

    model: Model
    leaves: Mapping[str, np.ndarray]
    stated: dict[str, Stated] = field(default_factory=dict)
    _truth: dict[str, np.ndarray] = field(default_factory=dict)
    _kept: dict[tuple[str, str], Any] = field(default_factory=dict)
    _replayed: dict[tuple[str, str], Any] = field(default_factory=dict)
    _since: list[Stated] = field(default_factory=list)
    taken: dict[str, np.ndarray] = field(default_factory=dict)
    seed: int | None = None
    slopes: dict[object, Any] = field(default_factory=dict)
    replaced: Mapping[str, bytes] = field(default_factory=dict)

    def truth(self, key: str) -> np.ndarray:
        """The right value of a tensor or gradient."""
        if key not in self._truth:
            if key in self.leaves:
                self._truth[key] = self.leaves[key]
            else:
                self._truth.update(self._way_to(key) if self.model.entries > TOGETHER else self._all())
        if key not in self._truth:
            raise NotSupportedYet(f"{key} has too many entries to be tried")
        settled = not self.taken or key in self.taken or key in self.model.system.leaves
        if not settled and np.isnan(self._truth[key]).any():
            self._truth[key] = self._from(self.taken, key, True)
        return self._truth[key]

    def take(self, key: str, value: np.ndarray) -> None:
        """Take a value as true from here on where nothing tells it; what hangs on it follows."""
        if np.isnan(self.truth(key)).any() and not np.isnan(value).any():
            self.taken[key] = self._truth[key] = value
            self._kept.clear()

    def _all(self) -> dict[str, np.ndarray]:
        outputs = tuple(e.tensor for e in self.model.system.equations
                        if np.prod(self.model.shape(e.tensor), dtype=float) <= LARGEST)
        return self.model.run(self._system(), outputs, self.leaves)

    def _system(self, named: bool = False) -> System:
        """The equations; with gradients as they are named where some are not told, so that none goes round them."""
        untold = any(k not in self.model.system.leaves for k in getattr(self.leaves, "missing", ()))
        return self.model.named if named or untold else self.model.system

    def _way_to(self, key: str) -> dict[str, np.ndarray]:
        """One tensor of a large network, with what is small on the way to it."""
        behind = {key, *self.ancestry(key)}
        missing = behind & set(getattr(self.leaves, "missing", ()))
        if missing:
            return {key: np.full(self.model.shape(key), np.nan)}
        if sum(np.prod(self.model.shape(k), dtype=float) for k in sorted(behind)) > MOST:
            raise NotSupportedYet(f"{key} takes more than {MOST} numbers, and is not tried")
        small = tuple(e.tensor for e in self.model.system.equations if e.tensor in behind
                      and np.prod(self.model.shape(e.tensor), dtype=float) <= LARGEST)
        found = self.model.run(self._system(), small, over(self._truth, self.leaves))
        if any(np.isnan(v).any() for v in found.values()):
            raise NotSupportedYet(f"{key} has no value at random numbers")
        return found

    def beside(self, leaves: Mapping[str, np.ndarray]) -> World:
        """The world with other numbers for some leaves, before anything is stated."""
        return World(self.model, over(leaves, self.leaves))

    def replay(self, key: str) -> np.ndarray:
        """The tensor from the writer's own values of what it depends on, as near to it as any were stated."""
        return self.replays(key)[0]

    def replays(self, key: str) -> list[np.ndarray]:
        """The same, and what comes out where gradients such as ``o - t`` are put in instead of taken as stated."""
        known = self.memory(True)
        if ("value", key) not in known:
            known["value", key] = self._replays(key)
        return list(known["value", key])

    def mended(self, key: str) -> np.ndarray:
        """The tensor from the writer's own values, those that are wrong put right."""
        known = self.memory(True)
        if ("mended", key) not in known:
            right = {k: self.truth(k) for k in self.stated if k != key}
            stated = {k: np.where(abs(self.stated[k].data - t) <= self.stated[k].radius + 1e-9, self.stated[k].data, t)
                      for k, t in right.items()}
            known["mended", key] = self._from(stated, key, True)
        found: np.ndarray = known["mended", key]
        return found

    def memory(self, writers: bool) -> dict[tuple[str, str], Any]:
        """What was worked out of the truth, or of what the writer stated, until another line states something."""
        if not writers:
            return self._kept
        now = list(self.stated.values())
        if len(now) != len(self._since) or any(a is not b for a, b in zip(now, self._since, strict=True)):
            self._since[:] = now
            self._replayed.clear()
        return self._replayed

    def _replays(self, key: str) -> list[np.ndarray]:
        ways = self._ways(key)
        found = [way.array for way in ways]
        if any(way.edged for way in ways):
            # nought times the logarithm of nought is nought to a person
            found.append(self._from({k: inside(s, BARELY) for k, s in self.stated.items() if k != key}, key))
        return found

    def _ways(self, key: str) -> list[Way]:
        """How a tensor may be worked out from what was stated: with gradients such as ``o - t`` as stated, or put in."""
        stated = {k: s.data for k, s in self.stated.items() if k != key}
        named = Way(True, stated, self._from(stated, key, True))
        plain = Way(False, stated, self._from(stated, key))
        if not np.isfinite(plain.array).all():
            # a nought or a one on paper may stand for a number beside it that has a logarithm
            stated = {k: inside(s) for k, s in self.stated.items() if k != key}
            plain = Way(False, stated, self._from(stated, key), True)
        if not np.isfinite(named.array).all():
            return [plain]
        return [named] if np.array_equal(named.array, plain.array) else [named, plain]

    def moves(self, key: str) -> list[Moves]:
        """The rounding of those values as moves of them, for each of the replays."""
        known = self.memory(True)
        if ("moves", key) not in known:
            known["moves", key] = [self._moves({k: self.stated[k] for k in self.ancestors(key, way.named)}, way, key)
                                   for way in self._ways(key)]
        return list(known["moves", key])

    def reaches(self, key: str) -> list[Reach]:
        """How far the rounding of those values can move it, for each of the replays, to first order."""
        return [moves.reach for moves in self.moves(key)]

    def replay_radius(self, key: str) -> tuple[np.ndarray, np.ndarray]:
        """How far down and up that is for each entry, the way it is taken that moves it farther."""
        known = self.memory(True)
        if ("radius", key) not in known:
            below, above = zip(*((r.below, r.above) for r in self.reaches(key)), strict=True)
            known["radius", key] = np.maximum.reduce(below), np.maximum.reduce(above)
        return known["radius", key]  # type: ignore[no-any-return]

    def roots(self, key: str) -> dict[str, Stated]:
        """What was stated with a mistake of its own and leads to a tensor."""
        behind = self.ancestry(key)
        return {k: s for k, s in self.stated.items() if s.root and k in behind and k != key}

    def tracked(self, key: str, roots: Mapping[str, Stated], fixed: Mapping[str, np.ndarray] | None = None
                ) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """The tensor from some stated values alone, all else in full digits or ``fixed``; how far their rounding moves it."""
        stated = {**{k: s.data for k, s in roots.items()}, **(fixed or {})}
        found = self._from(stated, key, True)
        named = bool(np.isfinite(found).all())
        way = Way(named, stated, found if named else self._from(stated, key))
        reach = self._moves(roots, way, key).reach
        return way.array, (reach.below, reach.above)

    def _moves(self, moving: Mapping[str, Stated], way: Way, key: str) -> Moves:
        return Moves(moving, way, lambda values: self._from(values, key, way.named), self._is_share)

    def _is_share(self, key: str) -> bool:
        """Whether the numbers of a tensor of the forward pass are all between nought and one: a gradient's are so by chance."""
        return self.model.system.tensors[key].role != "gradient" and bool(
            self.truth(key).min() >= 0 and self.truth(key).max() <= 1)

    def _from(self, stated: Mapping[str, np.ndarray], key: str, named: bool = False) -> np.ndarray:
        if key in self.model.system.leaves:
            return self.truth(key)
        given = {k: v for k, v in stated.items() if k in self.model.system.tensors and k != key}
        return self.model.run(self._system(named), (key,), over(given, self.leaves))[key]

    def opened(self, key: str) -> list[np.ndarray]:
        """What a tensor is where the slope at a kink is the one to its right: by the truth, and by what was stated.

        Nothing where no number stands at a kink.
        """
        stated = {k: s.data for k, s in self.stated.items()}
        truths = {k: self.truth(k) for k in self.model.bent if k != key}
        if not any((v == 0).any() for k in truths for v in (truths[k], stated.get(k, truths[k]))):
            return []
        moved = {k: nudged(v) if k in truths else v for k, v in stated.items()}
        return [self._from({k: nudged(v) for k, v in truths.items()}, key), self._from(moved, key)]

    def otherwise(self, key: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """What a tensor is where others of equal numbers are taken for the greatest: by the truth, by what was stated.

        Nothing where all numbers that are compared differ.
        """
        keys = [k for k in self.model.compared if k != key and self.model.shape(k)]
        stated = {k: s.data for k, s in self.stated.items()}
        truths, theirs = {k: self.truth(k) for k in keys}, {k: stated[k] if k in stated else self.replays(k)[0] for k in keys}
        if all(np.unique(tidied(v)).size == v.size for v in (*truths.values(), *theirs.values())):
            return []
        return [(self._from({k: reordered(v, turn) for k, v in truths.items()}, key),
                 self._from({**stated, **{k: reordered(v, turn) for k, v in theirs.items()}}, key)) for turn in range(TURNS)]

    def stated_or_true(self, key: str) -> np.ndarray:
        """The numbers of a tensor that stand on paper, or the right ones."""
        return self.stated[key].data if key in self.stated else self.truth(key)

    def fixed(self, key: str, values: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """A tensor where some others have these values: by the truth, and by what was stated."""
        return self._from(values, key), self._from({**{k: s.data for k, s in self.stated.items()}, **values}, key)

    def ancestry(self, key: str) -> set[str]:
        """All that the equations of a tensor lead back to, in the gradients as they are named."""
        found = {key}
        for equation in reversed(self.model.named.equations):
            if equation.tensor in found:
                found |= tensors(equation.right)
        return found - {key}

    def values_before(self, key: str) -> dict[str, Stated]:
        """The right values of the tensors and gradients that one is made of, as if they had been stated."""
        keys = self.ancestry(key) - set(self.model.system.leaves)
        return {k: Stated(self.truth(k), np.zeros(self.model.shape(k)), "", True) for k in sorted(keys)}

    def ancestors(self, key: str, named: bool = True) -> list[str]:
        """The stated tensors that the replay of one reads."""
        seen, found = {key}, []
        waiting = [key]
        equations = {e.tensor: e for e in (self.model.named if named else self.model.system).equations}
        while waiting:
            current = waiting.pop()
            if current != key and current in self.stated:
                found.append(current)
                continue
            if current in equations:
                for name in sorted(tensors(equations[current].right)):
                    if name not in seen:
                        seen.add(name)
                        waiting.append(name)
        return found

    def jacobian(self, of: str, by: str, writers: bool = False) -> np.ndarray:
        """The total derivative of every entry of one tensor by every entry of another; at the writer's values if so."""
        key = gradient_key(of, by)
        if writers or key not in self._truth:
            system = self.model.jacobian(of, by)
            if np.prod(self.model.shape(of) + self.model.shape(by), dtype=float) > LARGEST:
                raise NotSupportedYet(f"the derivative of {of} by {by} has too many entries to be tried")
            if writers:
                given = {k: s.data for k, s in self.stated.items() if k in system.tensors and k != of}
                return self.model.run(system, (key,), over(given, self.leaves))[key]
            self._truth[key] = self.model.run(system, (key,), self.leaves)[key]
        return self._truth[key]

    def direct(self, of: str, by: str) -> np.ndarray:
        """The derivative of a tensor by what its equation reads, all other tensors held fixed; the total one otherwise."""
        system = self.model.direct(of, by)
        if system is None:
            return self.jacobian(of, by)
        key = gradient_key(of, by)
        return self.model.run(system, (key,), self.leaves)[key]
