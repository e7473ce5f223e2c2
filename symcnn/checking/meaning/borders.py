"""Arrays made larger, smaller or turned: borders put on and taken off, noughts put in, entries left out, axes exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from symcnn.checking.meaning.operations import Option
from symcnn.checking.numbers.value import Value, reshaped
from symcnn.errors import NameUnknown, NotSupportedYet
from symcnn.reading.tree import Application, Call, Name, Tree, Tuple, find
from symcnn.reading.words import function_key

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter

WIDEST = 64
Sides = list[tuple[int, int]]


def first(reader: Interpreter, tree: Call) -> Value:
    """The array that something is done to, as it is likeliest meant."""
    return inside(reader, tree)[0][0]


def inside(reader: Interpreter, tree: Call) -> list[Option]:
    """The readings of what something is done to: a convolution in it has several."""
    if not tree.arguments:
        raise NotSupportedYet(f"{tree.function} is written without an argument")
    return reader.options(tree.arguments[0])


def is_border(tree: Call | Application) -> bool:
    """Whether a border is put around something: ``Pad(G)``."""
    name = tree.function if isinstance(tree, Call) else getattr(tree.base, "name", "")
    return function_key(name) == "pad"


def sides(reader: Interpreter, tree: Tree, rank: int) -> list[Sides]:
    """The widths of a border before and after every axis: one number, one for each axis, a pair for each or for all."""
    if not isinstance(tree, Tuple):
        return [[(reader.whole(tree),) * 2] * rank]
    found = [[pair(reader, t) for t in tree.items]] if len(tree.items) == rank else []
    if len(tree.items) == 2 and not any(isinstance(t, Tuple) for t in tree.items):
        found.append([pair(reader, tree)] * rank)
    if not found:
        raise NotSupportedYet(f"a border of {len(tree.items)} axes for an array of {rank} is not understood")
    return found


def pair(reader: Interpreter, tree: Tree) -> tuple[int, int]:
    """The widths before and after one axis."""
    if isinstance(tree, Tuple) and len(tree.items) == 2:
        return reader.whole(tree.items[0]), reader.whole(tree.items[1])
    width = reader.whole(tree)
    return width, width


def steps(reader: Interpreter, tree: Call, rank: int) -> tuple[int, ...]:
    """The steps along every axis: one number, or one for each."""
    given = tree.arguments[1] if len(tree.arguments) > 1 else None
    found = (2,) if given is None else tuple(reader.whole(t) for t in (given.items if isinstance(given, Tuple) else (given,)))
    found = found * rank if len(found) == 1 else found
    if len(found) != rank or not rank or not all(1 <= n <= WIDEST for n in found):
        raise NotSupportedYet(f"steps of {', '.join(map(str, found))} are not understood")
    return found


def padded(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """Noughts around an array: as many as are said, or as are meant."""
    for value, words in inside(reader, tree):
        given = said_widths(reader, tree, value.rank)
        for widths in given or [*([(n, n)] * value.rank for n in meant(reader)), *around_kernels(reader, value.rank)]:
            if not value.rank or not all(0 <= n <= WIDEST for pair in widths for n in pair):
                raise NotSupportedYet("such a border is not understood")
            said = () if given or widths[0][0] == 1 else (f"a border of {widths[0][0]}",)
            yield reshaped(value, bordered([(0, 0)] * len(value.names) + widths)), (*words, *said)


def said_widths(reader: Interpreter, tree: Call, rank: int) -> list[Sides]:
    """The borders that are said; none where their width is a letter that nothing has a number for: ``pad_{k-1}(G)``."""
    try:
        return [widths for t in tree.arguments[1:2] for widths in sides(reader, t, rank)]
    except (NameUnknown, NotSupportedYet):
        loose = [t for a in tree.arguments[1:2] for t in find(a, Name)]
        if any(reader.names.size(t.name) is None for t in loose):
            return []
        raise


def bordered(widths: Sides) -> Callable[[np.ndarray], np.ndarray]:
    """Arrays with noughts around them."""
    return lambda a: np.pad(a, widths)


def meant(reader: Interpreter) -> list[int]:
    """The borders that are meant where none is said: those that make a full or an equally large result."""
    model = reader.names.model
    extents = {model.shape(k)[-1] for k, t in model.system.tensors.items() if t.role == "parameter" and t.axes}
    return sorted({1, *(w for n in extents for w in (n - 1, n // 2) if n == 1 or 0 < w <= 16)})[:4]


def around_kernels(reader: Interpreter, rank: int) -> list[Sides]:
    """The borders of a full result for kernels that are not as high as wide."""
    model = reader.names.model
    shapes = {model.shape(k)[-rank:] for k, t in model.system.tensors.items() if t.role == "parameter" and len(t.axes) >= rank}
    return [[(n - 1, n - 1) for n in shape] for shape in sorted(shapes) if len(set(shape)) > 1 and 1 < max(shape) <= 16]


def cropped(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """An array without its border."""
    for value, said in inside(reader, tree):
        given = [widths for t in tree.arguments[1:2] for widths in sides(reader, t, value.rank)]
        for widths in given or [[(1, 1)] * value.rank]:
            if any(min(pair) < 0 or sum(pair) >= n for pair, n in zip(widths, value.shape, strict=True)):
                raise NotSupportedYet("such a border cannot be taken off")
            at = tuple(slice(a, n - b) for (a, b), n in zip(widths, value.shape, strict=True))
            yield reshaped(value, taken(at)), said


def taken(at: tuple[slice, ...]) -> Callable[[np.ndarray], np.ndarray]:
    """What lies at these places of the last axes."""
    places: tuple[Any, ...] = (..., *at)
    return lambda a: a[places]


def dilated(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """Noughts between the entries."""
    value = first(reader, tree)
    by = steps(reader, tree, value.rank)

    def wider(a: np.ndarray) -> np.ndarray:
        lead = a.shape[:a.ndim - value.rank]
        found = np.zeros((*lead, *(s * (n - 1) + 1 for s, n in zip(by, value.shape, strict=True))), dtype=a.dtype)
        at: tuple[Any, ...] = (..., *[slice(None, None, s) for s in by])
        found[at] = a
        return found

    yield reshaped(value, wider), ()


def subsampled(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """Every so many-th entry, from the first."""
    value = first(reader, tree)
    yield reshaped(value, taken(tuple(slice(None, None, s) for s in steps(reader, tree, value.rank)))), ()


def transposed(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """The axes in another order, counted from nought or from one; without an order the last two exchanged."""
    value = first(reader, tree)
    if not value.rank and value.names:
        raise NotSupportedYet(f"{tree.function} takes an array: write its name without indices")
    if len(tree.arguments) < 2 or not isinstance(tree.arguments[1], Tuple):
        yield reshaped(value, lambda a: np.swapaxes(a, -1, -2) if a.ndim > 1 else a), ()
        return
    order = [reader.whole(t) for t in tree.arguments[1].items]
    lowest = min(order, default=0)
    if lowest not in (0, 1) or sorted(order) != list(range(lowest, lowest + value.rank)):
        raise NotSupportedYet("such an order of axes is not understood")
    yield reshaped(value, ordered(len(value.names), [n - lowest for n in order])), ()


def ordered(lead: int, order: list[int]) -> Callable[[np.ndarray], np.ndarray]:
    """Arrays with the axes behind the first so many in another order."""
    return lambda a: np.transpose(a, (*range(lead), *(lead + n for n in order)))
