r"""Results that a page calls by what they are made of: ``(K \star I)_{i,j,o}`` is an entry of ``conv(I, K)``."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.binding.names import Names
from symcnn.errors import NameProblem, NameUnknown
from symcnn.expression.walk import tensors
from symcnn.reading.tree import Entry, Name, Operation, Tree

CONVOLVING = ("star", "*")


def called_by_product(names: Names, tree: Entry) -> Tree:
    """The entry of the one tensor that is made of two others alone, where these have channels and no value by themselves."""
    made = tree.base
    if not (isinstance(made, Operation) and made.operator in CONVOLVING):
        return tree
    keys = {key_of(names, side) for side in (made.left, made.right)}
    if len(keys) != 2 or None in keys or max(names.rank(str(k)) for k in keys) < 3:
        return tree
    results = [e.tensor for e in names.model.network.forward_system.equations
               if tensors(e.right) == keys and names.rank(e.tensor) == len(tree.indices)]
    if len(results) != 1:
        return tree
    shown = names.model.system.tensors[results[0]].shown
    return replace(tree, base=Name(shown, span=made.span)) if names.keys(shown) == results else tree


def key_of(names: Names, tree: Tree) -> str | None:
    """The tensor that a name stands for as a whole."""
    try:
        found = names.named(tree)
    except (NameUnknown, NameProblem):
        return None
    return None if found.indices else found.key
