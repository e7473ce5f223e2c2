"""What a product of two arrays may mean: each meaning with the words that report it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from symcnn.checking.numbers.value import Value, bounded, combine, linear, reshaped

Option = tuple[Value, tuple[str, ...]]
Rule = Callable[[np.ndarray, np.ndarray], np.ndarray]

BESIDE = "beside"
# links of the chain rule are multiplied, whatever the sign
LINKED = "linked"
CONVOLVING = frozenset({"star", "*", "juxtapose"})

TURNED = "a factor transposed"
OUTER_LOOSE = "outer product without a transpose"
TURNED_FREELY = "a factor transposed, as layouts differ"


def is_loose(words: tuple[str, ...]) -> bool:
    """Whether a reading leaves a transpose out, which no one does who writes it elsewhere."""
    return TURNED in words or OUTER_LOOSE in words


def products(one: Value, other: Value, glyph: str, strides: tuple[int, ...] = (1,)) -> Iterator[Option]:
    """The products that the shapes allow, the likeliest first."""
    if one.rank == 0 or other.rank == 0:
        yield combine(one, other, np.multiply), ()
        return
    same = one.shape == other.shape
    if glyph == "odot":
        yield from ((combine(a, b, np.multiply), ()) for a, b in _alike(one, other))
        yield from _line_by_line(one, other)
        return
    if glyph == "star":
        yield from convolutions(one, other, strides)
    yield from matrix_products(one, other)
    if same and glyph != "star":
        yield combine(one, other, np.multiply), ("entrywise product",)
    if same and glyph in ("*", LINKED) and one.rank > 1:
        axes = tuple(range(-one.rank, 0))
        yield linear(one, other, lambda a, b: (a * b).sum(axis=axes)), ("sum of entrywise products",)
    if glyph in ("*", "juxtapose"):
        yield from convolutions(one, other, strides)
    if glyph in ("juxtapose", BESIDE, LINKED):
        yield from _end_to_end(one, other)
    if glyph == "star" and same:
        yield combine(one, other, np.multiply), ("entrywise product",)
    if glyph == "star" and one.rank == other.rank == 2:
        bounded((*one.data.shape, *other.data.shape))
        yield linear(one, other, _kronecker), ("Kronecker product",)


def _kronecker(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Every entry of the first matrix times the whole second one, side by side."""
    found = one[..., :, None, :, None] * other[..., None, :, None, :]
    shape = found.shape
    return found.reshape((*shape[:-4], shape[-4] * shape[-3], shape[-2] * shape[-1]))


def _alike(one: Value, other: Value) -> Iterator[tuple[Value, Value]]:
    if one.shape == other.shape:
        yield one, other
    elif sorted(one.shape) == sorted(other.shape) or one.data.size == other.data.size:
        yield reshaped(one, lambda a: a.reshape(a.shape[:len(one.names)] + other.shape)), other


def _line_by_line(one: Value, other: Value) -> Iterator[Option]:
    """A matrix and a list of as many entries as its rows have, or its columns: each of them times the list."""
    if {one.rank, other.rank} != {1, 2}:
        return
    matrix, line = (one, other) if one.rank == 2 else (other, one)
    rows, columns = matrix.shape
    if line.shape == (columns,):
        yield combine(matrix, line, np.multiply), ("each row of the matrix times the vector, entry by entry",)
    if line.shape == (rows,):
        column = reshaped(line, lambda a: a[..., None])
        yield combine(matrix, column, np.multiply), ("each column of the matrix times the vector, entry by entry",)


