"""The shapes and data that a hand-written backward pass is run on: small sizes, whole numbers, no ties and no kinks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.errors import ValueProblem, quoted
from symcnn.expression.nodes import Apply, Greatest, Maximum, Node, Power
from symcnn.expression.walk import accesses, descend
from symcnn.notation.letters import Letter
from symcnn.numeric.fields import BROKEN, STRAIGHT, draw
from symcnn.numeric.sizes import completed, wanted
from symcnn.programs import Program
from symcnn.proof import fits, labels
from symcnn.system import System

LARGEST = 400
GRAIN = 64
REDRAWS = 12
NUDGE = 2.0**-20


@dataclass(frozen=True)
class Trial:
    """One choice of sizes with data: the leaves and all other tensors as arrays by key, and the right gradients."""

    sizes: Mapping[Letter, int]
    leaves: Mapping[str, np.ndarray]
    values: Mapping[str, np.ndarray]
    right: Mapping[str, np.ndarray]


def choices(system: System, given: Mapping[str, int | Iterable[int]], seed: int,
            budget: int) -> list[dict[Letter, int]]:
    """At most ``budget`` choices of numbers for the size letters, smallest first; raises ``ValueProblem`` for none."""
    letters = sorted({*wanted(system, system.equations), *(v for q in system.facts.nonnegative for v in q.letters)})
    unknown = sorted(given.keys() - {v.name for v in letters} - {o.name for o in system.halves.values()})
    if unknown:
        names = ", ".join(v.name for v in letters) or "none"
        raise ValueProblem(f"sizes names {quoted(unknown[0])}, which is no size letter of the network: use {names}")
    options = [_options(system, v, given) for v in letters]
    found: dict[tuple[int, ...], dict[Letter, int]] = {}
    for numbers in _drawn(options, seed, budget):
        sizes = dict(zip(letters, numbers, strict=True))
        if len(found) < budget and numbers not in found and fits(system, sizes) and _entries(system, sizes) <= LARGEST:
            found[numbers] = completed(system, sizes)
    if not found:
        raise ValueProblem("no choice of the sizes fits the network: give other sizes")
    return sorted(found.values(), key=lambda s: (_entries(system, s), [s[v] for v in letters]))


def _drawn(options: list[list[int]], seed: int, budget: int) -> Iterator[tuple[int, ...]]:
    """Every choice where there are few, else seeded ones."""
    if prod(map(len, options)) <= 2 * budget:
        yield from product(*options)
        return
    for attempt in range(40 * budget):
        yield tuple(o[draw(seed, attempt, place) % len(o)] for place, o in enumerate(options))


def _options(system: System, letter: Letter, given: Mapping[str, int | Iterable[int]]) -> list[int]:
    odd = system.halves.get(letter)
    for name, numbers in given.items():
        if name in (letter.name, odd.name if odd else ""):
            listed = [numbers] if isinstance(numbers, int) else list(numbers)
            return listed if name == letter.name else [n // 2 for n in listed if n % 2]
    least = system.facts.least.get(letter, 1)
    return list(range(least, least + (3 if odd else _width(system, letter))))


def _width(system: System, letter: Letter) -> int:
    """How many numbers a letter runs over: the most for the sizes of an image, fewer for kernels, fewest for steps."""
    for key in system.leaves:
        tensor = system.tensors[key]
        image = tensor.axes[1:] if len(tensor.axes) > 2 else tensor.axes
        if tensor.role != "gradient" and any(letter in a.extent.letters for a in image):
            return 7 if tensor.role == "data" else 4
    return 3


def _entries(system: System, sizes: Mapping[Letter, int]) -> int:
    return sum(prod(a.extent.value(sizes) for a in t.axes) for t in system.tensors.values())


def trial(system: System, program: Program, sizes: dict[Letter, int], wrt: Mapping[str, str], seed: int,
          repeat: int = 0) -> Trial:
    """Data for these sizes where the gradients are finite and do not change under a small nudge.

    ``wrt`` maps a tensor to the key of its gradient. Raises ``ValueProblem`` where no such data are found.
    """
    for attempt in range(REDRAWS):
        random = np.random.default_rng([seed, repeat, attempt, *(sizes[v] for v in sorted(sizes))])
        leaves = {key: _leaf(system, key, sizes, random) for key in system.leaves}
        found = _run(program, sizes, leaves)
        right = {key: found[gradient] for key, gradient in wrt.items()}
        if all(np.isfinite(a).all() for a in right.values()) and _steady(system, program, sizes, leaves, right, wrt):
            values = {k: v for k, v in found.items() if k not in wrt.values()}
            return Trial(sizes, leaves, {**leaves, **values}, right)
    raise ValueProblem(f"no data without ties were found for the sizes {named(system, sizes)}: give other sizes")


def _run(program: Program, sizes: Mapping[Letter, int], leaves: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    needed = {k: v for k, v in leaves.items() if k in program.inputs}
    return {k: np.asarray(v) for k, v in program.lowered(sizes, tuple(sorted(needed)))(needed).items()}


def _steady(system: System, program: Program, sizes: Mapping[Letter, int], leaves: Mapping[str, np.ndarray],
            right: Mapping[str, np.ndarray], wrt: Mapping[str, str]) -> bool:
    """Whether no maximum has a tie and no kink is hit: who gets the gradient there is a convention."""
    if not any(isinstance(n, Maximum | Greatest) or (isinstance(n, Apply) and n.function in BROKEN)
               for n in _nodes(system)):
        return True
    random = np.random.default_rng(1)
    for sign in (1, -1):
        moved = {k: v + sign * NUDGE * random.uniform(0.5, 1, v.shape) if system.tensors[k].role != "gradient"
                 and k not in labels(system) else v for k, v in leaves.items()}
        found = _run(program, sizes, moved)
        for key, gradient in wrt.items():
            if not np.allclose(found[gradient], right[key], rtol=1e-3, atol=1e-2 * _grain(system)):
                return False
    return True


def _nodes(system: System) -> list[Node]:
    return [n for e in system.equations for n in descend(e.right)]


def _grain(system: System) -> float:
    """The step between values: one, or a fraction where whole numbers would drive sigmoid and its kin to their ends."""
    smooth = any((isinstance(n, Apply) and n.function not in STRAIGHT)
                 or (isinstance(n, Power) and (n.exponent < 0 or n.exponent.denominator > 1) and accesses(n.base))
                 for n in _nodes(system))
    return 1 / GRAIN if smooth else 1.0


def _leaf(system: System, key: str, sizes: Mapping[Letter, int], random: np.random.Generator) -> np.ndarray:
    """Entries that are all different and none zero, so that every place shows where it went."""
    tensor = system.tensors[key]
    shape = tuple(a.extent.value(sizes) for a in tensor.axes)
    count = prod(shape)
    if key in labels(system):
        return np.asarray(system.origin + random.integers(2, size=shape), dtype=float)
    if key in system.unit_sum:
        return np.eye(shape[-1])[random.integers(shape[-1], size=shape[:-1])]
    if key in _probabilities(system):
        return (random.permutation(count) + 1.0).reshape(shape) / (count + 1)
    half = count // 2 + 4
    numbers = np.array([n for n in range(-half, half + 1) if n], dtype=float)
    return random.permutation(numbers)[:count].reshape(shape) * _grain(system)


def _probabilities(system: System) -> set[str]:
    """The tensors whose logarithm is taken."""
    return {a.tensor for n in _nodes(system) if isinstance(n, Apply) and n.function == "log" for a in accesses(n)}


def named(system: System, sizes: Mapping[Letter, int]) -> dict[str, int]:
    """Sizes by name as the author knows them, image sizes first."""
    order: dict[Letter, None] = {}
    for key in sorted(system.leaves, key=lambda k: system.tensors[k].role != "data"):
        for axis in system.tensors[key].axes:
            order.update(dict.fromkeys(sorted(axis.extent.letters)))
    order.update(dict.fromkeys(sorted(sizes)))
    found: dict[str, Any] = {}
    for letter in order:
        shown = system.halves.get(letter, letter)
        if shown in sizes:
            found[shown.name] = sizes[shown]
    return found


def gradient_names(loss: str, keys: Iterable[str]) -> dict[str, str]:
    """The keys of the gradients, by tensor."""
    return {k: gradient_key(loss, k) for k in keys}
