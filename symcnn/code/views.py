"""Entries of a tensor for all values of some letters, as a view of its array: slices, strides, padding, reshaping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from symcnn.code import quantities
from symcnn.code.expressions import Rank, Text
from symcnn.code.scope import Scope
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Access, Range
from symcnn.notation.affine import Affine, constant, floor_divide, remainder, whole
from symcnn.notation.facts import Facts, Interval
from symcnn.notation.letters import Letter


class NoArrayForm(SymcnnError):
    """A right side has no form in whole arrays: it is written in loops over entries."""


class Array(NamedTuple):
    """An expression whose value is an array with an axis for each of the letters."""

    text: Text
    axes: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Frame:
    """Where an array is written: the function, the ranges of all letters, and those that Python loops run over.

    ``fill`` is what stands outside an array, 0 or minus infinity.
    """

    scope: Scope
    spans: Mapping[Letter, tuple[Affine, Affine]]
    looped: frozenset[Letter]
    fill: str = "0"

    def inside(self, ranges: Iterable[Range]) -> Frame:
        """The same with further letters; raises `NoArrayForm` where a bound holds an index or is one of several."""
        return Frame(self.scope, {**self.spans, **spans_of(ranges)}, self.looped, self.fill)

    def filled(self, fill: str) -> Frame:
        """The same with something else outside the arrays."""
        return Frame(self.scope, self.spans, self.looped, fill)

    @property
    def facts(self) -> Facts:
        """What is known of all letters."""
        return self.scope.facts.within({v: Interval((a,), (b,)) for v, (a, b) in self.spans.items()})

    def count(self, letter: Letter) -> Affine:
        """How many values a letter takes."""
        first, last = self.spans[letter]
        return last - first + 1

    def arrayed(self, value: Affine) -> list[Letter]:
        """The letters of a quantity that are axes."""
        return sorted(v for v in value.letters if v.is_index and v not in self.looped)

    def written(self, value: Affine) -> str:
        """A quantity without such letters."""
        return quantities.written(value, self.scope.letters)


def spans_of(ranges: Iterable[Range]) -> dict[Letter, tuple[Affine, Affine]]:
    """First and last value of each letter; raises `NoArrayForm` where a bound depends on another letter."""
    found = {}
    for r in ranges:
        if len(r.lower) != 1 or len(r.upper) != 1 or any(v.is_index for q in (*r.lower, *r.upper) for v in q.letters):
            raise NoArrayForm(f"the range of {r.letter.name} is no plain one: write it as loops")
        found[r.letter] = r.lower[0], r.upper[0]
    return found


def looped(reads: Sequence[Access], offsets: frozenset[Letter]) -> frozenset[Letter]:
    """The letters that Python loops run over: offsets within windows, and what stands in a quotient."""
    found: set[Letter] = set()
    for access in reads:
        seen: set[Letter] = set()
        for index in access.indices:
            found |= {v for f in index.floors() for q in (f.numerator, f.denominator) for v in q.letters if v.is_index}
            # offsets first, then what comes last: positions stay
            left = sorted((v for v in index.letters if v.is_index and v not in found),
                          key=lambda v: (v in offsets, v.mark, v.name))
            found |= {*left[1:], *(v for v in left[:1] if v in seen)}
            seen |= {*left[:1]}
    return frozenset(found)


def view(node: Access, frame: Frame) -> Array:
    """The entries of a tensor, an axis for each letter in the order of the tensor's axes."""
    name = frame.scope.arrays[node.tensor]
    axes = frame.scope.tensors[node.tensor].axes
    if not axes:
        return Array(Text(name))
    found = reshaped(node, frame)
    if found is not None:
        return found
    name, before = padded(node, frame)
    return sliced(name, node, before, frame)


def sliced(name: str, node: Access, before: Sequence[Affine], frame: Frame) -> Array:
    """A view of an array that has so many entries before its first ones."""
    parts: list[str] = []
    letters: list[Letter] = []
    axes = frame.scope.tensors[node.tensor].axes
    for index, axis, low in zip(node.indices, axes, before, strict=True):
        own = frame.arrayed(index)
        if len(own) > 1 or any(v in f.numerator.letters for v in own for f in index.floors()) or set(own) & set(letters):
            raise NoArrayForm(f"an index of {node.tensor} has no slice: write it as loops")
        letters += own
        parts.append(_slice(index + low, own[0], axis.extent, low != 0, frame) if own else frame.written(index + low))
    if all(p == ":" for p in parts):
        return Array(Text(name), tuple(letters))
    while len(parts) > 1 and parts[-1] == ":":
        parts.pop()
    return Array(Text(f"{name}[{', '.join(parts)}]"), tuple(letters))


