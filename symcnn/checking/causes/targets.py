"""What a node names, and the node that names it."""

from __future__ import annotations

from symcnn.checking.binding.target import Target
from symcnn.checking.meaning.document import Reading
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Entry, Name, Tree


def target_of(reading: Reading, node: Tree) -> Target | None:
    """The tensor or the gradient, or the entry of one, that a node names, if it names any."""
    try:
        return reading.names.named(node)
    except SymcnnError:
        return None


def tree_of(reading: Reading, key: str, indices: tuple[Tree, ...]) -> Tree:
    """What names an entry of a tensor or a gradient."""
    tensors = reading.names.model.system.tensors
    tensor = tensors[key]
    of, by = tensor.partial if tensor.partial else ("", "")
    base: Tree = Name(tensors[by].shown if tensor.partial else tensor.shown)
    entry = Entry(base, indices) if indices else base
    return Derivative(Name(tensors[of].shown), entry) if tensor.partial else entry


def same_target(reading: Reading, one: Tree, other: Tree) -> bool:
    """Whether two nodes name the same."""
    first, second = target_of(reading, one), target_of(reading, other)
    return first is not None and second is not None and (first.key, first.indices) == (second.key, second.indices)
