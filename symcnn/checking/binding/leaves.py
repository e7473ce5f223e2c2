"""Numbers for the leaves of a network: seeded ones, or those of a sheet, each made when it is first read."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from symcnn.checking.binding.class_vectors import is_unit_vector
from symcnn.expression.nodes import Access, Add, Apply, Compare, Greatest, Number
from symcnn.expression.walk import descend
from symcnn.notation.letters import Letter
from symcnn.proof import labels
from symcnn.system import System


@dataclass(frozen=True)
class Leaves(Mapping[str, np.ndarray]):
    """Arrays by key; ``missing`` are those that nothing is known of, which are not numbers."""

    keys_in_order: tuple[str, ...]
    make: Callable[[str], np.ndarray]
    missing: frozenset[str] = frozenset()
    _made: dict[str, np.ndarray] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, key: str) -> np.ndarray:
        if key not in self._made:
            if key not in self.keys_in_order:
                raise KeyError(key)
            self._made[key] = self.make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_in_order)

    def __len__(self) -> int:
        return len(self.keys_in_order)

    def __contains__(self, key: object) -> bool:
        return key in self.keys_in_order


# seeds of numbers farther apart: beside a margin, which else decides most signs
FAR_APART = (203, 206, 209)
FAR = 3


def random_leaves(system: System, sizes: Mapping[Letter, int], seed: int, *, positive: bool) -> Leaves:
    """Seeded numbers of moderate size for every leaf, targets inside (0, 1), labels valid."""
    known_labels = labels(system)
    # where something is compared with a number, some values lie beyond it
    wide = FAR if seed in FAR_APART else 1 + 2 * greatest_bound(system) if seed % 3 == 2 else 1

    def make(key: str) -> np.ndarray:
        # a tensor has the same numbers in every network that has it
        random = np.random.default_rng([seed, *key.encode()])
        tensor = system.tensors[key]
        shape = tuple(a.extent.value(sizes) for a in tensor.axes)
        between = positive or (tensor.role == "target" and (wide == 1 or has_logarithms(system)))
        values = random.uniform(0.2, 0.8, shape) if between else random.normal(0, 0.6 * wide, shape)
        if key in system.unit_sum:
            values = values / values.sum(axis=-1, keepdims=True)
        if is_unit_vector(key) and shape:
            values = np.eye(shape[-1])[random.integers(shape[-1], size=shape[:-1])]
        if key in known_labels:
            values = np.asarray(system.origin + random.integers(2, size=shape), dtype=float)
        return np.asarray(values)
    return Leaves(system.leaves, make)


def greatest_bound(system: System) -> float:
    """The greatest number that something is compared with: 1 where ``|r| <= 1`` tells two cases apart."""
    return max((abs(float(side.value)) for e in system.equations for n in descend(e.right) if isinstance(n, Compare)
                for side in (n.left, n.right) if isinstance(side, Number)), default=0.0)


def has_margin(system: System) -> bool:
    """Whether a single number is added to what the greatest is taken of: the margin of a hinge loss."""
    greatest = [n for e in system.equations for n in descend(e.right) if isinstance(n, Greatest)]
    terms = [t for n in greatest for v in n.values if isinstance(v, Add) for t in v.terms]
    return any(isinstance(t, Access) and not t.indices and t.tensor in system.leaves for t in terms)


def has_logarithms(system: System) -> bool:
    """Whether a logarithm is taken of something."""
    return any(isinstance(n, Apply) and n.function == "log" for e in system.equations for n in descend(e.right))


def given_leaves(system: System, sizes: Mapping[Letter, int], values: Mapping[str, np.ndarray],
                 untold: Collection[str] = ()) -> Leaves | None:
    """The numbers that a sheet gives, or None where it gives none; what it leaves out is not a number.

    Nor are results that nothing tells, such as those of functions that nobody defines.
    """
    given = {k: np.asarray(v, dtype=float) for k, v in values.items() if k in system.tensors}
    if not given:
        return None
    missing = tuple(k for k in (*system.leaves, *untold) if k not in given)

    def make(key: str) -> np.ndarray:
        return np.full(tuple(a.extent.value(sizes) for a in system.tensors[key].axes), np.nan)
    return Leaves((*given, *missing), make, frozenset(missing), given)


def over(first: Mapping[str, np.ndarray], others: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    """Arrays by key, the others where the first has none."""
    return ChainMap(first, others)  # type: ignore[arg-type]
