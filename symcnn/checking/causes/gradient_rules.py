"""The mistakes of a gradient as its equation shows them: the target left out, a value for a gradient, a slope too many."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.checking.backward.meaning import meaningful
from symcnn.checking.causes.right_swaps import RightSwap, exchange
from symcnn.equation import Equation
from symcnn.expression.build import ONE, add, multiply, negate
from symcnn.expression.nodes import Access, Add, Apply, Multiply, Node, Number, Power
from symcnn.expression.walk import accesses, descend, tensors
from symcnn.system import System


def gradient_swaps(system: System, equation: Equation) -> Iterator[RightSwap]:
    """Every mistaken right side of a gradient that differs from the right one."""
    for rule in RULES:
        for swap in meaningful(rule(system, equation)):
            if swap.right != equation.right:
                yield swap


def _shown(system: System, key: str) -> str:
    tensor = system.tensors[key]
    if tensor.partial is None:
        return tensor.shown
    of, by = tensor.partial
    return f"d{system.tensors[of].shown}/d{system.tensors[by].shown}"


def errors(system: System, equation: Equation) -> Iterator[RightSwap]:
    """The prediction for the error, or the error the other way round."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Add)):
        targets = [t for t in target.terms if _is_target(system, t)]
        others = [t for t in target.terms if t not in targets]
        if targets and others and not any(isinstance(t, Number) for t in others):
            yield RightSwap("prediction-for-error", f"in {name} the prediction stands where prediction minus target "
                            "belongs", exchange(equation.right, target, add(*others)), 0.5)
            yield RightSwap("sign", f"in {name} target minus prediction stands for prediction minus target",
                            exchange(equation.right, target, negate(target)), 0.7)


def _is_target(system: System, term: Node) -> bool:
    found = accesses(term)
    factors = term.factors if isinstance(term, Multiply) else (term,)
    return len(found) == 1 and system.tensors[found[0].tensor].role == "target" and all(
        isinstance(f, Access | Number) for f in factors)


