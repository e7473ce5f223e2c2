"""Random numbers in which every gate is open once and closed once, and every cell is the greatest of its window once.

A formula that leaves out a gate, or a term behind one, is told from the right one only where the gate makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np

from symcnn.checking.binding.kinks import gated
from symcnn.checking.binding.leaves import FAR_APART, has_margin
from symcnn.checking.binding.model import Model
from symcnn.checking.binding.world import World
from symcnn.checking.binding.worlds import random_world
from symcnn.errors import SymcnnError

SEEDS = (3, 17, 101)
# how many worlds are drawn to choose from, and how many are chosen
DRAWN = 24
LEAST = 5
MOST = 6
# of larger tensors every mistake shows somewhere
ENTRIES = 2_000


def random_worlds(model: Model, seeds: Sequence[int] = ()) -> list[World]:
    """Seeded worlds for formulas to be tried in: those of ``seeds``, or as many as it takes."""
    watched = gated(model.network.forward_system) if model.entries <= ENTRIES * 10 else ()
    if seeds or not watched:
        return [random_world(model, seed) for seed in seeds or SEEDS]
    found = [random_world(model, SEEDS[0])]
    seen = pattern(found[0], watched)
    drawn = [random_world(model, seed) for seed in (*SEEDS[1:], *range(DRAWN))]
    patterns = [pattern(w, watched) for w in drawn]
    while len(found) < MOST:
        best = max(range(len(drawn)), key=lambda n: (int(np.sum(patterns[n] & ~seen)), -n))
        if len(found) >= LEAST and not np.any(patterns[best] & ~seen):
            break
        seen = seen | patterns.pop(best)
        found.append(drawn.pop(best))
    return [*found, *(random_world(model, seed) for seed in FAR_APART)] if has_margin(model.network.forward_system) else found


def pattern(world: World, watched: Sequence[str]) -> np.ndarray:
    """Which way each gate stands: twice as many marks as entries, for open and closed."""
    marks = np.concatenate([np.zeros(0, dtype=bool), *_marks(world, watched)])
    return np.concatenate([marks, ~marks])


def _marks(world: World, watched: Sequence[str]) -> Iterator[np.ndarray]:
    system = world.model.system
    slopes = [k for k, t in system.tensors.items() if t.role == "gradient"]
    for key in (*watched, *slopes):
        size = int(np.prod(world.model.shape(key)))
        with suppress(SymcnnError):
            if size <= ENTRIES:
                found = world.truth(key).ravel()
                yield found != 0 if key in slopes else found > 0
