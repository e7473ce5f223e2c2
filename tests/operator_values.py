"""What operator forms are worth, computed by PyTorch's convolutions and NumPy: none of the engine's own meaning is used."""

from functools import singledispatch
from itertools import product
from math import prod

import numpy as np
import pytest

from symcnn.expression.nodes import Access, Add, Multiply, Number, Power, Size
from symcnn.forms import nodes

torch = pytest.importorskip("torch")

torch = pytest.importorskip("torch")
CONVOLVE = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d, 3: torch.nn.functional.conv3d}
TRANSPOSED = {1: torch.nn.functional.conv_transpose1d, 2: torch.nn.functional.conv_transpose2d,
              3: torch.nn.functional.conv_transpose3d}
FUNCTIONS = {"exp": np.exp, "log": np.log, "tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
             "relu": lambda z: np.maximum(z, 0), "softplus": lambda z: np.log1p(np.exp(z)), "abs": np.abs}
RELATIONS = {">": np.greater, ">=": np.greater_equal, "<": np.less, "==": np.equal}


class Values:
    """Arrays by key, numbers for letters, and the index of a first entry."""

    def __init__(self, arrays, letters, origin):
        self.arrays, self.letters, self.origin = arrays, letters, origin

    def within(self, letters):
        return Values(self.arrays, {**self.letters, **letters}, self.origin)

    def number(self, quantity):
        return quantity.value(self.letters)

    def numbers(self, quantities):
        return [self.number(q) for q in quantities]


@singledispatch
def value(form, at):
    raise TypeError(f"no value for {type(form).__name__}")


@value.register
def _(form: nodes.Slice, at):
    places = tuple(slice(None) if p is None else at.number(p) - at.origin for p in form.places)
    return np.asarray(at.arrays[form.tensor])[places]


@value.register
def _(form: nodes.Scalar, at):
    return scalar(form.node, at)


def scalar(node, at):
    match node:
        case Number():
            return float(node.value)
        case Size():
            return float(at.number(node.quantity))
        case Access():
            return np.asarray(at.arrays[node.tensor])[tuple(at.number(i) - at.origin for i in node.indices)]
        case Add():
            return sum(scalar(t, at) for t in node.terms)
        case Multiply():
            return prod(scalar(f, at) for f in node.factors)
        case Power():
            return scalar(node.base, at) ** float(node.exponent)
    raise TypeError(f"no value for {type(node).__name__}")


@value.register
def _(form: nodes.Ones, at):
    return np.ones(at.numbers(form.extents))


@value.register
def _(form: nodes.OneHot, at):
    return np.eye(at.number(form.extents[0]))[int(scalar(form.at, at)) - at.origin]


@value.register
def _(form: nodes.Kronecker, at):
    return np.kron(value(form.one, at), value(form.other, at))


@value.register
def _(form: nodes.Turned, at):
    return np.flip(value(form.of, at))


@value.register
def _(form: nodes.Transposed, at):
    return np.transpose(value(form.of, at), form.order)


@value.register
def _(form: nodes.Dilated, at):
    inner, steps = value(form.of, at), at.numbers(form.steps)
    wide = np.zeros([s * (n - 1) + 1 for n, s in zip(inner.shape, steps, strict=True)])
    wide[tuple(slice(None, None, s) for s in steps)] = inner
    return wide


@value.register
def _(form: nodes.Subsampled, at):
    return value(form.of, at)[tuple(slice(None, None, s) for s in at.numbers(form.steps))]


@value.register
def _(form: nodes.Padded, at):
    return bordered(value(form.of, at), at.numbers(form.before), at.numbers(form.after))


@value.register
def _(form: nodes.Cropped, at):
    return bordered(value(form.of, at), [-n for n in at.numbers(form.before)], [-n for n in at.numbers(form.after)])


def bordered(array, before, after):
    wide = np.pad(array, [(max(b, 0), max(a, 0)) for b, a in zip(before, after, strict=True)])
    return wide[tuple(slice(max(-b, 0), n - max(-a, 0)) for b, a, n in zip(before, after, wide.shape, strict=True))]


@value.register
def _(form: nodes.Slid, at):
    one, other = (np.array(value(f, at), dtype=float) for f in (form.one, form.other))
    kernel = np.flip(other) if form.turned else other
    steps = at.numbers(form.strides) or [1] * one.ndim
    if form.mode == nodes.FULL and form.turned and set(steps) == {1}:
        return TRANSPOSED[one.ndim](tensor(one), tensor(other))[0, 0].numpy()
    if form.mode == nodes.FULL:
        one = bordered(one, [k - 1 for k in kernel.shape], [k - 1 for k in kernel.shape])
    if form.mode == nodes.SAME:
        one = bordered(one, [(k - 1) // 2 for k in kernel.shape], [k // 2 for k in kernel.shape])
    return CONVOLVE[one.ndim](tensor(one), tensor(kernel), stride=steps)[0, 0].numpy()


def tensor(array):
    return torch.from_numpy(np.ascontiguousarray(array, dtype=float))[None, None]


@value.register
def _(form: nodes.MatrixProduct, at):
    return value(form.one, at) @ value(form.other, at)


@value.register
def _(form: nodes.Outer, at):
    return np.outer(value(form.one, at), value(form.other, at))


@value.register
def _(form: nodes.Inner, at):
    return np.sum(value(form.one, at) * value(form.other, at))


@value.register
def _(form: nodes.Hadamard, at):
    return prod(value(f, at) for f in form.factors)


@value.register
def _(form: nodes.Plus, at):
    return sum(value(t, at) for t in form.terms)


@value.register
def _(form: nodes.Raised, at):
    return value(form.of, at) ** float(form.exponent)


@value.register
def _(form: nodes.Applied, at):
    return FUNCTIONS[form.function](value(form.of, at))


@value.register
def _(form: nodes.Compared, at):
    return RELATIONS[form.relation](value(form.left, at), value(form.right, at)).astype(float)


@value.register
def _(form: nodes.Greater, at):
    return np.maximum.reduce([value(v, at) for v in form.values])


@value.register
def _(form: nodes.SumOfEntries, at):
    return np.sum(value(form.of, at))


@value.register
def _(form: nodes.Total, at):
    return sum(value(form.of, at.within(letters)) for letters in running(form.ranges, at))


def running(ranges, at):
    if not ranges:
        return [{}]
    first, *rest = ranges
    low, high = max(at.numbers(first.lower)), min(at.numbers(first.upper))
    return [{first.letter: n, **more} for n in range(low, high + 1)
            for more in running(rest, at.within({first.letter: n}))]


@value.register
def _(form: nodes.Reshaped, at):
    return np.reshape(value(form.of, at), at.numbers(form.extents))


def places_of_labels(left, axes, at):
    """Numbers for the label letters of a left side."""
    labels = [(p.letter, a) for p, a in zip(left.places, axes, strict=True) if p is not None]
    ranges = [range(a.origin, a.origin + at.number(a.extent)) for _, a in labels]
    return [dict(zip([v for v, _ in labels], numbers, strict=True)) for numbers in product(*ranges)]
