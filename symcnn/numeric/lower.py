"""Right sides as array code: one rule for each kind of node, each giving an array whose axes are letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch

from symcnn.errors import NotSupportedYet, quoted
from symcnn.expression.build import negate
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
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box, in_order, volume, written
from symcnn.numeric.floating import checked_float
from symcnn.numeric.gather import read
from symcnn.numeric.masks import conditions, is_risky, live, needed
from symcnn.numeric.products import contract
from symcnn.numeric.source import Array, Source, aligned, common_order

ELEMENTWISE_LIMIT = 4096
LONGEST_PRODUCT = 4


@dataclass(frozen=True)
class Lowering:
    """What the rules know: the source, and each tensor's variable and axes; ``done`` holds one equation's nodes."""

    source: Source
    tensors: Mapping[str, tuple[str, tuple[Box, ...]]]
    done: dict[Node, Array] = field(default_factory=dict)


def lower(node: Node, context: Lowering) -> Array:
    """The array of a node whose ranges are boxes."""
    if node not in context.done:
        context.done[node] = lowered(node, context)
    return context.done[node]


@singledispatch
def lowered(node: Node, context: Lowering) -> Array:
    """The rule for one kind of node."""
    raise TypeError(f"no rule to lower {type(node).__name__}")


@lowered.register
def _(node: Number, context: Lowering) -> Array:
    return Array(repr(checked_float(node.value)))


@lowered.register
def _(node: Size, context: Lowering) -> Array:
    letters = in_order([node.quantity])
    text = written(node.quantity, letters, context.source.boxes)
    if not letters:
        return Array(f"{float(text)!r}")
    return Array(context.source.constant(f"({text}).astype({context.source.dtype})"), letters)


@lowered.register
def _(node: Access, context: Lowering) -> Array:
    name, axes = context.tensors[node.tensor]
    return read(context.source, name, axes, node.indices)


@lowered.register
def _(node: Add, context: Lowering) -> Array:
    arrays = [lower(_positive(t), context) for t in node.terms]
    order = common_order(arrays)
    text = ""
    for term, array in zip(node.terms, arrays, strict=True):
        minus = _positive(term) is not term
        sign = (" - " if minus else " + ") if text else "-" if minus else ""
        text += sign + aligned(array, order)
    return context.source.assign(text, order)


def _positive(term: Node) -> Node:
    """The term, or minus it where a minus sign stands in front."""
    if isinstance(term, Multiply) and isinstance(term.factors[0], Number) and term.factors[0].value < 0:
        return negate(term)
    return term


@lowered.register
def _(node: Multiply, context: Lowering) -> Array:
    return contract(context.source, [lower(f, context) for f in node.factors], ())


@lowered.register
def _(node: Power, context: Lowering) -> Array:
    base, exponent = lower(node.base, context), node.exponent
    if isinstance(node.base, Number):
        # worked out here: a NumPy double would turn a program of single precision into one of double
        return Array(repr(float(node.base.value) ** float(exponent)))
    size = abs(exponent)
    if size == 1:
        text = base.source
    elif size == 2:
        text = f"np.square({base.source})"
    elif size.denominator == 1 and size <= LONGEST_PRODUCT:
        text = " * ".join([base.source] * int(size))
    elif size.numerator == 1 and size.denominator == 2:
        text = f"np.sqrt({base.source})"
    else:
        text = f"np.power({base.source}, {float(size)!r})"
    if exponent < 0:
        text = f"np.divide(1.0, {text})"
    return context.source.assign(text, base.letters)


@lowered.register
def _(node: Apply, context: Lowering) -> Array:
    if node.function not in FUNCTIONS:
        raise NotSupportedYet(
            f"the function {quoted(node.function)} has no NumPy form: say what it is, as in f = sigmoid")
    argument = lower(node.argument, context)
    if isinstance(node.argument, Number):
        return Array(repr(float(FUNCTIONS[node.function].value(node.argument.value, *node.parameters))))
    parameters = [repr(checked_float(p)) for p in node.parameters]
    return context.source.assign(FUNCTIONS[node.function].numpy(argument.source, *parameters), argument.letters)


@lowered.register
def _(node: Sum, context: Lowering) -> Array:
    summed = [r.letter for r in node.ranges]
    factors = node.body.factors if isinstance(node.body, Multiply) else (node.body,)
    if isinstance(node.body, Add) and _too_wide(node.body, context):
        return lower(Add(tuple(Sum(node.ranges, node.guards, t) for t in node.body.terms)), context)
    arrays = [lower(f, context) for f in factors]
    boxes = context.source.boxes
    risky = [is_risky(f) for f in factors]
    guards = node.guards if any(risky) else needed(node.guards, factors, context.tensors, boxes)
    for place in [i for i, r in enumerate(risky) if r]:
        arrays[place] = live(context.source, arrays[place], guards)
    return contract(context.source, [*arrays, *conditions(context.source, guards)], summed)


def _too_wide(body: Add, context: Lowering) -> bool:
    """Whether a term would be written out over letters that only its sum as a product keeps apart."""
    boxes = context.source.boxes
    for term in body.terms:
        factors = [lower(f, context).letters for f in term.factors] if isinstance(term, Multiply) else []
        together = volume(set().union(*factors), boxes) if factors else 0
        if together > ELEMENTWISE_LIMIT and together > 2 * max(volume(f, boxes) for f in factors):
            return True
    return False


@lowered.register
def _(node: Maximum, context: Lowering) -> Array:
    window, free = stacked(node, context)
    return context.source.assign(f"{window}.max(axis=0)", free)


@lowered.register
def _(node: Greatest, context: Lowering) -> Array:
    arrays = [lower(v, context) for v in node.values]
    order = common_order(arrays)
    text = aligned(arrays[0], order)
    for array in arrays[1:]:
        text = f"np.maximum({text}, {aligned(array, order)})"
    return context.source.assign(text, order)


def stacked(node: Maximum | Greatest, context: Lowering) -> tuple[str, tuple[Letter, ...]]:
    """A variable with all values of a window along its first axis, and the letters of its other axes."""
    source = context.source
    if isinstance(node, Greatest):
        arrays = [lower(v, context) for v in node.values]
        free = common_order(arrays)
        shape = source.counts(free)
        parts = ", ".join(f"np.broadcast_to({aligned(a, free)}, {shape})" for a in arrays)
        return source.assign(f"np.stack([{parts}])").source, free
    body = lower(node.body, context)
    bound = [r.letter for r in node.ranges]
    masks = conditions(source, node.guards, as_numbers=False)
    free = tuple(v for v in common_order([body, *masks]) if v not in bound)
    order = (*bound, *free)
    text = aligned(body, order)
    if masks:
        text = f"np.where({' & '.join(aligned(m, order) for m in masks)}, {text}, -np.inf)"
    text = f"np.broadcast_to({text}, {source.counts(order)})"
    if len(bound) != 1:
        text = f"{text}.reshape({', '.join(map(str, (-1, *source.counts(free))))})"
    return source.assign(text).source, free


@lowered.register
def _(node: Winner, context: Lowering) -> Array:
    source = context.source
    window, free = stacked(node.of, context)
    shares = _shares(source, window, node.of.tie)
    bound = [r.letter for r in node.of.ranges] if isinstance(node.of, Maximum) else []
    axes = [source.boxes[v] for v in bound] or [Box(0, len(node.of.values))]  # type: ignore[union-attr]
    if len(bound) > 1:
        counts = (*source.counts(bound), *source.counts(free))
        shares = source.assign(f"{shares}.reshape({', '.join(map(str, counts))})").source
    from_letters = [source.boxes[v] for v in free]
    return read(source, shares, [*axes, *from_letters], [*node.at, *(whole(v) for v in free)])


def _shares(source: Source, window: str, tie: str) -> str:
    """A variable with the share of each value of a window, along the first axis."""
    best = source.assign(f"{window}.max(axis=0)").source
    equal = source.assign(f"{window} == {best}").source
    match tie:
        case "first":
            text = f"({equal} & (np.cumsum({equal}, axis=0) == 1)).astype({source.dtype})"
        case "all":
            text = f"{equal}.astype({source.dtype})"
        case "split":
            text = f"{equal}.astype({source.dtype}) / {equal}.sum(axis=0)"
        case _:
            raise NotSupportedYet(f"no rule for ties is called {quoted(tie)}: use first, all or split")
    return source.assign(text).source


RELATIONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "==", "=": "==", "!=": "!="}


@lowered.register
def _(node: Compare, context: Lowering) -> Array:
    left, right = lower(node.left, context), lower(node.right, context)
    order = common_order([left, right])
    text = f"{aligned(left, order)} {RELATIONS[node.relation]} {aligned(right, order)}"
    return context.source.assign(f"np.asarray({text}).astype({context.source.dtype})", order)


@lowered.register
def _(node: Partial, context: Lowering) -> Array:
    raise NotSupportedYet(f"a partial derivative of {quoted(node.of.tensor)} has no value until it is worked out")


def spread_over(source: Source, array: Array, letters: Sequence[Letter]) -> str:
    """The source of the array with exactly these axes, all of full extent."""
    text = aligned(array, letters)
    if set(array.letters) == set(letters):
        return text
    return f"np.broadcast_to({text}, {source.counts(letters)})"