def _slice(index: Affine, letter: Letter, extent: Affine, is_padded: bool, frame: Frame) -> str:
    """The places of one axis that a letter reads."""
    first, last = frame.spans[letter]
    step, start = index.coefficient(letter), index.without(letter) + index.coefficient(letter) * first
    if step == -1 and index.substitute({letter: first}) == extent - 1 and index.substitute({letter: last}) == 0:
        return "::-1"
    if not frame.facts.proves(step - 1):
        raise NoArrayForm("an index runs backwards: write it as loops")
    count = last - first + 1
    if step == 1 and start == 0 and count == extent and not is_padded:
        return ":"
    parts = ["" if start == 0 else frame.written(start), _stop(start, step, count, frame)]
    if step == 1 and start + count == extent and not is_padded:
        parts[1] = ""
    return colons([*parts, *([] if step == 1 else [frame.written(step)])])


def _stop(start: Affine, step: Affine, count: Affine, frame: Frame) -> str:
    """Behind the last place of so many steps, in the words of their count."""
    stop = start + step * count
    if stop.number is not None or (frame.scope.letters.get(count) is None and count.letter is None and count.number is None):
        return frame.written(stop)
    counted = frame.scope.extent(count)
    if step != 1 and count.number is None:
        counted = f"{quantities.factor(step, frame.scope.letters)} * {counted}"
    elif step != 1:
        counted = frame.written(step * count)
    return counted if start == 0 else f"{frame.written(start)} + {counted}"


def colons(parts: Sequence[str]) -> str:
    """A slice as a formatter spaces it."""
    simple = all(p == "" or p.isidentifier() or p.isdigit() for p in parts)
    if simple:
        return ":".join(parts)
    text = parts[0]
    for part in parts[1:]:
        text += f"{' ' if text else ''}:{' ' if part else ''}{part}"
    return text


def padded(node: Access, frame: Frame) -> tuple[str, list[Affine]]:
    """The name of an array that holds all entries read, with padding where they are outside, and how much before."""
    scope, axes = frame.scope, frame.scope.tensors[node.tensor].axes
    around = [overhang(i, a.extent, frame) for i, a in zip(node.indices, axes, strict=True)]
    name = scope.arrays[node.tensor]
    if all(a == 0 and b == 0 for a, b in around):
        return name, [constant(0)] * len(axes)
    key = (node.tensor, tuple(around), frame.fill)
    if key not in scope.padded:
        with scope.where(()):
            scope.padded[key] = scope.name(f"{name}_padded")
            widths = ", ".join(f"({frame.written(a)}, {frame.written(b)})" for a, b in around)
            widths = f"({widths},)" if len(around) == 1 else f"({widths})"
            values = "" if frame.fill == "0" else f", constant_values={frame.fill}"
            # an array of whole numbers holds no infinity
            array = f"np.asarray({name}, float)" if values and node.tensor not in scope.equations else name
            scope.line(f"{scope.padded[key]} = np.pad({array}, {widths}{values})")
    return scope.padded[key], [a for a, _ in around]


def overhang(index: Affine, extent: Affine, frame: Frame) -> tuple[Affine, Affine]:
    """How far an index reaches out of an axis, before and behind; raises `NoArrayForm` where it cannot be said."""
    facts = frame.facts
    sides = []
    for reach in (-index, index - extent + 1):
        most = constant(0) if facts.proves(-reach) else greatest(reach, frame)
        if facts.proves(-most):
            most = constant(0)
        elif not facts.proves(most):
            raise NoArrayForm("an index reaches out by what may be negative: write it as loops")
        sides.append(most)
    return sides[0], sides[1]


