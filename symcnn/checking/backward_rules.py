"""The mistakes of a backward pass as one swapped rule each: a tag, a sentence, the passing with the rule swapped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from symcnn.calculus.adjoint import gradient_key
from symcnn.calculus.differentiate import Contribution, contributions
from symcnn.checking.backward_edges import (
    bound,
    factors,
    free,
    guarded,
    is_constant,
    map_part,
    read_sliding,
    sliding,
    turned,
    weight,
    winners,
)
from symcnn.checking.backward_pass import Passing
from symcnn.expression.build import ONE, ZERO, add, multiply, negate, power, quantity
from symcnn.expression.nodes import Access, Apply, Compare, Guard, Maximum, Node, Number, Power, Winner
from symcnn.expression.walk import accesses, descend, transform
from symcnn.functions.table import known
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Fresh, Letter
from symcnn.sympy_form import slope_node


@dataclass(frozen=True)
class Swap:
    """A mistaken rule at one place: the cause it is an instance of, and what it does, in a sentence."""

    tag: str
    message: str
    step: Passing


def swaps(step: Passing) -> Iterator[Swap]:
    """Every mistaken way to pass this gradient on that differs from the right one."""
    for rule in RULES:
        yield from rule(step)


def _swap(tag: str, message: str, step: Passing | None) -> Iterator[Swap]:
    if step is not None:
        yield Swap(tag, message, step)


def _shown(step: Passing, key: str | None = None) -> str:
    return step.system.tensors[step.by if key is None else key].shown


def _result(step: Passing) -> str:
    return _shown(step, step.equation.tensor)


def kernel_not_turned(step: Passing) -> Iterator[Swap]:
    """The kernel is read from the other end on the way to the input."""
    def change(part: Contribution) -> Contribution:
        ends = turned(part, bound(part) & sliding(part.indices))

        def rule(node: Node) -> Node:
            if not isinstance(node, Access):
                return node
            return Access(node.tensor, tuple(_from(ends, i) for i in node.indices))
        return replace(part, factor=transform(part.factor, rule))
    kernel = weight(step)
    parts = [change(p) for p in step.parts]
    if kernel is not None:
        yield from _swap("kernel-not-turned", f"the kernel {_shown(step, kernel)} is the wrong way round on the way "
                         f"back to {_shown(step)}: a full correlation takes it turned by half a turn",
                         step.changed(parts))


def _from(ends: Mapping[Letter, Affine], index: Affine) -> Affine:
    return ends.get(index.letter, index) if index.letter is not None else index


def filter_turned(step: Passing) -> Iterator[Swap]:
    """The gradient by the kernel comes out turned."""
    def change(part: Contribution) -> Contribution:
        ends = turned(part, bound(part) & read_sliding(part))
        return replace(part, indices=tuple(_from(ends, i) for i in part.indices))
    yield from _swap("filter-gradient-turned", f"the gradient by {_shown(step)} comes out turned by half a turn",
                     step.changed([change(p) for p in step.parts]))


def stride_dropped(step: Passing) -> Iterator[Swap]:
    """Windows stand next to each other on the way back, whatever the stride."""
    yield from _swap("stride-dropped", f"the stride is forgotten on the way from {_result(step)} back to "
                     f"{_shown(step)}, so that windows are one apart", _with_steps_of_one(step, frozenset(free(step))))


def dilation_dropped(step: Passing) -> Iterator[Swap]:
    """The cells of a window stand next to each other, whatever the dilation."""
    letters = frozenset(v for p in step.parts for v in bound(p))
    yield from _swap("wrong-index", f"the dilation is forgotten on the way from {_result(step)} back to {_shown(step)}",
                     _with_steps_of_one(step, letters))


def _with_steps_of_one(step: Passing, letters: frozenset[Letter]) -> Passing | None:
    origin = step.system.origin

    def change(index: Affine) -> Affine:
        if index.letter is not None or index.floors():
            return index
        for letter in index.letters & letters:
            scale = index.coefficient(letter)
            if abs(scale.number or 2) != 1:
                sign = -1 if scale.terms[0][1] < 0 else 1
                index = index - (scale - sign) * (whole(letter) - origin)
        return index
    return step.changed([map_part(p, change) for p in step.parts])


def overwritten(step: Passing) -> Iterator[Swap]:
    """Contributions are set where they should be added."""
    moving = frozenset(v for p in step.parts for v in sliding(p.indices))
    spatial = tuple(v for v in free(step) if v in moving)
    if spatial:
        yield Swap("overlap-not-added", f"where windows overlap, their gradients by {_shown(step)} overwrite each "
                   "other instead of adding up", replace(step, replacing=spatial))
        if any(True for p in step.parts for _ in winners(p)):
            yield Swap("overlap-not-added", f"where windows have one winner, their gradients by {_shown(step)} "
                       "overwrite each other instead of adding up", replace(step, replacing=spatial, sparse=True))
    if len(spatial) > 1:
        for letter in spatial:
            yield Swap("overlap-not-added", f"where windows overlap along {letter.name}, their gradients by "
                       f"{_shown(step)} overwrite each other instead of adding up", replace(step, replacing=(letter,)))
    own = frozenset(i.letter for p in step.parts for i in p.indices)
    summed = tuple(v for v in free(step) if v not in moving and v not in own)
    for letters in dict.fromkeys((summed, *((v,) for v in summed))):
        if letters:
            names = ", ".join(v.name for v in letters)
            yield Swap(_sum_tag(step), f"the gradients by {_shown(step)} that come from each {names} of "
                       f"{_result(step)} overwrite each other instead of adding up", replace(step, replacing=letters))
    inner = tuple(r.letter for p in step.parts[:1] for r in p.ranges)
    for letter in inner:
        if letter in moving:
            yield Swap("overlap-not-added", f"the gradients by {_shown(step)} from each offset {letter.name} in the "
                       "window overwrite each other instead of adding up", replace(step, replacing=(letter,)))


def _sum_tag(step: Passing) -> str:
    if step.system.tensors[step.by].role != "parameter":
        return "channel-sum-missing"
    plain = all(p.factor == ONE for p in step.parts)
    return "bias-gradient-not-summed" if plain else "position-sum-missing"


def one_position(step: Passing) -> Iterator[Swap]:
    """Of a sum over positions one is kept."""
    own = frozenset(v for p in step.parts for i in p.indices for v in i.letters)
    axes = step.system.tensors[step.equation.tensor].axes
    summed = [(v, a) for v, a in zip(free(step), axes, strict=True) if v not in own]
    if summed:
        first = tuple(Guard("==", whole(v) - a.origin) for v, a in summed)
        yield from _swap(_sum_tag(step), f"only the first position of {_result(step)} counts in the gradient by "
                         f"{_shown(step)}", step.changed([guarded(p, *first) for p in step.parts]))


def averaged(step: Passing) -> Iterator[Swap]:
    """The mean of the contributions stands for their sum."""
    plain = all(p.factor == ONE for p in step.parts) and step.system.tensors[step.by].role == "parameter"
    tag = "bias-gradient-averaged" if plain else "mean-for-sum"
    yield Swap(tag, f"the gradient by {_shown(step)} is the mean of its contributions where it is their sum",
               replace(step, averaged=True))


def ends_left_out(step: Passing) -> Iterator[Swap]:
    """A loop is one too short, at its end or at its start."""
    axes = step.system.tensors[step.equation.tensor].axes
    for letter, axis in zip(free(step), axes, strict=True):
        for word, guard in (("last", axis.last - 1 - whole(letter)), ("first", whole(letter) - axis.origin - 1)):
            parts = [guarded(p, Guard(">=", guard)) for p in step.parts]
            yield from _swap("index-off-by-one", f"the {word} {letter.name} of {_result(step)} is left out of the "
                             f"gradient by {_shown(step)}", step.changed(parts))
    for place, r in enumerate(step.parts[0].ranges if step.parts else ()):
        for word in ("last", "first"):
            parts = [guarded(p, _not_the(word, p, place)) if len(p.ranges) > place else p for p in step.parts]
            yield from _swap("index-off-by-one", f"the {word} offset {r.letter.name} of the window is left out of the "
                             f"gradient by {_shown(step)}", step.changed(parts))


def _not_the(word: str, part: Contribution, place: int) -> Guard:
    r = part.ranges[place]
    return Guard(">=", r.upper[0] - 1 - whole(r.letter) if word == "last" else whole(r.letter) - r.lower[0] - 1)


def maximum_elsewhere(step: Passing) -> Iterator[Swap]:
    """The gradient of a maximum goes to other cells than the greatest."""
    if not any(True for p in step.parts for _ in winners(p)):
        return
    where = f"the window's gradient of {_result(step)} goes to"
    yield from _swap("maximum-to-every-cell", f"{where} every cell instead of the greatest",
                     step.changed([_without_winners(p) for p in step.parts]))
    yield from _swap("pool-kind-swapped", f"{where} every cell in equal shares, as for a mean, instead of the greatest",
                     step.changed([_in_shares(p) for p in step.parts]))
    for word, end in (("last", "upper"), ("first", "lower")):
        parts = [guarded(_without_winners(p), *(Guard("==", getattr(r, end)[0] - whole(r.letter)) for r in p.ranges))
                 for p in step.parts]
        yield from _swap("maximum-to-wrong-cell", f"{where} the {word} cell instead of the greatest",
                         step.changed(parts))
    yield from _swap("maximum-to-wrong-cell", f"{where} the smallest cell instead of the greatest",
                     step.changed([_to_the_least(p) for p in step.parts]))


def _without_winners(part: Contribution) -> Contribution:
    return replace(part, factor=multiply(*(f for f in factors(part.factor) if f not in list(winners(part)))))


def _in_shares(part: Contribution) -> Contribution:
    counts = [quantity(r.upper[0] - r.lower[0] + 1) for r in part.ranges]
    return _without_winners(part).times(*(power(c, -1) for c in counts))


def _to_the_least(part: Contribution) -> Contribution:
    def rule(node: Node) -> Node:
        if isinstance(node, Winner) and isinstance(node.of, Maximum):
            return Winner(replace(node.of, body=negate(node.of.body)), node.at)
        return node
    return replace(part, factor=multiply(*(rule(f) for f in factors(part.factor))))


def constants(step: Passing) -> Iterator[Swap]:
    """A factor of the equation, as a mean's one over the count, is missing or stands twice."""
    kept = [[f for f in factors(p.factor) if not is_constant(f)] for p in step.parts]
    extra = [[f for f in factors(p.factor) if is_constant(f)] for p in step.parts]
    if not any(extra):
        return
    counts = any(isinstance(f, Power) or (isinstance(f, Number) and f.value < 1) for e in extra for f in e)
    is_loss = step.system.tensors[step.equation.tensor].role == "loss"
    tag = "loss-factor" if is_loss else "pool-factor" if counts else "factor"
    yield from _swap(tag, f"the constant factor of {_result(step)} is left out of the gradient by {_shown(step)}",
                     step.changed([replace(p, factor=multiply(*k)) for p, k in zip(step.parts, kept, strict=True)]))
    twice = [replace(p, factor=multiply(*factors(p.factor), *e)) for p, e in zip(step.parts, extra, strict=True)]
    yield from _swap(tag, f"the constant factor of {_result(step)} is multiplied in twice in the gradient by "
                     f"{_shown(step)}", step.changed(twice))