def matrix_products(one: Value, other: Value) -> Iterator[Option]:
    """Matrix, matrix-vector, inner and outer products, transposed where only that fits."""
    if one.rank == 1 and other.rank == 1:
        if one.shape == other.shape:
            yield linear(one, other, lambda a, b: (a * b).sum(axis=-1)), ()
        yield linear(one, other, lambda a, b: a[..., :, None] * b[..., None, :]), ("outer product",)
        return
    if one.rank <= 2 and other.rank <= 2:
        yield from _flattened(one, other)
        for a, left in _turned(one):
            for b, right in _turned(other):
                if _fits(a, b):
                    said = tuple(n for n in (left, right) if n)
                    yield linear(a, b, _matmul(a.rank, b.rank)), said
        return
    # all axes of one at either end of the other: a Jacobian times a gradient
    for a, b in ((one, other), (other, one)):
        if a.rank > b.rank and a.shape[:b.rank] == b.shape:
            yield linear(a, b, _leading_contraction(b.rank, a.rank)), ("contraction",)
            return
        if a.rank > b.rank and a.shape[a.rank - b.rank:] == b.shape:
            yield linear(a, b, _contract(b.rank, a.rank, b.rank)), ("contraction",)
            return
    for count in range(min(one.rank, other.rank), 0, -1):
        if one.shape[one.rank - count:] == other.shape[:count]:
            yield linear(one, other, _contract(count, one.rank, other.rank)), ("contraction",)
            return


def _end_to_end(one: Value, other: Value) -> Iterator[Option]:
    """A matrix times an array of as many entries as it has columns: ``V P`` for ``V flatten(P)``."""
    if one.rank == 2 and other.rank > 1 and 1 not in other.shape and int(np.prod(other.shape)) == one.shape[-1]:
        yield linear(one, reshaped(other, as_line(len(other.names))), _matmul(2, 1)), ("the array laid end to end",)


def _flattened(one: Value, other: Value) -> Iterator[Option]:
    """A matrix, row by row or column by column, times a column of as many entries."""
    for a, b in ((one, other), (other, one)):
        is_line = b.rank == 1 or (b.rank == 2 and 1 in b.shape)
        if a.rank == 2 and 1 not in a.shape and is_line and int(np.prod(a.shape)) == int(np.prod(b.shape)):
            line = reshaped(b, as_line(len(b.names)))
            by_columns = reshaped(a, lambda x: np.swapaxes(x, -1, -2))
            for matrix, said in ((a, "read row by row"), (by_columns, "read column by column")):
                flat = reshaped(matrix, as_line(len(a.names)))
                yield linear(flat, line, lambda x, y: (x * y).sum(axis=-1)), (said,)
            return


def as_line(letters: int) -> Callable[[np.ndarray], np.ndarray]:
    """Array axes laid end to end, behind the axes of so many letters."""
    return lambda x: x.reshape((*x.shape[:letters], -1))


def _turned(value: Value) -> Iterator[tuple[Value, str]]:
    yield value, ""
    if value.rank == 2:
        yield reshaped(value, lambda a: np.swapaxes(a, -1, -2)), TURNED


def _fits(one: Value, other: Value) -> bool:
    return one.shape[-1] == (other.shape[-2] if other.rank == 2 else other.shape[-1])


