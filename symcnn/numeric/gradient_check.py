"""Derivatives by central differences, and their comparison with derived ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symcnn.display import Worded
from symcnn.errors import ValueProblem, quoted

# a central difference is off by step**2 through the third derivative, by 1e-16/step through rounding: both near 1e-10
STEP = 1e-5
TOLERANCE = 1e-6
BEND = 1e-3


@dataclass(frozen=True)
class Comparison(Worded):
    """A derived array beside a numeric one: the entry that is furthest off, relative to the size of the values.

    ``worst`` is the difference there divided by the greatest of 1 and the largest value in magnitude; ``index`` counts
    from the origin of the tensor.
    """

    name: str
    worst: float
    index: tuple[int, ...]
    derived: float
    numeric: float
    ok: bool

    def __bool__(self) -> bool:
        return self.ok

    def text(self) -> str:
        """What was found, in a line."""
        place = f" at {list(self.index)}" if self.index else ""
        verdict = "agrees" if self.ok else "differs"
        return (f"{self.name} {verdict}: worst{place}, derived {self.derived:.10g}, "
                f"numeric {self.numeric:.10g}, off by {self.worst:.1e}")

    def markdown(self) -> str:
        """A table with one row."""
        return table((self,))


def table(comparisons: Iterable[Comparison]) -> str:
    """A row in Markdown for each comparison."""
    rows = [f"| `{c.name}` | {'agrees' if c.ok else '**differs**'} | {list(c.index) if c.index else ''} "
            f"| {c.derived:.10g} | {c.numeric:.10g} | {c.worst:.1e} |" for c in comparisons]
    return "\n".join(["| gradient | | worst at | derived | numeric | off by |", "|---|---|---|---|---|---|", *rows])


def central_difference(function: Callable[[Mapping[str, Any]], float], values: Mapping[str, Any], key: str, *,
                       step: float = STEP) -> np.ndarray:
    """The derivative of a scalar function of named arrays by every entry of one of them.

    A kink, such as that of relu at 0, within a step of a value spoils the entry: the slopes to either side then differ,
    and the entry is taken again with a step a thousand times smaller.
    """
    if key not in values:
        raise ValueProblem(f"there are no values for {quoted(key)} to change: give an array")
    centre = np.array(values[key], dtype=float)
    here = float(function({**values, key: centre}))
    result = np.zeros(centre.shape)

    def at(place: tuple[int, ...], shift: float) -> float:
        moved = centre.copy()
        moved[place] += shift
        return float(function({**values, key: moved}))

    for place in np.ndindex(centre.shape):
        width = step * max(1.0, float(abs(centre[place])))
        above, below = at(place, width), at(place, -width)
        if abs(above - 2 * here + below) > BEND * max(width, abs(above - below)):
            width *= 1e-3
            above, below = at(place, width), at(place, -width)
        result[place] = (above - below) / (2 * width)
    return result


def compare(name: str, derived: Any, numeric: Any, *, origin: int = 1, tolerance: float = TOLERANCE) -> Comparison:
    """The two arrays beside each other; raises ``ValueProblem`` where their shapes differ."""
    one, other = np.asarray(derived, dtype=float), np.asarray(numeric, dtype=float)
    if one.shape != other.shape:
        raise ValueProblem(f"{quoted(name)} was derived with the shape {one.shape} and measured with {other.shape}: "
                           "give arrays of one shape")
    if one.size == 0:
        return Comparison(name, 0.0, (), 0.0, 0.0, True)
    scale = max(1.0, float(np.max(np.abs(other))))
    off = np.abs(one - other) / scale
    # not a number is further off than anything
    off = np.where(np.isnan(off), np.inf, off)
    place = np.unravel_index(int(np.argmax(off)), off.shape)
    worst = float(off[place])
    index = tuple(int(i) + origin for i in place)
    return Comparison(name, worst, index, float(one[place]), float(other[place]), worst <= tolerance)
