"""Reading a tensor at affine indices: a view with strides where the indices are linear, index arrays where not.

Outside its domain a tensor reads as 0; what a guard excludes may be read there, and never counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box, bounds, in_order, is_linear, written
from symcnn.numeric.source import Array, Source, aligned, transposed


@dataclass(frozen=True)
class Reading:
    """An array on the way to being read: its axes' extents, and the index from 0 that each is to be read at."""

    name: str
    counts: tuple[int, ...]
    indices: tuple[Affine, ...]


def read(source: Source, name: str, axes: Sequence[Box], indices: Sequence[Affine]) -> Array:
    """The entries at the indices, for all values of their letters."""
    if not axes:
        return Array(name)
    from_zero = tuple(i - a.first for i, a in zip(indices, axes, strict=True))
    reading = Reading(name, tuple(a.extent for a in axes), from_zero)
    reading, masks = _within(source, reading)
    while (group := _next_group(reading)) is not None:
        reading = _gathered(source, reading, group)
    array = _strided(source, reading)
    for letters, mask in masks:
        kept = Array(source.constant(mask), letters)
        array = source.assign(f"np.where({aligned(kept, array.letters)}, {array.source}, 0.0)", array.letters)
    return array


def _within(source: Source, reading: Reading) -> tuple[Reading, list[tuple[tuple[Letter, ...], str]]]:
    """The reading with zeros around the array as far as indices go; indices that go too far are clipped and masked."""
    ends = [bounds(i, source.boxes) for i in reading.indices]
    around = [(max(0, -low), max(0, high - n + 1)) for (low, high), n in zip(ends, reading.counts, strict=True)]
    if not any(before or after for before, after in around):
        return reading, []
    counts = tuple(n + b + a for n, (b, a) in zip(reading.counts, around, strict=True))
    if prod(counts) > 4 * prod(reading.counts) + 4096:
        return _clipped(source, reading, around)
    name = source.padded(reading.name, reading.counts, around)
    return Reading(name, counts, tuple(i + b for i, (b, _) in zip(reading.indices, around, strict=True))), []


def _clipped(source: Source, reading: Reading, around: Sequence[tuple[int, int]],
             ) -> tuple[Reading, list[tuple[tuple[Letter, ...], str]]]:
    masks = []
    # from the last axis, since one axis may be replaced by several
    for axis, (before, after) in reversed(list(enumerate(around))):
        if before or after:
            index, count = reading.indices[axis], reading.counts[axis]
            letters = in_order([index])
            text = written(index, letters, source.boxes)
            masks.append((letters, f"({text} >= 0) & ({text} < {count})"))
            reading = _taken(source, reading, axis, letters, f"np.clip({text}, 0, {count - 1})")
    return reading, masks


def _next_group(reading: Reading) -> tuple[int, ...] | None:
    """Axes whose indices are not linear and share letters, to be gathered together."""
    crooked = [a for a, i in enumerate(reading.indices) if not is_linear(i)]
    if not crooked:
        return None
    group = [crooked[0]]
    for axis in crooked[1:]:
        if any(reading.indices[axis].letters & reading.indices[a].letters for a in group):
            group.append(axis)
    return tuple(group)


def _gathered(source: Source, reading: Reading, group: tuple[int, ...]) -> Reading:
    letters = in_order(reading.indices[a] for a in group)
    texts = [written(reading.indices[a], letters, source.boxes) for a in group]
    if len(group) == 1:
        return _taken(source, reading, group[0], letters, texts[0])
    rest = [a for a in range(len(reading.counts)) if a not in group]
    places = ", ".join(source.constant(t) for t in texts)
    name = source.assign(f"{transposed(reading.name, [*group, *rest])}[{places}]").source
    return Reading(name, source.counts(letters) + tuple(reading.counts[a] for a in rest),
                   tuple(_from_zero(source, v) for v in letters) + tuple(reading.indices[a] for a in rest))


def _taken(source: Source, reading: Reading, axis: int, letters: tuple[Letter, ...], text: str) -> Reading:
    """One axis replaced by axes for the letters of its index."""
    name = source.assign(f"np.take({reading.name}, {source.constant(text)}, axis={axis})").source
    counts, indices = list(reading.counts), list(reading.indices)
    counts[axis:axis + 1] = source.counts(letters)
    indices[axis:axis + 1] = [_from_zero(source, v) for v in letters]
    return replace(reading, name=name, counts=tuple(counts), indices=tuple(indices))


def _from_zero(source: Source, letter: Letter) -> Affine:
    return whole(letter) - source.boxes[letter].first


def _strided(source: Source, reading: Reading) -> Array:
    """The array read at linear indices, as a view."""
    starts: list[int] = []
    steps: list[dict[Letter, int]] = []
    for index in reading.indices:
        parts = {m[0]: c for m, c in index.terms if m and isinstance(m[0], Letter)}
        starts.append(index.constant + sum([c * source.boxes[v].first for v, c in parts.items()]))
        steps.append(parts)
    letters = [v for parts in steps for v in sorted(parts, key=lambda v: (source.boxes[v].extent, v))]
    if all(len(parts) <= 1 for parts in steps) and len(set(letters)) == len(letters):
        return _sliced(source, reading, starts, steps)
    order = tuple(dict.fromkeys(letters))
    name = reading.name
    begin = ", ".join(f"{s}:" for s in starts)
    strides = [" + ".join(_times(parts[v], f"{name}.strides[{a}]") for a, parts in enumerate(steps) if v in parts)
               for v in order]
    base = f"{name}[{begin}]" if any(starts) else name
    steps_text = f"({', '.join(strides)}{',' * (len(strides) == 1)})"
    return source.assign(f"np.lib.stride_tricks.as_strided({base}, {source.counts(order)}, {steps_text})", order)


def _times(coefficient: int, text: str) -> str:
    return text if coefficient == 1 else f"{coefficient} * {text}"


def _sliced(source: Source, reading: Reading, starts: list[int], steps: list[dict[Letter, int]]) -> Array:
    order, texts = [], []
    for start, parts, extent in zip(starts, steps, reading.counts, strict=True):
        if not parts:
            texts.append(str(start))
            continue
        (letter, step), = parts.items()
        count = source.boxes[letter].extent
        order.append(letter)
        stop = start + step * (count - 1) + (1 if step > 0 else -1)
        whole_axis = start == 0 and step == 1 and count == extent
        texts.append(":" if whole_axis else f"{start}:{stop if stop >= 0 else ''}" + (f":{step}" if step != 1 else ""))
    if all(t == ":" for t in texts):
        return Array(reading.name, tuple(order))
    return source.assign(f"{reading.name}[{', '.join(texts)}]", order)
