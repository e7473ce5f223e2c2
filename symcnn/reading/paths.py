r"""Arrows that lead from one thing to the next and claim nothing: `w \to z \to a \to L`, `(1, 9) \to (1, 1, 3, 3)`."""

from collections.abc import Sequence
from itertools import pairwise

from symcnn.reading.tree import Blank, Derivative, Differential, Dots, Entry, Name, Number, Operation, Text, Tree, Tuple


def is_path(members: Sequence[Tree], relations: Sequence[str]) -> bool:
    """Whether arrows alone join sides that nobody holds for equal: things on a way, sizes or shapes."""
    return set(relations) == {"->"} and (_are_sizes(members) or _are_shapes(members) or _are_stations(members))


def equations_on_path(members: Sequence[Tree], relations: Sequence[str]) -> list[tuple[int, int]] | None:
    r"""The first and one past the last side of every equation at a station of a path, `x \to y = f(x) \to L`.

    None where the chain is no such path: what is no thing with a name is joined, as in `2 = 3 \to 3`.
    """
    if "->" not in relations or set(relations) == {"->"}:
        return None
    cuts = [0, *(n + 1 for n, relation in enumerate(relations) if relation == "->"), len(members)]
    parts = list(pairwise(cuts))
    alone = [members[a] for a, b in parts if b - a == 1]
    equations = [(a, b) for a, b in parts if b - a > 1]
    if not alone or not all(map(_is_station, alone)) or not all(_is_station(members[a]) for a, _ in equations):
        return None
    return equations


def _are_stations(members: Sequence[Tree]) -> bool:
    r"""Whether things with names follow each other; of two, both are gradients or none is: `dL/dz \to \delta` gives a name."""
    named = [m for m in members if not isinstance(m, Blank)]
    if not all(map(_is_station, named)):
        return False
    return bool(named) if len(members) > 2 else len(named) == 2 and len({isinstance(m, Derivative) for m in named}) == 1


def _is_station(tree: Tree) -> bool:
    """Whether a side only names something: a quantity, an entry of it, a gradient, a layer in words, or a list of these."""
    if isinstance(tree, Tuple):
        return bool(tree.items) and all(map(_is_station, tree.items))
    if isinstance(tree, Derivative):
        return _is_station(tree.of) and _is_station(tree.by)
    if isinstance(tree, Entry):
        return isinstance(tree.base, Name)
    return isinstance(tree, Name | Text | Dots | Differential)


def _are_shapes(members: Sequence[Tree]) -> bool:
    """Whether every side lists whole numbers or letters in round brackets, or is such a size alone: `(B, 9) \\to (B, 3, 3)`."""
    return any(isinstance(m, Tuple) for m in members) and all(
        _is_extent(m) or (isinstance(m, Tuple) and m.in_parentheses and all(map(_is_extent, m.items))) for m in members)


def _is_extent(tree: Tree) -> bool:
    if isinstance(tree, Operation):
        return tree.operator in ("*", "juxtapose", "·", "×") and _is_extent(tree.left) and _is_extent(tree.right)
    return isinstance(tree, Name) or (isinstance(tree, Number) and tree.text.isdigit())


def _are_sizes(members: Sequence[Tree]) -> bool:
    r"""Whether the sides are numbers, as the sizes of layers or values on their way: `2 \rightarrow 3 \rightarrow 1`."""
    if not all(map(_is_size, members)):
        return False
    if len(members) == 2 and any(isinstance(each, Number) and not each.text.isdigit() for each in members):
        # 2.5 rounded to 3
        return False
    return len({isinstance(each, Number) for each in members}) == 1


def _is_size(tree: Tree) -> bool:
    """Whether a side is a number, or several between signs of times: `784`, `28 \\times 28`."""
    if isinstance(tree, Operation):
        return tree.operator == "*" and _is_size(tree.left) and _is_size(tree.right)
    return isinstance(tree, Number)
