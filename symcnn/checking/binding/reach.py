"""How far the rounding of stated values can move what is worked out from them: each entry alone, and all together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ROUNDS = 1_500
LOOKED_AT = 25
# what the last digit may be off where a number was rounded twice, and how surely numbers have to be out of reach
SLACK = 0.11
SURELY = 1e-3
# columns and entries beyond which nothing is decided
MOST = 400


@dataclass(frozen=True)
class Reach:
    """A tensor from stated values, and what moving each of these by its rounding, down and up, does to every entry.

    ``down`` and ``up`` have one array of the tensor's shape for each stated entry; ``bend`` is how far the tensor may be
    from the sum of such moves. ``whole`` says of which entries a whole unit is moved, and not half a one.
    """

    base: np.ndarray
    down: np.ndarray
    up: np.ndarray
    bend: np.ndarray
    whole: np.ndarray

    @property
    def below(self) -> np.ndarray:
        """How far each entry can be moved down, all moves added up."""
        return -np.minimum(np.minimum(self.down, self.up), 0.0).sum(axis=0)

    @property
    def above(self) -> np.ndarray:
        """How far each entry can be moved up."""
        return np.maximum(np.maximum(self.down, self.up), 0.0).sum(axis=0)

    def together(self, written: np.ndarray, unit: np.ndarray, places: np.ndarray, truth: np.ndarray,
                 times: float = 1.0) -> np.ndarray | None:
        """The entries that no moves of all stated values together explain, or None where some do.

        ``written`` stands for the entries at ``places`` of the tensor, ``unit`` is what its digits allow; moves are of so
        many half ``times``, and may go part of the way to the ``truth``.
        """
        base, truth = self.base.ravel()[places], truth.ravel()[places]
        moves = [a.reshape(len(a), self.base.size)[:, places] for a in (self.down, self.up)]
        columns = np.vstack([*moves, truth - base])
        if columns.size == 0 or max(columns.shape) > MOST or not np.isfinite(columns).all():
            return None
        limits = np.append(np.tile(np.where(self.whole, max(1.0, times / 2), times), 2), 1.0)
        allowed = (1 + SLACK) * times * unit + times ** 2 * self.bend.ravel()[places] + 1e-12
        return beyond((base - written) / allowed, columns / allowed, limits)


def beyond(start: np.ndarray, columns: np.ndarray, limits: np.ndarray) -> np.ndarray | None:
    """Where ``start + s @ columns`` cannot be between -1 and 1 in all entries for any ``0 <= s <= limits``; else None.

    The least square of what is too much is sought by projected gradients with momentum. What is left over is a witness:
    weighted by it, the sum is out of reach whatever ``s`` is (Farkas). Where no witness is found, None.
    """
    norms = np.sqrt((columns ** 2).sum(axis=1))
    columns, limits = columns[norms > 1e-9], (limits * norms)[norms > 1e-9]
    columns = columns / norms[norms > 1e-9][:, None]
    step = 1.0 / max(1e-9, float(np.linalg.norm(columns @ columns.T, 2)) if columns.size else 1.0)
    here, ahead, speed = np.zeros(len(columns)), np.zeros(len(columns)), 1.0
    for turn in range(ROUNDS):
        excess = _excess(start + ahead @ columns)
        next_one = np.clip(ahead - step * (columns @ excess), 0.0, limits)
        faster = (1 + np.sqrt(1 + 4 * speed * speed)) / 2
        ahead = next_one + (speed - 1) / faster * (next_one - here)
        here, speed = next_one, faster
        if turn % LOOKED_AT == 0:
            excess = _excess(start + here @ columns)
            size = float(np.abs(excess).sum())
            if not size:
                return None
            least = float(excess @ start + np.minimum(columns @ excess, 0.0) @ limits)
            if least > (1 + SURELY) * size:
                return np.asarray(excess != 0)
    return None


def _excess(sums: np.ndarray) -> np.ndarray:
    return np.sign(sums) * np.maximum(np.abs(sums) - 1.0, 0.0)