def slopes(step: Passing) -> Iterator[Swap]:
    """The slope of an activation is missing, doubled, or taken at another place."""
    right = step.equation.right
    if not isinstance(right, Apply) or not known(right.function):
        return
    bare = contributions(right.argument, step.by, Fresh())
    value = step.equation.left
    slope = slope_node(right, right)
    gate = right.function in ("relu", "leaky_relu")
    upstream = Access(gradient_key(_loss(step), value.tensor), value.indices)
    missing, wrong = ("relu-gate-missing", "relu-gate-wrong") if gate else ("slope-missing", "slope-at-wrong-place")
    name = f"{right.function} in {_result(step)}"
    noun = "gate" if gate else "slope"
    for tag, message, factor in (
        (missing, f"the {noun} of {name} is left out", ONE),
        (wrong, f"the {noun} of {name} is taken at its value and not at its argument", _at(right, value)),
        (wrong, f"the {noun} of {name} is taken at the upstream gradient and not at its argument",
         _at(right, upstream)),
        (wrong, f"the {noun} of {name} is turned around: one minus it", add(ONE, negate(slope))),
        (wrong if gate else "value-for-gradient", f"the value of {name} stands for its {noun}", value),
        ("chain-factor-doubled", f"the {noun} of {name} is multiplied in twice", power(slope, 2)),
        ("factor-missing", f"of the slope of {name}, one minus the value alone is multiplied in",
         add(ONE, negate(value))),
        ("activation-swapped", f"the slope of the sigmoid stands for that of {name}",
         multiply(value, add(ONE, negate(value)))),
        ("activation-swapped", f"the slope of the hyperbolic tangent stands for that of {name}",
         add(ONE, negate(power(value, 2)))),
    ):
        yield from _swap(tag, message, replace(step, parts=tuple(c.times(factor) for c in bare)))


