r"""Whether a writer multiplies a vector by one transposed, ``\delta x^T``: then ``x \delta`` is no such matrix."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.checking.binding.names import Names
from symcnn.errors import NameProblem, NameUnknown
from symcnn.reading.tree import Entry, Name, Operation, Transposed, Tree, find

PRODUCTS = ("juxtapose", "*", "·", "×")


def crosses(names: Names, trees: Iterable[Tree]) -> bool:
    """Whether some product ends in a vector that is transposed."""
    ends = (t.right for tree in trees for t in find(tree, Operation) if t.operator in PRODUCTS)
    return any(isinstance(end, Transposed) and is_vector(names, end.argument) for end in ends)


def is_vector(names: Names, tree: Tree) -> bool:
    """Whether a tree names an array of one axis."""
    if not isinstance(tree, Name | Entry):
        return False
    try:
        found = names.named(tree)
    except (NameUnknown, NameProblem):
        return False
    return names.rank(found.key) - len(found.indices) == 1
