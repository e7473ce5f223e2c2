"""Entries of arrays: what subscripts mean, cuts, and extents written below a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.domains import shifted
from symcnn.checking.binding.index_axes import axes_of, wide_axes
from symcnn.checking.binding.target import Target
from symcnn.checking.meaning.operations import Option
from symcnn.checking.meaning.options import shaped_as, whole_numbers
from symcnn.checking.numbers.typed import stacked
from symcnn.checking.numbers.value import Value, combine, exact, reshaped, spread, union
from symcnn.errors import NameProblem, NameUnknown, NotSupportedYet, SymcnnError
from symcnn.proof import labels
from symcnn.reading.tree import (
    Entry,
    Name,
    Number,
    Operation,
    Slice,
    Tree,
    find,
)

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


def entry(reader: Interpreter, target: Target) -> Value:
    """The entries of a tensor at the subscripts written."""
    stated = reader.world.stated.get(target.key) if reader.writers else None
    value = Value((), stated.data, stated.radius) if stated is not None else exact(reader.world.truth(target.key))
    axes = axes_of(reader.names.model, target)
    if (wide := wide_axes(reader.names.model, target)) is not None:
        extents = tuple(value.shape[n] for n in wide)
        value = reshaped(value, lambda a: a.reshape((*a.shape[:a.ndim - value.rank], *extents)))
    elif axes != tuple(range(len(axes))):
        order = (*axes, *(n for n in range(value.rank) if n not in axes))
        value = reshaped(value, lambda a: a.transpose(order))
    return reader.at(value, target.indices)


def slices(reader: Interpreter, target: Target) -> Iterator[Value]:
    """The parts of a tensor at its first axes, where the indices written may stand for those as well."""
    if wide_axes(reader.names.model, target) is not None:
        whole = entry(reader, Target(target.key))
        yield reader.at(whole, target.indices)


def at(reader: Interpreter, value: Value, indices: tuple[Tree, ...]) -> Value:
    """An array at indices that start at the writer's base; zero outside."""
    if not indices:
        return value
    if len(indices) > value.rank:
        raise NameUnknown(f"{len(indices)} indices are written where there are {value.rank} axes")
    if any(isinstance(t, Slice) for t in indices):
        return windows(reader, value, indices) if any(map(moves(reader), indices)) else sliced(reader, value, indices)
    places = [index(reader, tree) for tree in indices]
    names = tuple(sorted({*union(*places), *value.names}))
    shift = reader.base
    # the letters that a value has of its own stay paired with those of its indices
    own = [np.arange(n).reshape([-1 if name == other else 1 for other in names])
           for name, n in zip(value.names, value.data.shape, strict=False)]
    arrays = [whole_numbers(spread(p, names, 0)[0]) - shift for p in places]
    outside = [(a < 0) | (a >= extent) for a, extent in zip(arrays, value.shape, strict=False)]
    clipped = tuple(np.clip(a, 0, extent - 1) if o.any() else a for a, o, extent in zip(
        arrays, outside, value.shape, strict=False))
    at = (*own, *clipped)
    data, radius = np.asarray(value.data[at]), np.asarray(value.radius[at])
    if not any(o.any() for o in outside):
        return Value(names, data, radius)
    shape = np.broadcast_shapes(*(a.shape for a in at))
    lost = np.zeros(shape, dtype=bool)
    for each in outside:
        lost = lost | each
    lost = lost.reshape(shape + (1,) * (data.ndim - len(shape)))
    return Value(names, np.where(lost, 0.0, data), np.where(lost, 0.0, radius))


def moves(reader: Interpreter) -> Callable[[Tree], bool]:
    """Whether a cut goes along with a letter: ``i:i+2``."""
    return lambda tree: isinstance(tree, Slice) and any(t.name in reader.letters for t in find(tree, Name))


