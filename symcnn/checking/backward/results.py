"""What a wrong result can be: the truth with a rule swapped, moved, scaled, cut, or another array in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, combinations, permutations
from math import prod

import numpy as np

from symcnn.checking.backward.cuts import cuts
from symcnn.checking.backward.edges import shown, slides
from symcnn.checking.backward.guess import Case, Guess, Judged, Predict, kept
from symcnn.checking.backward.plain_pass import Passing, as_array
from symcnn.checking.backward.rules import swaps
from symcnn.errors import ProofFailed
from symcnn.expression.walk import tensors
from symcnn.notation.affine import Affine
from symcnn.system import System


def tiers(judged: Judged) -> tuple[Iterator[Guess], ...]:
    """Single mistakes, likeliest first; a later tier is looked at where none of an earlier one explains all."""
    return (chain(_swapped(judged), cuts(judged)), _replaced(judged), moved(judged, judged.truth),
            scaled(judged, judged.truth))


def pairs(judged: Judged) -> Iterator[Guess]:
    """Two mistakes at once: a swapped rule, and the result moved or scaled."""
    for first in _swapped(judged):
        base = kept(first.predict)
        for second in (*moved(judged, base), *scaled(judged, base)):
            yield Guess(first.tag, f"{first.message}; besides, {second.message}", second.predict)


def _swapped(judged: Judged) -> Iterator[Guess]:
    for (of, by), step in judged.steps.items():
        pairing = of == judged.loss and judged.system.tensors[of].role == "loss" and _is_pairing(judged.system, of)
        if not pairing and judged.leaf in _beneath(judged.system, by):
            for swap in swaps(step):
                yield Guess(swap.tag, swap.message, _with(judged, swap.step))


def _is_pairing(system: System, loss: str) -> bool:
    """Whether the loss is our own, which pairs a fragment's ends with their upstream gradients."""
    return any(t.role == "gradient" and t.partial is not None and t.partial[0] == loss for t in system.tensors.values())


def _beneath(system: System, key: str) -> frozenset[str]:
    """The tensor and all it is computed from."""
    found = {key}
    for equation in reversed(system.equations):
        if equation.tensor in found:
            found |= tensors(equation.right)
    return frozenset(found)


def _with(judged: Judged, step: Passing) -> Predict:
    def predict(case: Case) -> np.ndarray | None:
        try:
            return as_array(case.run.gradient(judged.leaf, step), judged.tensor, case.trial.sizes)
        except (ProofFailed, ZeroDivisionError, OverflowError):
            return None
    return predict


def _replaced(judged: Judged) -> Iterator[Guess]:
    """Another array stands where the gradient belongs."""
    own = judged.shown(judged.leaf)
    for other in judged.leaves:
        if other != judged.leaf:
            roles = {judged.system.tensors[k].role for k in (judged.leaf, other)}
            tag = "weights-gradient-for-input-gradient" if roles == {"data", "parameter"} else "wrong-symbol"
            yield Guess(tag, f"it is d{judged.shown(other)}, returned in the place of d{own}", _truth_of(other))
    for key, tensor in judged.system.tensors.items():
        if tensor.role == "gradient":
            yield Guess(_unpassed(judged), f"it is the upstream gradient {judged.shown(key)} itself", _value_of(key))
            yield from _partly_summed(judged, key)
        elif tensor.role != "loss":
            yield Guess("value-for-gradient", f"it is the value of {tensor.shown} and no gradient", _value_of(key))
    for step in judged.readers:
        of = step.equation.tensor
        if judged.system.tensors[of].role == "intermediate":
            yield Guess(_unpassed(judged), f"it is the gradient by {judged.shown(of)}, passed on as it is",
                        _gradient_of(of))


def _unpassed(judged: Judged) -> str:
    step = judged.readers[0]
    is_bias = judged.tensor.role == "parameter" and len(judged.tensor.axes) < len(step.equation.letters)
    return "bias-gradient-not-summed" if is_bias else "factor-missing"


def _truth_of(key: str) -> Predict:
    return lambda case: case.trial.right[key]


def _value_of(key: str) -> Predict:
    return lambda case: case.trial.values[key]


def _gradient_of(key: str) -> Predict:
    return lambda case: as_array(case.run.gradient(key), case.run.system.tensors[key], case.trial.sizes)


