"""Where a tensor lives: an array of the program, the strides of the tensor's axes in it, and views cut from it.

A buffer is made once and kept, so that every view of it is made once too; an argument or a fresh result is cut anew in
every call, and only by slices, transposition and reshaping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import TABLE_LIMIT, Box, Boxes, bounds, is_linear, values_on, volume
from symcnn.numeric.source import reshaped

Axes = tuple[Box, ...]
Cut = tuple[int, int]


@dataclass(frozen=True)
class Home:
    """An array by its name and shape; ``strides`` of the tensor's axes and the ``offset`` of its first entry, in entries.

    ``around`` are the rows of zeros before and after each axis. ``zero`` is the place of an entry that is always 0, and
    ``flat`` the one-dimensional array that holds it.
    """

    name: str
    shape: tuple[int, ...]
    axes: Axes
    strides: tuple[int, ...]
    offset: int = 0
    kept: bool = False
    around: tuple[Cut, ...] = ()
    flat: str = ""
    zero: int | None = None

    @property
    def size(self) -> int:
        """How many entries the array has."""
        return prod(self.shape)

    @property
    def counts(self) -> tuple[int, ...]:
        """The extents of the tensor."""
        return tuple(b.extent for b in self.axes)

    def place(self, indices: Sequence[Affine]) -> Affine:
        """The place, from 0 in memory, of the entry at the indices."""
        total = constant(self.offset)
        for index, box, stride in zip(indices, self.axes, self.strides, strict=True):
            total = total + (index - box.first) * stride
        return total

    def reaches(self, indices: Sequence[Affine], boxes: Boxes) -> bool:
        """Whether every index stays within the tensor and the zeros around it."""
        around = self.around or ((0, 0),) * len(self.axes)
        ends = (bounds(i, boxes) for i in indices)
        return all(low >= b.first - before and high < b.first + b.extent + after
                   for (low, high), b, (before, after) in zip(ends, self.axes, around, strict=True))


def row_major(shape: Sequence[int]) -> tuple[int, ...]:
    """The strides of a contiguous array."""
    return tuple(prod(shape[i + 1:]) for i in range(len(shape)))


def plain_home(name: str, axes: Axes, *, kept: bool = False) -> Home:
    """A contiguous array with the tensor's axes."""
    shape = tuple(b.extent for b in axes)
    return Home(name, shape, axes, row_major(shape), kept=kept)


@dataclass(frozen=True)
class View:
    """A home read at affine indices: the stride of each letter, and the place of the first entry."""

    home: Home
    steps: Mapping[Letter, int]
    start: int

    def axis(self, letters: Sequence[Letter], boxes: Boxes) -> Cut | None:
        """Extent and stride of several letters as one axis, the last running fastest, where they make one."""
        inner: Cut = (1, 1)
        for letter in reversed(letters):
            count, step = boxes[letter].extent, self.steps.get(letter, 0)
            if count == 1:
                continue
            if inner[0] == 1:
                inner = (count, step)
            elif step != inner[0] * inner[1]:
                return None
            else:
                inner = (count * inner[0], inner[1])
        return inner


def view(home: Home, indices: Sequence[Affine], boxes: Boxes) -> View | None:
    """The view at the indices, where they stay within reach and make even steps in memory."""
    if not home.reaches(indices, boxes):
        return None
    place = home.place(indices)
    steps = _steps(place, boxes)
    if steps is None:
        return None
    start = place.value({v: boxes[v].first for v in place.letters})
    return View(home, steps, start)


def _steps(place: Affine, boxes: Boxes) -> dict[Letter, int] | None:
    if is_linear(place):
        return {m[0]: c for m, c in place.terms if m and isinstance(m[0], Letter)}
    letters = sorted(place.letters)
    if volume(letters, boxes) > TABLE_LIMIT:
        return None
    table = values_on(place, letters, boxes)
    first = table.flat[0]
    steps = {}
    even = np.full(table.shape, first)
    for axis, letter in enumerate(letters):
        line = np.moveaxis(table, axis, 0).reshape(table.shape[axis], -1)[:, 0]
        steps[letter] = int(line[1] - line[0]) if len(line) > 1 else 0
        even += (np.arange(len(line)) * steps[letter]).reshape([-1 if a == axis else 1 for a in range(len(letters))])
    return steps if np.array_equal(even, table) else None


