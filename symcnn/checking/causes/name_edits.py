"""Edits of a name that is no single sign: another tensor with fewer axes, a fraction for a derivative, a kernel turned."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from symcnn.checking.causes.edits import Edit, inside_a_name
from symcnn.checking.causes.places import Rebuild, places
from symcnn.checking.causes.renamings import is_gate
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.causes.turn_tags import by_of, turn_tag
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.expression.nodes import Access, Apply
from symcnn.expression.walk import descend, tensors
from symcnn.reading.tree import Bracket, Call, Derivative, Entry, Name, Number, Operation, Tree, find, mapped, walk

MOST_LETTERS = 4
APPLIED = frozenset({"exp", "log", "sigmoid", "tanh", "relu"})


def name_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """A name that lost its partial signs, or stands for another tensor with fewer indices; a kernel turned throughout."""
    yield from turned_entries(reading, tree, head)
    yield from chain_edits(reading, tree)
    spoken = sorted({t.function for side in (tree, head) for t in find(side, Call)} & APPLIED)
    for node, rebuild, parents in places(tree):
        if inside_a_name(parents) or any(isinstance(p, Derivative) for p in parents):
            continue
        if isinstance(node, Operation) and node.operator == "/":
            yield from lost_signs(reading, node, rebuild)
        elif isinstance(node, Call) and len(node.arguments) == 1:
            yield from taken_elsewhere(reading, node, rebuild, head)
        elif isinstance(node, Entry):
            yield from other_axes(reading, node, rebuild)
        if isinstance(node, Name | Entry) and target_of(reading, node) is not None:
            yield from inner_slopes(reading, node, rebuild)
            yield from gates(reading, node, rebuild)
            for function in spoken:
                yield Edit("activation-missing", f"{function} is not applied to {say(node)}", 1.25,
                           rebuild(Call(function, (node,))))


def gates(reading: Reading, node: Name | Entry, rebuild: Rebuild) -> Iterator[Edit]:
    """What a ReLU is applied to as a factor, for its gate."""
    target = target_of(reading, node)
    equations = reading.names.model.network.forward_system.equations
    applied = {n.argument.tensor for e in equations for n in descend(e.right)
               if isinstance(n, Apply) and n.function == "relu" and isinstance(n.argument, Access)}
    if target is not None and target.key in applied:
        gate = Bracket(Operation(">", node, Number("0")))
        yield Edit("value-for-gradient", f"{say(node)} is a factor where its gate {say(gate)} is to be", 0.9, rebuild(gate))


def inner_slopes(reading: Reading, node: Name | Entry, rebuild: Rebuild) -> Iterator[Edit]:
    """The value of an activation within a layer, ``tanh(s)`` of ``x + tanh(s)``, for that of the layer: its slope is of it."""
    target = target_of(reading, node)
    system = reading.names.model.network.forward_system
    right = next((e.right for e in system.equations if target is not None and e.tensor == target.key), None)
    if target is None or right is None or isinstance(right, Apply):
        return
    for inner in dict.fromkeys(n for n in descend(right) if isinstance(n, Apply) and isinstance(n.argument, Access)):
        assert isinstance(inner.argument, Access)
        if len(inner.argument.indices) == len(system.tensors[target.key].axes) and not inner.parameters:
            new = Call(inner.function, (tree_of(reading, inner.argument.tensor, target.indices),))
            yield Edit("slope-at-wrong-place", f"the slope is that of {say(new)}, not of {say(node)}", 0.85, rebuild(new))


def taken_elsewhere(reading: Reading, node: Call, rebuild: Rebuild, head: Tree) -> Iterator[Edit]:
    """``tanh(v[i])`` for the value of a layer that applies tanh to something else, as to the sum of all v."""
    system = reading.names.model.network.forward_system
    inner = target_of(reading, node.arguments[0])
    indices = inner.indices if inner is not None else ()
    for equation in (e for e in system.equations if isinstance(e.right, Apply) and e.right.function == node.function):
        for chosen in dict.fromkeys((indices, ())):
            if len(chosen) == len(system.tensors[equation.tensor].axes) and not (inner and inner.key in tensors(equation.right)
                                                                                and chosen == indices):
                new = tree_of(reading, equation.tensor, chosen)
                tag = "wrong-symbol" if by_of(reading, head) is None else "slope-at-wrong-place"
                yield Edit(tag, f"{node.function} is taken at {say(node.arguments[0])}: right with {say(new)} for "
                           f"{say(node)}", 0.9, rebuild(new))


def chain_edits(reading: Reading, tree: Tree) -> Iterator[Edit]:
    """The gradient by a tensor for a local derivative of it: dL/do for do/df, the first factor of a chain rule."""
    system = reading.names.model.system
    for node, rebuild, parents in places(tree):
        target = target_of(reading, node.of) if isinstance(node, Derivative) and not inside_a_name(parents) else None
        for key in (k for k, t in system.tensors.items() if target is not None and t.partial and t.partial[1] == target.key):
            new = tree_of(reading, key, target.indices if target is not None else ())
            if new != node:
                yield Edit("wrong-symbol", f"right with {say(new)} for {say(node)}", 1.15, rebuild(new), True)


def lost_signs(reading: Reading, node: Operation, rebuild: Rebuild) -> Iterator[Edit]:
    """``z/k`` for the derivative of z by k, or one whose sign above or below alone is lost."""
    if all(isinstance(t, Name | Entry) and target_of(reading, t) is not None for t in (node.left, node.right)):
        new = Derivative(node.left, node.right)
        yield Edit("notation", f"the signs of a derivative are missing: {say(new)} is meant by {say(node)}", 0.9,
                   rebuild(new))


def other_axes(reading: Reading, node: Entry, rebuild: Rebuild) -> Iterator[Edit]:
    """Another tensor at some of the indices: ``f_l`` for ``W_{k,l}``."""
    target = target_of(reading, node)
    if target is None or not 1 < len(target.indices) <= MOST_LETTERS:
        return
    system, shape = reading.names.model.system, reading.names.model.shape(target.key)
    for key in system.tensors:
        rank = len(system.tensors[key].axes)
        if not 0 < rank < len(target.indices):
            continue
        for chosen in combinations(range(len(target.indices)), rank):
            if tuple(shape[n] for n in chosen if n < len(shape)) != reading.names.model.shape(key):
                continue
            new = tree_of(reading, key, tuple(target.indices[n] for n in chosen))
            yield Edit("wrong-symbol", f"right with {say(new)} for {say(node)}", 1.25, rebuild(new), True)


def other_lengths(reading: Reading, tree: Tree) -> Iterator[Edit]:
    """Another array of as many axes for one that does not go with what it stands beside."""
    tensors = reading.names.model.network.forward_system.tensors
    for node, rebuild, parents in places(tree):
        target = target_of(reading, node) if isinstance(node, Name) and not inside_a_name(parents) else None
        if target is None or target.indices or any(isinstance(p, Derivative) for p in parents) or target.key not in tensors:
            continue
        for key, tensor in tensors.items():
            if key != target.key and len(tensor.axes) == len(tensors[target.key].axes) > 0:
                new = tree_of(reading, key, ())
                tag = "relu-gate-wrong" if parents and is_gate(parents[-1]) else "wrong-symbol"
                yield Edit(tag, f"right with {say(new)} for {say(node)}", 1.2, rebuild(new), True)


def turned_entries(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """A sum or an array written out, in which every entry of one tensor is that from its other end."""
    found: dict[str, dict[Tree, Tree]] = {}
    for node in walk(tree):
        target = target_of(reading, node) if isinstance(node, Name | Entry) else None
        if target is None or not target.indices or not all(isinstance(i, Number) for i in target.indices):
            continue
        numbers = [int(i.text) for i in target.indices if isinstance(i, Number) and i.text.isdigit()]
        shape = reading.names.model.shape(target.key)
        if len(numbers) == len(shape) == len(target.indices):
            # of more than two axes the last two slide
            still = max(0, len(shape) - 2)
            other = tuple(Number(str(i if at < still else 2 * reading.base + n - 1 - i))
                          for at, (i, n) in enumerate(zip(numbers, shape, strict=True)))
            found.setdefault(target.key, {})[node] = tree_of(reading, target.key, other)
    for key, turned in found.items():
        if len(turned) > 1:
            tag, shown = turn_tag(reading, (head,)), reading.names.model.system.tensors[key].shown
            yield Edit(tag, f"{shown} stands turned by half a turn: every entry is that from its other end", 0.95,
                       exchanged(tree, turned))


def exchanged(tree: Tree, turned: dict[Tree, Tree]) -> Tree:
    """The tree with every part of a table exchanged for what it holds, all at once; derivatives stay."""
    if isinstance(tree, Derivative):
        return tree
    return turned[tree] if tree in turned else mapped(tree, lambda t: exchanged(t, turned))