def _partly_summed(judged: Judged, key: str) -> Iterator[Guess]:
    """The upstream gradient summed over some of its axes."""
    axes = judged.system.tensors[key].axes
    if judged.tensor.role != "parameter" or len(judged.tensor.axes) + 1 > len(axes):
        return
    for count in range(1, len(axes) + 1):
        for chosen in combinations(range(len(axes)), count):
            names = ", ".join(axes[a].letter for a in chosen)
            yield Guess("bias-gradient-not-summed", f"it is {judged.shown(key)} summed over {names} alone",
                        _then(_value_of(key), partial(np.sum, axis=chosen)))


def moved(judged: Judged, base: Predict) -> Iterator[Guess]:
    """Signs and axes: the same numbers elsewhere."""
    rank = len(judged.tensor.axes)
    yield Guess("sign", "its sign is turned", _then(base, np.negative))
    for order in permutations(range(rank)):
        if order != tuple(range(rank)):
            word = "it is transposed" if rank == 2 else f"its axes are in the order {tuple(o + 1 for o in order)}"
            yield Guess("transpose", word, _then(base, partial(np.transpose, axes=order)))
    for axis in range(rank):
        yield Guess("swapped-entries", f"it is turned around along {judged.tensor.axes[axis].letter}",
                    _then(base, partial(np.flip, axis=axis)))
    if rank > 1:
        yield Guess("flatten-order", "it is flattened to one axis", _then(base, np.ravel))
        yield Guess("shape-wrong", "axes of extent one are dropped", _then(base, np.squeeze))


def _then(base: Predict, change: Callable[[np.ndarray], np.ndarray]) -> Predict:
    def predict(case: Case) -> np.ndarray | None:
        found = base(case)
        return None if found is None else np.asarray(change(found))
    return predict


def scaled(judged: Judged, base: Predict) -> Iterator[Guess]:
    """The same up to a factor that the network's own counts explain."""
    for name, tag, count in _counts(judged):
        for power, said in ((-1, f"1/{name}"), (1, name)):
            yield Guess(tag, f"it carries a factor {said} that does not belong there", _times(base, count, power))


def _times(base: Predict, count: Callable[[Case], int], power: int) -> Predict:
    def predict(case: Case) -> np.ndarray | None:
        found = base(case)
        return None if found is None else found * float(count(case)) ** power
    return predict


def _counts(judged: Judged) -> Iterator[tuple[str, str, Callable[[Case], int]]]:
    """The numbers a factor may come from, with how each is said."""
    system, averaged = judged.system, "bias-gradient-averaged" if judged.tensor.role == "parameter" else "mean-for-sum"
    yield "2", "factor", lambda case: 2
    for step in judged.readers:
        own = {v for p in step.parts for i in p.indices for v in i.letters}
        axes = system.tensors[step.equation.tensor].axes
        summed = tuple(a.extent for v, a in zip(step.equation.letters, axes, strict=True) if v not in own)
        if summed and not slides(step):
            said = f"N with N the number of positions of {judged.shown(step.equation.tensor)}"
            yield said, averaged if len(judged.tensor.axes) < 2 else "mean-for-sum", _product(summed)
        windows = tuple(s.kernel for s in slides(step))
        if windows:
            yield "N with N the size of the window", "pool-factor", _product(windows)
            for kernel in dict.fromkeys(windows) if len(windows) > 1 else ():
                yield f"{shown(kernel)}, one side of the window,", "pool-factor", _product((kernel,))
            yield "s with s the product of the strides", "factor", _product(tuple(s.step for s in slides(step)))
    for tensor in system.tensors.values():
        extents = tuple(a.extent for a in tensor.axes)
        if tensor.shown and extents:
            yield f"N with N the number of entries of {tensor.shown}", "mean-for-sum", _product(extents)
            for axis in tensor.axes if len(extents) > 1 else ():
                said = f"N with N the extent of {tensor.shown} along {axis.letter}"
                yield said, "mean-for-sum", _product((axis.extent,))


def _product(quantities: tuple[Affine, ...]) -> Callable[[Case], int]:
    return lambda case: prod(q.value(case.trial.sizes) for q in quantities)
