"""The mistakes of a forward equation, and of a loss, as one swapped rule each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod

from symcnn.checking.backward.meaning import meaningful
from symcnn.checking.causes.moved_windows import moved
from symcnn.checking.causes.other_nodes import numbered_alike
from symcnn.checking.causes.right_swaps import RightSwap, exchange, replace_each
from symcnn.equation import Equation
from symcnn.expression.build import ONE, add, multiply, negate, number, power, quantity
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Guard,
    Maximum,
    Multiply,
    Node,
    Power,
    Sum,
)
from symcnn.expression.walk import accesses, descend
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.system import System


def forward_swaps(system: System, equation: Equation) -> Iterator[RightSwap]:
    """Every mistaken right side that differs from the right one."""
    rules = LOSSES if system.tensors[equation.tensor].role == "loss" else LAYERS
    for rule in rules:
        for swap in meaningful(rule(system, equation)):
            if swap.right != equation.right:
                yield swap


def _shown(system: System, key: str) -> str:
    return system.tensors[key].shown


def bias(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A bias that is left out, or added to every product."""
    name = _shown(system, equation.tensor)
    for target, right in replace_each(equation.right, Add, lambda n: _without_bias(system, n)):
        shown = ", ".join(_shown(system, t.tensor) for t in _biases(system, target))
        yield RightSwap("bias-missing", f"the bias {shown} is not added in {name}", right, 0.5)
    for target, right in replace_each(equation.right, Add, lambda n: _bias_in_sum(system, n)):
        shown = ", ".join(_shown(system, t.tensor) for t in _biases(system, target))
        yield RightSwap("bias-repeated", f"the bias {shown} is added to every product of {name} instead of once", right)
    for target, right in replace_each(equation.right, Add, lambda n: _bias_by_count(system, n)):
        shown = ", ".join(_shown(system, t.tensor) for t in _biases(system, target))
        yield RightSwap("bias-repeated", f"the bias {shown} is added once for every weight of {name} instead of once", right)


def _biases(system: System, node: Node) -> list[Access]:
    terms = node.terms if isinstance(node, Add) else ()
    return [t for t in terms if isinstance(t, Access) and system.tensors[t.tensor].role == "parameter"]


def _without_bias(system: System, node: Node) -> Node | None:
    found = _biases(system, node)
    return add(*(t for t in node.terms if t not in found)) if isinstance(node, Add) and found else None


def _bias_in_sum(system: System, node: Node) -> Node | None:
    found = _biases(system, node)
    if not isinstance(node, Add) or not found:
        return None
    terms = [replace(t, body=add(t.body, *found)) if isinstance(t, Sum) else t for t in node.terms if t not in found]
    return add(*terms)


def _bias_by_count(system: System, node: Node) -> Node | None:
    """The bias as often as the sum beside it has terms, those in the padding too."""
    found = _biases(system, node)
    sums = [t for t in node.terms if isinstance(t, Sum) and t.guards] if isinstance(node, Add) else []
    if not isinstance(node, Add) or not found or len(sums) != 1:
        return None
    counts = [(r.upper[0] - r.lower[0] + 1).number for r in sums[0].ranges if len(r.lower) == len(r.upper) == 1]
    if len(counts) != len(sums[0].ranges) or None in counts:
        return None
    times = number(prod(n for n in counts if n is not None))
    return add(*(multiply(times, t) if t in found else t for t in node.terms))