def cut(home: Home, start: int, axes: Sequence[Cut]) -> str | None:
    """The source of a view with these extents and strides; None where an argument would have to be copied first."""
    kept = [i for i, (n, _) in enumerate(axes) if n > 1]
    order = sorted(kept, key=lambda i: (-axes[i][1], i))
    ranked = [axes[i] for i in order]
    contiguous = [s for _, s in ranked] == list(row_major([n for n, _ in ranked]))
    if start == 0 and contiguous and prod(n for n, _ in ranked) == home.size:
        if order == kept:
            return _reshaped(home.name, home.shape, tuple(n for n, _ in axes))
        text = _reshaped(home.name, home.shape, tuple(n for n, _ in ranked))
        return _spread(_transposed(text, [order.index(i) for i in kept]), axes)
    if not kept:
        return _one(home, start, len(axes))
    sliced = _sliced(home, start, [axes[i] for i in kept])
    if sliced is not None:
        return _spread(sliced, axes)
    return _strided(home, start, axes) if home.kept else None


def _one(home: Home, start: int, rank: int) -> str:
    """One entry as an array: an index for each axis would copy it."""
    if not home.shape:
        return _reshaped(home.name, (), (1,) * rank)
    *index, last = (start // s % n for s, n in zip(row_major(home.shape), home.shape, strict=True))
    text = f"{home.name}[{', '.join([*map(str, index), f'{last}:{last + 1}'])}]"
    return _reshaped(text, (1,), (1,) * rank)


def _reshaped(name: str, old: tuple[int, ...], new: tuple[int, ...]) -> str:
    return name if old == new else reshaped(name, new)


def _transposed(text: str, order: Sequence[int]) -> str:
    if list(order) == list(range(len(order))):
        return text
    return f"{text}.T" if list(order) == list(range(len(order)))[::-1] else f"{text}.transpose({', '.join(map(str, order))})"


def _spread(text: str, axes: Sequence[Cut]) -> str:
    """The source with axes of extent 1 where they belong."""
    if all(n > 1 for n, _ in axes):
        return text
    return f"{text}[{', '.join(':' if n > 1 else 'None' for n, _ in axes)}]"


def _sliced(home: Home, start: int, axes: Sequence[Cut]) -> str | None:
    """Slices of the array and a transposition, where each axis steps along an axis of its own."""
    strides, found, texts = row_major(home.shape), [], []
    places: dict[int, Cut] = {}
    for count, step in axes:
        along = next((a for a, s in enumerate(strides) if home.shape[a] > 1 and step % s == 0
                      and abs(step) // s * (count - 1) < home.shape[a] and a not in places), None)
        if along is None or step == 0:
            return None
        places[along] = (count, step // strides[along])
        found.append(along)
    for axis, (stride, extent) in enumerate(zip(strides, home.shape, strict=True)):
        begin, start = divmod(start, stride) if stride else (0, start)
        if axis not in places:
            texts.append(str(begin))
            continue
        count, step = places[axis]
        end = begin + step * (count - 1)
        if not (0 <= begin < extent and 0 <= end < extent):
            return None
        texts.append(_slice(begin, end, step, extent))
    text = home.name if all(t == ":" for t in texts) else f"{home.name}[{', '.join(texts)}]"
    ranks = sorted(found)
    return _transposed(text, [ranks.index(a) for a in found])


def _slice(begin: int, end: int, step: int, extent: int) -> str:
    if step == 1:
        return f"{begin or ''}:{end + 1 if end + 1 < extent else ''}"
    stop = "" if end + step < 0 or end + step >= extent else str(end + (1 if step > 0 else -1))
    return f"{begin or (0 if step < 0 else '')}:{stop}:{step}"


def _strided(home: Home, start: int, axes: Sequence[Cut]) -> str:
    flat = _reshaped(home.name, home.shape, (home.size,))
    base = f"{flat}[{start}:]" if start else flat
    shape = tuple(n for n, _ in axes)
    steps = ", ".join(f"{s} * {home.name}.itemsize" for _, s in axes) + ("," if len(axes) == 1 else "")
    return f"np.lib.stride_tricks.as_strided({base}, {shape}, ({steps}))"


