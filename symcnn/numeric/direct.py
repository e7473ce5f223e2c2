"""A right side worked out at once, every letter an axis of NumPy's arrays: for what is run a few times at most.

Nothing is written or compiled, so that it is ready sooner than a program, and slower where sums are long. Outside its
domain a tensor reads as 0, as in a program.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache, singledispatch
from math import prod
from typing import Any

import numpy as np

from symcnn.equation import Equation, Tensor
from symcnn.errors import NotSupportedYet, quoted
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Maximum,
    Multiply,
    Node,
    Number,
    Partial,
    Power,
    Size,
    Sum,
    Winner,
)
from symcnn.functions.table import FUNCTIONS
from symcnn.notation.letters import Letter
from symcnn.numeric.fields import RELATIONS
from symcnn.numeric.floating import checked_float
from symcnn.numeric.frames import LARGEST, Frame, TooLarge
from symcnn.numeric.program import BUILTINS

LONGEST_PRODUCT = 4

Run = Callable[[Mapping[str, np.ndarray]], Any]
"""From tensors to an array with an axis for each letter, of extent one where it does not depend on it; or to a number."""


def direct(equation: Equation, tensors: Mapping[str, Tensor], sizes: Mapping[Letter, int]) -> Run:
    """The left side of an equation from the tensors that the right side reads.

    Raises ``TooLarge`` where a program does better, ``NotSupportedYet`` for what has no numbers,
    ``ValueProblem`` for a function's parameter beyond floating point.

    >>> from symcnn.network import Network
    >>> system = Network("x: 4\\nw: 2\\ny = conv(x, w)").system
    >>> run = direct(system.equations[0], system.tensors, {})
    >>> run({"x": np.array([1.0, 2.0, 3.0, 4.0]), "w": np.array([1.0, -1.0])}).tolist()
    [-1.0, -1.0, -1.0]
    """
    boxes = {k: tuple((a.origin, a.extent.value(sizes)) for a in t.axes) for k, t in tensors.items()}
    frame = Frame({}, sizes, boxes)
    for letter, (first, extent) in zip(equation.letters, boxes[equation.tensor], strict=True):
        frame = frame.with_letter(letter, np.arange(first, first + extent))
    if prod(frame.shape) > LARGEST:
        raise TooLarge("a tensor has too many entries to be worked out at once: compile it")
    run, shape = prepared(equation.right, frame), frame.shape
    return lambda values: np.array(np.broadcast_to(run(values), shape), dtype=float)


@singledispatch
def prepared(node: Node, frame: Frame) -> Run:
    """The node as a function of tensors."""
    raise TypeError(f"no rule to work out {type(node).__name__}")


@prepared.register
def _(node: Number, frame: Frame) -> Run:
    try:
        number = float(node.value)
    except OverflowError:
        # as an array holds it
        number = math.inf if node.value > 0 else -math.inf
    return lambda values: number


@prepared.register
def _(node: Size, frame: Frame) -> Run:
    numbers = np.asarray(frame.on(node.quantity), dtype=float)
    return lambda values: numbers


@prepared.register
def _(node: Access, frame: Frame) -> Run:
    places, inside = _places([frame.on(i) for i in node.indices], frame.tensors[node.tensor])
    return _taken(lambda values: values[node.tensor], places, inside)


def _places(indices: Sequence[Any], axes: Sequence[tuple[int, int]]) -> tuple[Any, np.ndarray | None]:
    """Indices as places in an array laid out row by row, and which are inside it: None for all."""
    flat: Any = 0
    inside: Any = True
    for index, (first, extent) in zip(indices, axes, strict=True):
        place = index - first
        here = (place >= 0) & (place < extent)
        if not np.all(here):
            inside, place = inside & here, np.clip(place, 0, extent - 1)
        flat = flat * extent + place
    return flat, None if inside is True else np.asarray(inside)


def _taken(array: Run, places: Any, inside: np.ndarray | None) -> Run:
    if inside is None:
        return lambda values: array(values).ravel()[places]
    return lambda values: np.where(inside, array(values).ravel()[places], 0.0)


@prepared.register
def _(node: Add, frame: Frame) -> Run:
    first, *rest = [prepared(t, frame) for t in node.terms]

    def run(values: Mapping[str, np.ndarray]) -> Any:
        total = first(values)
        for term in rest:
            total = total + term(values)
        return total
    return run


@prepared.register
def _(node: Multiply, frame: Frame) -> Run:
    first, *rest = [prepared(f, frame) for f in node.factors]

    def run(values: Mapping[str, np.ndarray]) -> Any:
        total = first(values)
        for factor in rest:
            total = total * factor(values)
        return total
    return run


@prepared.register
def _(node: Power, frame: Frame) -> Run:
    base, size = prepared(node.base, frame), abs(node.exponent)

    def raised(values: Mapping[str, np.ndarray]) -> Any:
        number = np.asarray(base(values))
        if size.denominator == 1 and 1 <= size <= LONGEST_PRODUCT:
            found = number
            for _ in range(int(size) - 1):
                found = found * number
            return found
        return np.sqrt(number) if (size.numerator, size.denominator) == (1, 2) else np.power(number, float(size))
    return raised if node.exponent >= 0 else lambda values: np.divide(1.0, raised(values))


@prepared.register
def _(node: Apply, frame: Frame) -> Run:
    if node.function not in FUNCTIONS:
        raise NotSupportedYet(
            f"the function {quoted(node.function)} has no NumPy form: say what it is, as in f = sigmoid")
    parameters = [checked_float(p) for p in node.parameters]
    function, argument = _function(node.function, len(parameters)), prepared(node.argument, frame)
    return lambda values: function(np.asarray(argument(values)), *parameters)


@cache
def _function(name: str, count: int) -> Callable[..., np.ndarray]:
    """A scalar function on arrays and its parameters; its source is our own, with no name in it but ``np`` and minted ones."""
    names = ["argument", *(f"parameter_{i}" for i in range(count))]
    text = f"lambda {', '.join(names)}: {FUNCTIONS[name].numpy(*names)}"
    found: Callable[..., np.ndarray] = eval(text, {"np": np, "__builtins__": BUILTINS})  # noqa: S307
    return found


@prepared.register
def _(node: Sum, frame: Frame) -> Run:
    inner, mask = frame.within(node.ranges, node.guards)
    if prod(inner.shape) == 0:
        return lambda values: 0.0
    body, axes, counts = prepared(node.body, inner), tuple(range(frame.depth, inner.depth)), inner.shape

    def run(values: Mapping[str, np.ndarray]) -> Any:
        found = body(values)
        if mask is not None:
            found = np.where(mask, found, 0.0)
        found = np.asarray(found)
        if not found.ndim:
            return found * prod(counts[a] for a in axes)
        alike = prod(counts[a] for a in axes if found.shape[a] == 1)
        total = found.sum(axis=axes) if axes else found
        return total * alike if alike != 1 else total
    return run


@prepared.register
def _(node: Maximum, frame: Frame) -> Run:
    window, _ = _window(node, frame)
    return lambda values: window(values).max(axis=-1)


@prepared.register
def _(node: Greatest, frame: Frame) -> Run:
    window, _ = _window(node, frame)
    return lambda values: window(values).max(axis=-1)


def _window(node: Maximum | Greatest, frame: Frame) -> tuple[Run, tuple[tuple[int, int], ...]]:
    """All values that a maximum is taken over along one last axis, and the origins and extents that this is made of."""
    if isinstance(node, Greatest):
        parts = [prepared(v, frame) for v in node.values]
        ones = (1,) * frame.depth

        def stacked(values: Mapping[str, np.ndarray]) -> Any:
            found = [np.asarray(p(values), dtype=float) for p in parts]
            return np.stack(np.broadcast_arrays(*[f if f.ndim else f.reshape(ones) for f in found]), axis=-1)
        return stacked, ((0, len(parts)),)
    inner, mask = frame.within(node.ranges, node.guards)
    if prod(inner.shape) == 0:
        raise TooLarge("a maximum is taken over no value: look at its ranges and guards")
    body, extents = prepared(node.body, inner), inner.shape[frame.depth:]

    def spread(values: Mapping[str, np.ndarray]) -> Any:
        found = np.asarray(body(values) if mask is None else np.where(mask, body(values), -np.inf), dtype=float)
        outer = found.shape[:frame.depth] if found.ndim else (1,) * frame.depth
        return np.broadcast_to(found, outer + extents).reshape((*outer, -1))
    firsts = [int(numbers[0]) for _, numbers in list(inner.letters.values())[frame.depth:]]
    return spread, tuple(zip(firsts, extents, strict=True))


@prepared.register
def _(node: Winner, frame: Frame) -> Run:
    window, axes = _window(node.of, frame)
    places, inside = _places([frame.on(q) for q in node.at], axes)
    places, tie = np.asarray(places)[..., None], node.of.tie
    if places.ndim == 1:
        places = places.reshape((1,) * (frame.depth + 1))

    def run(values: Mapping[str, np.ndarray]) -> Any:
        shares = _shares(window(values), tie)
        shape = np.broadcast_shapes(shares.shape[:-1], places.shape[:-1])
        found = np.take_along_axis(np.broadcast_to(shares, (*shape, shares.shape[-1])),
                                   np.broadcast_to(places, (*shape, 1)), axis=-1)[..., 0]
        return found if inside is None else np.where(inside, found, 0.0)
    return run


def _shares(window: np.ndarray, tie: str) -> np.ndarray:
    """The share of each value of a window, along the last axis."""
    equal = window == window.max(axis=-1, keepdims=True)
    match tie:
        case "first":
            return np.asarray((equal & (np.cumsum(equal, axis=-1) == 1)).astype(float))
        case "all":
            return equal.astype(float)
        case "split":
            return np.asarray(equal / equal.sum(axis=-1, keepdims=True))
    raise NotSupportedYet(f"no rule for ties is called {quoted(tie)}: use first, all or split")


@prepared.register
def _(node: Compare, frame: Frame) -> Run:
    left, right, holds = prepared(node.left, frame), prepared(node.right, frame), RELATIONS[node.relation]
    return lambda values: np.asarray(holds(left(values), right(values))).astype(float)


@prepared.register
def _(node: Partial, frame: Frame) -> Run:
    raise NotSupportedYet(f"a partial derivative of {quoted(node.of.tensor)} has no value until it is worked out")
