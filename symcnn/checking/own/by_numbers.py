"""Steps of a forward pass that a document gives in numbers alone: which layer of the arrays before has these entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from symcnn.checking.own.lines import NOWHERE, Forward
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import split, undressed
from symcnn.programs import floats
from symcnn.reading.network import read_network
from symcnn.reading.statements import Data, Definition, Digits
from symcnn.reading.tree import Name

# more entries than a person writes down
MOST = 400
# letters of what is put in and not worked out
WEIGHTS = frozenset("wWbBkK")
# how many arrays are looked at, and how far back for what one is made of
ARRAYS, BACK = 40, 8
# how many entries may be wrong where all others fit
LEAST_FITTING, FEW = 0.75, 6
SIZES, STRIDES, PADDINGS = (2, 3, 4), (1, 2, 3), (0, 1)
FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda x: np.maximum(x, 0), "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "tanh": np.tanh,
}


@dataclass(frozen=True)
class Written:
    """An array as a document writes it: its name, its numbers, and how far off each may be."""

    name: str
    data: np.ndarray
    reach: np.ndarray


@dataclass(frozen=True)
class Step:
    """A layer that arrays may be put through: in the network's language, what it reads, and what it gives."""

    text: str
    reads: tuple[str, ...]
    data: np.ndarray


def steps_by_numbers(numbers: Sequence[Forward], given: Set[str]) -> list[Forward]:
    """An equation for each array in numbers that no equation gives, where those before it tell which."""
    found: list[Forward] = []
    before: list[Written] = []
    for line in numbers[:ARRAYS]:
        array = written(line)
        if array is None or any(array.name == b.name for b in before):
            continue
        if array.name not in given and may_be_worked_out(array.name) and is_telling(array.data):
            # what a trial makes infinite fits nothing: no warning is due
            with np.errstate(all="ignore"):
                step = likeliest(array, before[-BACK:])
            found += [] if step is None else equation(array.name, step)
        before.append(array)
    return found


def may_be_worked_out(name: str) -> bool:
    """Whether a name may be that of a layer's result: no gradient's, and no weight's."""
    return not name.startswith(("\\delta", "\\nabla", "d")) and undressed(split(name).base) not in WEIGHTS


def equation(name: str, step: Step) -> list[Forward]:
    """The equation of a layer; none where the network's language reads something else."""
    whole = f"{name} = {step.text}"
    with suppress(SymcnnError):
        return [Forward(NOWHERE, name, whole, frozenset(step.reads), f"{whole} (by its numbers)", sides=(Name(name), s.right))
                for s in read_network(whole) if isinstance(s, Definition)]
    return []


def written(line: Forward) -> Written | None:
    """The numbers of a line, or None where they are too many, or none."""
    with suppress(SymcnnError):
        data = next((s for s in read_network(line.text) if isinstance(s, Data)), None)
        if data is not None and isinstance(data.name, str):
            values = floats(data.value)
            reach = floats(half_units(data.value))
            return Written(line.name, values, reach) if values.size <= MOST else None
    return None


def half_units(digits: Digits) -> Digits:
    """Half a unit of the last decimal of each number, a whole number being itself."""
    if isinstance(digits, str):
        _, point, decimals = digits.partition(".")
        return f"{0.55 * 10.0 ** -len(decimals)}" if point and decimals.isdigit() else "1e-9"
    return tuple(map(half_units, digits))


def is_telling(data: np.ndarray) -> bool:
    """Whether an array has entries enough that they hardly fit a layer by chance."""
    return data.size >= 4 and data.ndim in (1, 2, 3) and len(np.unique(data)) > 1


def likeliest(array: Written, before: Sequence[Written]) -> Step | None:
    """The layer whose entries these are, all of them or nearly all; None where there is none."""
    nearly: Step | None = None
    for step in steps(array, before):
        if step.data.shape != array.data.shape:
            continue
        fits = np.abs(step.data - array.data) <= array.reach
        if fits.all():
            return step
        enough = fits.sum() >= max(FEW, LEAST_FITTING * fits.size) and len(np.unique(array.data[fits])) > 2
        nearly = nearly or (step if enough else None)
    return nearly


def steps(array: Written, before: Sequence[Written]) -> Iterator[Step]:
    """Layers of the arrays before, the nearest first: functions, convolutions, pools, products."""
    for one in reversed(before):
        if one.data.shape == array.data.shape:
            yield from (Step(f"{name}({one.name})", (one.name,), function(one.data)) for name, function in FUNCTIONS.items()
                        if name != "relu" or (one.data < 0).any())
        elif one.data.ndim and one.data.size == array.data.size and array.data.ndim == 1:
            yield Step(f"flatten({one.name})", (one.name,), one.data.ravel())
        yield from pools(one, array.data.shape)
    biases = [b for b in before if not b.data.ndim or (array.data.ndim == 1 and b.data.shape == array.data.shape)]
    for one in reversed(before):
        for other in reversed(before):
            for step in (*slid(one, other, array.data.shape), *multiplied(one, other, array.data.shape)):
                yield step
                yield from (Step(f"{step.text} + {b.name}", (*step.reads, b.name), step.data + b.data) for b in biases)


def pools(one: Written, shape: tuple[int, ...]) -> Iterator[Step]:
    """Pools of an array that have this shape."""
    rank = one.data.ndim
    for size in SIZES if rank in (1, 2) and len(shape) == rank else ():
        for stride in dict.fromkeys((size, *STRIDES)):
            if size > min(one.data.shape) or tuple((n - size) // stride + 1 for n in one.data.shape) != shape:
                continue
            windows = sliding_window_view(one.data, (size,) * rank)[(slice(None, None, stride),) * rank]
            axes = tuple(range(rank, 2 * rank))
            said = "" if stride == size else f", stride={stride}"
            for name, rule in (("max_pool", np.max), ("avg_pool", np.mean)):
                yield Step(f"{name}({one.name}, {size}{said})", (one.name,), rule(windows, axis=axes))


def slid(one: Written, kernel: Written, shape: tuple[int, ...]) -> Iterator[Step]:
    """Convolutions of an array with a kernel that have this shape, the kernel as it stands or turned."""
    rank = one.data.ndim
    if kernel is one or rank not in (1, 2) or kernel.data.ndim != rank or len(shape) != rank or kernel.data.size < 2 or any(
            n < k for n, k in zip(one.data.shape, kernel.data.shape, strict=True)):
        return
    for padding in PADDINGS:
        wide = np.pad(one.data, padding)
        for stride in STRIDES:
            sizes = zip(wide.shape, kernel.data.shape, strict=True)
            if tuple((n - k) // stride + 1 for n, k in sizes) != shape:
                continue
            windows = sliding_window_view(wide, kernel.data.shape)[(slice(None, None, stride),) * rank]
            said = (f", stride={stride}" if stride > 1 else "") + (f", padding={padding}" if padding else "")
            for flip, turned in (("", kernel.data), (", flip=True", np.flip(kernel.data))):
                data = (windows * turned).sum(axis=tuple(range(rank, 2 * rank)))
                yield Step(f"conv({one.name}, {kernel.name}{said}{flip})", (one.name, kernel.name), data)


def multiplied(one: Written, other: Written, shape: tuple[int, ...]) -> Iterator[Step]:
    """The product of a matrix and a list that has this shape."""
    if one.data.ndim == 2 and other.data.ndim == 1 and one.data.shape == (*shape, *other.data.shape):
        yield Step(f"{one.name} {other.name}", (one.name, other.name), one.data @ other.data)