def greatest(value: Affine, frame: Frame) -> Affine:
    """A bound of a quantity over all its letters, quotients rounded away where they only help."""
    facts = frame.scope.facts
    for letter in sorted(v for v in value.letters if v.is_index):
        if any(letter in f.numerator.letters for f in value.floors()):
            raise NoArrayForm("an index is a quotient: write it as loops")
        slope = value.coefficient(letter)
        first, last = frame.spans[letter]
        if not facts.proves(slope) and not facts.proves(-slope):
            raise NoArrayForm("an index has a factor of either sign: write it as loops")
        value = value.without(letter) + slope * (last if facts.proves(slope) else first)
    for atom in value.floors():
        slope = value.coefficient(atom)
        if slope == atom.denominator:
            value = value.without(atom) + atom.numerator
        elif slope == -atom.denominator:
            value = value.without(atom) + (atom.denominator - 1 - atom.numerator)
    return value


def reshaped(node: Access, frame: Frame) -> Array | None:
    """An array read in row-major order by one letter, or one axis read as several."""
    axes = frame.scope.tensors[node.tensor].axes
    prefix = 0
    while prefix < len(axes) and _is_whole(node.indices[prefix], axes[prefix].extent, frame):
        prefix += 1
    rest, extents = node.indices[prefix:], [a.extent for a in axes[prefix:]]
    leading = tuple(i.letter for i in node.indices[:prefix])
    name = frame.scope.arrays[node.tensor]
    if len(rest) > 1 and (letter := _unravelled(rest, extents, frame)) is not None:
        counts = [frame.scope.extent(a.extent) for a in axes[:prefix]]
        return Array(Text(f"{name}.reshape({', '.join([*counts, '-1'])})"), (*leading, letter))  # type: ignore[arg-type]
    if len(rest) == 1 and (letters := _ravelled(rest[0], extents[0], frame)) is not None:
        shape = [*(frame.scope.extent(a.extent) for a in axes[:prefix]), *(frame.written(frame.count(v)) for v in letters)]
        return Array(Text(f"{name}.reshape({', '.join(shape)})"), (*leading, *letters))  # type: ignore[arg-type]
    return None


def _is_whole(index: Affine, extent: Affine, frame: Frame) -> bool:
    """Whether an index is a letter that runs over a whole axis."""
    letter = index.letter
    return letter is not None and letter.is_index and letter not in frame.looped \
        and frame.spans[letter] == (constant(0), extent - 1)


def _unravelled(indices: Sequence[Affine], extents: Sequence[Affine], frame: Frame) -> Letter | None:
    """The letter that runs over all entries in row-major order."""
    letters = {v for i in indices for v in i.letters if v.is_index}
    if len(letters) != 1:
        return None
    (letter,) = letters
    expected = []
    for place, extent in enumerate(extents):
        behind = prod(extents[place + 1:], start=constant(1))
        whole_part = floor_divide(letter, behind)
        expected.append(whole_part if place == 0 else remainder(whole_part, extent))
    total = prod(extents, start=constant(1))
    fits = list(indices) == expected and letter not in frame.looped
    return letter if fits and frame.spans[letter] == (constant(0), total - 1) else None


def _ravelled(index: Affine, extent: Affine, frame: Frame) -> list[Letter] | None:
    """Several letters that together run over one axis, the last fastest."""
    left = sorted({v for v in index.letters if v.is_index})
    if len(left) < 2 or index.floors() or any(v in frame.looped for v in left):
        return None
    found: list[Letter] = []
    behind = constant(1)
    while left:
        last = next((v for v in left if index.coefficient(v) == behind and frame.spans[v][0] == 0), None)
        if last is None:
            return None
        left.remove(last)
        found.insert(0, last)
        behind = behind * frame.count(last)
    exact = sum((whole(v) * index.coefficient(v) for v in found), start=constant(0))
    return found if behind == extent and exact == index else None


def aligned(array: Array, order: Sequence[Letter]) -> Text:
    """The array with its axes in an order, of extent 1 where it has none; leading ones are left out."""
    have = [v for v in order if v in array.axes]
    text = array.text
    if tuple(have) != array.axes:
        places = [array.axes.index(v) for v in have]
        base = text.at_least(Rank.ATOM)
        text = Text(f"{base}.T") if places == [1, 0] else Text(f"{base}.transpose({', '.join(map(str, places))})")
    first = next((n for n, v in enumerate(order) if v in array.axes), len(order))
    if not have or len(have) == len(order) - first:
        return text
    marks = [":" if v in array.axes else "None" for v in order[first:]]
    return Text(f"{text.at_least(Rank.ATOM)}[{', '.join(marks)}]")
