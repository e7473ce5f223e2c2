"""Maxima over windows in a sheet's own equations: ``\\max_{0 \\le m,n < k} X_{ki+m,kj+n}`` is a layer of the network."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.checking.binding.domains import addends, ranged_letters
from symcnn.checking.judge.unknown import linear
from symcnn.checking.meaning.letter_runs import apart
from symcnn.reading.tree import Call, Entry, Extremum, Name, Number, Operation, Tree


def pooled(left: Tree, right: Tree) -> Tree:
    """The maximum of every window as a call, where the windows are those of one size, one step apart; else as it is."""
    if not (isinstance(left, Entry) and isinstance(right, Extremum) and right.function == "max" and isinstance(
            right.body, Entry) and isinstance(right.body.base, Name)):
        return right
    ranges = ranged_letters(right.conditions, set())
    widths = {name: width(low, high) for name, (low, high) in ranges.items()}
    indices = right.body.indices
    if len(indices) != len(left.indices) or not widths or None in widths.values():
        return right
    steps = [step_of(own, index, widths) for own, index in zip(left.indices, indices, strict=True)]
    pairs = [s for s in steps if s is not None]
    lead = len(indices) - len(pairs)
    if not pairs or any(s is None for s in steps[lead:]) or left.indices[:lead] != indices[:lead] or len(set(pairs)) > 1:
        return right
    size, step = pairs[0]
    return Call("maxpool", (right.body.base, size), (("stride", step),))


def width(low: Tree, high: Tree) -> Tree | None:
    """How many numbers there are from one to another, as a number or a name."""
    one, other = linear(low), linear(high)
    if one is None or other is None or one[0]:
        return None
    names, count = other[0], other[1] - one[1] + 1
    if not names and count > 0:
        return Number(str(count))
    return Name(*names) if list(names.values()) == [1] and count == 0 else None


def step_of(own: Tree, index: Tree, widths: Mapping[str, Tree | None]) -> tuple[Tree, Tree] | None:
    """The size of a window and the step to the next, along one axis: k and s for ``s i + m``."""
    parts = addends(apart(index, {own.name} if isinstance(own, Name) else set()))
    inner = [t for t in parts if isinstance(t, Name) and t.name in widths]
    outer = [t for t in parts if t not in inner]
    if len(inner) != 1 or len(outer) != 1 or not isinstance(own, Name):
        return None
    size = widths[inner[0].name]
    assert size is not None
    if outer[0] == own:
        return size, Number("1")
    far = outer[0]
    if isinstance(far, Operation) and far.operator in ("juxtapose", "*") and own in (far.left, far.right):
        step = far.left if far.right == own else far.right
        return (size, step) if isinstance(step, Name | Number) else None
    return None
