"""The mistakes of a backward pass as one swapped rule each: a tag, a sentence, the passing with the rule swapped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from symcnn.calculus.differentiate import Contribution
from symcnn.checking.backward.edges import (
    bound,
    free,
    guarded,
    map_part,
    read_sliding,
    sliding,
    turned,
    weight,
    winners,
)
from symcnn.checking.backward.meaning import meaningful
from symcnn.checking.backward.plain_pass import Passing
from symcnn.checking.backward.slopes import (
    constants,
    diagonal,
    maximum_elsewhere,
    prediction_for_error,
    sign_of_comparison,
    slopes,
)
from symcnn.checking.backward.swap import Swap, result_of, shown_of, swap
from symcnn.expression.build import ONE
from symcnn.expression.nodes import Access, Add, Guard, Node
from symcnn.expression.walk import accesses, descend, transform
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter


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
        yield from swap("kernel-not-turned", f"the kernel {shown_of(step, kernel)} is the wrong way round on the way "
                        f"back to {shown_of(step)}: a full correlation takes it turned by half a turn",
                        step.changed(parts))


def _from(ends: Mapping[Letter, Affine], index: Affine) -> Affine:
    return ends.get(index.letter, index) if index.letter is not None else index


def filter_turned(step: Passing) -> Iterator[Swap]:
    """The gradient by the kernel comes out turned."""
    def change(part: Contribution) -> Contribution:
        ends = turned(part, bound(part) & read_sliding(part))
        return replace(part, indices=tuple(_from(ends, i) for i in part.indices))
    yield from swap("filter-gradient-turned", f"the gradient by {shown_of(step)} comes out turned by half a turn",
                    step.changed([change(p) for p in step.parts]))


def stride_dropped(step: Passing) -> Iterator[Swap]:
    """Windows stand next to each other on the way back, whatever the stride."""
    yield from swap("stride-dropped", f"the stride is forgotten on the way from {result_of(step)} back to "
                    f"{shown_of(step)}, so that windows are one apart", _with_steps_of_one(step, frozenset(free(step))))


def dilation_dropped(step: Passing) -> Iterator[Swap]:
    """The cells of a window stand next to each other, whatever the dilation."""
    letters = frozenset(v for p in step.parts for v in bound(p))
    # where inputs lay windows down, the letter that is summed is a position and no offset in a kernel
    bare = {i.letter for a in accesses(step.equation.right) for i in a.indices
            if step.system.tensors[a.tensor].role != "parameter"}
    laid = frozenset(letters & bare)
    yield from swap("wrong-index", f"the dilation is forgotten on the way from {result_of(step)} back to "
                    f"{shown_of(step)}", _with_steps_of_one(step, letters - laid))
    yield from swap("stride-dropped", f"the stride is forgotten on the way from {result_of(step)} back to "
                    f"{shown_of(step)}, so that windows are laid down one apart", _with_steps_of_one(step, laid))


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
        yield Swap("overlap-not-added", f"where windows overlap, their gradients by {shown_of(step)} overwrite each "
                   "other instead of adding up", replace(step, replacing=spatial))
        if any(True for p in step.parts for _ in winners(p)):
            yield Swap("overlap-not-added", f"where windows have one winner, their gradients by {shown_of(step)} "
                       "overwrite each other instead of adding up", replace(step, replacing=spatial, sparse=True))
    if len(spatial) > 1:
        for letter in spatial:
            yield Swap("overlap-not-added", f"where windows overlap along {letter.name}, their gradients by "
                       f"{shown_of(step)} overwrite each other instead of adding up",
                       replace(step, replacing=(letter,)))
    own = frozenset(i.letter for p in step.parts for i in p.indices)
    summed = tuple(v for v in free(step) if v not in moving and v not in own)
    for letters in dict.fromkeys((summed, *((v,) for v in summed))):
        if letters:
            names = ", ".join(v.name for v in letters)
            yield Swap(_sum_tag(step), f"the gradients by {shown_of(step)} that come from each {names} of "
                       f"{result_of(step)} overwrite each other instead of adding up", replace(step, replacing=letters))
    inner = tuple(r.letter for p in step.parts[:1] for r in p.ranges)
    for letter in inner:
        if letter in moving:
            yield Swap("overlap-not-added", f"the gradients by {shown_of(step)} from each offset {letter.name} in the "
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
        yield from swap(_sum_tag(step), f"only the first position of {result_of(step)} counts in the gradient by "
                        f"{shown_of(step)}", step.changed([guarded(p, *first) for p in step.parts]))


def averaged(step: Passing) -> Iterator[Swap]:
    """The mean of the contributions stands for their sum."""
    added = any(isinstance(t, Access) and t.tensor == step.by for n in descend(step.equation.right) if isinstance(n, Add)
                for t in n.terms)
    plain = (added or all(p.factor == ONE for p in step.parts)) and step.system.tensors[step.by].role == "parameter"
    tag = "bias-gradient-averaged" if plain else "mean-for-sum"
    yield Swap(tag, f"the gradient by {shown_of(step)} is the mean of its contributions where it is their sum",
               replace(step, averaged=True))


def ends_left_out(step: Passing) -> Iterator[Swap]:
    """A loop is one too short, at its end or at its start."""
    axes = step.system.tensors[step.equation.tensor].axes
    for letter, axis in zip(free(step), axes, strict=True):
        for word, guard in (("last", axis.last - 1 - whole(letter)), ("first", whole(letter) - axis.origin - 1)):
            parts = [guarded(p, Guard(">=", guard)) for p in step.parts]
            yield from swap("index-off-by-one", f"the {word} {letter.name} of {result_of(step)} is left out of the "
                            f"gradient by {shown_of(step)}", step.changed(parts))
    for place, r in enumerate(step.parts[0].ranges if step.parts else ()):
        for word in ("last", "first"):
            parts = [guarded(p, _not_the(word, p, place)) if len(p.ranges) > place else p for p in step.parts]
            yield from swap("index-off-by-one", f"the {word} offset {r.letter.name} of the window is left out of the "
                            f"gradient by {shown_of(step)}", step.changed(parts))


def _not_the(word: str, part: Contribution, place: int) -> Guard:
    r = part.ranges[place]
    return Guard(">=", r.upper[0] - 1 - whole(r.letter) if word == "last" else whole(r.letter) - r.lower[0] - 1)


def without_upstream(step: Passing) -> Iterator[Swap]:
    """The gradient from above is left out."""
    yield Swap("upstream-missing", f"the gradient by {result_of(step)} is not multiplied in, so that only the local "
               f"slope by {shown_of(step)} is left", replace(step, upstream=False))


def weight_transposed(step: Passing) -> Iterator[Swap]:
    """A matrix of weights is read with its two indices exchanged, which goes unnoticed where it is square."""
    def rule(node: Node) -> Node:
        if isinstance(node, Access) and len(node.indices) == 2 and node.tensor == weight(step):
            return Access(node.tensor, node.indices[::-1])
        return node
    if (matrix := weight(step)) is not None:
        parts = [replace(p, factor=transform(p.factor, rule)) for p in step.parts]
        yield from swap("transpose", f"{shown_of(step, matrix)} stands for its transpose on the way from "
                        f"{result_of(step)} back to {shown_of(step)}, or the other way round", step.changed(parts))


RULES: tuple[Callable[[Passing], Iterator[Swap]], ...] = (
    slopes,
    maximum_elsewhere,
    kernel_not_turned,
    filter_turned,
    stride_dropped,
    dilation_dropped,
    averaged,
    overwritten,
    one_position,
    constants,
    prediction_for_error,
    weight_transposed,
    diagonal,
    without_upstream,
    sign_of_comparison,
    ends_left_out,
)


def swaps(step: Passing) -> Iterator[Swap]:
    """Every mistaken way to pass this gradient on that differs from the right one, and means something."""
    for rule in RULES:
        yield from meaningful(rule(step))
