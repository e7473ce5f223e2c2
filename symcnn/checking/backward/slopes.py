"""Mistakes in the local slopes: of activations, maxima, means, losses and softmax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.calculus.adjoint import gradient_key
from symcnn.calculus.differentiate import Contribution, contributions
from symcnn.checking.backward.edges import factors, free, guarded, is_constant, winners
from symcnn.checking.backward.plain_pass import Passing
from symcnn.checking.backward.swap import Swap, result_of, shown_of, swap
from symcnn.expression.build import ONE, ZERO, add, multiply, negate, power, quantity
from symcnn.expression.nodes import Access, Apply, Compare, Guard, Maximum, Node, Number, Power, Winner
from symcnn.expression.walk import accesses, descend, transform
from symcnn.functions.table import known
from symcnn.notation.affine import whole
from symcnn.notation.letters import Fresh
from symcnn.sympy_form import slope_node


def maximum_elsewhere(step: Passing) -> Iterator[Swap]:
    """The gradient of a maximum goes to other cells than the greatest."""
    if not any(True for p in step.parts for _ in winners(p)):
        return
    where = f"the window's gradient of {result_of(step)} goes to"
    yield from swap("maximum-to-every-cell", f"{where} every cell instead of the greatest",
                    step.changed([_without_winners(p) for p in step.parts]))
    yield from swap("pool-kind-swapped", f"{where} every cell in equal shares, as for a mean, instead of the greatest",
                    step.changed([_in_shares(p) for p in step.parts]))
    for word, end in (("last", "upper"), ("first", "lower")):
        parts = [guarded(_without_winners(p), *(Guard("==", getattr(r, end)[0] - whole(r.letter)) for r in p.ranges))
                 for p in step.parts]
        yield from swap("maximum-to-wrong-cell", f"{where} the {word} cell instead of the greatest",
                        step.changed(parts))
    yield from swap("maximum-to-wrong-cell", f"{where} the smallest cell instead of the greatest",
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
    if is_loss and any(_is_count(f) for e in extra for f in e):
        tag = "mean-for-sum"
    yield from swap(tag, f"the constant factor of {result_of(step)} is left out of the gradient by {shown_of(step)}",
                    step.changed([replace(p, factor=multiply(*k)) for p, k in zip(step.parts, kept, strict=True)]))
    twice = [replace(p, factor=multiply(*factors(p.factor), *e)) for p, e in zip(step.parts, extra, strict=True)]
    yield from swap(tag, f"the constant factor of {result_of(step)} is multiplied in twice in the gradient by "
                    f"{shown_of(step)}", step.changed(twice))


def _is_count(factor: Node) -> bool:
    """Whether a factor divides by how many there are of something: by a size, or by a number above two."""
    return isinstance(factor, Power) or (isinstance(factor, Number) and factor.value.numerator == 1
                                         and factor.value.denominator > 2)


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
    name = f"{right.function} in {result_of(step)}"
    noun = "gate" if gate else "slope"
    for tag, message, factor in (
        (missing, f"the {noun} of {name} is left out", ONE),
        (wrong, f"the {noun} of {name} is taken at its value and not at its argument", _at(right, value)),
        (wrong, f"the {noun} of {name} is taken at the upstream gradient and not at its argument",
         _at(right, upstream)),
        (wrong, f"the {noun} of {name} is turned around: one minus it", add(ONE, negate(slope))),
        ("factor-missing" if right.function == "sigmoid" else wrong if gate else "value-for-gradient",
         f"the value of {name} stands for its {noun}", value),
        ("chain-factor-doubled", f"the {noun} of {name} is multiplied in twice", power(slope, 2)),
        ("factor-missing", f"of the slope of {name}, one minus the value alone is multiplied in",
         add(ONE, negate(value))),
        ("activation-swapped", f"the slope of the sigmoid stands for that of {name}",
         multiply(value, add(ONE, negate(value)))),
        ("activation-swapped", f"the slope of the hyperbolic tangent stands for that of {name}",
         add(ONE, negate(power(value, 2)))),
    ):
        yield from swap(tag, message, replace(step, parts=tuple(c.times(factor) for c in bare)))


def _at(apply: Apply, place: Access) -> Node:
    moved = Apply(apply.function, place, apply.parameters)
    return slope_node(moved, moved)


def _loss(step: Passing) -> str:
    return step.system.equations[-1].tensor


def prediction_for_error(step: Passing) -> Iterator[Swap]:
    """The target is left out of the gradient of a loss."""
    def rule(node: Node) -> Node:
        is_target = isinstance(node, Access) and step.system.tensors[node.tensor].role == "target"
        return ZERO if is_target else node
    parts = [replace(p, factor=transform(p.factor, rule)) for p in step.parts]
    yield from swap("prediction-for-error", f"the target is left out of the gradient of {result_of(step)} by "
                    f"{shown_of(step)}: the prediction stands where the error belongs", step.changed(parts))


def diagonal(step: Passing) -> Iterator[Swap]:
    """Of a Jacobian whose every entry counts, as softmax has, only the diagonal is kept."""
    mixed = any(isinstance(n, Power) and accesses(n.base) for n in descend(step.equation.right))
    if not mixed or any(len(p.indices) != len(free(step)) for p in step.parts):
        return
    parts = [guarded(p, *(Guard("==", i - whole(v)) for i, v in zip(p.indices, free(step), strict=True)))
             for p in step.parts]
    yield from swap("term-missing", f"only the diagonal of the derivative of {result_of(step)} by {shown_of(step)} is "
                    "used, the other entries are left out", step.changed(parts))


def sign_of_comparison(step: Passing) -> Iterator[Swap]:
    """A comparison is turned around."""
    def rule(node: Node) -> Node:
        return replace(node, left=node.right, right=node.left) if isinstance(node, Compare) else node
    parts = [replace(p, factor=transform(p.factor, rule)) for p in step.parts]
    yield from swap("relu-gate-wrong", f"the condition in the slope of {result_of(step)} is turned around",
                    step.changed(parts))
