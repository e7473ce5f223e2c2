"""Numbers of another shape than belongs there: a border kept or left out, another stride, valid for full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.backward.plain_pass import BackwardPass, Floats, Passing, Table
from symcnn.checking.backward.rules import kernel_not_turned
from symcnn.checking.binding.world import World
from symcnn.checking.causes.passes import way_back
from symcnn.checking.causes.targets import target_of
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.causes.variants import operand
from symcnn.checking.lines.size_rules import Laid, laid_windows
from symcnn.checking.numbers.compare import tolerance, within
from symcnn.checking.numbers.value import Value
from symcnn.equation import Equation, Tensor
from symcnn.errors import SymcnnError
from symcnn.expression.build import ONE
from symcnn.expression.nodes import Access, Maximum, Node, Sum
from symcnn.expression.walk import descend, transform
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Evaluation, Place, prepare
from symcnn.numeric.sizes import as_quantities
from symcnn.reading.tree import Derivative, Number

LARGEST = 2_000
ROOM = 6


def misshapen_findings(trial: Trial) -> Iterator[Finding]:
    """The mistakes that make an array of another shape, and these numbers."""
    world, key = trial.reading.worlds[-1], trial.judge.key
    if key is None or not world.leaves:
        return
    written = [v for v in trial.members(world) if v.rank and not v.names]
    found = _backward(trial, world, key) if trial.backward else _forward(trial, world, key)
    for tag, said, array in found:
        if array is not None and any(_is(trial, v, array) for v in written):
            yield Finding(tag, f"{said}: the shape is {'×'.join(map(str, np.squeeze(array).shape))}", 0.8)


def _is(trial: Trial, written: Value, array: np.ndarray) -> bool:
    """Whether an array, or its part that the head names, is what was written."""
    head = trial.judge.head
    target = target_of(trial.reading, head.by if isinstance(head, Derivative) else head)
    indices = () if target is None else target.indices
    lead = [int(i.text) - trial.reading.base for i in indices if isinstance(i, Number) and i.text.isdigit()]
    if len(lead) != len(indices) or any(n >= e for n, e in zip(lead, array.shape, strict=False)):
        return False
    part = np.squeeze(array[tuple(lead)])
    shown = np.squeeze(written.data)
    # the shape tells: the rounding of the lines before may add to the digits' own
    reach = ROOM * np.squeeze(np.broadcast_to(tolerance(written), written.data.shape))
    return part.shape == shown.shape and bool(np.all(within(shown, part, reach)))


# on the way back

def _backward(trial: Trial, world: World, key: str) -> Iterator[tuple[str, str, np.ndarray | None]]:
    model = trial.reading.names.model
    loss, by = model.system.tensors[key].partial or ("", "")
    forward = model.network.system
    if loss not in forward.tensors or by not in forward.tensors or int(np.prod(model.shape(by))) > LARGEST:
        return
    way = way_back(model, loss)
    for equation in forward.consumers(by):
        step = way.steps[equation.tensor, by]
        turned = [s.step for s in kernel_not_turned(step)]
        for writers in (False, True) if world.stated else (False,):
            backward = way.passes(world, writers).backward
            above = operand(world, gradient_key(loss, equation.tensor), writers, key)
            upstream = _table(forward.tensors[equation.tensor], above)
            borders = {w.axis: w.slide.border for w in laid_windows(model, equation) if w.reads == by}
            yield ("padding-wrong", "the border of the padding is not taken off again",
                   _bordered(_passed(backward, step, upstream), forward.tensors[by], model.shape(by), borders))
            for one in (step, *turned):
                yield ("valid-for-full", "windows that stand out at the border are left out, as in a valid correlation",
                       _full_windows(backward, one, upstream))


def _table(tensor: Tensor, array: np.ndarray) -> Table:
    axes = [a.origin for a in tensor.axes]
    return {tuple(int(n) + o for n, o in zip(at, axes, strict=True)): float(v) for at, v in np.ndenumerate(array)}


def _passed(backward: BackwardPass, step: Passing, upstream: Mapping[Place, float]) -> Table:
    """What a step passes back, in the border of the padding too."""
    bare = [replace(p, guards=()) for p in step.parts]
    return backward.passed(replace(step, parts=tuple(bare)), upstream)


def _bordered(table: Table, tensor: Tensor, shape: tuple[int, ...], borders: Mapping[int, int]) -> np.ndarray | None:
    """All places of a tensor and of the border around it, or None where it has none."""
    wide = [borders.get(n, 0) for n in range(len(shape))]
    if not any(wide):
        return None
    found = np.zeros([e + 2 * w for e, w in zip(shape, wide, strict=True)])
    for place, value in table.items():
        at = tuple(p - a.origin + w for p, a, w in zip(place, tensor.axes, wide, strict=True))
        if all(0 <= n < e for n, e in zip(at, found.shape, strict=True)):
            found[at] = value
    return found


def _full_windows(backward: BackwardPass, step: Passing, upstream: Mapping[Place, float]) -> np.ndarray | None:
    """The places that all offsets of a window lead to."""
    table = _passed(backward, step, upstream)
    alone = replace(step, upstream=False, parts=tuple(replace(p, factor=ONE) for p in step.parts))
    counts = _passed(backward, alone, upstream)
    most = max(counts.values(), default=0.0)
    return _box(table, lambda place: counts.get(place, 0.0) == most)


def _box(table: Table, keep: Callable[[Place], bool]) -> np.ndarray | None:
    """The kept places as an array, where they fill one."""
    kept = [p for p in table if keep(p)]
    if not kept or len(kept) > LARGEST:
        return None
    low, high = np.min(kept, axis=0), np.max(kept, axis=0)
    if len(kept) != int(np.prod(high - low + 1)):
        return None
    found = np.zeros(high - low + 1)
    for place in kept:
        found[tuple(np.asarray(place) - low)] = table[place]
    return found


# forward

@dataclass(frozen=True)
class Other:
    """Windows laid in another way: the stride, the border, and the mistake that is."""

    tag: str
    said: str
    stride: int | None
    border: Callable[[Laid], int]


OTHERS = (
    Other("padding-wrong", "the padding is forgotten", None, lambda w: 0),
    Other("stride-wrong", "windows are one apart", 1, lambda w: w.slide.border),
    Other("padding-wrong", "a border is added so that the size stays", None, lambda w: w.slide.apart * (w.slide.size - 1) // 2),
    Other("valid-for-full", "windows may stand out on both sides, as in a full correlation", None,
          lambda w: w.slide.apart * (w.slide.size - 1)),
)


def _forward(trial: Trial, world: World, key: str) -> Iterator[tuple[str, str, np.ndarray | None]]:
    model = trial.reading.names.model
    equation = next((e for e in model.network.forward_system.equations if e.tensor == key), None)
    windows = [] if equation is None else laid_windows(model, equation)
    if equation is None or not windows or int(np.prod(model.shape(key))) > LARGEST:
        return
    for other in OTHERS:
        for writers in (False, True) if world.stated else (False,):
            yield other.tag, other.said, _laid_otherwise(world, equation, windows, other, writers)


def _laid_otherwise(world: World, equation: Equation, windows: list[Laid], other: Other, writers: bool) -> np.ndarray | None:
    """The values of an equation whose windows lie in another way; outside its tensor nothing is read."""
    shape, indices, origin = list(world.model.shape(equation.tensor)), dict[Affine, Affine](), world.model.system.origin
    for w in windows:
        stride, border = other.stride or w.slide.stride, other.border(w)
        shape[w.place] = (w.slide.length + 2 * border - w.slide.apart * (w.slide.size - 1) - 1) // stride + 1
        indices[w.index] = (stride * (whole(w.outer) - origin) + w.slide.apart * (whole(w.inner) - origin)
                            + w.origin - border)
    if min(shape) < 1 or int(np.prod(shape)) > LARGEST or tuple(shape) == tuple(world.model.shape(equation.tensor)):
        return None

    def moved(node: Node) -> Node:
        if isinstance(node, Access):
            return Access(node.tensor, tuple(indices.get(i, i) for i in node.indices))
        return replace(node, guards=()) if isinstance(node, Sum | Maximum) else node
    right = transform(equation.right, moved)
    empty = -np.inf if any(isinstance(n, Maximum) for n in descend(right)) else 0.0

    def entry(name: str, place: Place) -> float:
        array, at = operand(world, name, writers, equation.tensor), tuple(p - origin for p in place)
        return float(array[at]) if all(0 <= n < e for n, e in zip(at, array.shape, strict=True)) else empty
    run = prepare(right, Evaluation(Floats(), entry, as_quantities(world.model.sizes)))
    found = np.zeros(shape)
    for at in product(*map(range, shape)):
        letters: dict[Letter, int] = {v: n + origin for v, n in zip(equation.letters, at, strict=True)}
        try:
            found[at] = run(letters)
        except SymcnnError:
            return None
    return found