def _at(apply: Apply, place: Access) -> Node:
    moved = Apply(apply.function, place, apply.parameters)
    return slope_node(moved, moved)


def _loss(step: Passing) -> str:
    return step.system.equations[-1].tensor


def without_upstream(step: Passing) -> Iterator[Swap]:
    """The gradient from above is left out."""
    yield Swap("upstream-missing", f"the gradient by {_result(step)} is not multiplied in, so that only the local "
               f"slope by {_shown(step)} is left", replace(step, upstream=False))


def prediction_for_error(step: Passing) -> Iterator[Swap]:
    """The target is left out of the gradient of a loss."""
    def rule(node: Node) -> Node:
        is_target = isinstance(node, Access) and step.system.tensors[node.tensor].role == "target"
        return ZERO if is_target else node
    parts = [replace(p, factor=transform(p.factor, rule)) for p in step.parts]
    yield from _swap("prediction-for-error", f"the target is left out of the gradient of {_result(step)} by "
                     f"{_shown(step)}: the prediction stands where the error belongs", step.changed(parts))


def weight_transposed(step: Passing) -> Iterator[Swap]:
    """A matrix of weights is read with its two indices exchanged, which goes unnoticed where it is square."""
    def rule(node: Node) -> Node:
        if isinstance(node, Access) and len(node.indices) == 2 and node.tensor == weight(step):
            return Access(node.tensor, node.indices[::-1])
        return node
    if (matrix := weight(step)) is not None:
        parts = [replace(p, factor=transform(p.factor, rule)) for p in step.parts]
        yield from _swap("transpose", f"{_shown(step, matrix)} stands for its transpose on the way from "
                         f"{_result(step)} back to {_shown(step)}, or the other way round", step.changed(parts))


