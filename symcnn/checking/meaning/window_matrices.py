r"""Windows as columns, kernels and results as matrices: ``Y_{col} = W_{row} X_{col}`` and the gradients by these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.names import Names
from symcnn.checking.binding.unrolled import Unrolled
from symcnn.checking.meaning.layouts import lines_for
from symcnn.checking.meaning.operations import Option
from symcnn.checking.numbers.value import Value, combine, exact, reshaped
from symcnn.errors import NameProblem, NameUnknown, NotSupportedYet
from symcnn.notation.spelling import split
from symcnn.reading.tree import Call, Derivative, Name, Operation, Tree
from symcnn.reading.words import function_key

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter

MARKS = frozenset(
    "col cols column columns row rows mat matrix im2col im2row unrolled unroll unfold unfolded reshaped reshape 2d flat "
    "flattened vec".split())
LISTS = frozenset("flat flattened vec".split())
WINDOWS = frozenset(("im2col", "im2row", "unfold"))
LAID_OUT = WINDOWS | {"vec", "reshape", "flatten"}


def matrix_of(names: Names, name: str) -> Tree | None:
    r"""What a name with a mark such as ``_{col}`` stands for: a call on the tensor that has the rest of the name.

    None where something bears the name itself, or no layer that slides a kernel has the tensor.
    """
    if names.keys(name) or name in names.aliases:
        return None
    try:
        parts = split(name)
        marks = [m for m in (parts.subscript, parts.superscript.strip("()[]")) if m.casefold() in MARKS]
        if len(marks) != 1:
            return None
        plain = (replace(parts, subscript="") if parts.subscript == marks[0] else replace(parts, superscript="")).join()
        key = names.target(plain).key
    except (NameProblem, NameUnknown):
        return None
    partial = names.model.system.tensors[key].partial
    key = partial[1] if partial else key
    layers = names.model.unrolled
    if not any(key in (u.image, u.kernel, u.output) for u in layers):
        return None
    if marks[0].casefold() in LISTS:
        return Call("vec", (Name(plain),))
    is_image = any(u.image == key for u in layers)
    if partial and is_image and not any(u.output == key for u in layers):
        # dX_{col}: by the windows, in which an entry of the image stands several times
        shown = names.model.system.tensors
        return Derivative(Name(shown[partial[0]].shown), Call("im2col", (Name(shown[key].shown),)))
    return Call("im2col" if is_image and not any(u.output == key for u in layers) else "reshape", (Name(plain),))


def image_layers(reader: Interpreter, tree: Tree, shape: tuple[int, ...]) -> list[Unrolled]:
    """The layers whose image a tree is, or else has the shape of."""
    layers = list(reader.names.model.unrolled)
    try:
        key = reader.names.named(tree).key
    except (NameProblem, NameUnknown):
        key = ""
    named = [u for u in layers if u.image == key]
    return named or [u for u in layers if reader.names.model.shape(u.image) == shape]


def windows_of(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """``im2col(X)``: the windows that the network's layer slides through as columns, or as rows."""
    for value, said in reader.options(_operand(tree)):
        layers = [] if value.names else image_layers(reader, tree.arguments[0], value.shape)
        for layer in layers:
            found = Value((), layer.windows(value.data), layer.windows(value.radius))
            yield from ((v, (*said, *words)) for v, words in _both_ways(reader.names, found, "window"))
        if not layers and value.rank == 2 and not value.names:
            yield from ((v, (*said, *words)) for v, words in _of_any_size(value))


def _operand(tree: Call) -> Tree:
    if not tree.arguments:
        raise NotSupportedYet(f"{tree.function} takes an array: write it in the brackets")
    return tree.arguments[0]


def _of_any_size(value: Value) -> Iterator[Option]:
    for size in (2, 3):
        if min(value.shape) >= size:
            views = np.lib.stride_tricks.sliding_window_view(value.data, (size, size))
            yield exact(views.reshape(-1, size * size).T), (f"columns of {size}×{size} windows",)


