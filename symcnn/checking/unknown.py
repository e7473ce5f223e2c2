"""Names that nothing knows: found, and given numbers where both sides of a chain hold them."""

from __future__ import annotations

import numpy as np

from symcnn.checking.document import Reading
from symcnn.checking.domains import Domains
from symcnn.checking.functions import ARRAYS
from symcnn.checking.value import exact
from symcnn.errors import NameProblem, NameUnknown
from symcnn.reading.tree import (
    Application,
    Derivative,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    walk,
)
from symcnn.reading.words import function_key


def invent(reading: Reading, trees: list[Tree]) -> None:
    """Numbers for names that nothing knows and that stand on both sides of a chain."""
    sides = [set(unknown_names(reading, t)) for t in trees]
    shared = {n for k, side in enumerate(sides) for n in side if any(n in other for other in sides[k + 1:])}
    bounds = ends(reading, trees)
    for name in sorted(shared | {n for side in sides for n in side if n in bounds}):
        values = {}
        for number in range(len(reading.worlds)):
            draw = np.random.default_rng([number, *name.encode()]).uniform(0.3, 1.7)
            values[number] = exact(bounds.get(name, draw))
        reading.defined[name] = values


def ends(reading: Reading, trees: list[Tree]) -> dict[str, float]:
    """The names in upper bounds of sums: each with the number under which its sum goes over the whole range."""
    found: dict[str, float] = {}
    domains = Domains(reading.names, reading.base)
    for node in (n for tree in trees for n in walk(tree) if isinstance(n, SumOver) and n.upper is not None):
        assert node.upper is not None
        whole = [r for letter in node.letters if (r := domains.of(node.body, letter))]
        shift = shift_of(node.upper)
        for name in (t.name for t in walk(node.upper) if isinstance(t, Name)):
            found.setdefault(name, float(whole[0][-1] - shift[1]) if whole and shift and shift[0] == name else 3.0)
    return found


def shift_of(tree: Tree) -> tuple[str, int] | None:
    """``N`` or ``N - 1``: the name, and the whole number added to it."""
    if isinstance(tree, Name):
        return tree.name, 0
    if isinstance(tree, Operation) and tree.operator in ("+", "-") and isinstance(tree.left, Name) and isinstance(
            tree.right, Number) and tree.right.text.isdigit():
        return tree.left.name, int(tree.right.text) if tree.operator == "+" else -int(tree.right.text)
    return None


def unknown_names(reading: Reading, tree: Tree) -> list[str]:
    """The names in a tree that nothing knows, index letters apart."""
    letters = Domains(reading.names, reading.base).free([tree])
    bound = {n for node in walk(tree) if isinstance(node, SumOver) for n in node.letters}
    # any letter may be the loss
    bound |= {node.of.name for node in walk(tree) if isinstance(node, Derivative) and isinstance(node.of, Name)
              and reading.head_key(node) is not None}
    for node in walk(tree):
        if isinstance(node, Operation) and node.operator == "^" and isinstance(node.left, Name):
            above = node.right.base if isinstance(node.right, Application) else node.right
            bound |= {above.name} if isinstance(above, Name) else set()
    return [t.name for t in walk(tree) if isinstance(t, Name) and t.name not in letters and t.name not in bound
            and t.name not in ("e", "\\pi") and is_unknown(reading, t)]


def is_unknown(reading: Reading, tree: Tree) -> bool:
    """Whether a tree is a name that nothing knows."""
    if isinstance(tree, Application) and isinstance(tree.base, Name):
        # a name of a function for what the chain says: f(x, w)
        return (len(tree.arguments) > 1 and function_key(tree.base.name) not in ARRAYS
                and is_unknown(reading, tree.base))
    if not isinstance(tree, Name) or reading.names.size(tree.name) is not None or tree.name in reading.defined:
        return False
    try:
        reading.names.target(tree.name)
    except (NameUnknown, NameProblem):
        return True
    return False