def diagonal(step: Passing) -> Iterator[Swap]:
    """Of a Jacobian whose every entry counts, as softmax has, only the diagonal is kept."""
    mixed = any(isinstance(n, Power) and accesses(n.base) for n in descend(step.equation.right))
    if not mixed or any(len(p.indices) != len(free(step)) for p in step.parts):
        return
    parts = [guarded(p, *(Guard("==", i - whole(v)) for i, v in zip(p.indices, free(step), strict=True)))
             for p in step.parts]
    yield from _swap("term-missing", f"only the diagonal of the derivative of {_result(step)} by {_shown(step)} is "
                     "used, the other entries are left out", step.changed(parts))


def sign_of_comparison(step: Passing) -> Iterator[Swap]:
    """A comparison is turned around."""
    def rule(node: Node) -> Node:
        return replace(node, left=node.right, right=node.left) if isinstance(node, Compare) else node
    parts = [replace(p, factor=transform(p.factor, rule)) for p in step.parts]
    yield from _swap("relu-gate-wrong", f"the condition in the slope of {_result(step)} is turned around",
                     step.changed(parts))


RULES: tuple[Callable[[Passing], Iterator[Swap]], ...] = (
    slopes,
    maximum_elsewhere,
    kernel_not_turned,
    filter_turned,
    stride_dropped,
    dilation_dropped,
    overwritten,
    averaged,
    one_position,
    constants,
    prediction_for_error,
    weight_transposed,
    diagonal,
    without_upstream,
    sign_of_comparison,
    ends_left_out,
)