def windows(reader: Interpreter, value: Value, indices: tuple[Tree, ...]) -> Value:
    """What cuts show that go along with letters, both ends included: ``x_{i:i+h-1}`` has h entries."""
    at = next(n for n, t in enumerate(indices) if moves(reader)(t))
    cut = indices[at]
    assert isinstance(cut, Slice)
    if cut.lower is None or cut.upper is None or any(isinstance(t, Slice) for t in indices[:at]):
        raise NotSupportedYet("a cut that begins with a letter has two ends, and stands before other cuts")
    lengths = combine(reader.only(cut.upper), reader.only(cut.lower), np.subtract).data
    if lengths.size and (lengths.max() != lengths.min() or not 0 <= lengths.max() < value.data.size):
        raise NotSupportedYet("a cut has as many entries wherever it is")
    return stacked([reader.at(value, (*indices[:at], Operation("+", cut.lower, Number(str(n))), *indices[at + 1:]))
                    for n in range(int(lengths.max()) + 1)])


def sliced(reader: Interpreter, value: Value, indices: tuple[Tree, ...]) -> Value:
    """Some axes cut, as ``x[0:2, :]`` or ``z_{*,j}``, the others at their indices; ends count from nought."""
    kept = [n for n, t in enumerate(indices) if isinstance(t, Slice)]
    lead = len(value.names)
    for axis in kept:
        cut = indices[axis]
        assert isinstance(cut, Slice)
        low = reader.whole(cut.lower) if cut.lower is not None else 0
        high = reader.whole(cut.upper) if cut.upper is not None else value.shape[axis]
        if not 0 <= low <= high <= value.shape[axis]:
            raise NotSupportedYet(f"the cut {low}:{high} reaches outside")
        part = (slice(None),) * (lead + axis) + (slice(low, high),)
        value = reshaped(value, lambda a, part=part: a[part])  # type: ignore[misc]
    order = [n for n in range(value.rank) if n not in kept or n >= len(indices)]
    front = [n for n in order if n < len(indices)]
    rest = [*kept, *range(len(indices), value.rank)]
    axes = (*range(lead), *(lead + n for n in (*front, *rest)))
    turned = reshaped(value, lambda a: a.transpose(axes))
    return reader.at(turned, tuple(t for t in indices if not isinstance(t, Slice)))


def index(reader: Interpreter, tree: Tree) -> Value:
    """A subscript: an expression in letters; one that is itreader an entry is that entry's index."""
    if isinstance(tree, Name) and tree.name not in reader.letters and reader.names.size(tree.name) is None:
        if (shift := shifted(tree.name)) is not None and shift[0] in reader.letters:
            return combine(reader.letters[shift[0]], exact(shift[1]), np.add)
        try:
            found = reader.names.target(tree.name)
        except (NameUnknown, NameProblem):
            found = None
        if found is not None and len(found.indices) == 1:
            return entry(reader, found) if reader.once(tree, "label", lambda: found.key in labels(
                reader.names.model.network.system)) else index(reader, found.indices[0])
    if isinstance(tree, Entry) and len(tree.indices) == 1:
        return index(reader, tree.indices[0])
    value = reader.only(tree)
    if value.rank:
        raise SymcnnError("an index is a number, not an array")
    return value


def outside(reader: Interpreter, target: Target) -> Tree | None:
    """The index at which an entry lies outside of its array, wherever its letters are; None for an entry that there is."""
    shape = reader.names.model.shape(target.key)
    for place, axis in zip(target.indices, axes_of(reader.names.model, target), strict=True):
        if not isinstance(place, Slice) and axis < len(shape):
            numbers = index(reader, place).data - reader.base
            if ((numbers < 0) | (numbers >= shape[axis])).all():
                return place
    return None


def shaped(reader: Interpreter, base: Tree, shape: tuple[int, ...]) -> Iterator[Option]:
    """``D_{(4 x 1)}``: an array with its extents written below it."""
    for value, said in reader.options(base):
        if int(np.prod(value.shape)) == int(np.prod(shape)):
            yield reshaped(value, shaped_as(len(value.names), shape)), said


def extents_of(tree: Entry) -> tuple[int, ...] | None:
    """The extents in a subscript such as ``(4 x 16)``, which is no index."""
    if len(tree.indices) != 1 or not isinstance(tree.indices[0], Operation):
        return None
    parts: list[Tree] = [tree.indices[0]]
    while isinstance(parts[0], Operation) and parts[0].operator == "*":
        parts[:1] = [parts[0].left, parts[0].right]
    numbers = [int(p.text) for p in parts if isinstance(p, Number) and p.text.isdigit()]
    return tuple(numbers) if len(numbers) == len(parts) > 1 else None