def kernel(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A kernel that is read from its other end, or with two axes exchanged."""
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Sum)):
        for access in accesses(target.body):
            if system.tensors[access.tensor].role != "parameter":
                continue
            name = _shown(system, access.tensor)
            ends = {r.letter: r.lower[0] + r.upper[0] - whole(r.letter) for r in target.ranges
                    if r.letter in _sliding(target) and len(r.lower) == len(r.upper) == 1}
            turned = Access(access.tensor, tuple(ends.get(i.letter, i) for i in access.indices))  # type: ignore[arg-type]
            yield RightSwap("kernel-flipped", f"{name} is turned by half a turn where it is to stay as it is",
                            exchange(equation.right, access, turned))
            for one, other in _square(system, access):
                indices = list(access.indices)
                indices[one], indices[other] = indices[other], indices[one]
                yield RightSwap("transpose", f"{name} is read with rows and columns exchanged",
                                exchange(equation.right, access, Access(access.tensor, tuple(indices))))


def _sliding(node: Sum | Maximum) -> frozenset[Letter]:
    return frozenset(v for a in accesses(node.body) for i in a.indices if i.letter is None for v in i.letters)


def _square(system: System, access: Access) -> Iterator[tuple[int, int]]:
    axes = system.tensors[access.tensor].axes
    for one in range(len(axes)):
        for other in range(one + 1, len(axes)):
            if axes[one].extent == axes[other].extent:
                yield one, other


def sums(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A sum that leaves out channels, or the end of a window; a stride that is forgotten."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Sum | Maximum)):
        for r in target.ranges:
            first = Guard("==", whole(r.letter) - r.lower[0])
            if r.letter not in _sliding(target) and isinstance(target, Sum):
                yield RightSwap("channel-sum-missing", f"only the first {r.letter.name} counts in {name}, where all are "
                                "added up", exchange(equation.right, target, _guarded(target, first)))
            for word, guard in (("last", r.upper[0] - 1 - whole(r.letter)), ("first", whole(r.letter) - r.lower[0] - 1)):
                yield RightSwap("window-sum-incomplete", f"the {word} {r.letter.name} of the window is left out in {name}",
                                exchange(equation.right, target, _guarded(target, Guard(">=", guard))), 1.18)
        for tag, message, changed in moved(system, target):
            yield RightSwap(tag, f"{message} in {name}", exchange(equation.right, target, changed), 1.2)


def _guarded(node: Sum | Maximum, *guards: Guard) -> Node:
    return replace(node, guards=node.guards + guards)


def pools(system: System, equation: Equation) -> Iterator[RightSwap]:
    """Sum, mean and maximum of a window taken for one another."""
    right, name = equation.right, _shown(system, equation.tensor)
    core, factor = _pooled(right)
    if core is None:
        return
    count = power(multiply(*(quantity(r.upper[0] - r.lower[0] + 1) for r in core.ranges)), -1)
    total = Sum(core.ranges, core.guards, core.body)
    greatest = Maximum(core.ranges, core.guards, core.body, getattr(core, "tie", "first"))
    kind = "maximum" if isinstance(core, Maximum) else "sum" if factor == ONE else "mean"
    for other, node in (("sum", total), ("mean", multiply(count, total)), ("maximum", greatest)):
        if other != kind:
            factored = {other, kind} == {"sum", "mean"}
            tag = _share(core) if factored else "pool-kind-swapped"
            yield RightSwap(tag, f"the {other} of each window is taken in {name} where it is the {kind}"
                            + _window(system, core, factored), node, 0.6)


def _share(core: Sum | Maximum) -> str:
    """What the factor of a mean is called: along one axis of any size it is entries that are added up, not a window."""
    numbered = all((r.upper[0] - r.lower[0]).number is not None for r in core.ranges)
    return "pool-factor" if numbered or len(core.ranges) > 1 else "mean-for-sum"


def _pooled(right: Node) -> tuple[Sum | Maximum | None, Node]:
    factors = right.factors if isinstance(right, Multiply) else (right,)
    cores = [f for f in factors if isinstance(f, Sum | Maximum) and f.ranges and isinstance(f.body, Access | Multiply)]
    rest = multiply(*(f for f in factors if f not in cores))
    if len(cores) == 1 and not accesses(rest) and len(accesses(cores[0].body)) == 1:
        return cores[0], rest
    return None, ONE


def _window(system: System, core: Sum | Maximum, factored: bool) -> str:
    extents = [(r.upper[0] - r.lower[0] + 1).number for r in core.ranges]
    if not factored or any(e is None for e in extents):
        return ""
    product = 1
    for extent in extents:
        product *= extent or 1
    return f" (1/{product} = 1/({'·'.join(str(e) for e in extents)}))"


def activations(system: System, equation: Equation) -> Iterator[RightSwap]:
    """An activation that is missing, applied twice, or another one."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Apply)):
        if not accesses(target) or target.function in ("log", "exp"):
            continue
        yield RightSwap("activation-missing", f"{target.function} is not applied in {name}",
                        exchange(equation.right, target, target.argument), 0.7)
        yield RightSwap("activation-doubled", f"{target.function} is applied twice in {name}",
                        exchange(equation.right, target, replace(target, argument=target)), 1.3)
        for other in ("sigmoid", "relu", "tanh"):
            if other != target.function:
                yield RightSwap("activation-swapped", f"{other} is applied in {name} where {target.function} belongs",
                                exchange(equation.right, target, Apply(other, target.argument)))


def single_factors(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A sign of a whole term."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Add)):
        for term in target.terms:
            flipped = add(*(negate(t) if t is term else t for t in target.terms))
            yield RightSwap("sign", f"a term of {name} has the other sign", exchange(equation.right, target, flipped), 1.3)


def lost_terms(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A term of a sum that is left out."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Add)):
        for term in target.terms:
            if accesses(term) and term not in _biases(system, target) and len(target.terms) > 1:
                shown = ", ".join(dict.fromkeys(_shown(system, a.tensor) for a in accesses(term)))
                yield RightSwap("term-missing", f"the term of {shown} is left out in {name}", exchange(
                    equation.right, target, add(*(t for t in target.terms if t is not term))), 1.25)


def lost_factors(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A factor of the products that a layer adds up that is left out: its kernel, or what it is laid over."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n.body for n in descend(equation.right) if isinstance(n, Sum) and isinstance(n.body, Multiply)):
        for factor in (f for f in target.factors if isinstance(f, Access)):
            rest = multiply(*(f for f in target.factors if f is not factor))
            if accesses(rest):
                yield RightSwap("factor-missing", f"the factor {_shown(system, factor.tensor)} is left out in {name}",
                                exchange(equation.right, target, rest), 1.2)


def mixed_up(system: System, equation: Equation) -> Iterator[RightSwap]:
    """One tensor read where another of its kind belongs, as h1 twice for h1 and h2."""
    name = _shown(system, equation.tensor)
    read = list(dict.fromkeys(accesses(equation.right)))
    for one in read:
        for other in read:
            alike = system.tensors[one.tensor].role == system.tensors[other.tensor].role
            if one.tensor != other.tensor and alike and len(one.indices) == len(other.indices) == 0:
                tag = "wrong-index" if numbered_alike(_shown(system, one.tensor), _shown(system, other.tensor)) else (
                    "wrong-symbol")
                yield RightSwap(tag, f"in {name} {_shown(system, other.tensor)} stands for "
                                f"{_shown(system, one.tensor)}", exchange(equation.right, one, other), 1.3)


def loss_factors(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A factor of the loss, its sign, a mean for its sum."""
    right, name = equation.right, _shown(system, equation.tensor)
    for value, said in ((Fraction(2), "2"), (Fraction(1, 2), "1/2")):
        yield RightSwap("loss-factor", f"{name} is taken with a factor {said} too many", multiply(number(value), right), 0.8)
    yield RightSwap("sign", f"{name} has the other sign", negate(right), 0.9)
    for target in dict.fromkeys(n for n in descend(right) if isinstance(n, Sum)):
        for r in target.ranges:
            count = quantity(r.upper[0] - r.lower[0] + 1)
            if count != ONE:
                yield RightSwap("mean-for-sum", f"{name} is a mean over {r.letter.name} where it is a sum",
                                multiply(power(count, -1), right))
                yield RightSwap("mean-for-sum", f"{name} is a sum over {r.letter.name} where it is a mean",
                                multiply(count, right))


def halves(system: System, equation: Equation) -> Iterator[RightSwap]:
    """One of the two halves of the cross entropy."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Add)):
        logs = [t for t in target.terms if any(isinstance(n, Apply) and n.function == "log" for n in descend(t))]
        if len(logs) == 2 and len(target.terms) == 2:
            for kept in logs:
                yield RightSwap("cross-entropy-half-missing", f"one of the two halves of {name} is missing",
                                exchange(equation.right, target, kept), 0.6)


def squares(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A square that is left out."""
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Power) and n.exponent == 2):
        yield RightSwap("factor-missing", f"the square in {_shown(system, equation.tensor)} is left out",
                        exchange(equation.right, target, target.base), 1.5)


LAYERS = (bias, kernel, sums, pools, activations, single_factors, lost_terms, lost_factors, mixed_up)
LOSSES = (loss_factors, halves, squares, mixed_up)

