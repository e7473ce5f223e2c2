"""Further mistakes at one line of a hand-worked network: sizes, valid for full, sums left out, digits exchanged.

Each is a function from the plan, the line and the values before it to the wrong value, or None where it cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hand_networks import Array, Plan, Values, conv, conv_back, pool_back, rule_of, slope

Rule = Callable[[Plan, str, Values, np.random.Generator], Array | None]
SizeRule = Callable[[int, int, int, int], int | None]


def sized(change: SizeRule) -> Rule:
    """A size by another rule: from the length, the window, the stride and the border; None where it is right."""
    def rule(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
        found = np.array(rule_of(plan, line, v))
        wide = (plan.side + 2 * plan.padding - plan.kernel) // plan.stride + 1
        told = (plan.side, plan.kernel, plan.stride, plan.padding) if line == "sizeZ" else (
            wide, plan.window, plan.pool_stride, 0)
        other, images = change(*told), 1 if plan.flat else 2
        if other is None or other < 1 or other == found[-1]:
            return None
        found[-images:] = other
        return found
    return rule


def rounded_up(length: int, window: int, stride: int, border: int) -> int:
    """The size where what is left over counts as a place."""
    return -(-(length + 2 * border - window) // stride) + 1


SIZES: dict[str, tuple[str, SizeRule]] = {
    "size without padding": ("padding-wrong", lambda n, k, s, p: (n - k) // s + 1),
    "size with one padding": ("padding-wrong", lambda n, k, s, p: (n + p - k) // s + 1),
    "size without stride": ("stride-wrong", lambda n, k, s, p: n + 2 * p - k + 1),
    "size without one": ("index-off-by-one", lambda n, k, s, p: (n + 2 * p - k) // s),
    "size rounded up": ("floor-missing", rounded_up),
    "size of full": ("valid-for-full", lambda n, k, s, p: (n + k - 2) // s + 1),
}


def valid_for_full(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    """The gradient by the input as a valid correlation: windows that stand out are left out."""
    if plan.stride > 1:
        return None
    turned = v["K"][:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    if any(a < b for a, b in zip(v["dZ"].shape[1:], turned.shape[2:], strict=True)):
        return None
    return conv(v["dZ"], turned, (1, 1), (0, 0))


def first_position(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    """Of the sum over positions the first alone."""
    kept = np.zeros_like(v["dZ"])
    kept[:, 0, 0] = v["dZ"][:, 0, 0]
    return kept[:, 0, 0] if line == "db" else conv_back(v["X"], v["K"], kept, plan.steps, plan.pads)[1]


def matrix_product(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    """A matrix product of the gradient and the slope where they are multiplied entry by entry."""
    if plan.flat or v["dA"].shape[-1] < 2:
        return None
    return np.asarray(v["dA"] @ slope(plan.activation, v["Z"], v["A"]))


def doubled_product(plan: Plan, line: str, v: Values, random: np.random.Generator) -> Array | None:
    """One product of one entry counted twice."""
    found = np.array(rule_of(plan, line, v))
    if line == "u":
        row, column = int(random.integers(v["V"].shape[0])), int(random.integers(v["V"].shape[1]))
        found[row] += v["V"][row, column] * v["f"][column]
        return found
    kernel = np.zeros_like(v["K"])
    place = tuple(int(random.integers(n)) for n in kernel.shape)
    kernel[place] = v["K"][place]
    spot = (place[0], *(int(random.integers(n)) for n in found.shape[1:]))
    found[spot] += conv(v["X"], kernel, plan.steps, plan.pads)[spot]
    return found


def wrong_rounding_of_places(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    """The share of a mean or a sum handed to the window after, as where a place is rounded up to its window."""
    if plan.pool == "max" or plan.pool_stride != plan.window:
        return None
    moved = np.roll(pool_back(v["A"], v["dP"], plan.pool, plan.windows, plan.pool_steps), -1, axis=-1)
    moved[..., -1] = 0
    return moved


def swapped_digits(plan: Plan, line: str, v: Values, random: np.random.Generator) -> Array | None:
    """The first two decimals of one number exchanged."""
    found = np.array(rule_of(plan, line, v))
    place = tuple(int(random.integers(n)) for n in found.shape)
    number = abs(float(found[place]))
    first, second = int(number * 10) % 10, int(number * 100) % 10
    if first == second or 0 in (first, second) or number > 100:
        # what changes places with a nought may be a slip of the point
        return None
    found[place] = np.copysign(number + (second - first) * 0.1 + (first - second) * 0.01, found[place])
    return found


def at_one_place(change: Callable[[Array, tuple[int, ...], np.random.Generator], None]
                 ) -> Callable[[Plan, str, Values, np.random.Generator], Array | None]:
    def rule(plan: Plan, line: str, v: Values, random: np.random.Generator) -> Array | None:
        found = np.array(rule_of(plan, line, v))
        place = tuple(int(random.integers(n)) for n in found.shape)
        change(found, place, random)
        return found
    return rule


def negate(a: Array, place: tuple[int, ...], random: np.random.Generator) -> None:
    a[place] = -a[place]


def shift_point(a: Array, place: tuple[int, ...], random: np.random.Generator) -> None:
    a[place] = a[place] * (10 if random.random() < 0.5 else 0.1)


def exchange(a: Array, place: tuple[int, ...], random: np.random.Generator) -> None:
    # both of one matrix
    lead = max(0, a.ndim - 2)
    other = place[:lead] + tuple(int(random.integers(n)) for n in a.shape[lead:])
    a[place], a[other] = a[other], a[place]


def transposed(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    right = rule_of(plan, line, v)
    return np.swapaxes(right, -1, -2) if right.ndim > 1 and right.shape[-1] == right.shape[-2] > 1 else None
