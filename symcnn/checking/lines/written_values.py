"""Values written with what they hang on, ``s(x)_i``, and Jacobians, ``J_x(s)``: the tensor, and its table of slopes."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.meaning.document import Reading
from symcnn.checking.pages.jacobians import as_jacobian
from symcnn.errors import NameProblem, NameUnknown
from symcnn.expression.walk import tensors
from symcnn.notation.spelling import split
from symcnn.reading.tree import Application, Derivative, Entry, Name, Tree, mapped, walk
from symcnn.system import System


def plain_values(reading: Reading, tree: Tree) -> Tree:
    """The tree with ``s`` for ``s(x)``, where the tensor s is made of x, and a derivative for a Jacobian."""
    if not any(isinstance(t, Application) or (isinstance(t, Entry) and isinstance(t.base, Derivative)) for t in walk(tree)):
        return tree
    if isinstance(tree, Entry) and isinstance(tree.base, Derivative) and isinstance(tree.base.by, Name) and is_gradient(
            reading, tree.base):
        # (dL/dW)[a, b]
        return replace(tree.base, by=Entry(tree.base.by, tree.indices, span=tree.span))
    if isinstance(tree, Application) and len(tree.arguments) == 1 and isinstance(tree.base, Name):
        argument = tree.arguments[0]
        if (slopes := as_jacobian(tree)) is not None and is_jacobian(reading, tree.base.name, slopes):
            return slopes
        if isinstance(argument, Name) and hangs_on(reading, tree.base.name, argument.name):
            return tree.base
    return mapped(tree, lambda t: plain_values(reading, t))


def is_gradient(reading: Reading, tree: Derivative) -> bool:
    """Whether what is differentiated is the loss, or a letter that can be nothing else."""
    names = reading.names
    try:
        return names.named(tree.of).key == names.model.network.loss
    except (NameUnknown, NameProblem):
        return True


def is_jacobian(reading: Reading, name: str, slopes: Derivative) -> bool:
    """Whether nothing is called by the name of a Jacobian, and something is by those of what it differentiates."""
    names = reading.names
    known = all(isinstance(t, Name) and names.knows(t.name) for t in (slopes.of, slopes.by))
    return known and not names.keys(name) and not names.keys(split(name).base)


def hangs_on(reading: Reading, name: str, other: str) -> bool:
    """Whether a name is a tensor that the network makes of another one, which bears this very name."""
    names, forward = reading.names, reading.names.model.network.forward_system
    argument = names.keys(other)
    try:
        target = names.target(name)
    except (NameUnknown, NameProblem):
        return False
    if len(argument) != 1 or target.indices or target.key not in forward.tensors:
        return False
    return argument[0] in made_of(forward, target.key) - {target.key} and bool(forward.tensors[argument[0]].axes)


def made_of(system: System, key: str) -> set[str]:
    """The tensors that one is worked out from, itself included."""
    reached = {key}
    for equation in reversed(system.equations):
        if equation.tensor in reached:
            reached |= tensors(equation.right)
    return reached