def _matmul(left: int, right: int) -> Rule:
    def rule(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        x = a[..., None, :] if left == 1 else a
        y = b[..., :, None] if right == 1 else b
        found = np.matmul(x, y)
        found = found[..., 0] if right == 1 else found
        return found[..., 0, :] if left == 1 and right == 2 else found[..., 0] if left == 1 else found
    return rule


def _leading_contraction(count: int, left: int) -> Rule:
    def rule(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        letters = "abcdefghijklmnopqrstuvw"[:left]
        return np.einsum(f"...{letters},...{letters[:count]}->...{letters[count:]}", a, b)
    return rule


def _contract(count: int, left: int, right: int) -> Rule:
    def rule(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        lead = a.ndim - left
        letters = "abcdefghijklmnopqrstuvw"
        x = letters[:left]
        y = x[left - count:] + letters[left:left + right - count]
        out = x[:left - count] + y[count:]
        if lead:
            return np.einsum(f"...{x},...{y}->...{out}", a, b)
        return np.einsum(f"{x},{y}->{out}", a, b)
    return rule


def convolutions(one: Value, other: Value, strides: tuple[int, ...] = (1,), modes: tuple[str, ...] = (
        "valid", "full", "same")) -> Iterator[Option]:
    """Correlations and convolutions of two arrays of one rank; the larger is slid over by the smaller."""
    if one.rank != other.rank or one.rank not in (1, 2):
        return
    size_one, size_other = (int(np.prod(v.shape)) for v in (one, other))
    big, small = (one, other) if size_one >= size_other else (other, one)
    swapped = big is other and size_one != size_other
    for mode in modes:
        for turned in (False, True):
            kernel = reshaped(small, _half_turned(small.rank)) if turned else small
            for stride in strides if mode == "valid" else (1,):
                found = _slide(big, kernel, mode, stride)
                if found is not None:
                    words = [] if (mode, stride) == ("valid", 1) else [f"{mode}"] if stride == 1 else [f"stride {stride}"]
                    words.append("convolution" if turned else "correlation")
                    if mode == "full" and not turned:
                        # which of the two is slid over the other turns the result round
                        other_way = reshaped(found, _half_turned(big.rank))
                        as_written, the_other = (other_way, found) if swapped else (found, other_way)
                        yield as_written, (" ".join(words),)
                        yield the_other, (" ".join([*words[:-1], words[-1] + ", operands swapped"]),)
                        continue
                    is_swapped = swapped and mode == "valid"
                    yield found, (" ".join(words) + (", operands swapped" if is_swapped else ""),)


def _half_turned(rank: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda a: np.flip(a, tuple(range(-rank, 0)))


def _slide(big: Value, small: Value, mode: str, stride: int) -> Value | None:
    before = {"valid": [0] * big.rank, "full": [n - 1 for n in small.shape],
              "same": [(n - 1) // 2 for n in small.shape]}[mode]
    after = {"valid": before, "full": before, "same": [n // 2 for n in small.shape]}[mode]
    if any(n + b + a < k for n, b, a, k in zip(big.shape, before, after, small.shape, strict=True)):
        return None
    places = [(n + b + a - k) // stride + 1 for n, b, a, k in zip(big.shape, before, after, small.shape, strict=True)]
    bounded((*big.data.shape[:len(big.names)], *places, *small.shape))
    reads, inside = _windows(big.shape, small.shape, tuple(before), tuple(after), stride)

    def rule(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        flat = a.reshape((*a.shape[:a.ndim - big.rank], -1))
        windows = flat[..., reads] if inside is None else np.where(inside, flat[..., reads], 0.0)
        kernel = b.reshape((*b.shape[:b.ndim - big.rank], *[1] * big.rank, -1))
        return (windows * kernel).sum(axis=-1)
    return linear(big, small, rule)


@lru_cache(maxsize=256)
def _windows(big: tuple[int, ...], small: tuple[int, ...], before: tuple[int, ...], after: tuple[int, ...], stride: int,
             ) -> tuple[np.ndarray, np.ndarray | None]:
    """For every window, the places of a flat array that it covers, and which of these lie inside; None where all do."""
    steps = [np.arange(0, n + b + a - k + 1, stride) - b for n, b, a, k in zip(big, before, after, small, strict=True)]
    rank, reads, inside = len(big), np.zeros((), dtype=int), np.ones((), dtype=bool)
    for axis, (first, extent, reach) in enumerate(zip(steps, big, small, strict=True)):
        shape = [1] * (2 * rank)
        shape[axis], shape[rank + axis] = len(first), reach
        place = (first[:, None] + np.arange(reach)).reshape(shape)
        inside = inside & (place >= 0) & (place < extent)
        reads = reads * extent + np.clip(place, 0, extent - 1)
    flat = (*reads.shape[:rank], -1)
    return reads.reshape(flat), None if inside.all() else inside.reshape(flat)