def _both_ways(names: Names, value: Value, what: str) -> Iterator[Option]:
    """A matrix with columns for what is said, or with rows for it; one of the two where that is settled."""
    for way, turned in (("column", value), ("row", reshaped(value, np.transpose))):
        if names.layouts.get(what, way) == way:
            yield turned, (lines_for(way, what),)


def gathered(reader: Interpreter, tree: Call) -> Iterator[Option]:
    """``col2im(M)``: the windows' cells summed where they stand for one entry of the image."""
    for value, said in (*reader.options(_operand(tree)), *_as_lists(reader, tree.arguments[0])):
        for layer in reader.names.model.unrolled if value.rank == 2 and not value.names else ():
            shape = reader.names.model.shape(layer.image)
            for turned, way in ((False, "column"), (True, "row")):
                data, radius = (a.T if turned else a for a in (value.data, value.radius))
                if data.shape == layer.cells.shape and reader.names.layouts.get("window", way) == way:
                    found = Value((), layer.gathered(data, shape), layer.gathered(radius, shape))
                    yield found, (*said, lines_for(way, "window"))


def _as_lists(reader: Interpreter, tree: Tree) -> Iterator[Option]:
    """A product of two arrays, each taken as the list of its entries: a matrix with a row for each entry of the first."""
    if isinstance(tree, Operation) and tree.operator in ("juxtapose", "*", "star"):
        (one, before), (other, after) = reader.options(tree.left)[0], reader.options(tree.right)[0]
        if one.rank > 1 and other.rank > 1 and not one.names and not other.names:
            column, row = reshaped(one, lambda a: a.reshape(-1, 1)), reshaped(other, lambda a: a.reshape(1, -1))
            yield combine(column, row, np.multiply), (*before, *after, "both arrays as lists of their entries")


def matrices(reader: Interpreter, tree: Tree, value: Value) -> Iterator[Option]:
    """A kernel or a result of a layer that slides, or its gradient, as the matrix that takes part in the product."""
    if value.names:
        return
    try:
        key = reader.names.named(tree.by if isinstance(tree, Derivative) else tree).key
    except (NameProblem, NameUnknown):
        return
    partial = reader.names.model.system.tensors[key].partial
    key = partial[1] if partial else key
    for layer in reader.names.model.unrolled:
        for own, axes in ((layer.kernel, layer.kernels), (layer.output, layer.planes)):
            if own == key and value.rank == reader.names.rank(key):
                what = "cell of the kernel" if own == layer.kernel else "position"
                yield from _both_ways(reader.names, reshaped(value, as_rows(axes)), what)


def as_rows(axes: tuple[int, ...]) -> Callable[[np.ndarray], np.ndarray]:
    """Some axes as rows, all others as columns."""
    def run(a: np.ndarray) -> np.ndarray:
        rest = [n for n in range(a.ndim) if n not in axes]
        return a.transpose((*axes, *rest)).reshape(prod(a.shape[n] for n in axes), -1)
    return run


def by_windows(reader: Interpreter, tree: Derivative) -> Iterator[Option]:
    """The derivative of the loss by ``im2col(X)``, ``vec(W)``, ``reshape(Y)``."""
    assert isinstance(tree.by, Call)
    function, inner = function_key(tree.by.function), tree.by.arguments[0]
    if function not in WINDOWS:
        yield from reader.read(replace(tree.by, arguments=(Derivative(tree.of, inner), *tree.by.arguments[1:])))
        return
    for layer in image_layers(reader, inner, ()):
        if layer.linear:
            kernel = as_rows(layer.kernels)(reader.world.truth(layer.kernel))
            above = reader.entry(reader.names.gradient(Name(reader.names.model.system.tensors[layer.output].shown)))
            slopes = as_rows(layer.planes)(above.data)
            yield from _both_ways(reader.names, exact(kernel.T @ slopes), "window")
            return
    raise NotSupportedYet("a derivative by windows is understood of a layer that is a convolution and no more")


def is_rearranged(tree: Tree) -> bool:
    """Whether a tree is a tensor laid out in another way."""
    return isinstance(tree, Call) and bool(tree.arguments) and function_key(tree.function) in LAID_OUT
