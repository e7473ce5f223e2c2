"""Numbers that tell of arrays: one that is no number (NaN) as soon as any entry of an array is none.

A sum or a product with NaN is NaN. Where a Python number is made so of every entry of an array, steps that may make NaN of an
overflow need not be guarded entry by entry: the number is looked at, and in the rare case the program runs anew with guards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from symcnn.expression.nodes import Access, Add, Apply, Multiply, Node, Power, Sum
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box, values_on, volume
from symcnn.numeric.builder import Builder
from symcnn.numeric.lines import Line

# functions that are NaN at NaN in each of their forms, and nothing else there
PASSING = frozenset({"sigmoid", "tanh", "exp", "log", "softplus"})
LARGEST = 1 << 18
Seen = dict[str, np.ndarray]


def find_witness(tensor: str, builder: Builder) -> str | None:
    """The first tensor that is a number, or is held as Python's, whose first entry is NaN where one of the tensor's is.

    None without one; what is too large to look through has none.
    """
    after = [line for key, line in builder.lines.items() if builder.place_of[key] > builder.place_of[tensor]]
    for place, line in enumerate(after):
        is_number = not line.letters or builder.chosen.get(line.tensor) == "numbers"
        if is_number and _sees(tensor, line, after[:place], builder):
            return line.tensor
    return None


def _sees(tensor: str, last: Line, between: Sequence[Line], builder: Builder) -> bool:
    """Whether the first entry of the last line is made of every entry of the tensor."""
    first = np.zeros([b.extent for b in builder.axes[last.tensor]], dtype=bool)
    first[(0,) * first.ndim] = True
    seen = {last.tensor: first}
    for line in (last, *reversed(between)):
        if line.tensor in seen:
            _look(line, seen, builder)
    return tensor in seen and bool(seen[tensor].all())


def _look(line: Line, seen: Seen, builder: Builder) -> None:
    """Marks the entries that the marked entries of a line are made of."""
    places = tuple(np.argwhere(seen[line.tensor]).T)
    for access, bound in _handed_on(line.right, ()):
        letters = (*line.letters, *bound)
        if volume(letters, builder.boxes) > LARGEST:
            continue
        axes = builder.axes[access.tensor]
        marked = seen.setdefault(access.tensor, np.zeros([b.extent for b in axes], dtype=bool))
        marked |= _read(access, letters, places, axes, builder)


def _read(access: Access, letters: Sequence[Letter], places: tuple[np.ndarray, ...], axes: Sequence[Box],
          builder: Builder) -> np.ndarray:
    """The entries that an access reads at some places of the first letters and everywhere along the others."""
    full = [builder.boxes[v].extent for v in letters]
    found = []
    for index, box in zip(access.indices, axes, strict=True):
        table = np.broadcast_to(values_on(index, letters, builder.boxes) - box.first, full)
        found.append(table[places].ravel())
    marked = np.zeros([b.extent for b in axes], dtype=bool)
    inside = np.ones(len(found[0]) if found else 1, dtype=bool)
    for line, box in zip(found, axes, strict=True):
        inside &= (line >= 0) & (line < box.extent)
    if inside.any():
        marked[tuple(line[inside] for line in found)] = True
    return marked


def _handed_on(node: Node, bound: tuple[Letter, ...]) -> Iterator[tuple[Access, tuple[Letter, ...]]]:
    """The entries whose NaN is handed on by every step above them, with the letters that are summed over."""
    match node:
        case Access():
            yield node, bound
        case Add(terms=parts) | Multiply(factors=parts):
            for part in parts:
                yield from _handed_on(part, bound)
        case Power():
            yield from _handed_on(node.base, bound)
        case Apply() if node.function in PASSING:
            yield from _handed_on(node.argument, bound)
        case Sum() if not node.guards:
            yield from _handed_on(node.body, (*bound, *(r.letter for r in node.ranges)))
