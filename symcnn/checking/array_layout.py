"""The ways in which an array may hold a tensor: as it stands, with axes of one, turned, channels last, as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from symcnn.errors import MeaninglessError
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.printing.text import text_quantity
from symcnn.system import System

_NAMED = {(1, 0): "transposed", (2, 0, 1): "with its channels last", (1, 2, 0): "with its channels first",
          (3, 2, 0, 1): "with its kernel axes first", (2, 3, 1, 0): "with its kernel axes last"}  # fmt: skip
_MOST_TURNED = 4


def numbers_of(value: object) -> np.ndarray | None:
    """The numbers of a variable: an array, a number, lists of numbers, a tensor of a framework; None for all else."""
    if isinstance(value, str | bytes | bool | dict | set) or value is None or isinstance(value, type):
        return None
    # the class is asked, since an object may answer to any name
    if not (isinstance(value, int | float | list | tuple | np.generic) or hasattr(type(value), "__array__")):
        return None
    held: Any = value
    try:
        array: Any = np.asarray(held.detach().cpu() if hasattr(type(value), "detach") else held)
    except (TypeError, ValueError, RuntimeError, AttributeError, ArithmeticError, LookupError):
        return None
    return array if array.dtype.kind in "iuf" and array.size else None


def layouts(array: np.ndarray, shape: tuple[int, ...]) -> Iterator[tuple[str, np.ndarray]]:
    """The array in a shape, for each way it may be meant, with the words for that; the first is the likeliest."""
    if array.shape == shape:
        yield "", array
        return
    bare = tuple(n for n in array.shape if n != 1)
    wanted = tuple(n for n in shape if n != 1)
    if bare == wanted:
        batch = array.shape == (1, *shape)
        yield "with a batch axis of one" if batch else "with other axes of one", array.reshape(shape)
        return
    extra = "" if len(array.shape) <= len(shape) else ", and axes of one"
    for word, turned in _turned(array if len(array.shape) == len(shape) else array.reshape(bare), shape, wanted):
        yield word + extra, turned
    if array.size == int(np.prod(shape)) and (len(bare) <= 1 or len(wanted) <= 1):
        yield "as a list, row by row", array.reshape(shape)


def _turned(array: np.ndarray, shape: tuple[int, ...], wanted: tuple[int, ...]) -> Iterator[tuple[str, np.ndarray]]:
    if array.ndim > _MOST_TURNED or sorted(n for n in array.shape if n != 1) != sorted(wanted):
        return
    orders = [*(o for o in _NAMED if len(o) == array.ndim), *permutations(range(array.ndim))]
    for order in dict.fromkeys(orders):
        moved = array.transpose(order)
        if tuple(n for n in moved.shape if n != 1) == wanted:
            yield _NAMED.get(order, f"with its axes in another order, {order}"), moved.reshape(shape)


def sizes_from(system: System, arrays: Mapping[str, np.ndarray]) -> dict[str, int]:
    """Numbers for the size letters, from the arrays of leaves; those of other tensors say nothing."""
    found: dict[Letter, int] = {}
    for key in system.leaves:
        if key in arrays:
            extents = [axis.extent for axis in system.tensors[key].axes]
            for shape in _readings(arrays[key].shape, len(extents)):
                if (solved := _solved(extents, shape, found)) is not None:
                    found |= solved
                    break
            else:
                said = " × ".join(text_quantity(e, system) for e in extents) or "no axes"
                raise MeaninglessError(
                    f"{key} has shape {arrays[key].shape}, where the network has {said}: give it in that shape")
    return {letter.name: number for letter, number in found.items()}


def _readings(shape: tuple[int, ...], rank: int) -> Iterator[tuple[int, ...]]:
    """The shape as it is and turned, without axes of one where there are too many."""
    options: Sequence[tuple[int, ...]] = [shape]
    if len(shape) > rank:
        bare = tuple(n for n in shape if n != 1)
        options = [shape[-rank:] if rank and set(shape[:-rank]) <= {1} else bare, bare + (1,) * (rank - len(bare))]
    for option in options:
        if len(option) == rank:
            yield option
            if rank <= _MOST_TURNED:
                orders = [*(o for o in _NAMED if len(o) == rank), *permutations(range(rank))]
                yield from (tuple(option[n] for n in order) for order in dict.fromkeys(orders))
    if len(shape) < rank:
        yield shape + (1,) * (rank - len(shape))
        yield (1,) * (rank - len(shape)) + shape


def _solved(extents: Sequence[Affine], shape: tuple[int, ...], known: Mapping[Letter, int]) -> dict[Letter, int] | None:
    """The letters that these extents make known, or None where a number disagrees; other formulas are passed over."""
    found: dict[Letter, int] = {}
    for extent, number in zip(extents, shape, strict=True):
        letters = list(extent.letters)
        if extent.number is not None:
            if extent.number != number:
                return None
        elif len(letters) == 1 and extent == Affine({(letters[0],): 1}):
            if {**known, **found}.setdefault(letters[0], number) != number:
                return None
            found[letters[0]] = number
    return found
