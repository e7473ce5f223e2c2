"""What the sizes of a network come to where one of them is another: the writer's, of which it is held against the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from symcnn.checking.binding.model import Model
from symcnn.checking.lines.size_rules import laid_windows
from symcnn.equation import Equation
from symcnn.expression.nodes import Access
from symcnn.expression.walk import accesses

Shape = tuple[int, ...]


def shapes_from(model: Model, stated: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shapes of all tensors of the forward pass where some have those that were stated."""
    found = {k: model.shape(k) for k in model.network.forward_system.tensors} | dict(stated)
    for equation in model.network.forward_system.equations:
        changed = [a for a in accesses(equation.right) if found[a.tensor] != model.shape(a.tensor)]
        if changed and equation.tensor not in stated:
            found[equation.tensor] = _shape(model, equation, changed, found)
        for access in accesses(equation.right) if changed else ():
            if access.tensor in model.network.forward_system.leaves and access.tensor not in stated:
                found[access.tensor] = _beside(model, access, changed, found)
    return found


def _shape(model: Model, equation: Equation, changed: Sequence[Access], found: Mapping[str, Shape]) -> Shape:
    """The shape of what an equation gives: windows fit in less often, entries of all axes in a row are fewer."""
    shape = list(model.shape(equation.tensor))
    windows = {(w.reads, w.axis): w for w in laid_windows(model, equation)}
    for access in changed:
        now, before = found[access.tensor], model.shape(access.tensor)
        if len(shape) == 1 and len(now) > 1 and shape[0] == prod(before):
            return (prod(now),)
        for axis, index in enumerate(access.indices):
            window = windows.get((access.tensor, axis))
            if window is not None:
                slide = window.slide
                shape[window.place] = (slide.free + now[axis] - before[axis]) // slide.stride + 1
            elif index.letter in equation.letters:
                shape[equation.letters.index(index.letter)] = now[axis]
    return tuple(shape)


def _beside(model: Model, leaf: Access, changed: Sequence[Access], found: Mapping[str, Shape]) -> Shape:
    """The shape of a leaf, as long along a letter as what it is multiplied with."""
    shape = list(found[leaf.tensor])
    for access in changed:
        for axis, index in enumerate(access.indices):
            for place, own in enumerate(leaf.indices):
                if own.letter is not None and own.letter == index.letter:
                    shape[place] = found[access.tensor][axis]
    return tuple(shape)
