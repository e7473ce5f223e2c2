"""The functions a claim may apply: entry by entry, and to whole arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from math import erf
from typing import TYPE_CHECKING, Any

import numpy as np

from symcnn.checking.binding.class_vectors import UNIT
from symcnn.checking.binding.domains import is_letter
from symcnn.checking.meaning.borders import cropped, dilated, first, inside, is_border, padded, subsampled, transposed
from symcnn.checking.meaning.operations import Option, convolutions
from symcnn.checking.meaning.window_matrices import gathered, matrices, windows_of
from symcnn.checking.numbers.value import Value, apply, bounded, combine, exact, reshaped
from symcnn.errors import NotSupportedYet
from symcnn.notation.spelling import Parts
from symcnn.reading.tree import Application, Call, Entry, Name, Number, Text, Tree, Tuple

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter

Entrywise = Callable[[np.ndarray], np.ndarray]

# readings of the two arrays of a convolution that are tried
MOST_PAIRS = 12


def sigmoid(x: np.ndarray) -> np.ndarray:
    """The logistic function, without overflow."""
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


ENTRYWISE: dict[str, Entrywise] = {
    "sigmoid": sigmoid, "sigma": sigmoid, "\\sigma": sigmoid, "tanh": np.tanh, "exp": np.exp, "log": np.log,
    "ln": np.log, "sqrt": np.sqrt, "abs": np.abs, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "sinh": np.sinh, "cosh": np.cosh, "sech": lambda x: 1 / np.cosh(x), "coth": lambda x: 1 / np.tanh(x), "arctan": np.arctan,
    "relu": lambda x: np.maximum(x, 0), "leakyrelu": lambda x: np.where(x > 0, x, x / 100),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "silu": lambda x: x * sigmoid(x), "softplus": lambda x: np.logaddexp(0, x), "identity": lambda x: x,
    "erf": lambda x: np.vectorize(erf, otypes=[float])(x), "logit": lambda x: np.log(x) - np.log1p(-x),
    "step": lambda x: (x > 0).astype(float), "sign": np.sign, "sgn": np.sign, "floor": np.floor, "ceil": np.ceil,
}

# those whose slope differences would give away far from 0
SLOPES: dict[str, Entrywise] = {
    **{name: lambda x: sigmoid(x) * sigmoid(-x) for name in ("sigmoid", "sigma", "\\sigma")},
    "tanh": lambda x: 1 / np.cosh(np.clip(x, -350, 350)) ** 2, "exp": np.exp, "log": lambda x: 1 / x, "ln": lambda x: 1 / x,
    "silu": lambda x: sigmoid(x) * (1 + x * sigmoid(-x)), "softplus": sigmoid,
    "relu": lambda x: (x > 0).astype(float), "leakyrelu": lambda x: np.where(x > 0, 1.0, 0.01), "abs": np.sign,
    "erf": lambda x: 2 / np.sqrt(np.pi) * np.exp(-(x**2)), "elu": lambda x: np.where(x > 0, 1.0, np.exp(np.minimum(x, 0))),
}


def slope_of(name: str) -> Entrywise:
    """The slope of a function at each entry, by differences where the table has no formula for it."""
    rule, step = ENTRYWISE[name], 1e-6
    return SLOPES.get(name, lambda x: (rule(x + step) - rule(x - step)) / (2 * step))


MODES = ("valid", "full", "same")


def _flipped(*axes: int) -> Callable[[Interpreter, Call], Iterator[Option]]:
    """Arrays turned round at some of their axes, counted from the last; letters have axes of their own in front."""
    def run(reader: Interpreter, tree: Call) -> Iterator[Option]:
        value = first(reader, tree)
        if not value.rank and value.names:
            raise NotSupportedYet(f"{tree.function} takes an array: write its name without indices")
        yield _turned(value, axes), ()
    return run


def _one(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """The array of ones, of the shape that is said, or that it is laid beside; with the letter of a class its unit vector."""
    match tree.arguments:
        case (Tuple(items=(Name(name=name) as letter,)),) if reader.names.size(name) is None and is_letter(name):
            known = [n for base in (UNIT, "e") if reader.names.keys(n := Parts(base, name, 0, "").join())]
            yield from reader.read(Name(known[0]) if known else Entry(Name("e"), (letter,)))
            return
    shape = _shape(reader, tree.arguments[0]) if tree.arguments else ()
    bounded(shape)
    yield exact(np.ones(shape)), ()


def _norm(reader: Interpreter, tree: Call) -> Iterator[Option]:
    value = first(reader, tree)
    axes = tuple(range(len(value.names), value.data.ndim))
    squares = apply(value, np.square)
    total = Value(value.names, squares.data.sum(axis=axes), squares.radius.sum(axis=axes))
    yield apply(total, lambda x: np.sqrt(np.maximum(x, 0))), ()


def _diagonal(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """A list on the diagonal of a matrix, or the diagonal of a matrix as a list."""
    fitting = [(v, said) for v, said in inside(reader, tree) if not v.names and v.rank in (1, 2)]
    if not fitting:
        raise NotSupportedYet("diag takes a list or a matrix")
    for value, said in fitting:
        yield reshaped(value, np.diag), said


def _turned(value: Value, axes: tuple[int, ...] = (-2, -1)) -> Value:
    there = tuple(n for n in axes if value.rank >= -n)
    return reshaped(value, lambda a: np.flip(a, there))


def _turned_by(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """``rot90(K, 2)``, ``rot(K, 180)``: a half turn, which is what a kernel takes, or as many quarters as are said."""
    value = first(reader, tree)
    said = reader.whole(tree.arguments[1]) if len(tree.arguments) > 1 else 180
    quarters = said // 90 if abs(said) >= 90 else said
    if value.rank == 2 or quarters % 2 == 0:
        yield _turned(value) if quarters % 4 == 2 else reshaped(value, lambda a: np.rot90(a, quarters, (-2, -1))), ()


def _softmax(reader: Interpreter, tree: Call) -> Iterator[Option]:
    value = first(reader, tree)
    # a column is a list too
    axis = -2 if value.rank > 1 and value.shape[-1] == 1 else -1
    shifted = np.exp(value.data - value.data.max(axis=axis, keepdims=True))
    yield Value(value.names, shifted / shifted.sum(axis=axis, keepdims=True), value.radius), ()


def _flatten(reader: Interpreter, tree: Call) -> Iterator[Option]:
    value = first(reader, tree)
    yield reshaped(value, lambda a: a.reshape((*a.shape[:len(value.names)], -1))), ()


def _vec(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """The entries of a matrix as a list, row by row, or column by column as in algebra."""
    yield from _flatten(reader, tree)
    value = first(reader, tree)
    if value.rank > 1:
        down = reshaped(value, lambda a: a.swapaxes(-1, -2))
        yield reshaped(down, lambda a: a.reshape((*a.shape[:len(value.names)], -1))), ("vec takes columns, one after another",)


def _reshape(reader: Interpreter, tree: Call) -> Iterator[Option]:
    value = first(reader, tree)
    if len(tree.arguments) > 1:
        shape = _shape(reader, tree.arguments[1])
        if int(np.prod(shape)) == value.data.size:
            yield reshaped(value, lambda a: a.reshape(shape)), ()
            return
    # any shape of as many entries will do: what it is held against says which
    yield value, ()
    yield from matrices(reader, tree.arguments[0], value)


def _shape(reader: Interpreter, tree: Tree) -> tuple[int, ...]:
    named = tree.function if isinstance(tree, Call) else getattr(getattr(tree, "base", None), "name", "")
    if isinstance(tree, Call | Application) and named in ("shape", "\\mathsf{shape}", "size"):
        return reader.only(tree.arguments[0]).shape
    items = tree.items if isinstance(tree, Tuple) else (tree,)
    return tuple(reader.whole(t) for t in items)


def _total(rule: Callable[[np.ndarray], np.ndarray]) -> Callable[[Interpreter, Call], Iterator[Option]]:
    def run(reader: Interpreter, tree: Call) -> Iterator[Option]:
        if len(tree.arguments) > 1:
            pair = {np.max: np.maximum, np.min: np.minimum, np.sum: np.add}.get(rule)
            if pair is None:
                raise NotSupportedYet(f"{tree.function} of several values is not understood")
            found = reader.only(tree.arguments[0])
            for other in tree.arguments[1:]:
                found = combine(found, reader.only(other), pair)
            yield found, ()
            return
        value = first(reader, tree)
        axes = tuple(range(len(value.names), value.data.ndim))
        along = next((t for word, t in tree.keywords if word == "axis"), None)
        if along is not None and value.rank == 2 and reader.whole(along) in (0, 1):
            # NumPy counts axes from 0
            axes = axes[reader.whole(along):][:1]
        yield Value(value.names, rule(value.data, axis=axes), rule(value.radius, axis=axes)), ()  # type: ignore[call-arg]
    return run


def _pool(rule: Callable[..., np.ndarray]) -> Callable[[Interpreter, Call], Iterator[Option]]:
    def run(reader: Interpreter, tree: Call) -> Iterator[Option]:
        value = first(reader, tree)
        given = [int(t.text) for t in tree.arguments[1:] if isinstance(t, Number) and t.text.isdigit()]
        sizes = given[:1] or [2, 3]
        for size in sizes:
            for stride in dict.fromkeys(given[1:2] or [size, 1, 2]):
                if value.rank in (1, 2) and min(value.shape) >= size:
                    yield reshaped(value, _windows(rule, size, stride, value.rank)), (
                        () if given else (f"{size}×{size} windows with stride {stride}",))
    return run


def _windows(rule: Callable[..., np.ndarray], size: int, stride: int, rank: int) -> Callable[[np.ndarray], np.ndarray]:
    def run(a: np.ndarray) -> np.ndarray:
        axes = tuple(range(a.ndim - rank, a.ndim))
        views = np.lib.stride_tricks.sliding_window_view(a, (size,) * rank, axis=axes)
        at: tuple[Any, ...] = (..., *([slice(None, None, stride)] * rank), *([slice(None)] * rank))
        return rule(views[at], axis=tuple(range(-rank, 0)))
    return run


def _convolved(flips: bool, mode: str = "") -> Callable[[Interpreter, Call], Iterator[Option]]:
    def run(reader: Interpreter, tree: Call) -> Iterator[Option]:
        if len(tree.arguments) < 2:
            raise NotSupportedYet(f"{tree.function} takes two arrays")
        said = tuple(t.value for t in tree.arguments[2:] if isinstance(t, Text) and t.value in MODES)
        modes = (mode,) if mode else said or MODES
        if mode == "full" and any(isinstance(t, Call | Application) and is_border(t) for t in tree.arguments[:2]):
            # the border that makes it full is put on by hand
            modes = ("full", "valid")
        for (one, before), (other, after) in islice(reader.pairs(*tree.arguments[:2]), MOST_PAIRS):
            for value, words in convolutions(one, other, reader.strides, modes):
                if any(("convolution" in s) == flips for s in words) or not flips:
                    yield value, (*before, *after, *words)
    return run


def _spread(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """A transposed convolution: every entry of the first array spreads the kernel over the result, by steps of the stride."""
    given = [t for word, t in tree.keywords if word == "stride"] + [t for t in tree.arguments[2:] if isinstance(t, Number)]
    for stride in [reader.whole(t) for t in given[:1]] or reader.strides:
        wide = Call("dilate", (tree.arguments[0], Number(str(stride))))
        for value, words in _convolved(True, "full")(reader, Call("conv", (wide, *tree.arguments[1:2]))):
            yield value, (*words, *((f"stride {stride}",) if stride > 1 else ()))


def _inner(reader: Interpreter, tree: Call) -> Iterator[Option]:
    one, other = (reader.only(t) for t in tree.arguments[:2])
    found = combine(one, other, np.multiply)
    axes = tuple(range(len(found.names), found.data.ndim))
    yield Value(found.names, found.data.sum(axis=axes), found.radius.sum(axis=axes)), ()


ARRAYS: dict[str, Callable[[Interpreter, Call], Iterator[Option]]] = {
    "softmax": _softmax, "pad": padded, "crop": cropped, "dilate": dilated, "subsample": subsampled,
    "inner": _inner, "im2col": windows_of, "unfold": windows_of, "col2im": gathered, "fold": gathered, "flatten": _flatten,
    "ones": _one, "norm": _norm, "vec": _vec, "reshape": _reshape,
    "rot180": _flipped(-2, -1), "flip": _flipped(-2, -1), "rotate180": _flipped(-2, -1),
    "reverse": _flipped(-2, -1), "rot": _turned_by, "rotate": _turned_by, "rot90": _turned_by,
    "fliplr": _flipped(-1), "flipud": _flipped(-2),
    "diag": _diagonal,
    "transpose": transposed,
    "sum": _total(np.sum), "mean": _total(np.mean), "max": _total(np.max), "min": _total(np.min),
    "maxpool": _pool(np.max), "avgpool": _pool(np.mean), "sumpool": _pool(np.sum),
    "conv": _convolved(False), "crosscorrelation": _convolved(False), "correlation": _convolved(False),
    "convolution": _convolved(False), "conv2": _convolved(True), "convolve2d": _convolved(True),
    "correlate2d": _convolved(False), "convolve": _convolved(False),
    "conv1d": _convolved(False), "conv2d": _convolved(False),
}
ARRAYS |= {name: _convolved(False, mode) for mode in MODES
           for name in (f"conv{mode}", f"{mode}conv", f"{mode}convolution", f"convolution{mode}", f"{mode}correlation",
                        f"{mode}crosscorrelation")}
ARRAYS |= dict.fromkeys(("convtranspose", "transposedconv", "transposedconvolution", "deconv", "deconvolution"), _spread)
