r"""Lines that begin with an expression, ``X \star dL/dZ = [[...]]``: what it is the value of, to name their mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import is_numeric
from symcnn.checking.numbers.compare import close
from symcnn.errors import NameProblem, NameUnknown, SymcnnError
from symcnn.reading.tree import Convolved, Derivative, Nabla, Name, Operation, Tree, walk


def with_named_head(reading: Reading, head: Tree, others: Sequence[Tree]) -> Tree:
    """The tensor or gradient that an expression on the left is the value of, where numbers are written for it; else itself."""
    if not isinstance(head, Operation | Convolved) or is_numeric(head) or not any(is_numeric(t) for t in others) or (
            not has_tensors(reading, head)):
        return head
    formula = next((t for t in others if not is_numeric(t)), None)
    for tree, key in heads(reading):
        try:
            if not (reading.head_key(tree) == key and key in reading.names.model.system.tensors):
                continue
            found = all(is_value(reading, head, n, key) for n in range(len(reading.random))) if formula is None else (
                holds(reading, tree, formula) and holds(reading, head, formula))
            if found:
                return tree
        except SymcnnError:
            return head
    return head


def holds(reading: Reading, head: Tree, formula: Tree) -> bool:
    """Whether a formula is right for a head."""
    return Judge(reading, head, [formula]).links()[0].verdict == "right"


def has_tensors(reading: Reading, tree: Tree) -> bool:
    """Whether a tree names anything of the network."""
    for node in walk(tree):
        try:
            if isinstance(node, Derivative | Nabla) or (isinstance(node, Name) and reading.names.target(node.name)):
                return True
        except (NameUnknown, NameProblem):
            continue
    return False


def heads(reading: Reading) -> Iterator[tuple[Tree, str]]:
    """The results and gradients of the network as a writer names them, each with its key."""
    network = reading.names.model.network
    forward = network.forward_system
    shown = {k: t.shown for k, t in forward.tensors.items()}
    for equation in forward.equations:
        yield Name(shown[equation.tensor]), equation.tensor
    for key in reversed(list(forward.tensors)):
        if gradient_key(network.loss, key) in reading.names.model.system.tensors:
            yield Derivative(Name(shown.get(network.loss, network.loss)), Name(shown[key])), gradient_key(network.loss, key)


def is_value(reading: Reading, tree: Tree, number: int, key: str) -> bool:
    """Whether an expression is a tensor in one of its meanings, in one world."""
    world = reading.random[number]
    truth = world.truth(key)
    return any(not v.names and v.data.shape == truth.shape and close(v.data, truth)
               for v, _ in reading.interpreter(world, [tree]).options(tree))