def values(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A forward value for its gradient, or nothing for the gradient."""
    name = _shown(system, equation.tensor)
    for access in dict.fromkeys(accesses(equation.right)):
        tensor = system.tensors[access.tensor]
        if tensor.role != "gradient" or tensor.partial is None:
            continue
        by = tensor.partial[1]
        yield RightSwap("value-for-gradient", f"in {name} the value {system.tensors[by].shown} stands for its gradient "
                        f"{_shown(system, access.tensor)}", exchange(equation.right, access, Access(by, access.indices)), 0.8)
        yield RightSwap("upstream-missing", f"in {name} the gradient {_shown(system, access.tensor)} from above is left out",
                        exchange(equation.right, access, ONE), 1.0)


def kept_slope(system: System, equation: Equation) -> Iterator[RightSwap]:
    """The slope of the last activation although the loss has taken it up."""
    name = _shown(system, equation.tensor)
    tensor = system.tensors[equation.tensor]
    by = tensor.partial[1] if tensor.partial else ""
    losses = {name for e in system.equations if system.tensors[e.tensor].role == "loss" for name in tensors(e.right)}
    outer = [e for e in system.equations if system.tensors[e.tensor].role == "intermediate" and (
        isinstance(e.right, Apply) or e.tensor in losses)]
    for layer in outer:
        read = [a for a in dict.fromkeys(accesses(equation.right)) if a.tensor == layer.tensor]
        if isinstance(layer.right, Apply) and layer.right.function != "sigmoid":
            continue
        for access in read[:1]:
            slope = multiply(access, add(ONE, negate(access)))
            doubled = multiply(equation.right, slope)
            if by in {a.tensor for a in accesses(layer.right)}:
                yield RightSwap("slope-kept", f"in {name} the slope of {system.tensors[layer.tensor].shown} is multiplied "
                                "in although it belongs to the loss's own factor already", doubled, 0.9)


def lost_factors(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A factor that is left out: a slope, the error handed down, another."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Multiply)):
        for factor in target.factors:
            whole = _complement(factor)
            if whole is not None and whole in target.factors:
                shown = _shown(system, whole.tensor)
                bare = multiply(*(f for f in target.factors if f not in (factor, whole)))
                yield RightSwap("slope-missing", f"in {name} the slope of {shown} is left out",
                                exchange(equation.right, target, bare), 0.6)
                yield RightSwap("chain-factor-doubled", f"in {name} the slope of {shown} is multiplied in twice",
                                exchange(equation.right, target, multiply(target, factor, whole)), 0.9)
            elif accesses(factor):
                yield _lost(system, equation, target, factor)


def _lost(system: System, equation: Equation, target: Multiply, factor: Node) -> RightSwap:
    """One factor left out; of prediction and target it is what is handed down from the loss."""
    shown = " and ".join(dict.fromkeys(_shown(system, a.tensor) for a in accesses(factor)))
    name = _shown(system, equation.tensor)
    rest = exchange(equation.right, target, multiply(*(f for f in target.factors if f is not factor)))
    if isinstance(factor, Add) and any(_is_target(system, t) for t in factor.terms):
        said = f"in {name} the error made of {shown} is left out, so that only the local slope is there"
        return RightSwap("upstream-missing", said, rest, 0.85)
    if _is_slope(factor):
        return RightSwap("slope-missing", f"in {name} the slope made of {shown} is left out", rest, 0.6)
    return RightSwap("factor-missing", f"in {name} the factor made of {shown} is left out", rest, 1.5)


def _is_slope(factor: Node) -> bool:
    """``1 - tanh(z)^2``, or ``1 - y^2``."""
    squares = [n for n in descend(factor) if isinstance(n, Power) and n.exponent == 2]
    return isinstance(factor, Add) and any(factor == add(ONE, negate(square)) for square in squares)


def _complement(factor: Node) -> Access | None:
    """``y`` for ``1 - y``."""
    found = accesses(factor)
    return found[0] if len(found) == 1 and factor == add(ONE, negate(found[0])) else None


def transposed(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A parameter read with two axes exchanged."""
    name = _shown(system, equation.tensor)
    for access in dict.fromkeys(accesses(equation.right)):
        if len(access.indices) != 2 or len({a.extent for a in system.tensors[access.tensor].axes}) != 1:
            continue
        yield RightSwap("transpose", f"in {name} {_shown(system, access.tensor)} is read with rows and columns exchanged",
                        exchange(equation.right, access, Access(access.tensor, access.indices[::-1])), 1.2)


def halves(system: System, equation: Equation) -> Iterator[RightSwap]:
    """One of the two halves of the binary cross entropy, that of the target or that of the rest, left out."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Add) and len(n.terms) == 2):
        rest = [t for t in target.terms if any(_is_rest(system, n) for n in descend(t))]
        own = [t for t in target.terms if t not in rest and any(system.tensors[k].role == "target" for k in tensors(t))]
        for kept in (rest + own if len(rest) == len(own) == 1 else ()):
            yield RightSwap("cross-entropy-half-missing", f"one of the two halves of the loss is left out in {name}",
                            exchange(equation.right, target, kept), 0.6)


def _is_rest(system: System, node: Node) -> bool:
    """``1 - t``."""
    return isinstance(node, Add) and any(isinstance(t, Number) for t in node.terms) and any(
        _is_target(system, t) for t in node.terms)


def lost_terms(system: System, equation: Equation) -> Iterator[RightSwap]:
    """A term of a sum that is left out, such as what comes back through the other outputs of a softmax."""
    name = _shown(system, equation.tensor)
    for target in dict.fromkeys(n for n in descend(equation.right) if isinstance(n, Add)):
        for term in target.terms:
            if not accesses(term) or _is_target(system, term) or any(isinstance(t, Number) for t in target.terms):
                # of y - t and 1 - y other rules tell
                continue
            shown = " and ".join(dict.fromkeys(_shown(system, a.tensor) for a in accesses(term)))
            yield RightSwap("term-missing", f"the term of {shown} is left out in {name}", exchange(
                equation.right, target, add(*(t for t in target.terms if t is not term))), 1.05)


RULES = (errors, values, kept_slope, lost_factors, transposed, halves, lost_terms)
